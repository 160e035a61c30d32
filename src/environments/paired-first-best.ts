import { CompensatedSum } from "../arithmetic/sum.ts";
import type { TypePieces } from "../type-space/type-pieces.ts";
import type { Utility } from "./utility.ts";

/**
 * Expected utility of a buyer and a seller, together, when types are known and each pair trades at the price that is best for both together.
 *
 * For one utility x^γ that price is in the middle, (b − s)^γ·2^(1−γ); intervals of types are served for it only.
 */
export function pairedFirstBest(
  buyer: TypePieces,
  seller: TypePieces,
  { buyer: ofBuyer, seller: ofSeller }: { readonly buyer: Utility; readonly seller: Utility },
): number {
  const common = ofBuyer.power !== null && ofSeller.power?.equals(ofBuyer.power) ? ofBuyer.power.valueOf() : null;
  const total = new CompensatedSum();
  for (let i = 0; i < buyer.mass.length; i++) {
    for (let j = 0; j < seller.mass.length; j++) {
      const weight = (buyer.mass[i] as number) * (seller.mass[j] as number);
      const [b0, b1] = [buyer.low[i] as number, buyer.high[i] as number];
      const [s0, s1] = [seller.low[j] as number, seller.high[j] as number];
      if (b1 <= s0) continue;
      if (common !== null) total.add(weight * 2 ** (1 - common) * meanPower(b0, b1, s0, s1, common));
      else if (b0 === b1 && s0 === s1) total.add(weight * bestSplit(b0 - s0, ofBuyer, ofSeller));
      else throw new RangeError("intervals of types are served for one common power only");
    }
  }
  return total.value;
}

/** E[(b − s)₊^γ], b and s spread evenly over intervals or points. */
function meanPower(b0: number, b1: number, s0: number, s1: number, power: number): number {
  const of = (x: number, p: number) => (x > 0 ? x ** p : 0);
  const [b, s] = [b1 - b0, s1 - s0];
  if (b === 0 && s === 0) return of(b0 - s0, power);
  if (b === 0 || s === 0) return (of(b1 - s0, power + 1) - of(b0 - s1, power + 1)) / ((power + 1) * (b + s));
  const corners = of(b1 - s0, power + 2) - of(b0 - s0, power + 2) - of(b1 - s1, power + 2) + of(b0 - s1, power + 2);
  return corners / ((power + 1) * (power + 2) * b * s);
}

const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** max of u_b(surplus − x) + u_s(x), a concave function of x in [0, surplus]: golden section. */
function bestSplit(surplus: number, buyer: Utility, seller: Utility): number {
  const at = (x: number) => buyer.of(surplus - x) + seller.of(x);
  let [from, to] = [0, surplus];
  let [left, right] = [to - goldenRatio * (to - from), from + goldenRatio * (to - from)];
  let [low, high] = [at(left), at(right)];
  for (let step = 0; step < 60; step++) {
    if (low < high) {
      from = left;
      [left, low] = [right, high];
      right = from + goldenRatio * (to - from);
      high = at(right);
    } else {
      to = right;
      [right, high] = [left, low];
      left = to - goldenRatio * (to - from);
      low = at(left);
    }
  }
  return Math.max(low, high, at(0), at(surplus));
}
