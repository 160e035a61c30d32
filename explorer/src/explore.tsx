import { useEffect, useState } from "preact/hooks";
import type { Solving } from "./engine/use-solve.ts";
import { InstanceText } from "./form/instance-text.tsx";
import { ProblemForm } from "./form/problem-form.tsx";
import { exampleById, examples } from "./instance/catalogue.ts";
import { permalink } from "./instance/permalink.ts";
import { type Arrival, ownEntry } from "./instance/use-arrival.ts";
import { ResultView } from "./result/result-view.tsx";
import { Running } from "./result/running.tsx";

interface Props {
  readonly arrival: Arrival;
  readonly solving: Solving;
}

/** The form on one side, what came out on the other. */
export function Explore({ arrival, solving }: Props) {
  const { instance, reading, live, trouble } = arrival;
  const { solved, failure, runningSince, why, solve, explain, cancel } = solving;
  useEffect(() => {
    if (!live) return;
    history.replaceState(ownEntry, "", permalink(instance));
    solve(instance);
  }, [instance, live, solve]);
  const stale = solved !== null && solved.of !== instance;
  return (
    <div class="columns">
      <form class="panel" aria-label="The problem" inert={reading} onSubmit={(event) => event.preventDefault()}>
        <div class="field example">
          <label for="example">Start from</label>
          <select
            id="example"
            value=""
            onChange={({ currentTarget }) => {
              const example = exampleById(currentTarget.value);
              currentTarget.value = "";
              if (example) arrival.takeText(example.text);
            }}
          >
            <option value="">an example …</option>
            {examples.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </div>
        {instance.name && <p class="instance-name">{instance.name.replaceAll("-", " ")}</p>}
        {instance.description && <p class="description">{instance.description}</p>}
        {trouble !== null && (
          <p class="wrong" role="alert">
            {trouble}
          </p>
        )}
        <ProblemForm instance={instance} onChange={arrival.change} />
        <InstanceText instance={instance} onChange={arrival.take} />
      </form>
      <section class="results" aria-label="The result">
        <div class="bar">
          <button
            type="button"
            class="primary"
            disabled={reading}
            onClick={() => {
              if (live) solve(instance);
              else arrival.enliven();
            }}
          >
            Solve
          </button>
          {runningSince !== null && <Running since={runningSince} onCancel={cancel} />}
          <span class="spacer" />
          <CopyLink address={() => new URL(permalink(instance), location.href).href} />
        </div>
        {!reading && !live && trouble === null && solved === null && failure === null && runningSince === null && (
          <p class="waiting">This problem came with a link. Look at it, then press Solve.</p>
        )}
        {failure !== null && (
          <p class="wrong" role="alert">
            {failure}
          </p>
        )}
        {solved && (
          <ResultView solved={solved} stale={stale} onProve={() => solve(solved.of, true)} why={why} onExplain={() => explain(solved.of)} />
        )}
      </section>
    </div>
  );
}

function CopyLink({ address }: { readonly address: () => string }) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address());
      setCopied("Copied");
    } catch {
      // No permission: the address line holds it then.
      history.replaceState(null, "", address());
      setCopied("It is in the address line");
    }
    setTimeout(() => setCopied(null), 2_000);
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      <span aria-live="polite">{copied ?? "Copy link"}</span>
    </button>
  );
}
