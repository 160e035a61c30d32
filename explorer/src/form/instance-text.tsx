import { useContext, useEffect, useState } from "preact/hooks";
import type { InstanceJson } from "../../../src/index.ts";
import { EngineContext } from "../engine/context.ts";

interface Props {
  readonly instance: InstanceJson;
  readonly onChange: (instance: InstanceJson) => void;
}

/** The instance as its file holds it, to read, copy and write. */
export function InstanceText({ instance, onChange }: Props) {
  const engine = useContext(EngineContext);
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    setDraft(null);
    setWrong(null);
  }, [instance]);
  const take = async () => {
    if (draft === null) return;
    try {
      onChange(await engine.read(draft));
    } catch (error) {
      setWrong((error as Error).message);
    }
  };
  return (
    <details class="more">
      <summary>Instance as text</summary>
      <textarea
        class="code"
        rows={18}
        spellcheck={false}
        aria-label="Instance as text"
        value={draft ?? JSON.stringify(instance, null, 2)}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
      />
      {wrong !== null && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <button type="button" disabled={draft === null} onClick={take}>
        Take over
      </button>
    </details>
  );
}
