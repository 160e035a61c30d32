import type { EditorProps } from "./environment-editor.tsx";
import { NumberField } from "./number-field.tsx";

/** Whether the good can be divided, and how fast the buyer has enough of it. */
export function DivisibleGood({ environment, onChange }: EditorProps<"bilateral-trade">) {
  const { curvature, ...whole } = environment;
  return (
    <details class="more" open={curvature !== undefined}>
      <summary>Divisible good</summary>
      <label class="check">
        <input
          type="checkbox"
          checked={curvature !== undefined}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? { ...whole, curvature: "1/2" } : whole)}
        />
        The good can be divided
      </label>
      {curvature !== undefined && (
        <NumberField
          label="curvature"
          value={curvature}
          slider={{ min: 0, max: 2 }}
          onChange={(value) => onChange({ ...environment, curvature: value })}
        />
      )}
    </details>
  );
}
