import { useId } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly accessibleName?: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A line of text, taken over when the field is left. */
export function TextField({ label, accessibleName, value, onChange }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={value}
        aria-label={accessibleName}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </div>
  );
}
