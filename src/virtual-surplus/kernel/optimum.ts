import type { Rational } from "../../arithmetic/rational.ts";
import { type Group, signOf } from "../../environments/linear.ts";
import { pricesOf, type TypeSpace } from "../../type-space/type-space.ts";
import { after, type IronedInterval, ironedIntervals } from "./ironing.ts";
import type { Allocation, PathEvaluator } from "./path-evaluator.ts";
import type { Terms } from "./terms.ts";
import { tightPayments } from "./tight-payments.ts";
import { inWorthOrder } from "./worth-cells.ts";

/** Lower ≤ upper. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** A group on a finite type space; cells with their mean types on a continuous law. */
export interface TypeGroup<T extends TypeSpace = TypeSpace> extends Group {
  readonly types: T;
}

/** The interim rule that each member of a group faces, per type. */
export interface GroupOptimum<T extends TypeSpace = TypeSpace> extends TypeGroup<T> {
  /** Interim probability of trade; of a divisible good the expected quantity. */
  readonly probability: Float64Array;
  /** Expected payment; negative for a receipt. */
  readonly payment: Float64Array;
  /** What each member is given whatever its type, contained in `payment`. */
  readonly lumpSum: number;
  /** Intervals of types that are treated alike because virtual worths are not monotone there. */
  readonly ironed: readonly IronedInterval[];
}

/** The best mechanism of a question of virtual surplus: bayesian incentives, interim participation. */
export interface Optimum<T extends TypeSpace = TypeSpace> {
  /** `limit` when the requested width was not reached. */
  readonly status: "optimal" | "limit";
  /** Lower = upper up to rounding on a grid; proved bounds on the laws themselves. */
  readonly value: Interval;
  readonly firstBest: Interval;
  /** Shadow price λ of the budget. */
  readonly lambda: number;
  readonly groups: readonly GroupOptimum<T>[];
  /** In the order of the types of each group. */
  readonly allocation: Allocation;
}

/** How a search over the multiplier ends without a mechanism; `exact` is the largest profit where the search was exact. */
export type Unsolved =
  | { readonly status: "unbounded" }
  /** The required profit exceeds the largest one, of which `largestProfit` is a bound; `proved` for the laws themselves, `exact` in rational arithmetic. */
  | { readonly status: "infeasible"; readonly largestProfit: number; readonly exact: Rational | null; readonly proved: boolean }
  /** The required profit is so close to the largest one that no bound could decide it within the limits. */
  | { readonly status: "undecided"; readonly largestProfit: Interval };

/** What a search found, in cells of increasing worth. */
export interface CellOptimum {
  /** What was searched; null where the allocation comes from elsewhere, and then no pools are told. */
  readonly lagrangian: Pick<PathEvaluator, "groups"> | null;
  readonly lambda: number;
  readonly allocation: Allocation;
  readonly probability: readonly Float64Array[];
  /** Profit beyond the required one that goes to the receiving party. */
  readonly lumpSum: number;
}

/** The optimum read by types: types that were left out of the search never trade; payments are tight, and lump sums go in equal shares. */
export function byTypes<T extends TypeSpace>(
  groups: readonly TypeGroup<T>[],
  { lagrangian, lambda, allocation, probability, lumpSum }: CellOptimum,
  terms: Terms<unknown>,
): Pick<Optimum<T>, "lambda" | "groups" | "allocation"> {
  const receivers = groups.reduce((sum, { party, count }) => sum + (party === terms.receiver ? count : 0), 0);
  const idle = groups.map(({ types }, g) => types.values.length - (probability[g] as Float64Array).length);
  return {
    lambda,
    allocation: inTypes(allocation, groups, idle),
    groups: groups.map((group, g) => {
      const { name, party, count, reference, types } = group;
      const sign = signOf(group);
      const own = inWorthOrder(padded(probability[g] as Float64Array, idle[g] as number, 0), sign);
      const each = party === terms.receiver ? lumpSum / receivers : 0;
      const payment = tightPayments(pricesOf(types), own, sign, each);
      const place = (k: number) => (sign === 1 ? k + (idle[g] as number) : types.values.length - k - (idle[g] as number));
      const pools = lagrangian?.groups[g]?.cells;
      const ironed = (pools ? ironedIntervals(pools, after(lambda)) : []).map(({ from, to }) =>
        sign === 1 ? { from: place(from), to: place(to) } : { from: place(to), to: place(from) },
      );
      return {
        ...{ name, party, count, reference, types, payment, lumpSum: each },
        probability: own,
        ironed: sign === 1 ? ironed : ironed.reverse(),
      };
    }),
  };
}

function inTypes(allocation: Allocation, groups: readonly Group[], idle: readonly number[]): Allocation {
  if (allocation.kind === "thresholds") {
    const pad = (counts: Int32Array) => padded(counts, idle[0] as number, 0);
    return { ...allocation, loose: pad(allocation.loose), tight: pad(allocation.tight) };
  }
  const perType = (list: readonly Float64Array[], idleOf: (sign: 1 | -1) => number) =>
    list.map((own, g) => {
      const sign = signOf(groups[g] as Group);
      return inWorthOrder(padded(own, idle[g] as number, idleOf(sign)), sign);
    });
  if (allocation.kind === "quantities") return { ...allocation, slope: perType(allocation.slope, () => Number.NEGATIVE_INFINITY) };
  // Idle types rank below everybody, idle owners above everybody: they keep their goods.
  const ranks = (list: readonly Float64Array[]) => perType(list, (sign) => -sign * Number.POSITIVE_INFINITY);
  const ranking = ({ slope, tieBreak }: typeof allocation.loose) => ({ slope: ranks(slope), tieBreak: ranks(tieBreak) });
  return { ...allocation, loose: ranking(allocation.loose), tight: ranking(allocation.tight) };
}

/** With that many entries of `filler` for the types of lowest worth in front. */
function padded<V extends Float64Array | Int32Array>(cells: V, idle: number, filler: number): V {
  if (idle === 0) return cells;
  const all = new (cells.constructor as { new (length: number): V })(cells.length + idle);
  all.fill(filler, 0, idle);
  all.set(cells, idle);
  return all;
}
