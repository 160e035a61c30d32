import { magnitudeOf } from "../../arithmetic/magnitude.ts";
import { budgetStage, participationStage } from "../../problem/words.ts";
import type { BySide } from "../../type-space/sides.ts";
import type { Demanded } from "./demanded.ts";

/** Constants this many times the largest amount in question are no part of what was asked for. */
const needless = 4;

/**
 * What each trader may pay on top, whatever its type, without loss, so that the payments become of the size of the types; null when they are so already,
 * or are fixed by what was asked for. A solver may leave any constant where none counts.
 *
 * In a bounded problem without a budget no rent counts more than profit, so that every trader may be charged what `leastRents` leaves it; without participation all
 * traders' rents weigh the same, and no less than profit, so that with a budget the one may be charged and the other paid, together with what profit there is
 * to `spare`. Constants change nobody's incentives.
 *
 * `leastRents` are the rents that participation bounds, at their least: of a state, of a type, or in expectation; without participation those of a type.
 * `spare` is the profit beyond the required one, where the budget bounds it: in expectation or at its least.
 */
export function settledLumpSums(
  { participation, budgetRule = "ex-ante", requiredProfit }: Demanded,
  leastRents: BySide<number>,
  spare: number,
  payments: readonly ArrayLike<number>[],
  types: readonly ArrayLike<number>[],
): BySide<number> | null {
  const free = budgetStage[budgetRule] === "never";
  if (!free && participationStage[participation] !== "never") return null;
  if (!(magnitudeOf(...payments) > needless * magnitudeOf(...types, [requiredProfit]))) return null;
  return free ? leastRents : { buyer: leastRents.buyer, seller: -leastRents.buyer - spare };
}
