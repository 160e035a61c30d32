import type { ResultJson } from "../../../src/index.ts";
import { bracketText, percentText } from "../../../src/report/numbers.ts";

type Level = ResultJson["certificate"]["level"];

/** How far a value is proved, in a word. */
const levelWords: Readonly<Record<Level, string>> = {
  float: "audited, not proved",
  interval: "bracket proved",
  exact: "exact, proved",
  continuum: "proved for continuous types",
};

/** The value in large type, how far it is proved, and what share of the first best it is. */
export function Headline({ result, draft }: { readonly result: ResultJson; readonly draft: boolean }) {
  const { status, value, firstBest, efficiency, certificate } = result;
  const found = value.lower !== null || value.upper !== null;
  return (
    <div class="headline">
      <p class="badges">
        <span class={`badge ${status}`}>{status}</span>
        {found && <span class={`badge ${certificate.level}`}>{levelWords[certificate.level]}</span>}
        {draft && <span class="badge draft">the bracket is still closing</span>}
        <span class="constraints">{result.route}</span>
      </p>
      {found && (
        <>
          <p class="value" data-testid="value">
            {bracketText(value)}
          </p>
          <p class="of">
            first best {bracketText(firstBest)}
            {efficiency.lower !== null && efficiency.upper !== null && `, of which ${percentText(efficiency.lower, efficiency.upper)}`}
          </p>
          <Share of={firstBest.upper} lower={value.lower} upper={value.upper} />
        </>
      )}
    </div>
  );
}

/** The first best as a bar, and how far the value reaches in it. */
function Share({ of, lower, upper }: { of: number | null; lower: number | null; upper: number | null }) {
  if (of === null || !(of > 0) || lower === null || upper === null || lower < 0) return null;
  const percent = (x: number) => Math.min(100, (100 * x) / of);
  return (
    <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="whole" width="100" height="4" />
      <rect class="possible" width={percent(upper)} height="4" />
      <rect class="attained" width={percent(lower)} height="4" />
    </svg>
  );
}
