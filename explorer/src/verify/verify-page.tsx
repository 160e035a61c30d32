import { useContext, useEffect, useState } from "preact/hooks";
import type { InstanceJson } from "../../../src/index.ts";
import { EngineContext } from "../engine/context.ts";
import { Cancelled } from "../engine/engine.ts";
import type { Verified } from "../engine/protocol.ts";
import { textOf } from "../instance/use-file-drop.ts";
import { Running } from "../result/running.tsx";

interface Props {
  /** The certificate to check. */
  readonly file: File | null;
  readonly onFile: (file: File) => void;
  readonly onOpen: (instance: InstanceJson) => void;
}

/** A certificate is dropped here and checked; nothing of what built it is trusted. */
export function VerifyPage({ file, onFile, onOpen }: Props) {
  const engine = useContext(EngineContext);
  const [verdict, setVerdict] = useState<Verified | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (!file) return undefined;
    let wanted = true;
    const say = (found: Verified | null, sentence: string | null) => {
      if (!wanted) return;
      setVerdict(found);
      setTrouble(sentence);
      setSince(null);
    };
    say(null, null);
    setSince(performance.now());
    engine.cancel();
    textOf(file)
      .then((text) => engine.verify(text))
      .then(
        (found) => say(found, null),
        (error: Error) => say(null, error instanceof Cancelled ? "The check was cancelled." : error.message),
      );
    return () => {
      wanted = false;
    };
  }, [file, engine]);
  return (
    <div class="verify">
      <h2>Verify a certificate</h2>
      <p class="lead">
        The verifier reads the instance in the certificate by code of its own, states the problem anew, and checks mechanism and multipliers
        in rational arithmetic. It trusts neither solvers nor the code that built the proof.
      </p>
      <label class="drop">
        <span>Drop a certificate anywhere on this page, or choose a file.</span>
        <input
          type="file"
          accept="application/json,.json"
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen) onFile(chosen);
            currentTarget.value = "";
          }}
        />
      </label>
      {since !== null && <Running since={since} onCancel={() => engine.cancel()} />}
      <div role="status">
        {trouble !== null && <p class="wrong">{trouble}</p>}
        {verdict && (
          <div class={verdict.accepted ? "verdict accepted" : "verdict rejected"}>
            <h3>
              {file?.name}: {verdict.accepted ? "accepted" : "rejected"}
            </h3>
            <pre>{verdict.text}</pre>
          </div>
        )}
      </div>
      {verdict?.instance && (
        <button type="button" onClick={() => verdict.instance && onOpen(verdict.instance)}>
          Open its instance
        </button>
      )}
    </div>
  );
}
