import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type NumberJson, numberOf, numberText, readNumbers } from "../instance/edit.ts";

interface Props {
  readonly label: string;
  readonly accessibleName: string;
  readonly values: readonly NumberJson[];
  readonly onChange: (values: NumberJson[]) => void;
}

/** A list of numbers, written with blanks or commas between them. */
export function NumbersField({ label, accessibleName, values, onChange }: Props) {
  const id = useId();
  const written = useRef(values);
  const [text, setText] = useState(listText(values));
  useEffect(() => {
    if (written.current !== values) setText(listText(values));
    written.current = values;
  }, [values]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={Math.min(4, 1 + Math.floor(text.length / 42))}
        spellcheck={false}
        value={text}
        aria-label={accessibleName}
        aria-invalid={readNumbers(text).some((value) => numberOf(value) === null)}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          const list = readNumbers(currentTarget.value);
          written.current = list;
          onChange(list);
        }}
      />
    </div>
  );
}

function listText(values: readonly NumberJson[]): string {
  return values.map(numberText).join(", ");
}
