import type { Distribution } from "../../distributions/distribution.ts";
import { expectationOver, inverseHazard } from "./expectation-over.ts";
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
}

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
 * integral runs over the buyer's quantiles.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 4.
 */
export function alphaRule(buyer: Distribution, seller: Distribution, alpha: number): AlphaRule {
  const { min: lowest, max: highest } = seller.support;
  const topIndex = sellerIndex(seller, highest, alpha);
  const threshold = (v: number): number => {
    const level = buyerIndex(buyer, v, alpha);
    if (level <= lowest) return lowest;
    if (level >= topIndex) return highest;
    return findRoot((c) => sellerIndex(seller, c, alpha) - level, lowest, highest);
  };
  const { min, max } = buyer.support;
  const first = findRoot((v) => buyerIndex(buyer, v, alpha) - lowest, min, max);
  const always = buyerIndex(buyer, max, alpha) > topIndex ? findRoot((v) => buyerIndex(buyer, v, alpha) - topIndex, min, max) : max;
  const outer = (f: (v: number, g: number) => number): number => expectationOver(buyer, (v) => f(v, threshold(v)), first, always);
  // Types above `always` trade with everybody: E[C₂; v ≥ a] = a·P(v ≥ a) and E[C₁] = the highest cost.
  const sure = buyer.survival(always);
  const profit = outer((v, g) => (buyerIndex(buyer, v, 1) - g) * seller.cdf(g)) + sure * (always - highest);
  const gains =
    outer((v, g) => v * seller.cdf(g) - seller.partialMean(lowest, g)) +
    (sure > 0 ? buyer.partialMean(always, max) - sure * seller.mean : 0);
  const trade = outer((_, g) => seller.cdf(g)) + sure;
  return { alpha, threshold, profit, gains, trade };
}

/** The α in [0, 1] with G(α) = 0 and the rule there; α = 0 when the efficient rule has no deficit. */
export function balancedAlphaRule(buyer: Distribution, seller: Distribution): AlphaRule {
  const efficient = alphaRule(buyer, seller, 0);
  if (efficient.profit >= 0) return efficient;
  return alphaRule(
    buyer,
    seller,
    findRoot((alpha) => alphaRule(buyer, seller, alpha).profit, 0, 1),
  );
}
