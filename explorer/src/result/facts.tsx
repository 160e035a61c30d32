import type { ResultJson } from "../../../src/index.ts";
import { resultLines } from "../../../src/report/result/text.ts";

/** What the page says elsewhere. */
const shownElsewhere = new Set(["status", "value", "first best", "efficiency", "proof", "expected", "theorems"]);

/** The lines of the command line's page, as a list. */
export function Facts({ result }: { readonly result: ResultJson }) {
  const groups: { label: string; texts: string[] }[] = [];
  for (const [label, text] of resultLines(result)) {
    if (label === "") groups.at(-1)?.texts.push(text);
    else groups.push({ label, texts: [text] });
  }
  return (
    <section>
      <h2>The mechanism</h2>
      <dl class="facts">
        {groups
          .filter(({ label }) => !shownElsewhere.has(label))
          .map(({ label, texts }, k) => (
            <div key={k}>
              <dt>{label}</dt>
              {texts.map((text) => (
                <dd key={text}>{text}</dd>
              ))}
            </div>
          ))}
      </dl>
    </section>
  );
}
