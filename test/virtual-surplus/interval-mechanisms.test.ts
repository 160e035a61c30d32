import { describe, expect, test } from "vitest";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { beta, distribution, exponential, lognormal, normal, power, uniform } from "../../src/distributions/laws.ts";
import {
  type BilateralMechanism,
  bilateralTrade,
  type DesignProblem,
  designProblem,
  isBilateral,
  type Result,
  solve,
} from "../../src/index.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";

/** Cells as the mechanism carries them: all types of a cell are treated alike. */
type Cells = TypeSpace & { readonly low: Float64Array; readonly high: Float64Array };

function cellsOf(space: TypeSpace): Cells {
  if (!("low" in space) || !("high" in space)) throw new Error("types that stand for intervals were expected");
  return space as Cells;
}

/** Probability and mean type of every cell, from the law itself. */
function fromLaw(law: Distribution, cells: Cells): { readonly mass: number; readonly mean: number }[] {
  return Array.from(cells.low, (low, k) => {
    const high = cells.high[k] as number;
    if (low === high) return { mass: law.atoms.find(({ at }) => at === low)?.mass as number, mean: low };
    // The cell is open: an atom at its upper end is a cell of its own.
    const atEnd = law.atoms.find(({ at }) => at === high)?.mass ?? 0;
    const mass = law.massBetween(low, high) - atEnd;
    return { mass, mean: (law.partialMean(low, high) - (atEnd === 0 ? 0 : atEnd * high)) / mass };
  });
}

/** Types all over the law: quantiles, points near the ends of cells, and the ends of the support. */
function sample(law: Distribution, cells: Cells): number[] {
  const types = Array.from({ length: 60 }, (_, k) => law.quantile((k + 0.5) / 60));
  types.push(law.quantile(1e-6), law.upperQuantile(1e-6));
  for (let k = 0; k < cells.low.length; k += Math.ceil(cells.low.length / 20)) types.push(cells.low[k] as number, cells.high[k] as number);
  return types.filter((type) => Number.isFinite(type));
}

// One assertion for many numbers: NaN among them is the answer, and fails it.
const highest = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const lowest = (numbers: readonly number[]) => -highest(numbers.map((x) => -x));

interface Case {
  readonly title: string;
  readonly buyer: Distribution;
  readonly seller: Distribution;
  readonly more: Omit<DesignProblemInput, "environment">;
}

const unit = uniform({ min: 0, max: 1 });
const atoms = distribution({
  distribution: "mixture",
  weights: ["1/4", "1/2", "1/4"],
  components: [
    { distribution: "point-mass", at: 0 },
    { distribution: "uniform", min: 0, max: 1 },
    { distribution: "point-mass", at: 1 },
  ],
});
const gap = distribution({ distribution: "piecewise-uniform", knots: [0, "1/4", "3/4", 1], masses: ["1/2", 0, "1/2"] });

const cases: readonly Case[] = [
  { title: "uniform", buyer: unit, seller: unit, more: {} },
  { title: "uniform, balanced in every state", buyer: unit, seller: unit, more: { budget: "balanced" } },
  { title: "uniform, broker", buyer: unit, seller: unit, more: { objective: "broker-profit" } },
  {
    title: "uniform, more subsidy than needed goes to the heavier side",
    buyer: unit,
    seller: unit,
    more: { budget: { rule: "ex-ante", requiredProfit: "-1/4" }, objective: { weights: { buyers: 1, sellers: 2, broker: 1 } } },
  },
  { title: "atoms at both ends", buyer: atoms, seller: atoms, more: {} },
  { title: "a gap against a beta law", buyer: gap, seller: beta({ a: 2, b: 5, min: 0, max: 1 }), more: {} },
  {
    title: "power laws, profit required",
    buyer: power({ min: 0, max: 1, exponent: 8 }),
    seller: power({ min: 0, max: 1, exponent: "1/2" }),
    more: { budget: { rule: "no-deficit", requiredProfit: "1/10" } },
  },
  { title: "unequal weights", buyer: unit, seller: atoms, more: { objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } } },
  { title: "exponential", buyer: exponential({ rate: 1, min: 0 }), seller: exponential({ rate: 1, min: 0 }), more: {} },
  { title: "normal", buyer: normal({ mean: 1, sd: 1 }), seller: normal({ mean: 0, sd: 1 }), more: {} },
  { title: "lognormal", buyer: lognormal({ mu: 0, sigma: 1 }), seller: lognormal({ mu: 0, sigma: 1 }), more: {} },
  {
    title: "dominant incentives, ex-post participation",
    buyer: unit,
    seller: unit,
    more: { incentives: "dominant", participation: "ex-post" },
  },
  { title: "ex-post participation, atoms", buyer: atoms, seller: unit, more: { participation: "ex-post" } },
  {
    title: "dominant incentives, unbounded",
    buyer: normal({ mean: 1, sd: 1 }),
    seller: exponential({ rate: 1, min: 0 }),
    more: { incentives: "dominant", participation: "interim" },
  },
];

describe.each(cases)("$title", ({ buyer, seller, more }) => {
  const problem: DesignProblem = designProblem({ environment: bilateralTrade({ buyer, seller }), width: 3e-4, ...more });
  let solved: Promise<{ result: Result; mechanism: BilateralMechanism }> | undefined;
  const solution = () => {
    solved ??= solve(problem).then((result) => {
      if (!result.mechanism || !isBilateral(result.mechanism)) throw new Error(`no mechanism: ${result.status}`);
      return { result, mechanism: result.mechanism };
    });
    return solved;
  };

  /** Outcome of every cell of one side at every cell of the other, at the cells' mean types. */
  async function states() {
    const { result, mechanism } = await solution();
    const b = fromLaw(buyer, cellsOf(mechanism.buyer));
    const s = fromLaw(seller, cellsOf(mechanism.seller));
    return { result, mechanism, b, s };
  }

  /** Expected probability of trade and money of a buyer (seller) of this type against the other's law. */
  function expected(
    mechanism: BilateralMechanism,
    type: number,
    side: "buyer" | "seller",
    others: readonly { mass: number; mean: number }[],
  ) {
    let trade = 0;
    let money = 0;
    for (const { mass, mean } of others) {
      const outcome = side === "buyer" ? mechanism.at(type, mean) : mechanism.at(mean, type);
      trade += mass * outcome.trade;
      money += mass * (side === "buyer" ? outcome.buyerPays : outcome.sellerReceives);
    }
    return { type, trade, money };
  }

  test("masses and means of the cells are those of the law", async () => {
    const { mechanism, b, s } = await states();
    const total = (side: readonly { mass: number }[]) => side.reduce((sum, { mass }) => sum + mass, 0);
    expect(total(b)).toBeCloseTo(1, 12);
    expect(total(s)).toBeCloseTo(1, 12);
    b.forEach(({ mass, mean }, k) => {
      expect(mechanism.buyer.masses[k]).toBeCloseTo(mass, 12);
      expect(mechanism.buyer.values[k]).toBeCloseTo(mean, 9);
    });
    s.forEach(({ mass, mean }, k) => {
      expect(mechanism.seller.masses[k]).toBeCloseTo(mass, 12);
      expect(mechanism.seller.values[k]).toBeCloseTo(mean, 9);
    });
  });

  test("no type anywhere gains by behaving like another, and every type takes part", async () => {
    const { mechanism, b, s } = await states();
    for (const [side, law, others] of [
      ["buyer", buyer, s],
      ["seller", seller, b],
    ] as const) {
      const sign = side === "buyer" ? 1 : -1;
      const faced = sample(law, cellsOf(mechanism[side])).map((type) => expected(mechanism, type, side, others));
      const scale = 1e-9 * (1 + Math.max(...faced.map(({ type }) => Math.abs(type))));
      for (const own of faced) {
        const gain = sign * (own.type * own.trade - own.money);
        expect(gain).toBeGreaterThanOrEqual(-scale);
        expect(highest(faced.map((lie) => sign * (own.type * lie.trade - lie.money)))).toBeLessThanOrEqual(gain + scale);
      }
    }
  });

  test("the budget holds, and the objective of the mechanism lies in the bracket", async () => {
    const { result, mechanism, b, s } = await states();
    const { budget, objective } = problem;
    const r = budget.requiredProfit.valueOf();
    const surpluses: number[] = [];
    let profit = 0;
    let buyers = 0;
    let sellers = 0;
    for (const own of b) {
      for (const other of s) {
        const { trade, buyerPays, sellerReceives } = mechanism.at(own.mean, other.mean);
        const mass = own.mass * other.mass;
        profit += mass * (buyerPays - sellerReceives);
        buyers += mass * (own.mean * trade - buyerPays);
        sellers += mass * (sellerReceives - other.mean * trade);
        surpluses.push(buyerPays - sellerReceives);
      }
    }
    if (budget.rule === "no-deficit") expect(lowest(surpluses)).toBeGreaterThanOrEqual(r - 1e-9);
    if (budget.rule === "balanced") expect(highest(surpluses.map((surplus) => Math.abs(surplus - r)))).toBeLessThan(5e-10);
    expect(profit).toBeGreaterThanOrEqual(r - 1e-10);
    const value = objective.buyers.valueOf() * buyers + objective.sellers.valueOf() * sellers + objective.broker.valueOf() * profit;
    expect(value).toBeGreaterThanOrEqual(result.value.lower - 1e-10);
    expect(value).toBeLessThanOrEqual(result.value.upper + 1e-10);
    // The lower bound is this mechanism's own objective less rounding.
    expect(value).toBeCloseTo(result.value.lower, 9);
  });

  if (problem.incentives !== "dominant" && problem.participation !== "ex-post") return;
  test("in every state: truth is best where that is asked for, and nobody loses", async () => {
    const { mechanism } = await states();
    const { incentives, participation } = problem;
    const values = sample(buyer, cellsOf(mechanism.buyer));
    const costs = sample(seller, cellsOf(mechanism.seller)).filter((_, k) => k % 4 === 0);
    for (const cost of costs) {
      const outcomes = values.map((value) => ({ value, ...mechanism.at(value, cost) }));
      for (const own of outcomes) {
        const slack = 1e-9 * (1 + Math.abs(own.value) + Math.abs(cost));
        const gain = own.value * own.trade - own.buyerPays;
        if (participation === "ex-post") {
          expect(gain).toBeGreaterThanOrEqual(-slack);
          expect(own.sellerReceives - cost * own.trade).toBeGreaterThanOrEqual(-slack);
        }
        if (incentives !== "dominant") continue;
        expect(highest(outcomes.map((lie) => own.value * lie.trade - lie.buyerPays))).toBeLessThanOrEqual(gain + slack);
      }
    }
    expect(values.length * costs.length).toBeGreaterThan(500);
  });
});
