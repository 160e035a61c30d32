import type { ResultJson } from "../../../src/index.ts";
import { numberText } from "../../../src/report/numbers.ts";

/** What is published about the value, and whether the engine agrees. */
export function Theorems({ theorems }: { readonly theorems: ResultJson["theorems"] }) {
  if (theorems.length === 0) return null;
  return (
    <section>
      <h2>Closed forms</h2>
      <ul class="theorems">
        {theorems.map(({ id, citation, statement, expected, relation, pass }) => (
          <li key={id} class={pass ? "" : "contradicted"}>
            <p>
              <span class="verdict">{pass ? (expected === null ? "applies" : "agrees") : "contradicts"}</span>
              {expected !== null && (
                <b>
                  value {relation} {typeof expected === "number" ? numberText(expected) : expected}
                </b>
              )}{" "}
              <span class="statement">{statement || citation}</span>
            </p>
            {statement && <p class="citation">{citation}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
