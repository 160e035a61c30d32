import { type DoubleInterval, enclosing, multiply, subtract } from "../../../arithmetic/interval.ts";
import { type Rational, rational } from "../../../arithmetic/rational.ts";
import type { ProvedGroup } from "../../bracket/proved/group.ts";
import { along, type ProvedValue, valueOfShares } from "../../bracket/proved/value.ts";
import type { Quantities } from "../lagrangian.ts";
import { interimQuantities } from "./quantities.ts";

/** What quantities achieve with tight payments, net of ½c·E x²; worths best first, as many as there are cells. */
export function provedQuantities(
  groups: readonly ProvedGroup[],
  curvature: Rational,
  { slope, band }: Quantities,
  broker: Rational,
): ProvedValue | null {
  const [buyer, seller] = groups.map(({ cells }) => cells) as [ProvedGroup["cells"], ProvedGroup["cells"]];
  const [worths, others] = slope as readonly [Float64Array, Float64Array];
  const bought = interimQuantities(worths, others, seller.ends.quantile, band);
  const sold = interimQuantities(others, worths, buyer.ends.quantile, band);
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
