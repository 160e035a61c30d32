import { one, type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../distributions/distribution.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { type ExactInterval, uniformInterval } from "../support/laws.ts";
import { isSecondBest, undiscretizedTrade } from "../support/problem-cell.ts";
import { integratePieces } from "../support/quadrature.ts";
import { findRoot } from "../support/root.ts";
import type { Theorem } from "../theorem.ts";

/**
 * Seller uniform on [min, min + width]; buyer on the same interval with constant density on each side of min + split·width, mass
 * `low` below it and low > split: the density falls there, so the virtual value falls too.
 */
export interface FallingStep {
  readonly min: Rational;
  readonly width: Rational;
  readonly split: Rational;
  readonly low: Rational;
}

const buyerSpec = ({ min, width, split, low }: FallingStep): DistributionSpec => ({
  distribution: "piecewise-uniform",
  knots: [min, min.add(width.mul(split)), min.add(width)],
  masses: [low, one.sub(low)],
});

export const problem = (step: FallingStep): DesignProblem =>
  designProblem({
    environment: bilateralTrade({
      buyer: buyerSpec(step),
      seller: { distribution: "uniform", min: step.min, max: step.min.add(step.width) },
    }),
    width: 1e-7,
  });

/** The law's parameters when it is such a step on the interval; else null. */
function stepOf(law: Distribution, { min, max }: ExactInterval): FallingStep | null {
  const { spec } = law;
  if (spec?.distribution !== "piecewise-uniform" || spec.knots.length !== 3 || spec.masses.length !== 2) return null;
  const [a, k, b] = spec.knots.map(rational) as [Rational, Rational, Rational];
  const [m1, m2] = spec.masses.map(rational) as [Rational, Rational];
  const width = max.sub(min);
  const step = { min, width, split: k.sub(min).div(width), low: m1.div(m1.add(m2)) };
  const inside = a.equals(min) && b.equals(max) && step.low.compare(step.split) > 0 && step.low.compare(one) < 0;
  return inside && bunchFits(step) ? step : null;
}

/** Densities on the unit interval, and the interval that the rule with index α treats alike. */
export function bunch(step: FallingStep, alpha: number): { low: number; high: number; from: number; to: number } {
  const [k, m] = [toNumber(step.split), toNumber(step.low)];
  const [low, high] = [m / k, (1 - m) / (1 - k)];
  // c₂ is (1+α)v − α/low below k and (1+α)v − α above. Its ends have equal index, (1+α)(to − from) = α(1 − 1/low), and the areas above
  // and below that index are equal, low·(k − from)² = high·(to − k)².
  const ratioOfSides = Math.sqrt(low / high);
  const left = (alpha * (1 - 1 / low)) / ((1 + alpha) * (1 + ratioOfSides));
  return { low, high, from: k - left, to: k + ratioOfSides * left };
}

/** True when the bunch stays inside the interval for every α up to 1, as the closed form assumes. */
export function bunchFits(step: FallingStep): boolean {
  const { from, to } = bunch(step, 1);
  return from >= 0 && to <= 1;
}

/** Profit and gains, on the unit interval, of the rule "trade iff (1+α)c ≤ ironed c₂(v, α)". */
function ironedRule(step: FallingStep, alpha: number): { profit: number; gains: number } {
  const k = toNumber(step.split);
  const { low, high, from, to } = bunch(step, alpha);
  const raw = (v: number) => v - (alpha / (1 + alpha)) * (v < k ? 1 / low : 1);
  const threshold = (v: number) => Math.min(1, Math.max(0, v > from && v < to ? raw(from) : raw(v)));
  const knots = [k, from, to, alpha / ((1 + alpha) * low), alpha / (1 + alpha)];
  const overValues = (f: (v: number, g: number) => number) =>
    integratePieces((v) => f(v, threshold(v)) * (v < k ? low : high), 0, 1, knots);
  return {
    // ψ is 2v − 1/low below k and 2v − 1 above; the uniform seller has E[φ; c ≤ g] = g².
    profit: overValues((v, g) => (2 * v - (v < k ? 1 / low : 1)) * g - g * g),
    gains: overValues((v, g) => v * g - (g * g) / 2),
  };
}

export const secondBestAlpha = (step: FallingStep) => findRoot((alpha) => ironedRule(step, alpha).profit, 0, 1);

export const value = (step: FallingStep) => ({
  value: toNumber(step.width) * ironedRule(step, secondBestAlpha(step)).gains,
  tolerance: 1e-10,
});

/**
 * The second best when the virtual value is not monotone: types are bunched by ironing.
 *
 * @see R. Myerson, M. Satterthwaite (1983), last paragraph; R. Myerson (1981), Optimal Auction Design, Math. Oper. Res. 6, section 6.
 */
export const ironing: Theorem<FallingStep> = {
  id: "myerson-satterthwaite/ironing",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, last paragraph; R. Myerson (1981), Optimal Auction Design, Math. Oper. Res. 6, section 6",
  statement:
    "When the virtual value is not monotone, p^α with c₂(·, α) ironed is the second best: for a buyer whose constant density falls from f to f′ at k (seller uniform on the same interval), the values from k − δ to k + δ√(f/f′) are treated alike, where (1+α)·δ(1 + √(f/f′)) = α(1 − 1/f) on the unit interval.",
  domain:
    "Bilateral trade; buyer piecewise uniform on two pieces with falling density, seller uniform on the same interval, the bunch inside it; gains from trade; no required profit.",
  errata: [],
  parametersOf(asked) {
    const trade = isSecondBest(asked) ? undiscretizedTrade(asked) : null;
    const seller = trade && uniformInterval(trade.seller);
    return seller ? stepOf(trade.buyer, seller) : null;
  },
  problem,
  value,
};
