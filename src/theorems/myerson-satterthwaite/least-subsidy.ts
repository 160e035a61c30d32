import { rational, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { statedFirstBest } from "../support/first-best.ts";
import { overlapIntegral } from "../support/overlap-integral.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import { overlappingDensities } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";

/** ∫_{a₂}^{b₁} (1 − F₂(t)) F₁(t) dt, equation (7) with the sign turned; NaN where rounding leaves less than six digits of it. */
export function leastSubsidy({ buyer, seller }: LawPair): number {
  const { lower, value, upper } = overlapIntegral(buyer, seller, buyer.support.min, seller.support.max);
  return upper - lower <= 1e-6 * value ? value : Number.NaN;
}

/** A subsidy that falls short of the least by less than this share of it misses the first best by the square of it. */
const shortfall = 1e-9;

export const subsidised = (pair: LawPair, subsidy: number) =>
  designProblem({
    environment: bilateralTrade(pair),
    budget: { rule: "ex-ante", requiredProfit: rational(-subsidy) },
    width: 1e-6,
  });

/**
 * The least subsidy that buys efficiency.
 *
 * @see R. Myerson, M. Satterthwaite (1983), equation (7), and section 5 for subsidies that depend on the state.
 */
export const leastSubsidyTheorem: Theorem<LawPair> = {
  id: "myerson-satterthwaite/least-subsidy",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, equation (7) and section 5",
  statement:
    "The least expected subsidy with which some bayesian incentive-compatible, interim individually rational mechanism is efficient is ∫_{a₂}^{b₁} (1 − F₂(t)) F₁(t) dt (1/6 for uniform types on [0, 1]): with it the largest gains from trade are the first best.",
  domain:
    "Bilateral trade; positive densities on bounded intervals with overlapping interiors; gains from trade; bayesian incentives, interim participation, ex-ante budget that allows at least this subsidy.",
  errata: ["MS-5"],
  parametersOf(asked) {
    if (!maximisesGains(asked) || asked.incentives !== "bayesian" || asked.participation !== "interim") return null;
    if (!hasBudget(asked, ["ex-ante"], asked.budget.requiredProfit)) return null;
    if (asked.budget.requiredProfit.s >= 0n) return null;
    const pair = overlappingDensities(asked);
    return pair && -toNumber(asked.budget.requiredProfit) >= leastSubsidy(pair) * (1 - shortfall) ? pair : null;
  },
  problem: (pair) => subsidised(pair, leastSubsidy(pair) * (1 + shortfall)),
  value: ({ buyer, seller }) => statedFirstBest(buyer, seller),
};
