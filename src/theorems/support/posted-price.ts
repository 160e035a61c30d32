import type { Distribution } from "../../distributions/distribution.ts";
import type { StatedValue } from "../theorem.ts";
import { meanExcess, meanShortfall } from "./overlap-integral.ts";

/** Gains from trade of a posted price, P(c ≤ p)·E[(v − p)⁺] + P(v > p)·E[(p − c)⁺]. Laws without an atom at p. */
export function postedPriceGains(buyer: Distribution, seller: Distribution, price: number): number {
  return seller.cdf(price) * meanExcess(buyer, price) + buyer.survival(price) * meanShortfall(seller, price);
}

/** A price with (nearly) the largest gains, those gains, and a bound on the gains of every price. */
export interface BestPrice {
  readonly price: number;
  readonly gains: number;
  readonly upper: number;
}

/** Intervals of prices are halved until no price can gain more than this share above the best one found, … */
const wanted = 1e-10;

/** … or this many are left that might hold a better one. */
const mostIntervals = 4000;

interface Prices {
  readonly from: number;
  readonly to: number;
  readonly upper: number;
}

/**
 * The posted price with the largest gains, by branch and bound from quantiles of both laws on.
 *
 * On [a, b] no price gains more than P(c ≤ b)·E[(v − a)⁺] + P(v > a)·E[(b − c)⁺], as each factor is monotone; nor more than the middle by half of b − a
 * times the largest slope, where the slope f_S(p)·E[(v − p)⁺] − f_B(p)·E[(p − c)⁺] is bounded by the densities and again by monotone factors.
 */
export function bestPostedPrice(buyer: Distribution, seller: Distribution): BestPrice {
  const low = Math.max(seller.support.min, Math.min(buyer.support.min, seller.support.max));
  const high = Math.min(buyer.support.max, Math.max(seller.support.max, low));
  let best = { price: low, gains: postedPriceGains(buyer, seller, low) };
  const attempt = (price: number): number => {
    const gains = postedPriceGains(buyer, seller, price);
    if (gains > best.gains) best = { price, gains };
    return gains;
  };
  const bounded = (from: number, to: number): Prices => {
    const middle = attempt(from + (to - from) / 2);
    const [excess, shortfall] = [meanExcess(buyer, from), meanShortfall(seller, to)];
    const monotone = seller.cdf(to) * excess + buyer.survival(from) * shortfall;
    const [f, g] = [seller.densityBounds(from, to), buyer.densityBounds(from, to)];
    const rising = f.max * excess - g.min * meanShortfall(seller, from);
    const falling = g.max * shortfall - f.min * meanExcess(buyer, to);
    const slope = Math.max(rising, falling, 0);
    const sloped = middle + ((to - from) / 2) * slope;
    return { from, to, upper: Number.isNaN(sloped) ? monotone : Math.min(monotone, sloped) };
  };
  const shares = Array.from({ length: 65 }, (_, k) => k / 64);
  const places = [low, high, ...[buyer, seller].flatMap((law) => shares.map((share) => law.quantile(share)))];
  const cuts = [...new Set(places)].filter((price) => price >= low && price <= high).sort((x, y) => x - y);
  for (const price of cuts) attempt(price);
  let intervals = cuts.slice(1).map((to, k) => bounded(cuts[k] as number, to));
  let settled = Number.NEGATIVE_INFINITY;
  for (;;) {
    const enough = best.gains * (1 + wanted);
    for (const { upper } of intervals) if (upper <= enough) settled = Math.max(settled, upper);
    intervals = intervals.filter(({ upper }) => upper > enough);
    if (intervals.length === 0 || intervals.length > mostIntervals) break;
    const next = intervals.flatMap((one) => {
      const middle = one.from + (one.to - one.from) / 2;
      return middle > one.from && middle < one.to ? [bounded(one.from, middle), bounded(middle, one.to)] : [one];
    });
    if (next.length === intervals.length) break;
    intervals = next;
  }
  return { ...best, upper: Math.max(best.gains, settled, ...intervals.map(({ upper }) => upper)) };
}

/** Gains of the best posted price as a stated value; far from 0 less is known of it, as gains are differences of types and price. */
export function statedPostedPrice(buyer: Distribution, seller: Distribution): StatedValue {
  const { price, gains, upper } = bestPostedPrice(buyer, seller);
  const cancelled = (Number.EPSILON * Math.abs(price)) / gains;
  const rounding = buyer.relativeError + seller.relativeError + 4 * Number.EPSILON + cancelled;
  return { value: gains, tolerance: gains > 0 ? upper / gains - 1 + 4 * rounding : Number.POSITIVE_INFINITY };
}
