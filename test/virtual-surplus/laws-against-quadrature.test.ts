import { describe, expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { type BracketOptimum, type BracketOptions, solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { tried } from "../support/tried.ts";
import { type AlphaRule, alphaRule } from "./support/alpha-rule.ts";
import type { SmoothLaw } from "./support/smooth-laws.ts";
import * as laws from "./support/smooth-laws.ts";

const one = rational(1);
const zero = rational(0);

/** Share of the truth by which the quadrature itself may be off. */
const doubt = 2e-13;

function bracket(buyer: SmoothLaw, seller: SmoothLaw, options: Partial<BracketOptions>, profitOnly = false): BracketOptimum {
  const rents = profitOnly ? zero : one;
  const found = solveBracket({
    ...bilateralTrade({ buyer: buyer.engine, seller: seller.engine }),
    terms: { weights: { buyers: rents, sellers: rents, broker: one }, budget: { rule: "ex-ante", requiredProfit: zero } },
    options,
  });
  if (found.status !== "optimal" && found.status !== "limit") throw new Error(`unexpected: ${found.status}`);
  return found;
}

function expectContains({ lower, upper }: { lower: number; upper: number }, truth: number): void {
  expect(lower).toBeLessThanOrEqual(truth * (1 + doubt));
  expect(upper).toBeGreaterThanOrEqual(truth * (1 - doubt));
}

/** All numbers of cells up to 24, then about five times as many, up to 10⁴. */
const numbersOfCells: number[] = [];
for (let cells = 4; cells <= 10_000; cells = cells < 24 ? cells + 1 : 5 * cells - 1) numbersOfCells.push(cells);
numbersOfCells.push(10_000);

test("the quadrature knows what can be known in closed form", () => {
  const uniform = alphaRule(laws.power(1), laws.power(1));
  expect(uniform.gains).toBeCloseTo(9 / 64, 14);
  expect(uniform.alpha).toBeCloseTo(1 / 3, 7);
  expect(uniform.largestProfit).toBeCloseTo(1 / 24, 14);
  // E(V − C)⁺ = ½ for two exponentials of mean 1, 1/√π for two standard normals, E min for F̄ = 1/v² from 1: ∫ v⁻²(1 − v⁻²) = 2/3.
  expect(alphaRule(laws.exponential(1, 0), laws.exponential(1, 0)).firstBest).toBeCloseTo(1 / 2, 13);
  expect(alphaRule(laws.normal(0, 1), laws.normal(0, 1)).firstBest).toBeCloseTo(1 / Math.sqrt(Math.PI), 13);
  expect(alphaRule(laws.pareto(1, 2), laws.pareto(1, 2)).firstBest).toBeCloseTo(2 / 3, 12);
});

interface Case {
  readonly buyer: SmoothLaw;
  readonly seller: SmoothLaw;
  /** Relative width that one round with 10⁴ cells reaches: h² for bounded supports; equal probabilities grade unbounded tails coarsely. */
  readonly width: number;
}

/** Exponents of the buyer's and the seller's law. */
const powers = tried<readonly (readonly [number, number])[]>(
  [
    [8, 0.5],
    [2, 2],
    [0.5, 8],
  ],
  [8, 2, 0.5].flatMap((b) => [8, 2, 0.5].map((s) => [b, s] as const)),
);

const bounded: readonly Case[] = [
  ...powers.map(([b, s]) => ({ buyer: laws.power(b), seller: laws.power(s), width: 6e-6 })),
  { buyer: laws.power(8), seller: laws.reversePower(8), width: 1e-6 },
  { buyer: laws.reversePower(2), seller: laws.power(2), width: 1e-6 },
  { buyer: laws.truncatedExponential(3), seller: laws.truncatedExponential(3), width: 1e-6 },
  { buyer: laws.truncatedExponential(-2), seller: laws.truncatedExponential(5), width: 1e-6 },
  { buyer: laws.beta(2, 2), seller: laws.beta(2, 2), width: 1e-6 },
  { buyer: laws.beta(2, 5), seller: laws.beta(3, 2), width: 1e-6 },
  ...tried<readonly Case[]>(
    [],
    [
      { buyer: laws.reversePower(8), seller: laws.reversePower(8), width: 1e-6 },
      { buyer: laws.truncatedExponential(6), seller: laws.truncatedExponential(-6), width: 1e-6 },
      { buyer: laws.beta(1, 3), seller: laws.beta(4, 1), width: 1e-6 },
    ],
  ),
  { buyer: laws.shifted(laws.power(2), 1000), seller: laws.shifted(laws.power(0.5), 1000), width: 1e-6 },
];

const unbounded: readonly Case[] = [
  { buyer: laws.exponential(1, 0), seller: laws.exponential(1, 0), width: 1e-3 },
  { buyer: laws.exponential(2, 1), seller: laws.normal(1, 1), width: 1e-3 },
  { buyer: laws.normal(2, 1), seller: laws.normal(1, 0.5), width: 1e-3 },
  ...tried([], [{ buyer: laws.normal(0, 1), seller: laws.normal(0, 1), width: 1e-3 }]),
  { buyer: laws.lognormal(0, 0.5), seller: laws.lognormal(0, 0.5), width: 1e-3 },
  { buyer: laws.lognormal(0, 0.5), seller: laws.power(2), width: 1e-6 },
  { buyer: laws.pareto(1, 2), seller: laws.pareto(1, 2), width: 1e-3 },
  { buyer: laws.pareto(1, 3), seller: laws.exponential(1, 0), width: 1e-3 },
];

const titled = ({ buyer, seller, width }: Case) => ({ title: `buyer ${buyer.name}, seller ${seller.name}`, buyer, seller, width });

describe.each([...bounded, ...unbounded].map(titled))("$title", ({ buyer, seller, width }) => {
  let known: AlphaRule | undefined;
  const truth = (): AlphaRule => {
    known ??= alphaRule(buyer, seller);
    return known;
  };

  test("upper ≥ truth ≥ lower at every number of cells", () => {
    for (const cells of numbersOfCells) {
      const found = bracket(buyer, seller, { firstCells: cells, maxCells: 1 });
      expectContains(found.value, truth().gains);
      expectContains(found.firstBest, truth().firstBest);
      if (cells === 10_000) expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(width * truth().gains);
    }
  });

  test("refinement from 4 cells closes to 1e-8 around the truth, and bounds only tighten", () => {
    const found = bracket(buyer, seller, { firstCells: 4 });
    expect(found.status).toBe("optimal");
    expectContains(found.value, truth().gains);
    expectContains(found.firstBest, truth().firstBest);
    expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(1e-8 * truth().gains * (1 + 1e-6));
    expect(found.rounds.length).toBeGreaterThan(2);
    found.rounds.forEach((round, k) => {
      const before = found.rounds[k - 1];
      if (before) {
        expect(round.lower).toBeGreaterThanOrEqual(before.lower);
        expect(round.upper).toBeLessThanOrEqual(before.upper);
      }
      expectContains(round, truth().gains);
    });
    expect(found.lambda / (1 + found.lambda)).toBeCloseTo(truth().alpha, 3);
  });

  test("the broker's profit", () => {
    const found = bracket(buyer, seller, { width: 1e-7 }, true);
    expect(found.status).toBe("optimal");
    expectContains(found.value, truth().largestProfit);
  });
});
