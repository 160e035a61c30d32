import { CompensatedSum } from "../../arithmetic/sum.ts";
import { massTotalTolerance } from "../../arithmetic/tolerance.ts";
import { refuse } from "../../errors.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { refuseLength } from "../allocation-rule.ts";
import { bilateralMechanism } from "../bilateral.ts";
import type { BilateralMechanism } from "../mechanism.ts";

/**
 * A posted price drawn at random, `prices[k]` with probability `masses[k]`: trade at it iff value ≥ price ≥ cost.
 *
 * Dominant incentives, ex-post participation before and after the draw, balanced; the only mechanisms with these properties on an interval
 * of types. x_ij = P(S_j ≤ price ≤ B_i), paid E[price·1{S_j ≤ price ≤ B_i}]. O(m·n + prices).
 *
 * Throws InvalidInputError when prices are not increasing and finite, or masses are negative, of another length, or do not sum to 1.
 *
 * @see J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade, Theorems 10–11; K. Hagerty, W. Rogerson (1987).
 */
export function priceLottery(
  buyer: TypeSpace,
  seller: TypeSpace,
  prices: ArrayLike<number>,
  masses: ArrayLike<number>,
): BilateralMechanism {
  checkLottery(prices, masses);
  const m = buyer.values.length;
  const n = seller.values.length;
  const x = new Float64Array(m * n);
  const money = new Float64Array(m * n);
  // firstAtLeast[j]: first price ≥ S_j. Along a row, going to cheaper sellers adds prices one by one.
  const firstAtLeast = new Int32Array(n);
  for (let j = 0, k = 0; j < n; j++) {
    while (k < prices.length && (prices[k] as number) < (seller.values[j] as number)) k++;
    firstAtLeast[j] = k;
  }
  for (let i = 0, above = 0; i < m; i++) {
    while (above < prices.length && (prices[above] as number) <= (buyer.values[i] as number)) above++;
    const mass = new CompensatedSum();
    const paid = new CompensatedSum();
    let from = above;
    for (let j = n - 1; j >= 0; j--) {
      for (; from > (firstAtLeast[j] as number); from--) {
        mass.add(masses[from - 1] as number);
        paid.add((masses[from - 1] as number) * (prices[from - 1] as number));
      }
      x[i * n + j] = Math.min(1, mass.value);
      money[i * n + j] = paid.value;
    }
  }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule: { kind: "matrix", x },
    transferRule: { kind: "matrix", buyer: money, seller: money },
  });
}

export function checkLottery(prices: ArrayLike<number>, masses: ArrayLike<number>): void {
  if (masses.length !== prices.length) refuseLength("masses", prices.length, "one probability per price", masses.length);
  const total = new CompensatedSum();
  for (let k = 0; k < prices.length; k++) {
    const price = prices[k] as number;
    if (!Number.isFinite(price) || (k > 0 && price <= (prices[k - 1] as number)))
      refuse(`prices[${k}]`, "finite prices in increasing order, each once", price, "Sort the prices and add up the masses of equal ones.");
    if (!((masses[k] as number) >= 0)) refuse(`masses[${k}]`, "a probability", masses[k], "Pass masses of at least 0 that sum to 1.");
    total.add(masses[k] as number);
  }
  if (!(Math.abs(total.value - 1) <= massTotalTolerance))
    refuse(
      "masses",
      "a total of 1",
      total.value,
      "Divide by the total; for no trade with some probability post a price that nobody accepts.",
    );
}
