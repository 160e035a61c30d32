import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { statedFirstBest } from "../support/first-best.ts";
import { coversSupport } from "../support/laws.ts";
import { chargeSlack } from "../support/participation-charges.ts";
import { hasBudget, maximisesGains, undiscretizedTrade } from "../support/problem-cell.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const cell = { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" } as const;

/** True for gains from trade under dominant incentives, ex-ante participation and no deficit in any state. */
export function isTruthfulExAnte(asked: DesignProblem): boolean {
  return maximisesGains(asked) && asked.incentives === "dominant" && asked.participation === "ex-ante" && hasBudget(asked, ["no-deficit"]);
}

/** First best, reached iff the charges can be covered; when that is too close to tell, no more than it. */
function truthfulValue({ buyer, seller }: LawPair): StatedValue {
  const best = statedFirstBest(buyer, seller);
  const slack = chargeSlack(buyer, seller);
  if (slack.lower >= 0) return best;
  return { ...best, relation: slack.upper < 0 ? "<" : "<=" };
}

/**
 * Exactly when efficient trade is truthful, ex-ante individually rational and free of deficits.
 *
 * The least total charge is an optimal-transport dual, min E[h_B] + E[h_S] with h_B(s) + h_S(b) ≥ (b − s)⁺, whose primal pairs high values
 * with low costs; it equals ∫min(F_S, 1−F_B) and is attained by the median theorem's charges with kink at p*.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), median theorem, whose proof bounds the same two integrals.
 */
export const exactCondition: Theorem<LawPair> = {
  id: "jagadeesan-tordjman/exact-condition",
  citation:
    "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, median theorem, sharpened by optimal-transport duality",
  statement:
    "An efficient, truthful, ex-ante individually rational mechanism without deficit exists iff ∫min(F_S, 1−F_B) ≤ 2∫F_S(1−F_B); then the largest gains from trade are the first best, otherwise they are strictly less.",
  domain:
    "Bilateral trade, not discretized; both laws with full support on the same bounded interval (atoms allowed), or any bounded laws that satisfy the inequality; gains from trade; dominant incentives, ex-ante participation, no-deficit budget without required profit.",
  errata: ["JT-2"],
  parametersOf(asked) {
    const trade = isTruthfulExAnte(asked) ? undiscretizedTrade(asked) : null;
    if (!trade) return null;
    const { buyer, seller } = trade;
    if (![buyer, seller].every(({ support }) => Number.isFinite(support.min) && Number.isFinite(support.max))) return null;
    const same = buyer.support.min === seller.support.min && buyer.support.max === seller.support.max;
    const full = same && coversSupport(buyer) && coversSupport(seller);
    return full || chargeSlack(buyer, seller).lower >= 0 ? { buyer, seller } : null;
  },
  problem: ({ buyer, seller }) => designProblem({ environment: bilateralTrade({ buyer, seller }), ...cell }),
  value: truthfulValue,
};
