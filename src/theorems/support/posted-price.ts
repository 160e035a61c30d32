import type { Distribution } from "../../distributions/distribution.ts";

/**
 * Gains from trade of a posted price: P(c ≤ p)·E[v; v ≥ p] − P(v ≥ p)·E[c; c ≤ p]. Laws without an atom at p.
 */
export function postedPriceGains(buyer: Distribution, seller: Distribution, price: number): number {
  const { max } = buyer.support;
  const { min } = seller.support;
  // partialMean excludes its lower and includes its upper end; start below the support so that an atom there counts.
  return seller.cdf(price) * buyer.partialMean(price, max) - buyer.survival(price) * seller.partialMean(min - 1 - Math.abs(min), price);
}

/** The price with the largest gains, found on a grid of the interval and refined by golden sections; and those gains. */
export function bestPostedPrice(buyer: Distribution, seller: Distribution): { price: number; gains: number } {
  const low = Math.max(seller.support.min, Math.min(buyer.support.min, seller.support.max));
  const high = Math.min(buyer.support.max, Math.max(seller.support.max, low));
  const gains = (price: number) => postedPriceGains(buyer, seller, price);
  const cells = 1000;
  const at = (k: number) => low + (k / cells) * (high - low);
  let best = 0;
  for (let k = 1; k <= cells; k++) if (gains(at(k)) > gains(at(best))) best = k;
  let [a, b] = [at(Math.max(best - 1, 0)), at(Math.min(best + 1, cells))];
  const golden = (Math.sqrt(5) - 1) / 2;
  while (b - a > 1e-9 * (high - low)) {
    const [x, y] = [b - golden * (b - a), a + golden * (b - a)];
    if (gains(x) < gains(y)) a = x;
    else b = y;
  }
  const price = (a + b) / 2;
  return gains(price) >= gains(at(best)) ? { price, gains: gains(price) } : { price: at(best), gains: gains(at(best)) };
}
