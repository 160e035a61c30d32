import fc from "fast-check";
import { ratio, rational } from "../../src/arithmetic/rational.ts";
import { discrete } from "../../src/distributions/laws.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import type { BudgetRule, Incentives, Participation } from "../../src/problem/design-problem.ts";
import { type Feasibility, feasibility, tradeMeans } from "../../src/program/feasibility.ts";
import type { FiniteQuestion, TradeQuestion, Weights } from "../../src/program/question.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import type { ExactTrade } from "../support/exact-trade.ts";

export const incentives: readonly Incentives[] = ["bayesian", "dominant"];
export const participations: readonly Participation[] = ["none", "ex-ante", "interim", "ex-post"];
export const budgetRules: readonly BudgetRule[] = ["none", "ex-ante", "no-deficit", "balanced"];

/** The words of a question; 32 in all. */
export interface Cell {
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly rule: BudgetRule;
}

export const cells: readonly Cell[] = incentives.flatMap((word) =>
  participations.flatMap((participation) => budgetRules.map((rule) => ({ incentives: word, participation, rule }))),
);

/** One side's types: increasing values in eighths, masses in proportion to integer weights. */
export interface Grid {
  readonly eighths: readonly number[];
  readonly weights: readonly number[];
}

/** Everything but the words of a question. */
export interface Instance {
  readonly buyer: Grid;
  readonly seller: Grid;
  /** r in eighths. */
  readonly required: number;
  readonly weights: Weights;
}

export const gains: Weights = { buyers: 1, sellers: 1, broker: 1 };

/** Up to `most` types, values from 0 to 24 eighths; when `tiny`, one weight in five makes a mass down to 1e-6. */
function gridOf(most: number, tiny: boolean): fc.Arbitrary<Grid> {
  const usual = fc.integer({ min: 1, max: 9 }).map((w) => w * 100_000);
  const weight = tiny ? fc.oneof({ weight: 4, arbitrary: usual }, fc.integer({ min: 6, max: 20 })) : usual;
  return fc
    .uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: 1, maxLength: most })
    .chain((values) =>
      fc
        .array(weight, { minLength: values.length, maxLength: values.length })
        .map((weights) => ({ eighths: [...values].sort((a, b) => a - b), weights })),
    );
}

/** Weights that the theory tells apart (gains, broker, heavier or lighter sides, zeros), and any small integers. */
const weightsOf: fc.Arbitrary<Weights> = fc.oneof(
  fc.constantFrom(
    gains,
    { buyers: 0, sellers: 0, broker: 1 },
    { buyers: 1, sellers: 1, broker: 0 },
    { buyers: 2, sellers: 1, broker: 1 },
    { buyers: 1, sellers: 2, broker: 1 },
    { buyers: 1, sellers: 0, broker: 0.5 },
    { buyers: 2, sellers: 2, broker: 1 },
  ),
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    .filter((w) => w.some((each) => each > 0))
    .map(([buyers, sellers, broker]) => ({ buyers, sellers, broker })),
);

/** Instances whose supports overlap with ties, or lie apart in either order; masses down to 1e-6 unless told otherwise. */
export function instances(mostTypes: number, tinyMasses = true): fc.Arbitrary<Instance> {
  return fc.record({
    buyer: gridOf(mostTypes, tinyMasses),
    seller: fc.tuple(gridOf(mostTypes, tinyMasses), fc.constantFrom(0, 0, 0, -26, 26)).map(([grid, shift]) => ({
      ...grid,
      eighths: grid.eighths.map((value) => value + shift),
    })),
    required: fc.oneof(fc.constant(0), fc.integer({ min: -16, max: 16 })),
    weights: weightsOf,
  });
}

export function total(grid: Grid): number {
  return grid.weights.reduce((sum, weight) => sum + weight, 0);
}

/** The grid with exact values beside the floats. */
export function typeSpace(grid: Grid): TypeSpace {
  const sum = total(grid);
  return {
    values: Float64Array.from(grid.eighths, (value) => value / 8),
    masses: Float64Array.from(grid.weights, (weight) => weight / sum),
    exact: {
      values: grid.eighths.map((value) => ratio(BigInt(value), 8n)),
      masses: grid.weights.map((weight) => ratio(BigInt(weight), BigInt(sum))),
    },
  };
}

export function tradeQuestionOf(instance: Instance, cell: Cell): TradeQuestion {
  return {
    buyer: typeSpace(instance.buyer),
    seller: typeSpace(instance.seller),
    incentives: cell.incentives,
    participation: cell.participation,
    budget: { rule: cell.rule, requiredProfit: instance.required / 8 },
    weights: instance.weights,
  };
}

/** The same question on the finite environment. */
export function finiteQuestionOf(question: TradeQuestion): FiniteQuestion {
  const law = ({ values, masses, exact }: TypeSpace) => discrete(exact ?? { values: [...values], masses: [...masses] });
  return { ...question, environment: bilateralTrade({ buyer: law(question.buyer), seller: law(question.seller) }).toFinite() };
}

/** The same question for the exact simplex. */
export function exactTradeOf(instance: Instance, cell: Cell): ExactTrade {
  const side = (grid: Grid) => ({
    values: grid.eighths.map((value) => ratio(BigInt(value), 8n)),
    masses: grid.weights.map((weight) => ratio(BigInt(weight), BigInt(total(grid)))),
  });
  const buyer = side(instance.buyer);
  const seller = side(instance.seller);
  const { buyers, sellers, broker } = instance.weights;
  return {
    B: buyer.values,
    p: buyer.masses,
    S: seller.values,
    q: seller.masses,
    incentives: cell.incentives,
    participation: cell.participation,
    budget: cell.rule,
    requiredProfit: ratio(BigInt(instance.required), 8n),
    weights: [rational(buyers), rational(sellers), rational(broker)],
  };
}

/** A question from values and masses as written, e.g. "1/3". */
export function question(
  cell: Cell,
  buyer: { readonly values: readonly number[]; readonly masses: readonly (string | number)[] },
  seller: { readonly values: readonly number[]; readonly masses: readonly (string | number)[] },
  options: { readonly weights?: Weights; readonly requiredProfit?: number } = {},
): TradeQuestion {
  const space = (side: typeof buyer): TypeSpace => {
    const values = side.values.map(rational);
    const masses = side.masses.map(rational);
    return {
      values: Float64Array.from(side.values),
      masses: Float64Array.from(masses, (mass) => mass.valueOf()),
      exact: { values, masses },
    };
  };
  return {
    buyer: space(buyer),
    seller: space(seller),
    incentives: cell.incentives,
    participation: cell.participation,
    budget: { rule: cell.rule, requiredProfit: options.requiredProfit ?? 0 },
    weights: options.weights ?? gains,
  };
}

/** Midpoints of n equal intervals of [0, 1], equal masses. */
export function midpoints(n: number): TypeSpace {
  return { values: Float64Array.from({ length: n }, (_, k) => (k + 0.5) / n), masses: new Float64Array(n).fill(1 / n) };
}

/** The rules of feasibility on a question of bilateral trade, its first best summed over all states. */
export function feasibilityOf(asked: TradeQuestion): Feasibility {
  const { buyer, seller } = asked;
  let firstBest = 0;
  buyer.values.forEach((value, i) => {
    seller.values.forEach((cost, j) => {
      firstBest += (buyer.masses[i] as number) * (seller.masses[j] as number) * Math.max(0, value - cost);
    });
  });
  return feasibility(asked, tradeMeans(asked, firstBest));
}
