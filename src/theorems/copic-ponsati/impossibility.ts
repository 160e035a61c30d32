import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { statedFirstBest } from "../support/first-best.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import { commonInterval } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";

const problem = ({ buyer, seller }: LawPair): DesignProblem =>
  designProblem({ environment: bilateralTrade({ buyer, seller }), incentives: "dominant", participation: "ex-post", budget: "no-deficit" });

/**
 * No efficient mechanism is dominant-strategy incentive compatible and ex-post individually rational without a subsidy.
 *
 * @see J. Čopič, C. Ponsatí (2006), Proposition 5.
 */
export const robustImpossibility: Theorem<LawPair> = {
  id: "copic-ponsati/impossibility",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Proposition 5",
  statement:
    "No dominant-strategy incentive-compatible, ex-post individually rational mechanism without subsidies is ex-post efficient when both types may lie anywhere in one interval.",
  domain:
    "Bilateral trade; positive densities on the same bounded interval; gains from trade; dominant incentives, ex-post participation, no-deficit or balanced budget without required profit.",
  errata: [],
  parametersOf(asked) {
    const robust = asked.incentives === "dominant" && asked.participation === "ex-post" && hasBudget(asked, ["no-deficit", "balanced"]);
    return robust && maximisesGains(asked) ? commonInterval(asked) : null;
  },
  problem,
  value: ({ buyer, seller }) => ({ ...statedFirstBest(buyer, seller), relation: "<" }),
};
