import { type Rational, zero } from "../../src/arithmetic/rational.ts";
import { expectation, type FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import { randomFiniteTrade } from "./finite-trade.ts";
import { type RandomSource, randomSource } from "./random.ts";

/** Efficient trade on finite types where each pays (receives) the other's cost (value) when trading, and is charged by the other's type. */
export interface GrovesScheme {
  readonly trade: FiniteTrade;
  /** h_B by seller type: what the buyer is charged. */
  readonly buyerCharge: readonly Rational[];
  /** h_S by buyer type: what the seller is charged. */
  readonly sellerCharge: readonly Rational[];
}

/** Random types and charges. */
export function randomGrovesSchemes(seed: number, count: number): readonly GrovesScheme[] {
  const random = randomSource(seed);
  return Array.from({ length: count }, () => {
    const trade = randomFiniteTrade(random, random.integer(2, 4), random.integer(2, 4), 12);
    const charge = (source: RandomSource) => source.rational(-1, 6, 2);
    return { trade, buyerCharge: trade.S.map(() => charge(random)), sellerCharge: trade.B.map(() => charge(random)) };
  });
}

/** Rents and payments when the true types are (i, j) and the reports (k, l): straight from the definition of the scheme. */
export function outcome(
  { trade, buyerCharge, sellerCharge }: GrovesScheme,
  truth: readonly [number, number],
  reports: readonly [number, number],
): { buyerGain: Rational; sellerGain: Rational; buyerPays: Rational; sellerPays: Rational } {
  const [value, cost] = [trade.B[reports[0]] as Rational, trade.S[reports[1]] as Rational];
  const trades = value.compare(cost) >= 0;
  const buyerPays = (trades ? cost : zero).add(buyerCharge[reports[1]] as Rational);
  const sellerPays = (trades ? value.neg() : zero).add(sellerCharge[reports[0]] as Rational);
  return {
    buyerGain: (trades ? (trade.B[truth[0]] as Rational) : zero).sub(buyerPays),
    sellerGain: (trades ? (trade.S[truth[1]] as Rational).neg() : zero).sub(sellerPays),
    buyerPays,
    sellerPays,
  };
}

/** GT = E[(B − S)⁺]. */
export function gainsFromTrade(trade: FiniteTrade): Rational {
  return expectation(trade, (i, j) => {
    const gain = (trade.B[i] as Rational).sub(trade.S[j] as Rational);
    return gain.compare(zero) > 0 ? gain : zero;
  });
}

/** Expected truthful rents, state by state. */
export function expectedRents(scheme: GrovesScheme): { buyer: Rational; seller: Rational } {
  return {
    buyer: expectation(scheme.trade, (i, j) => outcome(scheme, [i, j], [i, j]).buyerGain),
    seller: expectation(scheme.trade, (i, j) => outcome(scheme, [i, j], [i, j]).sellerGain),
  };
}

/** States in which payments in fall short of payments out. */
export function deficits(scheme: GrovesScheme): number {
  let count = 0;
  scheme.trade.B.forEach((_, i) => {
    scheme.trade.S.forEach((_cost, j) => {
      const { buyerPays, sellerPays } = outcome(scheme, [i, j], [i, j]);
      if (buyerPays.add(sellerPays).compare(zero) < 0) count++;
    });
  });
  return count;
}

/** E[h_B] and E[h_S]. */
export function expectedCharges({ trade, buyerCharge, sellerCharge }: GrovesScheme): { buyer: Rational; seller: Rational } {
  const mean = (charges: readonly Rational[], masses: readonly Rational[]) =>
    charges.reduce((sum, charge, k) => sum.add(charge.mul(masses[k] as Rational)), zero);
  return { buyer: mean(buyerCharge, trade.q), seller: mean(sellerCharge, trade.p) };
}
