import { expect, test } from "vitest";
import { checkTheorem } from "../../src/theorems/check-theorem.ts";
import { gridAdvantage } from "../../src/theorems/copic-ponsati/grid-advantage.ts";
import { ironingFinite } from "../../src/theorems/myerson-satterthwaite/ironing-finite.ts";
import { leastSubsidyFinite } from "../../src/theorems/myerson-satterthwaite/least-subsidy-finite.ts";
import { twoPointExample } from "../../src/theorems/myerson-satterthwaite/two-point-example.ts";
import type { Theorem } from "../../src/theorems/theorem.ts";
import { exactEngine } from "./kos-manea/exact-engine.ts";

/** Theorems about finite types, held against the exact simplex in the engine's place; ironing on its smaller samples. */
const cases: readonly Theorem[] = [
  twoPointExample,
  leastSubsidyFinite,
  gridAdvantage,
  { ...ironingFinite, samples: (seed) => ironingFinite.samples(seed).filter(({ B, S }) => B.length * S.length <= 16) } as Theorem,
];

test.each(cases.map((theorem) => [theorem.id, theorem] as const))("%s against the exact simplex", async (_, theorem) => {
  for (const seed of [1983, 5]) {
    const report = await checkTheorem(theorem, exactEngine, { which: "with-engine", seed });
    expect(report.results.length).toBeGreaterThanOrEqual(3);
    expect(report.results.filter((result) => !result.pass)).toEqual([]);
  }
});
