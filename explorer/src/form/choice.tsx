import { useId } from "preact/hooks";

interface Props<Word extends string> {
  readonly legend: string;
  readonly value: Word;
  /** The words, with what they mean in one sentence. */
  readonly words: Readonly<Record<Word, string>>;
  readonly onChange: (word: Word) => void;
}

/** One word of a few, all of them in sight, and what the chosen one means. */
export function Choice<Word extends string>({ legend, value, words, onChange }: Props<Word>) {
  const name = useId();
  const list = Object.keys(words) as Word[];
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class="segments">
        {list.map((word) => (
          <label key={word} class={word === value ? "chosen" : ""}>
            <input type="radio" name={name} value={word} checked={word === value} onChange={() => onChange(word)} />
            <span>{word}</span>
          </label>
        ))}
      </div>
      <p class="hint">{words[value]}</p>
    </fieldset>
  );
}
