import type { Distribution } from "../../distributions/distribution.ts";
import { refuse, refuseAs, show } from "../../errors.ts";
import { domainTolerance } from "./domain.ts";
import { integrate } from "./quadrature.ts";

/** Balanced transfers on two intervals of types, with their averages. */
export interface IntervalTransfers {
  /** The balanced payment from buyer to seller at (value, cost): equation (6). */
  payment(value: number, cost: number): number;
  /** Its average over costs, for a buyer with this value. */
  buyerTransfer(value: number): number;
  /** Its average over values, for a seller with this cost. */
  sellerTransfer(cost: number): number;
  /** Rent of the seller with the highest cost; the buyer with the lowest value has none. Participation holds iff this is at least 0. */
  readonly surplus: number;
}

/** Points at which each interim allocation is checked before anything is computed. */
const checkedPoints = 257;

/** Difference of the two expected probabilities of trade that is put down to quadrature. */
const consistency = 1e-6;

/**
 * The balanced transfers of Myerson and Satterthwaite's equation (6), by quadrature, for interim allocations given as functions:
 *
 *     t(v, c) = ∫_{a₂}^{v} t dp̄_b(t) + a₂ p̄_b(a₂) − ∫_{a₁}^{c} t d[−p̄_s(t)] + E_c ∫_{a₁}^{c} t d[−p̄_s(t)]
 *
 * with [a₁, b₁] and [a₂, b₂] the seller's and the buyer's interval. Bayesian incentive compatible on the intervals, balanced in every state;
 * the lowest buyer has no rent and the highest-cost seller the whole `surplus`, so that interim participation holds iff it is ≥ 0. The
 * integrals are taken by parts, so that only the allocations themselves are integrated: jumps are welcome; name kinks and jumps in `cuts`.
 *
 * `buyerAllocation(v)` and `sellerAllocation(c)` must be probabilities, nondecreasing and nonincreasing, and come from one allocation rule
 * (equal expected probability of trade). Throws InvalidInputError when they are not, or when a support is unbounded.
 *
 * @example
 * const u = uniform({ min: 0, max: 1 });
 * equationSix({ buyer: u, seller: u, buyerAllocation: (v) => Math.max(0, v - 0.25), sellerAllocation: (c) => Math.max(0, 0.75 - c) }).surplus; // 0
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 1 and (6).
 */
export function equationSix(rule: {
  readonly buyer: Distribution;
  readonly seller: Distribution;
  readonly buyerAllocation: (value: number) => number;
  readonly sellerAllocation: (cost: number) => number;
  /** Where an allocation or a law has a kink or a jump. */
  readonly cuts?: readonly number[];
}): IntervalTransfers {
  const { buyer, seller, buyerAllocation, sellerAllocation } = rule;
  const cuts = rule.cuts ?? [];
  checkBounded(buyer, "buyer");
  checkBounded(seller, "seller");
  checkMonotone(buyerAllocation, buyer, 1, "buyerAllocation");
  checkMonotone(sellerAllocation, seller, -1, "sellerAllocation");
  const a2 = buyer.support.min;
  const a1 = seller.support.min;
  const b1 = seller.support.max;
  const expect = (law: Distribution, f: (x: number) => number): number => integrate((u) => f(law.quantile(u)), 0, 1, breaks(law, cuts));
  const bought = expect(buyer, buyerAllocation);
  const sold = expect(seller, sellerAllocation);
  if (!(Math.abs(bought - sold) <= consistency))
    refuse(
      "sellerAllocation",
      `the expected probability of trade of buyerAllocation, ${show(bought)}`,
      sold,
      "Average one allocation rule over the other trader's type for each side.",
    );
  // ∫ t dp by parts: the value side rises with its allocation, the cost side with minus its allocation.
  const ofValue = (v: number): number => v * buyerAllocation(v) - integrate(buyerAllocation, a2, v, cuts);
  const ofCost = (c: number): number => a1 * sellerAllocation(a1) - c * sellerAllocation(c) + integrate(sellerAllocation, a1, c, cuts);
  // E ∫_{a₁}^{c} p̄_s = ∫ (1 − F_s) p̄_s.
  const waiting = integrate((t) => seller.survival(t) * sellerAllocation(t), a1, b1, [...cuts, ...knotsOf(seller)]);
  const meanOfCost = a1 * sellerAllocation(a1) - expect(seller, (c) => c * sellerAllocation(c)) + waiting;
  const rising = integrate((t) => buyer.survival(t) * buyerAllocation(t), a2, buyer.support.max, [...cuts, ...knotsOf(buyer)]);
  const meanOfValue = expect(buyer, (v) => v * buyerAllocation(v)) - rising;
  const sellerTransfer = (cost: number): number => meanOfValue - ofCost(cost) + meanOfCost;
  return {
    payment: (value, cost) => ofValue(value) - ofCost(cost) + meanOfCost,
    buyerTransfer: ofValue,
    sellerTransfer,
    surplus: sellerTransfer(b1) - b1 * sellerAllocation(b1),
  };
}

function knotsOf(law: Distribution): number[] {
  return [...law.atoms.map((atom) => atom.at), ...law.pieces.flatMap((piece) => [piece.from, piece.to])];
}

/** The probabilities at which the law's quantile function, or an allocation along it, bends or jumps. */
function breaks(law: Distribution, cuts: readonly number[]): number[] {
  const at = [...knotsOf(law), ...cuts];
  return at.flatMap((x) => [law.cdf(x), law.cdf(x) - (law.atoms.find((atom) => atom.at === x)?.mass ?? 0)]);
}

function checkBounded(law: Distribution, field: string): void {
  if (Number.isFinite(law.support.min) && Number.isFinite(law.support.max)) return;
  refuseAs(
    field,
    "a law with bounded support",
    `support [${law.support.min}, ${law.support.max}]`,
    "Truncate the law, or use tight transfers on a grid.",
  );
}

function checkMonotone(allocation: (x: number) => number, law: Distribution, sign: 1 | -1, field: string): void {
  const { min, max } = law.support;
  let previous = sign === 1 ? 0 : 1;
  for (let k = 0; k < checkedPoints; k++) {
    const x = min + ((max - min) * k) / (checkedPoints - 1);
    const p = allocation(x);
    if (!(p >= -domainTolerance && p <= 1 + domainTolerance && sign * (p - previous) >= -domainTolerance))
      refuseAs(
        field,
        `probabilities ${sign === 1 ? "nondecreasing" : "nonincreasing"} in the type`,
        `${show(p)} at ${show(x)}${k > 0 ? `, after ${show(previous)}` : ""}`,
        "Only interim-monotone allocations can be made incentive compatible; iron the allocation first.",
      );
    previous = p;
  }
}
