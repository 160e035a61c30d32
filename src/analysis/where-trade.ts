import { firstWhere } from "../arithmetic/first-where.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import type { SplitTypes } from "../type-space/split-at.ts";

/** Probabilities closer to 0 or 1 than this are rounding of a solver. */
const sure = 1e-9;

/** Where a bilateral mechanism trades, in terms of the gap value − cost. */
export interface WhereTrade {
  readonly probability: number;
  /** Smallest gap at which trade is possible; Infinity when there is no trade. */
  readonly smallestGap: number;
  /** The least gap such that trade is sure at it and at every larger one; Infinity when it is not even sure at the largest. */
  readonly sureFrom: number;
  /** Smallest gap that occurs at or above 0; Infinity when none does. */
  readonly smallestPossible: number;
}

/** O(m log n) for a threshold allocation, O(m·n) for a matrix. */
export function whereTrade({ buyer, seller, allocationRule: rule, interim }: BilateralMechanism): WhereTrade {
  const m = buyer.values.length;
  const n = seller.values.length;
  const gap = (i: number, j: number) => (buyer.values[i] as number) - (seller.values[j] as number);
  let probability = 0;
  let smallestGap = Number.POSITIVE_INFINITY;
  let smallestPossible = Number.POSITIVE_INFINITY;
  let largestUnsure = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < m; i++) {
    probability += (buyer.masses[i] as number) * (interim.buyer.allocation[i] as number);
    const gainful = firstWhere(n, (j) => gap(i, j) < 0);
    if (gainful > 0) smallestPossible = Math.min(smallestPossible, gap(i, gainful - 1));
    if (rule.kind === "threshold") {
      const possible = rule.mix > sure ? (rule.generous[i] as number) : (rule.strict[i] as number);
      const certain = rule.mix < 1 - sure ? (rule.strict[i] as number) : (rule.generous[i] as number);
      if (possible > 0) smallestGap = Math.min(smallestGap, gap(i, possible - 1));
      if (certain < n) largestUnsure = Math.max(largestUnsure, gap(i, certain));
    } else {
      for (let j = 0; j < n; j++) {
        const x = rule.x[i * n + j] as number;
        if (x > sure) smallestGap = Math.min(smallestGap, gap(i, j));
        if (x < 1 - sure) largestUnsure = Math.max(largestUnsure, gap(i, j));
      }
    }
  }
  // Equal gaps of different pairs may differ in the last digits.
  const rounding = 1e-12 * Math.max(spread(buyer.values), spread(seller.values), Math.abs(largestUnsure));
  const above = largestUnsure === Number.NEGATIVE_INFINITY ? largestUnsure : largestUnsure + rounding;
  let sureFrom = Number.POSITIVE_INFINITY;
  for (let i = 0; i < m; i++) {
    const certain = firstWhere(n, (j) => gap(i, j) <= above);
    if (certain > 0) sureFrom = Math.min(sureFrom, gap(i, certain - 1));
  }
  return { probability, smallestGap, sureFrom, smallestPossible };
}

/** The same at a posted price on intervals of types, at whose ends the extreme gaps lie. */
export function wherePosted({ buyer, seller, interim }: BilateralMechanism, price: number): WhereTrade {
  const { low: values = buyer.values, high: highest = buyer.values } = buyer as Partial<SplitTypes>;
  const { low: costs = seller.values, high: dearest = seller.values } = seller as Partial<SplitTypes>;
  const probability = buyer.masses.reduce((sum, mass, i) => sum + mass * (interim.buyer.allocation[i] as number), 0);
  const [best, cheapest] = [highest.at(-1) as number, costs[0] as number];
  const [worst, dearestCost] = [values[0] as number, dearest.at(-1) as number];
  if (!(probability > 0))
    return { probability, ...never, smallestPossible: best >= cheapest ? Math.max(0, worst - dearestCost) : never.smallestPossible };
  // Without trade the buyer is below the price, or the seller above it.
  const unsure = Math.max(worst < price ? Math.min(price, best) - cheapest : 0, dearestCost > price ? best - Math.max(price, cheapest) : 0);
  const smallest = Math.max(0, Math.max(worst, price) - Math.min(dearestCost, price));
  return {
    probability,
    smallestGap: smallest,
    sureFrom: unsure < best - cheapest ? Math.max(unsure, smallest) : never.sureFrom,
    smallestPossible: Math.max(0, worst - dearestCost),
  };
}

const never = {
  smallestGap: Number.POSITIVE_INFINITY,
  sureFrom: Number.POSITIVE_INFINITY,
  smallestPossible: Number.POSITIVE_INFINITY,
};

function spread(values: Float64Array): number {
  return (values[values.length - 1] as number) - (values[0] as number);
}
