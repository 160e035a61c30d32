import { type Rational, toNumber } from "../../arithmetic/rational.ts";

import { isMultilateralTrade, multilateralTrade, type TraderGroup } from "../../environments/multilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { type ExactInterval, sameInterval, uniformInterval } from "../support/laws.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { integrate } from "../support/quadrature.ts";
import { findRoot } from "../support/root.ts";
import type { Theorem } from "../theorem.ts";

/** `buyers` buyers and `sellers` sellers of one unit each, all types uniform on [min, min + width]. */
export interface UniformMarket {
  readonly buyers: number;
  readonly sellers: number;
  readonly min: Rational;
  readonly width: Rational;
}

/** P(N = k), k = 0…n, of a binomial number of n trials. */
function binomial(n: number, success: number): number[] {
  const masses = [1];
  for (let trial = 0; trial < n; trial++) {
    masses.push(0);
    for (let k = trial + 1; k >= 0; k--)
      masses[k] = (masses[k] as number) * (1 - success) + (k > 0 ? (masses[k - 1] as number) * success : 0);
  }
  return masses;
}

/** On the unit interval: shifted gains W(g), expected number of trades K(g) and gains W + gK when a trade needs a difference of at least g. */
export function gapMarket(buyers: number, sellers: number, gap: number): { shifted: number; trades: number; gains: number } {
  // The surplus of a market is ∫ min(#{costs ≤ t}, #{values − g > t}) dt.
  const shifted = integrate(
    (t) => {
      const supply = binomial(sellers, t);
      const demand = binomial(buyers, 1 - gap - t);
      let mean = 0;
      supply.forEach((p, j) => {
        demand.forEach((q, i) => {
          mean += p * q * Math.min(i, j);
        });
      });
      return mean;
    },
    0,
    1 - gap,
  );
  // K = −W′: one more willing buyer adds a trade iff supply exceeds the demand of the others.
  const trades = integrate(
    (t) => {
      const supply = binomial(sellers, t);
      const others = binomial(buyers - 1, 1 - gap - t);
      let excess = 0;
      supply.forEach((p, j) => {
        others.forEach((q, i) => {
          if (j > i) excess += p * q;
        });
      });
      return buyers * excess;
    },
    0,
    1 - gap,
  );
  return { shifted, trades, gains: shifted + gap * trades };
}

/** The gap at which the budget holds: virtual surplus is 2·gains − trades. */
export function balancedGap(buyers: number, sellers: number): number {
  return findRoot(
    (gap) => {
      const { gains, trades } = gapMarket(buyers, sellers, gap);
      return 2 * gains - trades;
    },
    0,
    1 / 2,
  );
}

export const problem = ({ buyers, sellers, min, width }: UniformMarket): DesignProblem => {
  const law = { distribution: "uniform", min, max: min.add(width) } as const;
  return designProblem({
    environment: multilateralTrade({ buyers: [{ count: buyers, distribution: law }], sellers: [{ count: sellers, distribution: law }] }),
    width: 1e-6,
  });
};

export const value = ({ buyers, sellers, width }: UniformMarket) => ({
  value: toNumber(width) * gapMarket(buyers, sellers, balancedGap(buyers, sellers)).gains,
  tolerance: 1e-10,
});

/** The common uniform interval of all groups; null when there is none. */
function commonUniform(groups: readonly TraderGroup[]): ExactInterval | null {
  const [first, ...rest] = groups.map(({ distribution }) => uniformInterval(distribution));
  if (!first) return null;
  return rest.every((interval) => interval && sameInterval(interval, first)) ? first : null;
}

/** Largest market for which `solve` computes this value beside its own. */
const mostTraders = 60;

/**
 * The best market of traders with uniform types, and how fast it becomes efficient.
 *
 * @see T. Gresik, M. Satterthwaite (1989), The Rate at Which a Simple Market Converges to Efficiency, J. Econ. Theory 48.
 */
export const uniformMarket: Theorem<UniformMarket> = {
  id: "gresik-satterthwaite/uniform-market",
  citation:
    "T. Gresik, M. Satterthwaite (1989), The Rate at Which a Simple Market Converges to Efficiency as the Number of Traders Increases, J. Econ. Theory 48",
  statement:
    "With m buyers and m sellers, all types uniform on one interval, the largest gains from trade are those of the market that is efficient once all values are lowered by the gap g at which the budget holds; the relative inefficiency is 0.15625 for m = 1 and 0.0563425610 for m = 2.",
  domain: `Multilateral trade with unit demand and supply, all types uniform on the same interval, not discretized, at most ${mostTraders} traders; gains from trade; bayesian incentives, interim participation, no required profit.`,
  errata: [],
  parametersOf(asked) {
    const { environment } = asked;
    if (!isMultilateralTrade(environment) || asked.discretization !== undefined) return null;
    if (!isSecondBest(asked) || asked.incentives !== "bayesian" || asked.participation !== "interim") return null;
    const interval = commonUniform([...environment.buyers, ...environment.sellers]);
    const count = (groups: readonly TraderGroup[]) => groups.reduce((sum, group) => sum + group.count, 0);
    const [buyers, sellers] = [count(environment.buyers), count(environment.sellers)];
    return interval && buyers + sellers <= mostTraders
      ? { buyers, sellers, min: interval.min, width: interval.max.sub(interval.min) }
      : null;
  },
  problem,
  value,
};
