import { one, type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { expectation, type FiniteTrade, virtualCosts, virtualValues } from "./finite-trade.ts";

/**
 * The nondecreasing list nearest to `values` in weighted least squares, by its min-max formula max_{s ≤ i} min_{t ≥ i} average(s..t).
 *
 * @see R. Barlow, D. Bartholomew, J. Bremner, H. Brunk (1972), Statistical Inference under Order Restrictions, section 1.4.
 */
export function ironed(values: readonly Rational[], masses: readonly Rational[]): Rational[] {
  const average = (s: number, t: number): Rational => {
    const weighted = values.slice(s, t + 1).map((value, k) => value.mul(masses[s + k] as Rational));
    return sumRationals(weighted).div(sumRationals(masses.slice(s, t + 1)));
  };
  return values.map((_, i) => {
    let largest: Rational | null = null;
    for (let s = 0; s <= i; s++) {
      let smallest: Rational | null = null;
      for (let t = i; t < values.length; t++) {
        const candidate = average(s, t);
        if (!smallest || candidate.compare(smallest) < 0) smallest = candidate;
      }
      if (smallest && (!largest || smallest.compare(largest) > 0)) largest = smallest;
    }
    return largest ?? zero;
  });
}

interface Line {
  readonly gains: Rational;
  readonly slope: Rational;
}

/**
 * Second best of finite types: the least over λ ≥ 0 of E[(β̄ − σ̄)⁺] − λr with β = B + λψ and σ = S + λφ, ironed; exact. Null when r
 * exceeds the largest profit. `multiplier` is the least minimizer.
 *
 * The dual function is convex and piecewise linear; where two supporting lines meet on it lies the minimum.
 */
export function ironedSecondBest(trade: FiniteTrade, requiredProfit: Rational): { value: Rational; multiplier: Rational } | null {
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  const at = (list: readonly Rational[], k: number) => list[k] as Rational;
  // The supporting line of the strict (or weak) rule at λ: gains + λ(profit − r).
  const lineAt = (lambda: Rational, weak: boolean, profitOnly = false): Line => {
    const scale = profitOnly ? zero : one;
    const beta = ironed(
      trade.B.map((value, i) => value.mul(scale).add(at(psi, i).mul(lambda))),
      trade.p,
    );
    const sigma = ironed(
      trade.S.map((cost, j) => cost.mul(scale).add(at(phi, j).mul(lambda))),
      trade.q,
    );
    const traded = (f: (i: number, j: number) => Rational) =>
      expectation(trade, (i, j) => {
        const order = at(beta, i).compare(at(sigma, j));
        return order > 0 || (weak && order === 0) ? f(i, j) : zero;
      });
    return {
      gains: traded((i, j) => at(trade.B, i).sub(at(trade.S, j))),
      slope: traded((i, j) => at(psi, i).sub(at(phi, j))).sub(requiredProfit),
    };
  };
  if (lineAt(one, true, true).slope.compare(zero) < 0) return null;
  let left = lineAt(zero, false);
  // The efficient allocation of largest profit trades no ties.
  if (left.slope.compare(zero) >= 0) return { value: left.gains, multiplier: zero };
  let right: Line | null = null;
  let lambda = one;
  for (let step = 0; step < 1000; step++) {
    const strict = lineAt(lambda, false);
    const weak = lineAt(lambda, true);
    const height = (line: Line) => line.gains.add(line.slope.mul(lambda));
    const [low, high] = strict.slope.compare(weak.slope) <= 0 ? [strict, weak] : [weak, strict];
    if (low.slope.compare(zero) <= 0 && high.slope.compare(zero) >= 0) return { value: height(low), multiplier: lambda };
    if (high.slope.compare(zero) < 0) left = high;
    else right = low;
    if (right) {
      const meet = left.gains.sub(right.gains).div(right.slope.sub(left.slope));
      const onBoth = left.gains.add(left.slope.mul(meet));
      if (meet.equals(lambda)) return { value: onBoth, multiplier: lambda };
      lambda = meet;
    } else lambda = lambda.mul(2n);
  }
  throw new Error("the minimum of a convex piecewise linear function was not found in 1000 steps");
}
