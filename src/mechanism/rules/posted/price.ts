import { refuse } from "../../../errors.ts";
import { sidesOf } from "../../../type-space/sides.ts";
import type { TypeSpace } from "../../../type-space/type-space.ts";
import { sumsOf } from "../../allocation-rule.ts";
import { bilateralMechanism } from "../../bilateral.ts";
import type { BilateralMechanism } from "../../mechanism.ts";

/**
 * Trade at a fixed price iff both are willing: value ≥ price ≥ cost.
 *
 * Dominant incentives, ex-post participation, balanced. On an interval of types every mechanism with these three properties is a lottery
 * over posted prices. O(m + n). Throws InvalidInputError when the price is not finite.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42.
 */
export function postedPrice(buyer: TypeSpace, seller: TypeSpace, price: number): BilateralMechanism {
  if (!Number.isFinite(price)) refuse("price", "a finite number", price, "Post a price in money units.");
  const n = seller.values.length;
  let willing = 0;
  while (willing < n && (seller.values[willing] as number) <= price) willing++;
  const counts = Int32Array.from(buyer.values, (value) => (value >= price ? willing : 0));
  const allocationRule = { kind: "threshold", mix: 0, strict: counts, generous: counts } as const;
  const [paid, received] = sidesOf(buyer, seller).map((side) => sumsOf(allocationRule, side).map((x) => x * price));
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule,
    transferRule: { kind: "on-trade" },
    interim: { buyerTransfer: paid as Float64Array, sellerTransfer: received as Float64Array },
  });
}
