import type { ComponentType } from "preact";
import { type LawJson, startingInstances } from "../../../src/index.ts";
import { type EnvironmentJson, type EnvironmentOf, replaced, without } from "../instance/edit.ts";
import { DivisibleGood } from "./divisible-good.tsx";
import { FiniteEditor } from "./finite-editor.tsx";
import { LawEditor } from "./law-editor.tsx";
import { NumberField } from "./number-field.tsx";
import { RiskAversion } from "./risk-aversion.tsx";
import { WholeNumber } from "./whole-number.tsx";

type Kind = EnvironmentJson["kind"];

export interface EditorProps<K extends Kind> {
  readonly environment: EnvironmentOf<K>;
  readonly onChange: (environment: EnvironmentOf<K>) => void;
}

/** What each kind is called. */
export const environmentTitles: Readonly<Record<Kind, string>> = {
  "bilateral-trade": "Bilateral trade",
  "multilateral-trade": "Market",
  partnership: "Partnership",
  finite: "Finite",
};

const editors: { readonly [K in Kind]: ComponentType<EditorProps<K>> } = {
  "bilateral-trade": BilateralEditor,
  "multilateral-trade": MultilateralEditor,
  partnership: PartnershipEditor,
  finite: FiniteEditor,
};

/** The fields of an environment, whatever its kind. */
export function EnvironmentEditor({ environment, onChange }: EditorProps<Kind>) {
  const Editor = editors[environment.kind] as ComponentType<EditorProps<Kind>>;
  return <Editor environment={environment} onChange={onChange} />;
}

function BilateralEditor({ environment, onChange }: EditorProps<"bilateral-trade">) {
  return (
    <>
      <h3>Buyer’s value</h3>
      <LawEditor of="Buyer’s value" law={environment.buyer} onChange={(buyer) => onChange({ ...environment, buyer })} />
      <h3>Seller’s cost</h3>
      <LawEditor of="Seller’s cost" law={environment.seller} onChange={(seller) => onChange({ ...environment, seller })} />
      <DivisibleGood environment={environment} onChange={onChange} />
      <RiskAversion environment={environment} onChange={onChange} />
    </>
  );
}

const unit: LawJson = { distribution: "uniform", min: 0, max: 1 };

function MultilateralEditor({ environment, onChange }: EditorProps<"multilateral-trade">) {
  return (
    <>
      <Groups title="Buyers" groups={environment.buyers} onChange={(buyers) => onChange({ ...environment, buyers })} />
      <Groups title="Sellers" groups={environment.sellers} onChange={(sellers) => onChange({ ...environment, sellers })} />
    </>
  );
}

type Group = EnvironmentOf<"multilateral-trade">["buyers"][number];

interface GroupsProps {
  readonly title: string;
  readonly groups: readonly Group[];
  readonly onChange: (groups: Group[]) => void;
}

function Groups({ title, groups, onChange }: GroupsProps) {
  return (
    <>
      <h3>{title}</h3>
      {groups.map((group, k) => (
        <div key={k} class="member">
          <div class="row">
            <WholeNumber
              label="how many"
              accessibleName={`${title}, group ${k + 1}: how many`}
              value={group.count}
              onChange={(count) => onChange(replaced(groups, k, { ...group, count }))}
            />
            <button type="button" class="quiet" disabled={groups.length < 2} onClick={() => onChange(without(groups, k))}>
              Remove
            </button>
          </div>
          <LawEditor
            of={`${title}, group ${k + 1}`}
            law={group.distribution}
            onChange={(distribution) => onChange(replaced(groups, k, { ...group, distribution }))}
          />
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => onChange([...groups, { count: 1, distribution: unit }])}>
        Add a group
      </button>
    </>
  );
}

function PartnershipEditor({ environment, onChange }: EditorProps<"partnership">) {
  const { partners, divisions, ...others } = environment;
  const set = (list: typeof partners) => onChange({ ...environment, partners: list });
  return (
    <>
      <h3>Partners</h3>
      <p class="hint">Shares of all partners have total 1.</p>
      {divisions && (
        <p class="hint">
          Besides the shares only {divisions.length === 1 ? "one division" : `${divisions.length} divisions`} can be agreed on.{" "}
          <button type="button" class="quiet" onClick={() => onChange({ ...others, partners })}>
            Allow any division
          </button>
        </p>
      )}
      {partners.map((partner, k) => (
        <div key={k} class="member">
          <div class="row">
            <NumberField
              label="share"
              accessibleName={`Partner ${k + 1}: share`}
              value={partner.share}
              onChange={(share) => set(replaced(partners, k, { ...partner, share }))}
            />
            <WholeNumber
              label="how many"
              accessibleName={`Partner ${k + 1}: how many`}
              value={partner.count ?? 1}
              onChange={(count) => set(replaced(partners, k, { ...partner, count }))}
            />
            <button type="button" class="quiet" disabled={partners.length < 2} onClick={() => set(without(partners, k))}>
              Remove
            </button>
          </div>
          <LawEditor
            of={`Partner ${k + 1}`}
            law={partner.distribution}
            onChange={(distribution) => set(replaced(partners, k, { ...partner, distribution }))}
          />
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => set([...partners, { share: 0, distribution: unit }])}>
        Add a partner
      </button>
    </>
  );
}

/** The instance to start from when a kind is chosen. */
export function startingEnvironment(kind: Kind): EnvironmentJson {
  return startingInstances[kind].environment;
}
