import { type Rational, ratio, rational } from "../../../src/arithmetic/rational.ts";
import { at, buyerInterim, sellerInterim } from "../../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";
import type { RandomSource } from "../../support/random.ts";

/** A random trade with m values and n costs, distinct integers in [0, 30]. */
export function drawTrade(source: RandomSource, m: number, n: number): FiniteTrade {
  const points = source.increasing(m + n, 0, 30);
  const chosen = new Set(source.increasing(m, 0, m + n - 1));
  return {
    B: points.filter((_, k) => chosen.has(k)).map(rational),
    p: source.masses(m, 6),
    S: points.filter((_, k) => !chosen.has(k)).map(rational),
    q: source.masses(n, 6),
  };
}

/** The first draw with a property. Throws RangeError when it is too rare. */
export function drawUntil<T>(draw: () => T, wanted: (candidate: T) => boolean): T {
  for (let attempt = 0; attempt < 20_000; attempt++) {
    const candidate = draw();
    if (wanted(candidate)) return candidate;
  }
  throw new RangeError("no draw with the wanted property in 20000 attempts");
}

/** `count` such draws. */
export function draws<T>(count: number, draw: () => T, wanted: (candidate: T) => boolean = () => true): T[] {
  return Array.from({ length: count }, () => drawUntil(draw, wanted));
}

/** A random allocation in sixths whose interim allocations are monotone (implementable), though not always state by state. */
export function drawAllocation(source: RandomSource, trade: FiniteTrade): Rational[][] {
  return drawUntil(
    () => trade.B.map(() => trade.S.map(() => ratio(BigInt(source.integer(0, 6)), 6n))),
    (x) => {
      const X = buyerInterim(trade, x);
      const Y = sellerInterim(trade, x);
      return X.every((entry, k) => k === 0 || entry.gte(at(X, k - 1))) && Y.every((entry, k) => k === 0 || entry.lte(at(Y, k - 1)));
    },
  );
}
