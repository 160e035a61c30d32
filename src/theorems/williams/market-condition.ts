import type { Distribution } from "../../distributions/distribution.ts";
import { isMultilateralTrade, multilateralTrade } from "../../environments/multilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { hasDensityOnInterval } from "../support/laws.ts";
import { dissolutionValue } from "../support/partner-laws.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { integratePieces } from "../support/quadrature.ts";
import type { Theorem } from "../theorem.ts";

/** m buyers with values of one law and n sellers with costs of another, one unit each. */
export interface TwoSidedMarket {
  readonly buyers: number;
  readonly sellers: number;
  readonly value: Distribution;
  readonly cost: Distribution;
}

/** Largest number of traders for which the condition is computed: its sums grow with their square. */
const mostTraders = 40;

/** P(k of n trials succeed), k = 0…n. */
function counts(n: number, success: number): number[] {
  const masses = new Array<number>(n + 1).fill(0);
  masses[0] = 1;
  for (let trial = 1; trial <= n; trial++)
    for (let k = trial; k >= 0; k--) masses[k] = (masses[k] as number) * (1 - success) + (k > 0 ? (masses[k - 1] as number) * success : 0);
  return masses;
}

/** Expected gains from trade of `buyers` and `sellers` drawn from the laws, and of one more trader of known type: ∫ min(supply, demand) over prices. */
export function expectedGains(
  { buyers, sellers, value, cost }: TwoSidedMarket,
  known: { readonly value?: number; readonly cost?: number } = {},
): number {
  const ends = [value.support.min, value.support.max, cost.support.min, cost.support.max, known.value ?? 0, known.cost ?? 0];
  const [low, high] = [
    Math.min(cost.support.min, known.cost ?? Number.POSITIVE_INFINITY),
    Math.max(value.support.max, known.value ?? Number.NEGATIVE_INFINITY),
  ];
  return integratePieces(
    (price) => {
      const supply = counts(sellers, cost.cdf(price));
      const demand = counts(buyers, value.survival(price));
      const [extraSupply, extraDemand] = [
        known.cost !== undefined && known.cost <= price ? 1 : 0,
        known.value !== undefined && known.value > price ? 1 : 0,
      ];
      let mean = 0;
      supply.forEach((p, j) => {
        demand.forEach((q, i) => {
          mean += p * q * Math.min(i + extraDemand, j + extraSupply);
        });
      });
      return mean;
    },
    low,
    high,
    ends,
  );
}

/** m·Γ(lowest value) + n·Γ(highest cost) − (m + n − 1)·Γ, Γ the expected gains given a trader's type. */
export function marketSurplus(market: TwoSidedMarket): number {
  const { buyers, sellers, value, cost } = market;
  const lowest = expectedGains({ ...market, buyers: buyers - 1 }, { value: value.support.min });
  const highest = expectedGains({ ...market, sellers: sellers - 1 }, { cost: cost.support.max });
  return buyers * lowest + sellers * highest - (buyers + sellers - 1) * expectedGains(market);
}

/**
 * Exactly when a market is efficient.
 *
 * @see S. Williams (1999), A characterization of efficient, Bayesian incentive compatible mechanisms, Econ. Theory 14; L. Makowski, C. Mezzetti (1994).
 */
export const marketCondition: Theorem<TwoSidedMarket> = {
  id: "williams/market-condition",
  citation:
    "S. Williams (1999), A characterization of efficient, Bayesian incentive compatible mechanisms, Econ. Theory 14; L. Makowski, C. Mezzetti (1994), J. Econ. Theory 64",
  statement:
    "m buyers and n sellers of one unit each trade efficiently under bayesian incentives, interim participation and a balanced budget iff (m+n−1)·Γ ≤ m·Γ(lowest value) + n·Γ(highest cost), where Γ(·) are the expected gains of the whole market given one trader's type.",
  domain:
    "Multilateral trade with one law for buyers and one for sellers, positive densities on bounded intervals, not discretized; gains from trade; the second-best cell without required profit.",
  errata: [],
  parametersOf(asked) {
    const { environment, discretization } = asked;
    if (!isSecondBest(asked) || !isMultilateralTrade(environment) || discretization !== undefined) return null;
    const { buyers, sellers } = environment;
    const [b, s] = [buyers[0], sellers[0]];
    if (buyers.length !== 1 || sellers.length !== 1 || !b || !s || b.count + s.count > mostTraders) return null;
    const [value, cost] = [b.distribution, s.distribution];
    if (![value, cost].every(hasDensityOnInterval)) return null;
    return { buyers: b.count, sellers: s.count, value, cost };
  },
  problem: ({ buyers, sellers, value, cost }) =>
    designProblem({
      environment: multilateralTrade({
        buyers: [{ count: buyers, distribution: value }],
        sellers: [{ count: sellers, distribution: cost }],
      }),
    }),
  value(market) {
    const range = Math.max(market.value.support.max, market.cost.support.max) - Math.min(market.value.support.min, market.cost.support.min);
    return dissolutionValue(marketSurplus(market), { firstBest: expectedGains(market), range: range * (market.buyers + market.sellers) });
  },
};
