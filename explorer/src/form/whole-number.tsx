import { useId } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly accessibleName?: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number of at least 1, such as how many traders share a law. */
export function WholeNumber({ label, accessibleName, value, onChange }: Props) {
  const id = useId();
  return (
    <div class="field number">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="number-text"
        type="number"
        min="1"
        step="1"
        value={value}
        aria-label={accessibleName}
        onInput={({ currentTarget: { valueAsNumber } }) => Number.isInteger(valueAsNumber) && onChange(valueAsNumber)}
      />
    </div>
  );
}
