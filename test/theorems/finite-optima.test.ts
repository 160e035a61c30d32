import { expect, test } from "vitest";
import { checkTheorem } from "../../regressions/check-theorem.ts";
import { gridAdvantage } from "../../regressions/copic-ponsati/grid-advantage.ts";
import { ironingFinite } from "../../regressions/myerson-satterthwaite/ironing-finite.ts";
import { leastSubsidyFinite } from "../../regressions/myerson-satterthwaite/least-subsidy-finite.ts";
import { twoPointExample } from "../../regressions/myerson-satterthwaite/two-point-example.ts";
import type { CheckedTheorem } from "../../regressions/regression.ts";
import { exactEngine } from "./kos-manea/exact-engine.ts";

/** Theorems about finite types, held against the exact simplex in the engine's place; ironing on its smaller samples. */
const cases: readonly CheckedTheorem[] = [
  twoPointExample,
  leastSubsidyFinite,
  gridAdvantage,
  { ...ironingFinite, samples: (seed) => ironingFinite.samples(seed).filter(({ B, S }) => B.length * S.length <= 16) } as CheckedTheorem,
];

test.each(cases.map((theorem) => [theorem.id, theorem] as const))("%s against the exact simplex", async (_, theorem) => {
  for (const seed of [1983, 5]) {
    const report = await checkTheorem(theorem, exactEngine, { which: "with-engine", seed });
    expect(report.results.length).toBeGreaterThanOrEqual(3);
    expect(report.results.filter((result) => !result.pass)).toEqual([]);
  }
});
