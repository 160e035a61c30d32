import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { NumberJson } from "../instance/edit.ts";
import { numberOf, numberText, readNumber } from "../instance/edit.ts";

interface Props {
  readonly label: string;
  readonly value: NumberJson;
  readonly onChange: (value: NumberJson) => void;
  /** Between what ends the slider moves, while the value is between them; no slider where it is left out. */
  readonly slider?: Range | undefined;
  /** What the text is called by a screen reader, where the label alone says too little. */
  readonly accessibleName?: string | undefined;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A number to write (a decimal or a fraction, kept as it is written) and, beside it, a slider. */
export function NumberField({ label, value, onChange, slider, accessibleName }: Props) {
  const id = useId();
  const [text, setText] = useState(numberText(value));
  const written = useRef(value);
  // A value that came from elsewhere (a slider, an example) replaces what was being written; one's own does not.
  useEffect(() => {
    if (written.current !== value) setText(numberText(value));
    written.current = value;
  }, [value]);
  // Shown at once, not after the effect: in between, a slider would fall back to where it was and lose the next key.
  const shown = written.current === value ? text : numberText(value);
  const number = numberOf(shown);
  const wrong = number === null;
  const set = (typed: string) => {
    setText(typed);
    if (numberOf(typed) === null) return;
    written.current = readNumber(typed);
    onChange(written.current);
  };
  return (
    <div class="field number">
      <label for={id}>{label}</label>
      {slider && <Slider name={accessibleName ?? label} number={number ?? slider.min} range={slider} onMove={(x) => onChange(x)} />}
      <input
        id={id}
        class="number-text"
        inputMode="decimal"
        autocomplete="off"
        spellcheck={false}
        value={shown}
        aria-label={accessibleName}
        aria-invalid={wrong}
        title={wrong ? "A decimal such as 0.25, or a fraction such as 1/3" : undefined}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    </div>
  );
}

function Slider({ name, number, range, onMove }: { name: string; number: number; range: Range; onMove: (x: number) => void }) {
  const held = useRef<Range | null>(null);
  // The ends stay where they are while the handle is held; a value beyond them moves them.
  const { min, max } = held.current ?? { min: Math.min(range.min, number), max: Math.max(range.max, number) };
  const step = niceStep((max - min) / 100);
  return (
    <input
      type="range"
      aria-label={`${name}, slider`}
      min={min}
      max={max}
      step={step}
      value={number}
      onPointerDown={() => {
        held.current = { min, max };
      }}
      onPointerUp={() => {
        held.current = null;
      }}
      onInput={({ currentTarget }) => onMove(Number(currentTarget.valueAsNumber.toPrecision(10)))}
    />
  );
}

/** The largest of 1, 2, 5 times a power of ten that is not above x. */
function niceStep(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  const digit = x / power;
  return Number(((digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power).toPrecision(1));
}
