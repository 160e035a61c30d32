import { describe, expect, test } from "vitest";
import { kosManeaTheorems } from "../../../regressions/kos-manea/index.ts";
import type { CheckedTheorem, Comparison } from "../../../regressions/regression.ts";
import { exactEngine, TooLargeError } from "./exact-engine.ts";

const seeds = [1, 20261121];

/** Theorems whose engine checks are about continuous types only, which no finite program can answer. */
const continuousOnly = ["kos-manea/vcg-prime-on-intervals", "kos-manea/general-laws"];

function failed(comparisons: readonly Comparison[]): Comparison[] {
  return comparisons.filter((comparison) => !comparison.pass);
}

test("32 theorems with distinct ids named after their files", () => {
  expect(kosManeaTheorems.length).toBe(32);
  expect(new Set(kosManeaTheorems.map((theorem) => theorem.id)).size).toBe(32);
  for (const theorem of kosManeaTheorems) expect(theorem.id).toMatch(/^kos-manea\/[a-z0-9-]+$/);
});

describe.each(kosManeaTheorems.map((theorem) => [theorem.id, theorem] as const))("%s", (_, theorem: CheckedTheorem) => {
  test("at least three parameter sets, the same for the same seed", () => {
    const samples = theorem.samples(7);
    expect(samples.length).toBeGreaterThanOrEqual(3);
    expect(theorem.samples(7)).toEqual(samples);
  });

  test("its two computations agree", async () => {
    let compared = 0;
    for (const seed of seeds)
      for (const parameters of theorem.samples(seed))
        for (const check of theorem.checks.filter((candidate) => !candidate.usesEngine)) {
          const comparisons = await check.run(parameters, exactEngine);
          expect(failed(comparisons), check.name).toEqual([]);
          compared += comparisons.length;
        }
    expect(compared > 0 || theorem.checks.every((check) => check.usesEngine)).toBe(true);
  });
});

const finite = kosManeaTheorems.filter(
  (theorem) => theorem.checks.some((check) => check.usesEngine) && !continuousOnly.includes(theorem.id),
);

test.each(finite.map((theorem) => [theorem.id, theorem] as const))(
  "%s: its engine checks hold for the exact simplex",
  async (_, theorem: CheckedTheorem) => {
    let compared = 0;
    for (const seed of seeds)
      for (const parameters of theorem.samples(seed))
        for (const check of theorem.checks.filter((candidate) => candidate.usesEngine))
          try {
            const comparisons = await check.run(parameters, exactEngine);
            expect(failed(comparisons), check.name).toEqual([]);
            compared += comparisons.length;
          } catch (error) {
            if (!(error instanceof TooLargeError)) throw error;
          }
    expect(compared).toBeGreaterThanOrEqual(3);
  },
);

const recognised = kosManeaTheorems.filter((theorem) => theorem.problem && theorem.parametersOf);

test.each(recognised.map((theorem) => [theorem.id, theorem] as const))(
  "%s: recognises its own problems, and states the same value",
  (_, theorem: CheckedTheorem) => {
    for (const parameters of theorem.samples(3)) {
      const problem = theorem.problem?.(parameters);
      const found = problem && theorem.parametersOf?.(problem);
      expect(found, "parametersOf").not.toBeNull();
      expect(theorem.value?.(found)).toEqual(theorem.value?.(parameters));
    }
  },
);
