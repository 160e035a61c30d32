import { describe, expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import { affine, bilateralTrade, designProblem, pareto, solve } from "../../src/index.ts";
import { solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { tried } from "../support/tried.ts";
import { integral } from "./support/quadrature.ts";

/**
 * P(V ≥ x) = ε·x^(−1/a) on [ε^a, 1] with an atom ε at 1, and the seller's cost 1 − V′: second best ε²a/(a − 1) when ε^(a−1) ≤ ½. The ratio to the first best
 * comes close to ½ as ε falls.
 */
function family(epsilon: number, a: number) {
  const law = pareto({ scale: epsilon ** a, shape: 1 / a, cap: 1 });
  if (!law.spec) throw new Error("a law with a specification was expected");
  return { buyer: law, seller: affine({ scale: -1, shift: 1, of: law.spec }) };
}

/** E(V + V′ − 1)⁺ = ∫ P(V ≥ x)·P(V′ ≥ 1 − x) dx, both tails apart: near 0 one of them is 1. */
function firstBest(epsilon: number, a: number): number {
  const low = epsilon ** a;
  const tails = epsilon ** 2 * 2 * integral((x) => (x * (1 - x)) ** (-1 / a), low, 0.5);
  return tails + 2 * epsilon * integral((x) => (1 - x) ** (-1 / a), 0, low);
}

const ends = [
  { epsilon: 1e-2, a: 1.25 },
  { epsilon: 1e-6, a: 1.25 },
  { epsilon: 1e-3, a: 3 },
];
const between = [
  { epsilon: 1e-3, a: 1.25 },
  { epsilon: 1e-4, a: 1.5 },
];

describe.each([...ends, ...tried([], between)])("ε = $epsilon, a = $a", ({ epsilon, a }) => {
  const inClosedForm = epsilon ** (a - 1) <= 0.5;
  const secondBest = (epsilon ** 2 * a) / (a - 1);

  test("the bracket holds ε²a/(a − 1) within a relative width of 1e-8, and the first best", async () => {
    expect(inClosedForm).toBe(true);
    const { buyer, seller } = family(epsilon, a);
    const result = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }) }));
    expect(result.status).toBe("optimal");
    expect(result.value.lower).toBeGreaterThan(0);
    // ε^a and 1/a are rounded to doubles: the law moves by some units in the last place.
    expect(result.value.lower).toBeLessThanOrEqual(secondBest * (1 + 1e-13));
    expect(result.value.upper).toBeGreaterThanOrEqual(secondBest * (1 - 1e-13));
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(1e-8 * result.value.upper);
    const truth = firstBest(epsilon, a);
    expect(result.firstBest.lower).toBeLessThanOrEqual(truth * (1 + 1e-12));
    expect(result.firstBest.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-12));
    expect(result.firstBest.upper - result.firstBest.lower).toBeLessThanOrEqual(1e-8 * truth);
    expect(result.audit?.passes).toBe(true);
    // Qin, Liu, Ren and Wang (2026) print 0.540627.
    if (epsilon === 1e-6) {
      expect(result.value.lower / result.firstBest.upper).toBeGreaterThan(0.5406265);
      expect(result.value.upper / result.firstBest.lower).toBeLessThan(0.5406275);
    }
  });

  test("every round holds it", () => {
    const { buyer, seller } = family(epsilon, a);
    const one = rational(1);
    solveBracket({
      ...bilateralTrade({ buyer, seller }),
      terms: { weights: { buyers: one, sellers: one, broker: one }, budget: { rule: "ex-ante", requiredProfit: rational(0) } },
      options: {
        firstCells: 4,
        width: 1e-6,
        onRound: ({ lower, upper }) => {
          expect(lower).toBeLessThanOrEqual(secondBest * (1 + 1e-13));
          expect(upper).toBeGreaterThanOrEqual(secondBest * (1 - 1e-13));
        },
      },
    });
    expect.hasAssertions();
  });
});

test("ε = 1e-9: gains of 5e-18 where 2e-9 of all pairs trade; the bracket still holds the truth, next to nothing against types of 1", async () => {
  const { buyer, seller } = family(1e-9, 1.25);
  const { value, firstBest: best, status, level } = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }) }));
  // Values near 0 against costs 1 − v′ near 0: rounding is 1e-16 of the probability of trade, 1e-7 of the gains.
  expect([status, level]).toEqual(["optimal", "continuum"]);
  const secondBest = 5e-18;
  expect(value.lower).toBeLessThanOrEqual(secondBest);
  expect(value.upper).toBeGreaterThanOrEqual(secondBest * (1 - 1e-13));
  expect(value.upper).toBeLessThanOrEqual(1e-15);
  const truth = firstBest(1e-9, 1.25);
  expect(best.lower).toBeLessThanOrEqual(truth);
  expect(best.upper).toBeGreaterThanOrEqual(truth);
  expect(best.upper).toBeLessThanOrEqual(1e-15);
});
