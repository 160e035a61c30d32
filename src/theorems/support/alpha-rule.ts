import type { Distribution } from "../../distributions/distribution.ts";
import type { StatedValue } from "../theorem.ts";
import { adaptiveIntegrals } from "./adaptive-quadrature.ts";
import { findRoot } from "./root.ts";

/** What the rule p^α of two regular laws yields. */
export interface AlphaRule {
  readonly alpha: number;
  /** The highest cost with which value v trades (the lower end of the costs when it never does). */
  threshold(v: number): number;
  /** Largest expected profit with this allocation: G(α) of Myerson and Satterthwaite. */
  readonly profit: number;
  readonly gains: number;
  /** Probability of trade. */
  readonly trade: number;
  /** Estimated absolute errors of profit and gains. */
  readonly errors: { readonly profit: number; readonly gains: number };
}

/** Probability over density; 0 where both vanish by rounding at the end of a support. */
export function inverseHazard(probability: number, density: number): number {
  return probability === 0 ? 0 : probability / density;
}

/** Tail probabilities of the seller between which its law is taken to change smoothly. */
const tails = [0.4, 0.1, 1e-2, 1e-4, 1e-8, 1e-16, 1e-32, 1e-64, 1e-192];

/** c₂(v, α) = v − α (1 − F₂(v))/f₂(v). */
export function buyerIndex(buyer: Distribution, v: number, alpha: number): number {
  return v - (alpha === 0 ? 0 : alpha * inverseHazard(buyer.survival(v), buyer.pdf(v)));
}

/** c₁(c, α) = c + α F₁(c)/f₁(c). */
export function sellerIndex(seller: Distribution, c: number, alpha: number): number {
  return c + (alpha === 0 ? 0 : alpha * inverseHazard(seller.cdf(c), seller.pdf(c)));
}

/**
 * The rule "trade iff c₁(c, α) ≤ c₂(v, α)" for laws with a density on a bounded interval and increasing c₁(·, 1), c₂(·, 1), 0 ≤ α ≤ 1.
 *
 * With g(v) the threshold, E over v of ∫_{c ≤ g} (C₂(v) − C₁(c)) dF₁ is (C₂(v) − g)·F₁(g), since cost c·F₁(c) has slope C₁f₁; the outer
 * integral runs over the buyer's quantiles, cut where the threshold passes the seller's.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 4.
 */
export function alphaRule(buyer: Distribution, seller: Distribution, alpha: number): AlphaRule {
  const { min: lowest, max: highest } = seller.support;
  const topIndex = sellerIndex(seller, highest, alpha);
  const { min, max } = buyer.support;
  const first = findRoot((v) => buyerIndex(buyer, v, alpha) - lowest, min, max);
  const always = buyerIndex(buyer, max, alpha) > topIndex ? findRoot((v) => buyerIndex(buyer, v, alpha) - topIndex, min, max) : max;
  // Costs where the seller's law changes fast or bends, and the values whose threshold lies there.
  const costs = [
    ...tails.flatMap((tail) => [seller.quantile(tail), seller.upperQuantile(tail)]),
    ...seller.pieces.flatMap(({ from, to }) => [from, to]),
  ].sort((x, y) => x - y);
  const levels = costs.map((c) => sellerIndex(seller, c, alpha));
  const threshold = (v: number): number => {
    const level = buyerIndex(buyer, v, alpha);
    if (level <= lowest) return lowest;
    if (level >= topIndex) return highest;
    const above = levels.findIndex((other) => other > level);
    const [low, high] = [costs[above - 1] ?? lowest, costs[above] ?? highest];
    return findRoot((c) => sellerIndex(seller, c, alpha) - level, low, high);
  };
  const bends = levels
    .filter((level) => level > lowest && level < topIndex)
    .map((level) => findRoot((v) => buyerIndex(buyer, v, alpha) - level, first, always));
  const knots = [...bends, ...buyer.pieces.flatMap(({ from, to }) => [from, to])].filter((v) => v > first && v < always);
  // Profit, gains and probability of trade of value v.
  const yields = (v: number): readonly number[] => {
    const g = threshold(v);
    const mass = seller.cdf(g);
    if (mass === 0) return [0, 0, 0];
    return [(buyerIndex(buyer, v, 1) - g) * mass, (v - seller.meanBetween(lowest, g)) * mass, mass].map((y) =>
      Number.isFinite(y) ? y : 0,
    );
  };
  // Over the buyer's quantiles, counted from the nearer end of the support.
  const median = Math.min(Math.max(buyer.quantile(0.5), first), always);
  const increasing = (cuts: readonly number[]) => [...cuts].sort((x, y) => x - y);
  const below = adaptiveIntegrals(
    (q) => yields(buyer.quantile(q)),
    increasing([first, median, ...knots.filter((v) => v < median)].map((v) => buyer.cdf(v))),
  );
  const above = adaptiveIntegrals(
    (q) => yields(buyer.upperQuantile(q)),
    increasing([median, always, ...knots.filter((v) => v > median)].map((v) => buyer.survival(v))),
  );
  const [profit, gains, trade] = below.values.map((value, c) => value + (above.values[c] as number)) as [number, number, number];
  const [ofProfit, ofGains] = below.errors.map((error, c) => error + (above.errors[c] as number)) as [number, number, number];
  // Types above `always` trade with everybody: E[C₂; v ≥ a] = a·P(v ≥ a) and E[C₁] = the highest cost.
  const sure = buyer.survival(always);
  // Differences of types lose the digits that the types have in common.
  const accuracy = buyer.relativeError + seller.relativeError + 4 * Number.EPSILON;
  const rounding = accuracy * (trade + sure) * (Math.abs(buyer.mean) + Math.abs(seller.mean));
  return {
    alpha,
    threshold,
    profit: profit + sure * (always - highest),
    gains: gains + (sure > 0 ? sure * (buyer.meanBetween(always, max) - seller.mean) : 0),
    trade: trade + sure,
    errors: { profit: ofProfit + rounding, gains: ofGains + rounding },
  };
}

/** Gains of a rule with profit 0 as a stated value: an error of its profit costs gains at the rate of the multiplier α/(1 − α). */
export function statedGains({ alpha, gains, profit, errors }: AlphaRule): StatedValue {
  const rate = alpha < 1 ? alpha / (1 - alpha) : Number.POSITIVE_INFINITY;
  const ofProfit = alpha === 0 ? 0 : rate * (errors.profit + Math.abs(profit));
  return { value: gains, tolerance: gains > 0 ? Math.max(1e-9, (errors.gains + ofProfit) / gains) : Number.POSITIVE_INFINITY };
}

/** Profit of a rule as a stated value. */
export function statedProfit({ profit, errors }: AlphaRule): StatedValue {
  return { value: profit, tolerance: profit > 0 ? Math.max(1e-9, errors.profit / profit) : Number.POSITIVE_INFINITY };
}

/** The α in [0, 1] with G(α) = 0 and the rule there; α = 0 when the efficient rule has no deficit. */
export function balancedAlphaRule(buyer: Distribution, seller: Distribution): AlphaRule {
  const efficient = alphaRule(buyer, seller, 0);
  if (efficient.profit >= 0) return efficient;
  // A profit that is lost in its own error is 0: nearer than that α cannot be told.
  const profitAt = (alpha: number): number => {
    const { profit, errors } = alphaRule(buyer, seller, alpha);
    return Math.abs(profit) <= errors.profit ? 0 : profit;
  };
  return alphaRule(buyer, seller, findRoot(profitAt, 0, 1));
}
