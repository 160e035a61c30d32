import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { statedFirstBest } from "../support/first-best.ts";
import { replicaPrice } from "../support/participation-charges.ts";
import { undiscretizedTrade } from "../support/problem-cell.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { ClosedFormMechanism, Theorem } from "../theorem.ts";
import { isTruthfulExAnte } from "./exact-condition.ts";

/** The Groves scheme with charges (p* − θ_S)⁺ for the buyer and (θ_B − p*)⁺ for the seller. */
export function replicaScheme({ buyer, seller }: LawPair): Required<ClosedFormMechanism> {
  const price = replicaPrice(buyer, seller);
  return {
    trade: (v, c) => (v >= c ? 1 : 0),
    buyerPays: (v, c) => (v >= c ? c : 0) + Math.max(price - c, 0),
    sellerReceives: (v, c) => (v >= c ? v : 0) - Math.max(v - price, 0),
  };
}

/**
 * Ordered medians suffice for efficiency.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), theorem on bilateral trade.
 */
export const medianTheorem: Theorem<LawPair> = {
  id: "jagadeesan-tordjman/median-theorem",
  citation: "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, theorem on bilateral trade",
  statement:
    "If the median value is at least the median cost, the Groves scheme with charges h_B = (p* − θ_S)⁺ and h_S = (θ_B − p*)⁺, where F_B(p*) + F_S(p*) = 1, runs no deficit in any state and, after a lump sum between the traders, is ex-ante individually rational: truthful efficiency is attained.",
  domain:
    "Bilateral trade, not discretized; laws without atoms on bounded supports, Med(F_B) ≥ Med(F_S); gains from trade; dominant incentives, ex-ante participation, no-deficit budget without required profit.",
  errata: ["JT-2"],
  parametersOf(asked) {
    const trade = isTruthfulExAnte(asked) ? undiscretizedTrade(asked) : null;
    if (!trade) return null;
    const { buyer, seller } = trade;
    const continuous = [buyer, seller].every(
      (law) => law.atoms.length === 0 && Number.isFinite(law.support.min) && Number.isFinite(law.support.max),
    );
    return continuous && buyer.quantile(0.5) >= seller.quantile(0.5) ? { buyer, seller } : null;
  },
  problem: ({ buyer, seller }) =>
    designProblem({
      environment: bilateralTrade({ buyer, seller }),
      incentives: "dominant",
      participation: "ex-ante",
      budget: "no-deficit",
    }),
  value: ({ buyer, seller }) => statedFirstBest(buyer, seller),
  mechanism: replicaScheme,
};
