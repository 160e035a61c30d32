import type { RandomSource } from "./random.ts";

/** Masses of total 1 on increasing prices, and the common power of the traders. */
export interface PricesAndPower {
  readonly prices: readonly number[];
  readonly masses: readonly number[];
  readonly power: number;
}

/** Utilities of seller and buyer at one pair of types. */
export interface PairUtilities {
  readonly seller: number;
  readonly buyer: number;
}

/** Prices at multiples of 1/24, drawn. */
export function randomPrices(random: RandomSource, count: number, power: number): PricesAndPower {
  const prices = random.increasing(count, 0, 24).map((k) => k / 24);
  const masses = random.masses(count, 9).map((mass) => mass.valueOf());
  return { prices, masses, power };
}

/** Probability of trade and price of the simple mechanism: F(s, b)^γ and the mean price between s and b. */
export function simpleOutcome({ prices, masses, power }: PricesAndPower, cost: number, value: number) {
  let [mass, moment] = [0, 0];
  prices.forEach((price, k) => {
    if (price < cost || price > value) return;
    mass += masses[k] as number;
    moment += price * (masses[k] as number);
  });
  return mass === 0 ? { trade: 0, price: cost } : { trade: mass ** power, price: moment / mass };
}

/** What types (cost, value) gain from the outcome at the given reports. A deviator may refuse a loss. */
export function gainsAt(
  of: PricesAndPower,
  reports: { cost: number; value: number },
  types: { cost: number; value: number },
): PairUtilities {
  const { trade, price } = simpleOutcome(of, reports.cost, reports.value);
  const worth = (surplus: number) => (surplus > 0 ? surplus ** of.power : 0);
  return { seller: trade * worth(price - types.cost), buyer: trade * worth(types.value - price) };
}

/** The same prices posted at random: trade at each with its probability where both agree. */
export function postedUtilities({ prices, masses, power }: PricesAndPower, cost: number, value: number): PairUtilities {
  let [seller, buyer] = [0, 0];
  prices.forEach((price, k) => {
    if (price < cost || price > value) return;
    seller += (masses[k] as number) * (price - cost) ** power;
    buyer += (masses[k] as number) * (value - price) ** power;
  });
  return { seller, buyer };
}

/** Types between the prices, on which mechanisms are compared: odd 48ths. */
export const pairTypes: readonly number[] = Array.from({ length: 24 }, (_, k) => (2 * k + 1) / 48);
