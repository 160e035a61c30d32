import { one, type Rational, ratio, sumRationals, zero } from "../../src/arithmetic/rational.ts";
import type { RandomSource } from "./random.ts";

/** A lottery over posted prices on [0, 1]: prices increasing, masses positive with sum at most 1 (with the rest, no trade). */
export interface PriceLottery {
  readonly prices: readonly Rational[];
  readonly masses: readonly Rational[];
}

/** `count` prices on a grid of 24ths strictly inside the unit interval. The masses sum to `total`. */
export function randomLottery(random: RandomSource, count: number, total: Rational = one): PriceLottery {
  return {
    prices: random.increasing(count, 1, 23).map((k) => ratio(BigInt(k), 24n)),
    masses: random.masses(count, 6).map((mass) => mass.mul(total)),
  };
}

/** Total mass of the prices p with cost ≤ p ≤ value: φ of Čopič–Ponsatí. */
export function tradeProbability({ prices, masses }: PriceLottery, cost: Rational, value: Rational): Rational {
  return sumRationals(masses.filter((_, k) => between(prices[k] as Rational, cost, value)));
}

/** Expected payment when types (cost, value) are reported, no trade counting 0: φ·π of Čopič–Ponsatí. */
export function expectedPayment({ prices, masses }: PriceLottery, cost: Rational, value: Rational): Rational {
  return sumRationals(masses.map((mass, k) => (between(prices[k] as Rational, cost, value) ? mass.mul(prices[k] as Rational) : zero)));
}

/** E[(price − cost)⁺ if the value accepts] and E[(value − price)⁺ if the cost accepts], drawn price by price. */
export function rents({ prices, masses }: PriceLottery, cost: Rational, value: Rational): { seller: Rational; buyer: Rational } {
  const over = (gain: (price: Rational) => Rational) =>
    sumRationals(masses.map((mass, k) => (between(prices[k] as Rational, cost, value) ? mass.mul(gain(prices[k] as Rational)) : zero)));
  return { seller: over((price) => price.sub(cost)), buyer: over((price) => value.sub(price)) };
}

function between(price: Rational, cost: Rational, value: Rational): boolean {
  return cost.compare(price) <= 0 && price.compare(value) <= 0;
}
