import type { Solved } from "../engine/protocol.ts";
import type { Why } from "../engine/use-solve.ts";
import { Downloads } from "./downloads.tsx";
import { Facts } from "./facts.tsx";
import { Headline } from "./headline.tsx";
import { LazyFigures } from "./lazy-figures.tsx";
import { Proof } from "./proof.tsx";
import { Theorems } from "./theorems.tsx";
import { WhySection } from "./why.tsx";

interface Props {
  readonly solved: Solved;
  /** The form has changed since. */
  readonly stale: boolean;
  readonly onProve: () => void;
  readonly why: Why;
  readonly onExplain: () => void;
}

/** What a solve found. */
export function ResultView({ solved, stale, onProve, why, onExplain }: Props) {
  const { result } = solved;
  return (
    <div class={stale ? "result stale" : "result"} aria-live="polite">
      <Headline result={result} draft={solved.draft} />
      <p class="explanation">{result.explanation}</p>
      <LazyFigures result={result} />
      <Theorems theorems={result.theorems} />
      <WhySection why={why} onExplain={onExplain} />
      <Facts result={result} />
      <Proof solved={solved} stale={stale || solved.draft} onProve={onProve} />
      <Downloads solved={solved} />
    </div>
  );
}
