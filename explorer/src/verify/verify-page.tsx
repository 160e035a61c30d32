import { useContext, useState } from "preact/hooks";
import type { InstanceJson } from "../../../src/index.ts";
import { EngineContext } from "../engine/context.ts";
import { Cancelled } from "../engine/engine.ts";
import type { Verified } from "../engine/protocol.ts";
import { textOf, useFileDrop } from "../instance/use-file-drop.ts";
import { Running } from "../result/running.tsx";

/** A certificate is dropped here and checked; nothing of what built it is trusted. */
export function VerifyPage({ onOpen }: { readonly onOpen: (instance: InstanceJson) => void }) {
  const engine = useContext(EngineContext);
  const [name, setName] = useState<string | null>(null);
  const [verdict, setVerdict] = useState<Verified | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [since, setSince] = useState<number | null>(null);
  const complain = (sentence: string) => {
    setVerdict(null);
    setTrouble(sentence);
  };
  const check = async (text: string, file: string) => {
    setName(file);
    setVerdict(null);
    setTrouble(null);
    engine.cancel();
    setSince(performance.now());
    try {
      setVerdict(await engine.verify(text));
    } catch (error) {
      complain(error instanceof Cancelled ? "The check was cancelled." : (error as Error).message);
    }
    setSince(null);
  };
  const dropping = useFileDrop(check, complain);
  return (
    <div class={dropping ? "verify dropping" : "verify"}>
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
            const [file] = currentTarget.files ?? [];
            if (file)
              textOf(file).then(
                (text) => check(text, file.name),
                (error: Error) => complain(error.message),
              );
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
              {name}: {verdict.accepted ? "accepted" : "rejected"}
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
