import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem, type Incentives } from "../../problem/design-problem.ts";
import { statedFirstBest } from "../support/first-best.ts";
import { hasBudget, maximisesGains, undiscretizedTrade } from "../support/problem-cell.ts";
import { overlappingDensities } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** One cell of the table. */
export interface PossibilityCell extends LawPair {
  readonly incentives: Incentives;
  readonly participation: "interim" | "ex-ante";
}

export const problem = ({ buyer, seller, incentives, participation }: PossibilityCell): DesignProblem =>
  designProblem({ environment: bilateralTrade({ buyer, seller }), incentives, participation, budget: "no-deficit", width: 1e-6 });

export const value = ({ buyer, seller, participation }: PossibilityCell): StatedValue => {
  const best = statedFirstBest(buyer, seller);
  return participation === "interim" ? { ...best, relation: "<" } : best;
};

/** The laws of a problem about atomless laws with densities on overlapping intervals and ordered medians. */
function orderedLaws(asked: DesignProblem): LawPair | null {
  const pair = overlappingDensities(asked);
  return pair && pair.buyer.quantile(0.5) >= pair.seller.quantile(0.5) ? pair : null;
}

/**
 * Which combinations of incentives and participation allow efficiency without deficits.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), table; C. d'Aspremont, L.-A. Gérard-Varet (1979); R. Myerson, M. Satterthwaite (1983).
 */
export const possibilityTable: Theorem<PossibilityCell> = {
  id: "jagadeesan-tordjman/possibility-table",
  citation:
    "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, table; C. d'Aspremont, L.-A. Gérard-Varet (1979)",
  statement:
    "Efficient trade without deficit in any state is impossible under interim participation, whether incentives are bayesian or dominant; under ex-ante participation it is possible with bayesian incentives always, and with dominant incentives if Med(F_B) ≥ Med(F_S).",
  domain:
    "Bilateral trade; gains from trade; no-deficit budget without required profit (balanced as well under bayesian incentives); bayesian × ex-ante: any laws; the other three cells: positive densities on overlapping bounded intervals, and Med(F_B) ≥ Med(F_S) for dominant × ex-ante.",
  errata: [],
  parametersOf(asked) {
    const { incentives, participation } = asked;
    if (!maximisesGains(asked) || (participation !== "interim" && participation !== "ex-ante")) return null;
    if (!hasBudget(asked, incentives === "bayesian" ? ["no-deficit", "balanced"] : ["no-deficit"])) return null;
    if (participation === "interim") {
      const pair = overlappingDensities(asked);
      return pair && { ...pair, incentives, participation };
    }
    const pair = incentives === "bayesian" ? undiscretizedTrade(asked) : orderedLaws(asked);
    return pair && { buyer: pair.buyer, seller: pair.seller, incentives, participation };
  },
  problem,
  value,
};
