import { useId } from "preact/hooks";
import type { LawJson } from "../../../src/index.ts";
import { type NumberJson, replaced, without } from "../instance/edit.ts";
import { DensityPicture } from "./density-picture.tsx";
import { type LawName, lawForms } from "./law-forms.ts";
import { NumberField } from "./number-field.tsx";
import { NumbersField } from "./numbers-field.tsx";

interface Props {
  /** Whose types these are: it begins the name of every field for a screen reader. */
  readonly of: string;
  readonly law: LawJson;
  readonly onChange: (law: LawJson) => void;
  /** Laws inside of others are not drawn by themselves. */
  readonly drawn?: boolean;
}

/** A law: its name, its parameters with sliders, and how it looks. */
export function LawEditor({ of, law, onChange, drawn = true }: Props) {
  const id = useId();
  const values: Readonly<Record<string, unknown>> = law;
  const set = (key: string, value: unknown) => onChange({ ...law, [key]: value } as LawJson);
  return (
    <div class="law">
      <div class="field">
        <label for={id} class="visually-hidden">
          {of}: law
        </label>
        <select id={id} value={law.distribution} onChange={({ currentTarget }) => onChange(lawForms[currentTarget.value as LawName].start)}>
          {Object.entries(lawForms).map(([name, { title }]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </div>
      {drawn && <DensityPicture of={of} law={law} />}
      {/* Numbers of another law are other fields. */}
      <div key={law.distribution} class="parameters">
        {lawForms[law.distribution].parameters
          .filter(({ key }) => values[key] !== undefined)
          .map(({ key, label, kind, slider }) =>
            kind === "number" ? (
              <NumberField
                key={key}
                label={label}
                accessibleName={`${of}: ${label}`}
                value={values[key] as NumberJson}
                slider={slider}
                onChange={(value) => set(key, value)}
              />
            ) : (
              <NumbersField
                key={key}
                label={label}
                accessibleName={`${of}: ${label}`}
                values={values[key] as NumberJson[]}
                onChange={(list) => set(key, list)}
              />
            ),
          )}
        {law.distribution === "mixture" && <Components of={of} law={law} onChange={onChange} />}
        {law.distribution === "affine" && (
          <div class="nested">
            <LawEditor of={`${of}, inner law`} law={law.of} onChange={(inner) => onChange({ ...law, of: inner })} drawn={false} />
          </div>
        )}
      </div>
    </div>
  );
}

type Mixture = Extract<LawJson, { distribution: "mixture" }>;

function Components({ of, law, onChange }: { of: string; law: Mixture; onChange: (law: Mixture) => void }) {
  const { weights, components } = law;
  return (
    <>
      {components.map((component, k) => (
        <div key={k} class="nested">
          <div class="row">
            <NumberField
              label="weight"
              accessibleName={`${of}: weight of part ${k + 1}`}
              value={weights[k] ?? 0}
              onChange={(weight) => onChange({ ...law, weights: replaced(weights, k, weight) })}
            />
            <button
              type="button"
              class="quiet"
              disabled={components.length < 2}
              onClick={() => onChange({ ...law, weights: without(weights, k), components: without(components, k) })}
            >
              Remove
            </button>
          </div>
          <LawEditor
            of={`${of}, part ${k + 1}`}
            law={component}
            onChange={(own) => onChange({ ...law, components: replaced(components, k, own) })}
            drawn={false}
          />
        </div>
      ))}
      <button
        type="button"
        class="quiet"
        onClick={() => onChange({ ...law, weights: [...weights, 0], components: [...components, lawForms.uniform.start] })}
      >
        Add a part
      </button>
    </>
  );
}
