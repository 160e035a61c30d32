import type { DesignProblem } from "../../problem/design-problem.ts";
import { coversSupport, hasDensityOnInterval, hasIncreasingVirtualCost, hasIncreasingVirtualValue, supportsOverlap } from "./laws.ts";
import { undiscretizedTrade } from "./problem-cell.ts";
import type { LawPair } from "./sample-laws.ts";

/** The laws when a problem trades between types with densities on overlapping intervals; else null. */
export function overlappingDensities(asked: DesignProblem): LawPair | null {
  const trade = undiscretizedTrade(asked);
  if (!trade || !hasDensityOnInterval(trade.buyer) || !hasDensityOnInterval(trade.seller)) return null;
  return supportsOverlap(trade.buyer, trade.seller) ? { buyer: trade.buyer, seller: trade.seller } : null;
}

/** The laws when they have densities on overlapping intervals with virtual value and virtual cost proved increasing; else null. */
export function regularLaws(asked: DesignProblem): LawPair | null {
  const pair = overlappingDensities(asked);
  return pair && hasIncreasingVirtualValue(pair.buyer) && hasIncreasingVirtualCost(pair.seller) ? pair : null;
}

/** The laws when both have full support on one bounded interval and no discretization is asked for; else null. */
export function commonInterval(asked: DesignProblem): LawPair | null {
  const trade = undiscretizedTrade(asked);
  if (!trade) return null;
  const { buyer, seller } = trade;
  const same = buyer.support.min === seller.support.min && buyer.support.max === seller.support.max;
  const full = [buyer, seller].every((law) => hasDensityOnInterval(law) && coversSupport(law));
  return same && full ? { buyer, seller } : null;
}
