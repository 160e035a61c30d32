import { type DoubleInterval, enclosing, multiply, subtract } from "../../../arithmetic/interval.ts";
import { exactDouble, one, type Rational, rational } from "../../../arithmetic/rational.ts";
import { firstBestAbove, provedLargestProfit, provedUpper, requireOrder } from "../../bracket/proved/bounds.ts";
import type { ProvedGroup } from "../../bracket/proved/group.ts";
import { handedOut, type ProvedMechanism } from "../../bracket/proved/mechanism.ts";
import { along, type ProvedValue, valueOfShares } from "../../bracket/proved/value.ts";
import { gainsOnly } from "../../bracket/verify-round.ts";
import type { Interval } from "../../kernel/optimum.ts";
import type { Terms } from "../../kernel/terms.ts";
import type { QuantityRule } from "../lagrangian.ts";
import { interimQuantities } from "./quantities.ts";
import { divisibleUpperBound } from "./upper-bound.ts";

/** What is proved of a divisible good, buyer and seller first and second. */
export interface DivisibleProof {
  readonly value: Interval;
  readonly firstBest: Interval;
  readonly lumpSum: number;
  /** Where the upper bounds are loose, of the value and of the first best. */
  readonly gaps: readonly (readonly Float64Array[])[];
}

/** The quantities found, and those of the first best, with the multiplier at which the dual is taken. */
export interface FoundQuantities {
  readonly rule: QuantityRule;
  readonly efficient: QuantityRule;
  readonly lambda: number;
  readonly handsOutExcess: boolean;
}

/**
 * Recomputes both bounds of a divisible good from enclosures of the laws. Null when the quantities cannot be proved to make the required profit.
 *
 * Throws Error when proved bounds contradict each other.
 */
export function proveDivisible(
  groups: readonly ProvedGroup[],
  curvature: Rational,
  terms: Terms<Rational>,
  { rule, efficient, lambda, handsOutExcess }: FoundQuantities,
): DivisibleProof | null {
  const mechanism = provedMechanism(groups, curvature, terms, rule, handsOutExcess);
  if (!mechanism) return null;
  const bound = divisibleUpperBound(curvature);
  const firstBest = firstBestAbove(groups, (equal) => achieved(equal, curvature, one, efficient), bound);
  const upper = provedUpper(groups, terms, lambda, firstBest.lower, bound);
  const gains = gainsOnly(terms);
  // With equal weights the objective is the gains from trade, which the first best bounds as well.
  const value = { lower: mechanism.lower, upper: gains ? Math.min(upper.value, firstBest.upper) : upper.value };
  requireOrder("value", value);
  requireOrder("first best", firstBest);
  return {
    value,
    firstBest: { lower: firstBest.lower, upper: firstBest.upper },
    lumpSum: mechanism.lumpSum,
    gaps: [upper.gaps, firstBest.gaps],
  };
}

/** The largest profit proved to be out of reach of what is required; null when it is not. */
export function provedOutOfReach(groups: readonly ProvedGroup[], curvature: Rational, { requiredProfit }: Terms<Rational>): number | null {
  const most = provedLargestProfit(groups, divisibleUpperBound(curvature));
  return requiredProfit !== null && exactDouble(most).compare(requiredProfit) < 0 ? most : null;
}

function provedMechanism(
  groups: readonly ProvedGroup[],
  curvature: Rational,
  terms: Terms<Rational>,
  rule: QuantityRule,
  handsOutExcess: boolean,
): Omit<ProvedMechanism, "weight"> | null {
  const found = achieved(groups, curvature, terms.broker, rule);
  if (!found) return null;
  if (terms.requiredProfit === null) return { lower: found.objective.lo, lumpSum: 0, spread: found.objective.hi - found.objective.lo };
  const required = enclosing(terms.requiredProfit);
  return found.profit.lo >= required.hi ? handedOut(found, terms, required, handsOutExcess) : null;
}

/** What quantities achieve with tight payments, net of ½c·E x². */
function achieved(
  groups: readonly ProvedGroup[],
  curvature: Rational,
  broker: Rational,
  { slope, band }: QuantityRule,
): ProvedValue | null {
  const [buyer, seller] = groups.map(({ cells }) => cells) as [ProvedGroup["cells"], ProvedGroup["cells"]];
  const worths = [bestFirst(slope[0], buyer.count), bestFirst(slope[1], seller.count)] as const;
  const bought = interimQuantities(worths[0], worths[1], seller.ends.quantile, band);
  const sold = interimQuantities(worths[1], worths[0], buyer.ends.quantile, band);
  const traded = valueOfShares(groups, [bought.quantity, sold.quantity], broker);
  if (!traded) return null;
  const { centre, radius } = buyer.ends.quantile;
  const squares: DoubleInterval = along(bought.square, centre, radius, buyer.count);
  const outlay = multiply(enclosing(curvature.div(rational(2))), { lo: Math.max(0, squares.lo), hi: Math.max(0, squares.hi) });
  return {
    objective: subtract(traded.objective, multiply(enclosing(broker), outlay)),
    profit: subtract(traded.profit, outlay),
  };
}

/** Worths of all cells: those of lowest worth that a rule leaves out trade nothing. */
function bestFirst(worths: Float64Array, cells: number): Float64Array {
  return new Float64Array(cells).map((_, k) => worths[worths.length - 1 - k] ?? Number.NEGATIVE_INFINITY);
}
