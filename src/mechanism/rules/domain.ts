import { refuseAs, show } from "../../errors.ts";
import { type BySide, bySide, sidesOf } from "../../type-space/sides.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { allocationAt, efficientAllocation, sumsOf } from "../allocation-rule.ts";
import type { AllocationRule } from "../mechanism.ts";

/** Probabilities that differ by less count as equal when a payment rule checks its domain. */
export const domainTolerance = 1e-9;

/**
 * The interim allocations X^b and X^s; throws InvalidInputError unless the first is nondecreasing and the second nonincreasing in the type: no transfers are incentive
 * compatible otherwise.
 */
export function monotoneInterim(buyer: TypeSpace, seller: TypeSpace, rule: AllocationRule): BySide<Float64Array> {
  return bySide(sidesOf(buyer, seller), (side) => {
    const { name, sign, values } = side;
    const own = sumsOf(rule, side);
    const k = own.findIndex((x, l) => l > 0 && !(sign * (x - (own[l - 1] as number)) >= -domainTolerance));
    if (k < 0) return own;
    refuseAs(
      "allocationRule",
      `interim probabilities of trade ${sign > 0 ? "nondecreasing" : "nonincreasing"} in the ${name}'s type`,
      `a change the other way from type ${values[k - 1]} to type ${values[k]}`,
      "Only monotone allocations can be made incentive compatible; iron the allocation first.",
    );
  });
}

/** Throws InvalidInputError unless x_ij is nondecreasing in i and nonincreasing in j. A threshold rule always is. */
export function requireExPostMonotone(buyer: TypeSpace, seller: TypeSpace, rule: AllocationRule): void {
  if (rule.kind === "threshold") return;
  const n = seller.values.length;
  for (let i = 0; i < buyer.values.length; i++) {
    for (let j = 0; j < n; j++) {
      const here = rule.x[i * n + j] as number;
      const lower = i === 0 ? here : (rule.x[(i - 1) * n + j] as number);
      const cheaper = j === 0 ? here : (rule.x[i * n + j - 1] as number);
      if (here >= lower - domainTolerance && here <= cheaper + domainTolerance) continue;
      refuseAs(
        "allocationRule",
        "a probability of trade that rises with the value and falls with the cost in every state",
        `${show(here)} at value ${buyer.values[i]} and cost ${seller.values[j]}`,
        "Use a transfer rule for Bayesian incentives (`interim`, `separable`), or an ex-post monotone allocation.",
      );
    }
  }
}

/** Throws InvalidInputError unless the allocation trades surely when the value exceeds the cost and never when it is below. */
export function requireEfficient(buyer: TypeSpace, seller: TypeSpace, rule: AllocationRule): void {
  const m = buyer.values.length;
  const n = seller.values.length;
  const inefficient = (i: number, j: number): never => {
    refuseAs(
      "allocationRule",
      "the efficient allocation: trade exactly when the value exceeds the cost, anything at ties",
      `trade with probability ${show(allocationAt(rule, n, i, j))} at value ${buyer.values[i]} and cost ${seller.values[j]}`,
      "Pay another allocation by `tight`, which serves every monotone one.",
    );
  };
  if (rule.kind === "matrix") {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        const gap = (buyer.values[i] as number) - (seller.values[j] as number);
        const x = rule.x[i * n + j] as number;
        if (gap > 0 ? Math.abs(x - 1) > domainTolerance : gap < 0 && Math.abs(x) > domainTolerance) inefficient(i, j);
      }
    return;
  }
  const { strict, generous } = efficientAllocation(buyer, seller);
  for (let i = 0; i < m; i++) {
    const [below, upTo] = [strict[i] as number, generous[i] as number];
    // Along a row the probability falls from 1 to 0, so the last type below the value and the first above it decide.
    if (below > 0 && Math.abs(allocationAt(rule, n, i, below - 1) - 1) > domainTolerance) inefficient(i, below - 1);
    if (upTo < n && Math.abs(allocationAt(rule, n, i, upTo)) > domainTolerance) inefficient(i, upTo);
  }
}
