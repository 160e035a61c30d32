import { one, type Rational, ratio, rational, zero } from "../../../src/arithmetic/rational.ts";

/** A uniform law on [min, max], in exact numbers. */
export interface Ends {
  readonly min: Rational;
  readonly max: Rational;
}

/**
 * First best, second best and largest profit of two uniform laws on any two intervals, to 2⁻²⁰⁰ of the length of what trade may gain, without the engine.
 *
 * Virtual types are 2v − (upper end) and 2c − (lower end), so that all that matters is the gap t = v − c, whose density is a trapezoid g on [·, T], T the largest gap: by Myerson and
 * Satterthwaite's rule trade takes place from a gap δ on, the profit is ∫ (2t − T) g, the gains are ∫ t g, and δ is the least at which the profit is not negative.
 */
export function uniformPair(
  buyer: Ends,
  seller: Ends,
): { readonly firstBest: Rational; readonly secondBest: Rational; readonly largestProfit: Rational } {
  const [d, e] = [buyer.max.sub(buyer.min), seller.max.sub(seller.min)];
  const T = buyer.max.sub(seller.min);
  if (T.lte(zero)) return { firstBest: zero, secondBest: zero, largestProfit: zero };
  const [short, long] = d.lt(e) ? [d, e] : [e, d];
  // From the largest gap down: the density rises along the shorter side, is flat, and falls.
  const knots = [T.sub(short).sub(long), T.sub(long), T.sub(short), T];
  const height = one.div(long);
  const heights = [zero, height, height, zero];
  /** ∫ from δ on of (a·t + b)·g(t): on each stretch a cubic, exact by Simpson's rule. */
  const from = (delta: Rational, a: Rational, b: Rational): Rational => {
    let sum = zero;
    for (let k = 0; k < 3; k++) {
      const [x, y] = [knots[k] as Rational, knots[k + 1] as Rational];
      const low = delta.gt(x) ? delta : x;
      if (low.gte(y) || x.equals(y)) continue;
      const density = (t: Rational) => {
        const share = t.sub(x).div(y.sub(x));
        return (heights[k] as Rational).mul(one.sub(share)).add((heights[k + 1] as Rational).mul(share));
      };
      const at = (t: Rational) => a.mul(t).add(b).mul(density(t));
      const middle = low.add(y).div(2);
      sum = sum.add(
        y
          .sub(low)
          .div(6)
          .mul(at(low).add(at(middle).mul(4)).add(at(y))),
      );
    }
    return sum;
  };
  const gains = (delta: Rational) => from(delta, one, zero);
  const profit = (delta: Rational) => from(delta, rational(2), T.neg());
  let [low, high] = [zero, T.div(2)];
  if (profit(zero).lt(zero)) {
    for (let step = 0; step < 200; step++) {
      // Halves of the interval as a share of T, so that numbers stay short.
      const middle = low.add(high).div(2);
      if (profit(middle).lt(zero)) low = middle;
      else high = middle;
    }
  } else high = zero;
  return { firstBest: gains(zero), secondBest: gains(high), largestProfit: profit(T.div(2)) };
}

/** The slack of {@link uniformPair}. */
export function slackOf(buyer: Ends, seller: Ends): Rational {
  const T = buyer.max.sub(seller.min);
  return (T.gt(zero) ? T : zero).mul(ratio(1n, 1n << 190n));
}
