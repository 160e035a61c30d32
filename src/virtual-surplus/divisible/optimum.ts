import { signOf } from "../../environments/linear.ts";
import { pricesOf, type TypeSpace } from "../../type-space/type-space.ts";
import type { Interval, TypeGroup, Unsolved } from "../kernel/optimum.ts";
import type { Terms } from "../kernel/terms.ts";
import { tightPayments } from "../kernel/tight-payments.ts";
import { inWorthOrder } from "../kernel/worth-cells.ts";
import type { ExactDivisible } from "./exact-grid.ts";
import type { DivisibleTrades } from "./lagrangian.ts";

/** The interim rule that a trader of a divisible good faces, per type. */
export interface DivisibleSide {
  readonly types: TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array };
  /** Expected quantity. */
  readonly quantity: Float64Array;
  /** Expected payment; negative for a receipt. Contains the lump sum. */
  readonly payment: Float64Array;
  readonly lumpSum: number;
  /** Ironed virtual worth: of a seller, minus its virtual cost. */
  readonly worth: Float64Array;
}

/** The best mechanism for a divisible good: x = clip((worth of the buyer's type + worth of the seller's)/band, 0, 1). */
export interface DivisibleOptimum {
  /** `limit` when the requested width was not reached. */
  readonly status: "optimal" | "limit";
  readonly value: Interval;
  readonly firstBest: Interval;
  /** Shadow price λ of the budget. */
  readonly lambda: number;
  readonly sides: readonly [buyer: DivisibleSide, seller: DivisibleSide];
  readonly band: number;
  /** ½c·E x². */
  readonly outlay: number;
  /** Both bounds are proved for the laws themselves, from enclosures; on types they are if `exact` is there. */
  readonly proved: boolean;
  /** Bounds in exact arithmetic; null on laws, and where the types are too many or not rational. */
  readonly exact: ExactDivisible | null;
}

export type DivisibleSolution = DivisibleOptimum | Unsolved;

/** What is traded, read by types; types that were left out of the search (those of lowest worth) never trade. `handed` goes to the receiving party. */
export function tradedByTypes(
  groups: readonly TypeGroup[],
  { quantity, rule }: DivisibleTrades,
  outlay: number,
  handed: number,
  terms: Terms<unknown>,
): Pick<DivisibleOptimum, "sides" | "band" | "outlay"> {
  const sides = groups.map((group, g) => {
    const { types, party } = group;
    const sign = signOf(group);
    const all = (cells: Float64Array, idle: number) => {
      const padded = new Float64Array(types.values.length).fill(idle);
      padded.set(cells, types.values.length - cells.length);
      return inWorthOrder(padded, sign);
    };
    const own = all(quantity[g] as Float64Array, 0);
    const lumpSum = party === terms.receiver ? handed : 0;
    return {
      types,
      quantity: own,
      payment: tightPayments(pricesOf(types), own, sign, lumpSum),
      lumpSum,
      worth: all(rule.slope[g] as Float64Array, Number.NEGATIVE_INFINITY),
    };
  });
  return { sides: sides as [DivisibleSide, DivisibleSide], band: rule.band, outlay };
}
