import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { alphaRule, buyerIndex, sellerIndex, statedProfit } from "../support/alpha-rule.ts";
import { hasBudget, maximisesProfit } from "../support/problem-cell.ts";
import { regularLaws } from "../support/problem-laws.ts";
import { findRoot } from "../support/root.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";

export const problem = ({ buyer, seller }: LawPair) =>
  designProblem({ environment: bilateralTrade({ buyer, seller }), objective: "broker-profit", budget: "none" });

/** True for a broker's problem that the price rule of Theorem 4 solves. */
export function isBrokerProblem(asked: DesignProblem): boolean {
  if (!maximisesProfit(asked)) return false;
  if (asked.participation !== "interim" && asked.participation !== "ex-post") return false;
  if (hasBudget(asked, ["none", "ex-ante"])) return true;
  return asked.incentives === "bayesian" && asked.participation === "interim" && hasBudget(asked, ["no-deficit"]);
}

/** The prices of Theorem 4: what the buyer pays given the cost, and what the seller receives given the value, when they trade. */
export function brokerPrices({ buyer, seller }: LawPair): { buyerPays(cost: number): number; sellerReceives(value: number): number } {
  return {
    buyerPays(cost) {
      const level = sellerIndex(seller, cost, 1);
      const { min, max } = buyer.support;
      return buyerIndex(buyer, min, 1) >= level ? min : findRoot((v) => buyerIndex(buyer, v, 1) - level, min, max);
    },
    sellerReceives(value) {
      const level = buyerIndex(buyer, value, 1);
      const { min, max } = seller.support;
      return sellerIndex(seller, max, 1) <= level ? max : findRoot((c) => sellerIndex(seller, c, 1) - level, min, max);
    },
  };
}

/**
 * The broker's optimum for regular laws, and prices that implement it.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 4.
 */
export const brokerOptimum: Theorem<LawPair> = {
  id: "myerson-satterthwaite/broker-optimum",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 4",
  statement:
    "When virtual value C₂ and virtual cost C₁ are increasing, the broker's largest profit is that of trading iff C₂(V₂) ≥ C₁(V₁); charging the buyer the lowest value, and paying the seller the highest cost, that would still have traded implements it.",
  domain:
    "Bilateral trade; positive densities on bounded intervals with overlapping interiors, C₂ and C₁ increasing; broker profit; interim or ex-post participation; no budget rule, or one without required profit that the price rule keeps.",
  errata: ["MS-1"],
  parametersOf: (asked) => (isBrokerProblem(asked) ? regularLaws(asked) : null),
  problem,
  value: ({ buyer, seller }) => statedProfit(alphaRule(buyer, seller, 1)),
  mechanism(pair) {
    const prices = brokerPrices(pair);
    const trade = (v: number, c: number) => (sellerIndex(pair.seller, c, 1) <= buyerIndex(pair.buyer, v, 1) ? 1 : 0);
    return {
      trade,
      buyerPays: (v, c) => (trade(v, c) === 1 ? prices.buyerPays(c) : 0),
      sellerReceives: (v, c) => (trade(v, c) === 1 ? prices.sellerReceives(v) : 0),
    };
  },
};
