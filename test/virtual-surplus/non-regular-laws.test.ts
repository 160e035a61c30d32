import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../src/distributions/distribution.ts";
import { discrete, distribution } from "../../src/distributions/laws.ts";
import { bilateralTrade, designProblem, isBilateral, solve } from "../../src/index.ts";
import { atomsOf } from "../../src/type-space/atoms.ts";
import type { CellTypes } from "../../src/virtual-surplus/bracket/cell-types.ts";
import { type BracketOptimum, solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { solveGrid } from "../../src/virtual-surplus/grid/solve-grid.ts";
import type { IronedInterval } from "../../src/virtual-surplus/kernel/ironing.ts";
import { tried } from "../support/tried.ts";
import { finiteTrade, problemOf } from "./support/arbitraries.ts";
import { hullReference, type QuantileInterval } from "./support/hull-reference.ts";
import { pairOn } from "./support/type-groups.ts";

const one = rational(1);
const gains = { weights: { buyers: one, sellers: one, broker: one }, budget: { rule: "ex-ante", requiredProfit: rational(0) } } as const;

const bump = (mean: number, sd: number) => ({ distribution: "truncated-normal", mean, sd, min: 0, max: 1 }) as const;
const atom = (at: number) => ({ distribution: "point-mass", at }) as const;
const mixed = (weights: string[], components: DistributionSpec[]) => ({ distribution: "mixture", weights, components }) as const;

const laws: Readonly<Record<string, Distribution>> = {
  "two bumps": distribution(mixed(["1/2", "1/2"], [bump(0.2, 0.05), bump(0.8, 0.05)])),
  "uneven bumps": distribution(mixed(["3/4", "1/4"], [bump(0.3, 0.1), bump(0.9, 0.02)])),
  "atoms at both ends": distribution(mixed(["1/4", "1/2", "1/4"], [atom(0), { distribution: "uniform", min: 0, max: 1 }, atom(1)])),
  "a gap": distribution({ distribution: "piecewise-uniform", knots: [0, "1/4", "3/4", 1], masses: ["1/2", 0, "1/2"] }),
  "two gaps": distribution({
    distribution: "piecewise-uniform",
    knots: [0, "1/10", "2/5", "1/2", "9/10", 1],
    masses: ["3/10", 0, "2/5", 0, "3/10"],
  }),
  "a step in the density": distribution({ distribution: "piecewise-uniform", knots: [0, "1/2", 1], masses: ["19/20", "1/20"] }),
  "everything at once": distribution(
    mixed(
      ["1/8", "3/8", "1/2"],
      [atom(0.5), { distribution: "uniform", min: 0, max: "1/4" }, { distribution: "beta", a: 2, b: 6, min: "1/2", max: 1 }],
    ),
  ),
};

function bracket(buyer: Distribution, seller: Distribution): BracketOptimum {
  const found = solveBracket({ ...bilateralTrade({ buyer, seller }), terms: gains });
  if (found.status !== "optimal" && found.status !== "limit") throw new Error(`unexpected: ${found.status}`);
  return found;
}

/** Ironed intervals in quantiles, best types first; an end may be off by the cells that meet there. */
function inQuantiles(types: CellTypes, intervals: readonly IronedInterval[], role: "buyer" | "seller") {
  const below = [0];
  for (const mass of types.masses) below.push((below.at(-1) as number) + mass);
  const cell = (k: number) => types.masses[k] ?? 0;
  const quantiles = intervals.map(({ from, to }) => {
    const low = { at: below[from] as number, slack: cell(from - 1) + cell(from) };
    const high = { at: below[to] as number, slack: cell(to - 1) + cell(to) };
    if (role === "seller") return { from: low, to: high };
    return { from: { ...high, at: 1 - high.at }, to: { ...low, at: 1 - low.at } };
  });
  return role === "buyer" ? quantiles.reverse() : quantiles;
}

function expectSameIroning(
  types: CellTypes,
  intervals: readonly IronedInterval[],
  role: "buyer" | "seller",
  reference: readonly QuantileInterval[],
): void {
  const found = inQuantiles(types, intervals, role);
  expect(found).toHaveLength(reference.length);
  found.forEach(({ from, to }, k) => {
    expect(Math.abs(from.at - (reference[k]?.from as number))).toBeLessThanOrEqual(from.slack + 2e-4);
    expect(Math.abs(to.at - (reference[k]?.to as number))).toBeLessThanOrEqual(to.slack + 2e-4);
  });
}

/** How far the reference with 20,000 quantiles is off on smooth laws (it says so itself on uniform ones: about 1e-9). */
const doubt = 1e-6;

const names = Object.keys(laws);
const steps = tried([3], [0, 3]);
const pairs = names.flatMap((buyer, i) => steps.map((step) => ({ buyer, seller: names[(i + step) % names.length] as string })));

describe.each(pairs)("buyer with $buyer, seller with $seller", ({ buyer: b, seller: s }) => {
  const [buyer, seller] = [laws[b] as Distribution, laws[s] as Distribution];

  test("the bracket closes around the fine limit, only ever shrinks, and reports what is ironed", () => {
    const found = bracket(buyer, seller);
    const reference = hullReference(buyer, seller);
    expect(found.status).toBe("optimal");
    expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(1e-8 * found.value.upper);
    expect(Math.abs(found.value.lower - reference.gains)).toBeLessThanOrEqual(doubt);
    expect(Math.abs(found.firstBest.lower - reference.firstBest)).toBeLessThanOrEqual(doubt);
    found.rounds.forEach((round, k) => {
      expect(round.lower).toBeLessThanOrEqual(reference.gains + doubt);
      expect(round.upper).toBeGreaterThanOrEqual(reference.gains - doubt);
      const before = found.rounds[k - 1];
      if (!before) return;
      expect(round.lower).toBeGreaterThanOrEqual(before.lower);
      expect(round.upper).toBeLessThanOrEqual(before.upper);
    });
    expect(found.groups).toHaveLength(2);
    found.groups.forEach(({ types, ironed }, g) => {
      const role = g === 0 ? "buyer" : "seller";
      expectSameIroning(types, ironed, role, reference.ironed[role]);
    });
  });
});

const unboundedMixtures: readonly { readonly name: string; readonly law: Distribution }[] = [
  {
    name: "two normal bumps",
    law: distribution(
      mixed(
        ["1/2", "1/2"],
        [
          { distribution: "normal", mean: 0, sd: 1 },
          { distribution: "normal", mean: 4, sd: 1 },
        ],
      ),
    ),
  },
  {
    name: "two exponentials",
    law: distribution(
      mixed(
        ["1/3", "2/3"],
        [
          { distribution: "exponential", rate: 1, min: 0 },
          { distribution: "exponential", rate: 4, min: 1 },
        ],
      ),
    ),
  },
  { name: "a normal law and an atom", law: distribution(mixed(["3/4", "1/4"], [{ distribution: "normal", mean: 1, sd: 1 }, atom(2)])) },
];

/** Each law as a buyer and as a seller; all pairs where there is time. */
const sellersFor = (k: number) => tried(unboundedMixtures.slice(k).concat(unboundedMixtures).slice(1, 2), unboundedMixtures);

test.each(unboundedMixtures.flatMap((buyer, k) => sellersFor(k).map((seller) => ({ buyer, seller }))))(
  "unbounded mixtures, where nothing is proved of the tails: buyer with $buyer.name, seller with $seller.name",
  ({ buyer, seller }) => {
    const found = bracket(buyer.law, seller.law);
    expect(found.status).toBe("optimal");
    expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(1e-8 * found.value.upper);
    // Equal quantiles miss some of what lies in the tails beyond 1/20,000.
    const reference = hullReference(buyer.law, seller.law);
    expect(Math.abs(found.value.lower - reference.gains)).toBeLessThanOrEqual(3e-4);
    expect(Math.abs(found.firstBest.lower - reference.firstBest)).toBeLessThanOrEqual(3e-4);
    for (const { lower, upper } of found.rounds) {
      expect(lower).toBeLessThanOrEqual(found.value.lower);
      expect(upper).toBeGreaterThanOrEqual(found.value.upper);
    }
  },
);

test("types in an ironed interval are treated alike, and the interval is reported with its ends in the result", async () => {
  const result = await solve(
    designProblem({ environment: bilateralTrade({ buyer: laws["a gap"] as Distribution, seller: laws["two gaps"] as Distribution }) }),
  );
  const { mechanism, ironed } = result;
  if (!mechanism || !isBilateral(mechanism) || !ironed) throw new Error("a bilateral mechanism with ironed intervals was expected");
  expect(ironed.buyers[0]).toHaveLength(1);
  expect(ironed.sellers[0]).toHaveLength(2);
  for (const { from, to } of ironed.buyers[0] ?? []) {
    // Just below the gap, where pretending to be just above it is most tempting.
    expect(from).toBeLessThan(0.2);
    expect(to).toBe(0.25);
    for (const cost of [0.02, 0.05, 0.41, 0.45, 0.49, 0.93]) {
      const low = mechanism.at(from + 1e-9, cost).trade;
      const high = mechanism.at(to - 1e-9, cost).trade;
      expect(high).toBe(low);
    }
  }
});

test("on atoms alone the bracket closes to rounding around the exact value", async () => {
  await fc.assert(
    fc.asyncProperty(finiteTrade(1, 8), async (trade) => {
      const { objective, budget } = problemOf(trade);
      const [buyer, seller] = [discrete(trade.buyer), discrete(trade.seller)];
      const exact = solveGrid({ ...pairOn(atomsOf(buyer), atomsOf(seller)), terms: { weights: objective, budget } });
      const found = solveBracket({ ...bilateralTrade({ buyer, seller }), terms: { weights: objective, budget } });
      if (exact.status !== "optimal" || !exact.exact) {
        // At r = the largest profit exactly, floats cannot decide.
        expect([exact.status, "undecided"]).toContain(found.status);
        return;
      }
      if (found.status === "undecided") {
        expect(exact.exact.profit.equals(budget.requiredProfit)).toBe(true);
        expect(found.largestProfit.lower).toBeLessThanOrEqual(toNumber(budget.requiredProfit) * (1 + 1e-12));
        return;
      }
      if (found.status !== "optimal" && found.status !== "limit") throw new Error(`unexpected: ${found.status}`);
      const truth = toNumber(exact.exact.value);
      expect(found.value.lower).toBeLessThanOrEqual(truth);
      expect(found.value.upper).toBeGreaterThanOrEqual(truth);
      const scale = Math.max(Math.abs(truth), exact.firstBest.lower, Math.abs(toNumber(budget.requiredProfit)));
      expect(found.value.upper - found.value.lower).toBeLessThanOrEqual(1e-10 * scale);
    }),
    { numRuns: 300 },
  );
});
