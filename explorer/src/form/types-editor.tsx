import { useId } from "preact/hooks";
import type { InstanceJson } from "../../../src/index.ts";
import { NumberField } from "./number-field.tsx";
import { gridWords, wordOf } from "./words.ts";

interface Props {
  readonly instance: InstanceJson;
  readonly onChange: (instance: InstanceJson) => void;
}

/** Whether laws stay as they are or are put on a grid, and how fine it is. */
export function TypesEditor({ instance, onChange }: Props) {
  const id = useId();
  const { discretization, ...rest } = instance;
  const { points } = discretization ?? {};
  return (
    <>
      <div class="field">
        <label for={id}>Types</label>
        <select
          id={id}
          value={discretization?.rule ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const rule = wordOf(gridWords, value);
            if (rule === undefined) onChange(rest);
            else onChange({ ...rest, discretization: rule === "atoms" ? { rule } : { ...discretization, rule, points: points ?? 20 } });
          }}
        >
          <option value="">as the laws have them</option>
          {Object.entries(gridWords).map(([rule, words]) => (
            <option key={rule} value={rule}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {discretization && points !== undefined && (
        <NumberField
          label="points"
          accessibleName="points of the grid"
          value={points}
          slider={{ min: 2, max: 100 }}
          onChange={(value) => {
            const whole = Math.round(Number(value));
            if (whole >= 1) onChange({ ...instance, discretization: { ...discretization, points: whole } });
          }}
        />
      )}
    </>
  );
}
