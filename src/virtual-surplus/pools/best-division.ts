import { doubles, type Numbers, rationals } from "../../arithmetic/numbers.ts";
import { exactDouble, type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { Interval, TypeGroup, Unsolved } from "../kernel/optimum.ts";
import { type DesignTerms, exactLumpSum, inDoubles, lumpSum, type Terms, termsOf } from "../kernel/terms.ts";
import type { DualPoint } from "./cut.ts";
import type { Dividing } from "./dividing.ts";
import { gainedValue, type PartnerCells, partnerCells } from "./partner-cells.ts";
import { mostProfitable, type PoolOptimum, type PoolSearchOptions, searchPools } from "./search.ts";

/** What a search found, and the profit beyond the required one that goes to the receiving partners. */
export interface PoolMechanism {
  readonly found: PoolOptimum<number>;
  readonly lumpSum: number;
}

/** The best division of a partnership on finite type spaces. */
export interface DivisionOptimum extends PoolMechanism {
  readonly status: "optimal" | "limit";
  readonly value: Interval;
  /** The value and λ in rationals, proved: the mixture attains its dual bound. Null where the data or the size do not allow it. */
  readonly exact: { readonly value: Rational; readonly lambda: Rational } | null;
}

export type DivisionSolution = DivisionOptimum | Unsolved;

/** Partners on finite type spaces, how they divide their unit, and how many profiles that looks at (0: none). */
export interface DividedGrid {
  readonly groups: readonly TypeGroup[];
  readonly dividing: Dividing;
  readonly profiles: number;
}

/** Bounds nearer to each other than this, relative to the range of values, are one. */
const nearness = 1e-13;

/** Largest number of (types · partners) for which the optimum is sought in rationals. */
const exactSize = 120;

/** Largest number of profiles that are looked at in rationals. */
const exactProfiles = 1_000;

/**
 * The best division of one unit among partners on finite type spaces, bayesian incentives and interim participation: in floating point, and for small ones again in rationals
 * from where that ended. See {@link searchPools}.
 */
export function bestDivision({ groups, dividing, profiles }: DividedGrid, stated: DesignTerms, exactLimit: number): DivisionSolution {
  const exactTerms = termsOf(stated);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const cells = groups.map(({ count, reference, party, types }) => {
    const values = Array.from(types.values);
    const agents = { count, share: toNumber(reference), weight: terms.weights.get(party) ?? 0 };
    return partnerCells({ values, masses: Array.from(types.masses) }, agents, doubles);
  });
  const range = rangeOf(cells);
  const scale = range * Math.max(terms.heaviest, terms.broker);
  const inFloat = { within: nearness * scale, rounding: 2 ** -42, dividing };
  const small = groups.reduce((sum, { count, types }) => sum + count * types.values.length, 0) <= Math.min(exactLimit, exactSize);
  const exactCells = small && profiles <= exactProfiles ? rationalCells(groups, exactTerms) : null;
  const found = feasibleSearch<number>(cells, terms, doubles, inFloat);
  if (exactCells) {
    const starts = "status" in found ? [] : found.nearby.map(roundedPoint);
    const exact = feasibleSearch<Rational>(exactCells, exactTerms, rationals, { within: zero, rounding: zero, dividing, starts });
    if ("status" in exact)
      return { status: "infeasible", largestProfit: toNumber(exact.largestProfit), exact: exact.largestProfit, proved: true };
    const handed = exactLumpSum(exactTerms, exact.profit);
    const value = exact.objective.add(exactTerms.excess.mul(handed));
    if (!value.equals(exact.dual)) throw new Error("the exact mixture does not attain its dual value");
    const near = toNumber(value);
    return {
      status: "optimal",
      value: { lower: near, upper: near },
      exact: { value, lambda: exact.at.lambda },
      found: inNumbers(exact, dividing),
      lumpSum: toNumber(handed),
    };
  }
  if ("status" in found) {
    const { largestProfit } = found;
    const short = (terms.requiredProfit ?? 0) - largestProfit;
    if (short > 64 * nearness * range) return { status: "infeasible", largestProfit, exact: null, proved: false };
    return { status: "undecided", largestProfit: { lower: largestProfit, upper: largestProfit } };
  }
  const handed = lumpSum(terms, found.profit);
  const value = found.objective + (handed === 0 ? 0 : terms.excess * handed);
  return { status: "optimal", value: { lower: value, upper: value }, exact: null, found, lumpSum: handed };
}

/** The distance between the least and the largest value of anybody. */
export function rangeOf(cells: readonly PartnerCells<number>[]): number {
  return Math.max(...cells.map(({ highest }) => highest)) - Math.min(...cells.map(({ lowest }) => lowest));
}

/** Bounds on λ that are tried; a grid's optimal one is finite. */
const multipliers = [4, 2 ** 10, 2 ** 24, 2 ** 48];

/** The search where the required profit can be made at all; else the largest profit. */
export function feasibleSearch<N>(
  cells: readonly PartnerCells<N>[],
  terms: Pick<Terms<N>, "broker" | "lowest" | "requiredProfit">,
  numbers: Numbers<N>,
  options: PoolSearchOptions<N>,
): PoolOptimum<N> | { readonly status: "infeasible"; readonly largestProfit: N } {
  const { requiredProfit } = terms;
  const { zero, add, less } = numbers;
  if (requiredProfit === null || !less(zero, requiredProfit)) {
    const found = searchPools(cells, terms, null, numbers, options);
    if (found) return found;
    throw new Error("nobody trades, which is always possible, and yet nothing was found");
  }
  const most = mostProfitable(cells, numbers, options);
  if (less(most.dual, requiredProfit) || less(most.profit, requiredProfit)) return { status: "infeasible", largestProfit: most.dual };
  for (const steepest of multipliers) {
    const found = searchPools(cells, terms, add(terms.lowest, numbers.whole(steepest)), numbers, options);
    if (found) return found;
  }
  // Within rounding of the largest profit no mixture makes it in doubles: that the callers decide, exactly or not at all.
  if (less(zero, options.rounding)) return { status: "infeasible", largestProfit: most.dual };
  throw new Error("no multiplier was found for a profit that can be made");
}

/** The cells in rationals; null where a type is none. */
function rationalCells(groups: readonly TypeGroup[], terms: Terms<Rational>): PartnerCells<Rational>[] | null {
  const cells = groups.flatMap(({ count, reference, party, types: { exact } }) =>
    exact ? [partnerCells(exact, { count, share: reference, weight: terms.weights.get(party) ?? zero }, rationals)] : [],
  );
  return cells.length < groups.length ? null : cells;
}

/** A simple rational point nearby. */
function roundedPoint({ lambda, means }: DualPoint<number>): DualPoint<Rational> {
  const near = (x: number) => rational(exactDouble(x).simplify(1e-10));
  return { lambda: near(lambda), means: means.map(near) };
}

function inNumbers({ mixture, holdings, at, nearby, ...rest }: PoolOptimum<Rational>, dividing: Dividing): PoolOptimum<number> {
  const point = ({ lambda, means }: DualPoint<Rational>): DualPoint<number> => ({ lambda: toNumber(lambda), means: means.map(toNumber) });
  return {
    mixture: mixture.map(({ cut, weight }) => ({
      weight: toNumber(weight),
      cut: {
        constant: toNumber(cut.constant),
        profit: toNumber(cut.profit),
        excess: cut.excess.map(toNumber),
        holdings: cut.holdings.map((own) => own.map(toNumber)),
        ranks: dividing.inDoubles(cut.ranks),
        order: cut.order,
      },
    })),
    holdings: holdings.map((own) => own.map(toNumber)),
    objective: toNumber(rest.objective),
    profit: toNumber(rest.profit),
    dual: toNumber(rest.dual),
    at: point(at),
    pools: rest.pools.map(toNumber),
    nearby: nearby.map(point),
  };
}

/** The gains from the best division when types are known, in rationals where they are and few. */
export function gainsFrom({ groups, dividing, profiles }: DividedGrid): { readonly gains: number; readonly exact: Rational | null } {
  const agents = groups.map(({ count, reference }) => ({ count, share: reference, weight: zero }));
  const exactCells =
    profiles <= exactProfiles
      ? groups.flatMap(({ types: { exact } }, g) => (exact ? [partnerCells(exact, agents[g] as (typeof agents)[number], rationals)] : []))
      : [];
  if (exactCells.length === groups.length) {
    const exact = gainsOn(exactCells, dividing, rationals, zero);
    return { gains: toNumber(exact), exact };
  }
  const cells = groups.map(({ count, reference, types: { values, masses } }) =>
    partnerCells({ values: [...values], masses: [...masses] }, { count, share: toNumber(reference), weight: 0 }, doubles),
  );
  return { gains: gainsOn(cells, dividing, doubles, 2 ** -42), exact: null };
}

function gainsOn<N>(cells: readonly PartnerCells<N>[], dividing: Dividing, numbers: Numbers<N>, rounding: N): N {
  const types = cells.map(({ mass, worth }) => ({
    levels: mass.map((own, k) => ({ worth: numbers.div(worth[k] as N, own), mass: own, end: k + 1 })),
  }));
  const held = dividing.holdings(cells, types, [...cells.keys()], numbers, rounding);
  return cells.reduce(
    (sum, own, g) => numbers.add(sum, numbers.mul(numbers.whole(own.count), gainedValue(own, held[g] as readonly N[], numbers))),
    numbers.zero,
  );
}
