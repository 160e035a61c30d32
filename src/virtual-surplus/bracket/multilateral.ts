import type { Rational } from "../../arithmetic/rational.ts";
import type { BudgetRule } from "../../problem/design-problem.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { after, type IronedInterval, ironedIntervals } from "../kernel/ironing.ts";
import { isUnbounded, type SideGroup, type Stakes, stakesOf } from "../kernel/market.ts";
import { MultilateralLagrangian, type Ranking } from "../kernel/multilateral-lagrangian.ts";
import { findMultiplier, type MultiplierAnswer } from "../kernel/multiplier.ts";
import { buyerSide, sellerSide } from "../kernel/side.ts";
import { tightBuyerTransfers, tightSellerTransfers } from "../kernel/tight-transfers.ts";
import { type BracketOptions, type BracketRound, closeBracket, defaultBracketOptions, type Interval } from "./bracket.ts";
import { cellTypes } from "./cell-types.ts";
import type { LawGroup } from "./dual-bound.ts";

/** Objective and budget of a market of m buyers and n sellers with Bayesian incentives and interim participation. */
export interface MarketTerms {
  readonly weights: { readonly buyers: Rational; readonly sellers: Rational; readonly broker: Rational };
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: Rational };
}

/** `count` traders whose types are drawn independently from one type space. */
export interface TypeGroup {
  readonly role: "buyer" | "seller";
  readonly count: number;
  readonly types: TypeSpace;
}

/** What each trader of a group faces. */
export interface MarketGroupOptimum {
  readonly role: "buyer" | "seller";
  readonly count: number;
  /** The group's types; cells with their mean types on a continuous law. */
  readonly types: TypeSpace;
  /** Interim probability of trade, and transfer (paid by a buyer, received by a seller), per type. */
  readonly probability: Float64Array;
  readonly transfer: Float64Array;
  /** What each trader of the group is given whatever its type, contained in `transfer`. */
  readonly lumpSum: number;
  readonly ironed: readonly IronedInterval[];
}

export interface MarketOptimum {
  readonly status: "optimal" | "limit";
  /** Lower = upper up to rounding on a grid; proved bounds on continuous laws. */
  readonly value: Interval;
  readonly firstBest: Interval;
  readonly lambda: number;
  readonly groups: readonly MarketGroupOptimum[];
  /** Goods go by `loose` with probability `weight`, else by `tight`. */
  readonly weight: number;
  readonly loose: Ranking;
  readonly tight: Ranking;
  readonly rounds: readonly BracketRound[];
}

export type MarketSolution =
  | MarketOptimum
  | { readonly status: "infeasible"; readonly largestProfit: number }
  | { readonly status: "unbounded" }
  | { readonly status: "undecided"; readonly largestProfit: Interval };

/** The best mechanism of a market on finite type spaces: one-dimensional search, no profile is enumerated. See {@link MultilateralLagrangian}. */
export function solveMarketGrid(groups: readonly TypeGroup[], terms: MarketTerms): MarketSolution {
  const stakes = stakesOf(terms);
  if (isUnbounded(stakes)) return { status: "unbounded" };
  const lagrangian = new MultilateralLagrangian(sidesOf(groups, stakes.weights), stakes.weights.broker);
  const answer = findMultiplier(lagrangian, { lowest: stakes.lowest, requiredProfit: stakes.requiredProfit });
  if (answer.kind === "infeasible") return { status: "infeasible", largestProfit: answer.largestProfit };
  const lumpSum = answer.kind === "slack" && stakes.handsOut ? answer.value.profit - stakes.requiredProfit : 0;
  const value = answer.value.objective + (lumpSum === 0 ? 0 : (stakes.heaviest - stakes.weights.broker) * lumpSum);
  const efficient = new MultilateralLagrangian(sidesOf(groups, { buyers: 1, sellers: 1, broker: 1 }), 1).evaluate(after(0)).objective;
  const priced = groups.map(({ types }) => ({ types, prices: types.values, idleCells: 0 }));
  return {
    status: "optimal",
    value: { lower: value, upper: value },
    firstBest: { lower: efficient, upper: efficient },
    ...optimumOf(lagrangian, answer, priced, stakes, lumpSum),
    rounds: [],
  };
}

/** Brackets a market on its laws themselves, and gives the mechanism behind the lower bound. See {@link closeBracket}. */
export function solveMarketBracket(laws: readonly LawGroup[], terms: MarketTerms, options: Partial<BracketOptions> = {}): MarketSolution {
  const stakes = stakesOf(terms);
  if (isUnbounded(stakes)) return { status: "unbounded" };
  const bracket = closeBracket(laws, stakes, { ...defaultBracketOptions, ...options });
  if (bracket.kind === "infeasible") return { status: "infeasible", largestProfit: bracket.largestProfit };
  if (bracket.kind === "undecided") return { status: "undecided", largestProfit: bracket.largestProfit };
  const { best } = bracket;
  const lagrangian = new MultilateralLagrangian(best.sides, stakes.weights.broker);
  const priced = best.groups.map((group, g) => {
    const types = cellTypes(group.cells);
    return { types, prices: types.prices, idleCells: types.values.length - (best.sides[g] as SideGroup).side.mass.length };
  });
  return {
    status: bracket.reached ? "optimal" : "limit",
    value: bracket.value,
    firstBest: bracket.firstBest,
    ...optimumOf(lagrangian, best.answer, priced, stakes, best.lumpSum),
    rounds: bracket.rounds,
  };
}

function sidesOf(groups: readonly TypeGroup[], weights: Stakes["weights"]): SideGroup[] {
  return groups.map(({ role, count, types }) => {
    const own = role === "buyer" ? weights.buyers : weights.sellers;
    const side = role === "buyer" ? buyerSide(types, { own, broker: weights.broker }) : sellerSide(types, { own, broker: weights.broker });
    return { role, count, side, idle: 0 };
  });
}

interface PricedTypes {
  readonly types: TypeSpace;
  readonly prices: Float64Array;
  /** Types left out of the search because they never trade: the lowest of buyers, the highest of sellers. */
  readonly idleCells: number;
}

function optimumOf(
  lagrangian: MultilateralLagrangian,
  answer: Exclude<MultiplierAnswer, { kind: "infeasible" }>,
  priced: readonly PricedTypes[],
  stakes: Stakes,
  lumpSum: number,
): Pick<MarketOptimum, "lambda" | "groups" | "weight" | "loose" | "tight"> {
  const looseAt = answer.kind === "binding" ? answer.loose : answer.rule;
  const tightAt = answer.kind === "binding" ? answer.tight : answer.rule;
  const weight = answer.kind === "binding" ? answer.weight : 0;
  const probabilitiesAt = (at: typeof looseAt): Float64Array[] => {
    const probabilities = lagrangian.groups.map((group) => new Float64Array(group.side.mass.length));
    lagrangian.evaluate(at, probabilities);
    return probabilities;
  };
  const loose = probabilitiesAt(looseAt);
  const tight = probabilitiesAt(tightAt);
  // A lump sum goes in equal shares to every trader of the side with the larger weight.
  const receiving = stakes.weights.buyers >= stakes.weights.sellers ? "buyer" : "seller";
  const receivers = lagrangian.groups.reduce((sum, group) => sum + (group.role === receiving ? group.count : 0), 0);
  const groups = lagrangian.groups.map((group, g): MarketGroupOptimum => {
    const { types, prices, idleCells } = priced[g] as PricedTypes;
    const offset = group.role === "buyer" ? idleCells : 0;
    const probability = new Float64Array(types.values.length);
    const a = loose[g] as Float64Array;
    const b = tight[g] as Float64Array;
    for (let k = 0; k < a.length; k++) probability[offset + k] = (b[k] as number) + weight * ((a[k] as number) - (b[k] as number));
    const base = group.role === receiving ? lumpSum / receivers : 0;
    const transfer =
      group.role === "buyer" ? tightBuyerTransfers(prices, probability, base) : tightSellerTransfers(prices, probability, base);
    const ironed = ironedIntervals(group.side, after(answer.lambda)).map(({ from, to }) => ({ from: from + offset, to: to + offset }));
    return { role: group.role, count: group.count, types, probability, transfer, lumpSum: base, ironed };
  });
  const rankingAt = (at: typeof looseAt): Ranking => padded(lagrangian.ranking(at), lagrangian, priced);
  return { lambda: answer.lambda, groups, weight, loose: rankingAt(looseAt), tight: rankingAt(tightAt) };
}

/** Ranks for all types: idle buyers rank below everybody, idle sellers above everybody (they keep their goods). */
function padded(ranking: Ranking, lagrangian: MultilateralLagrangian, priced: readonly PricedTypes[]): Ranking {
  const pad = (arrays: readonly Float64Array[]) =>
    arrays.map((array, g) => {
      const idle = (priced[g] as PricedTypes).idleCells;
      if (idle === 0) return array;
      const buyer = lagrangian.groups[g]?.role === "buyer";
      const all = new Float64Array(array.length + idle).fill(buyer ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
      all.set(array, buyer ? idle : 0);
      return all;
    });
  return { slope: pad(ranking.slope), tieBreak: pad(ranking.tieBreak) };
}
