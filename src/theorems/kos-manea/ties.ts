import { type Rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { secondBestDomain, secondBestTrade } from "./support/second-best-trades.ts";
import { exactly, isDisjoint, problemOf } from "./support/trade.ts";
import { hasSurplus } from "./support/vcg-prime.ts";

/** Finite types some of which are both a value and a cost, and the probability with which such pairs trade. */
export interface TiedTrade {
  readonly trade: FiniteTrade;
  readonly tie: Rational;
}

export const problem = ({ trade }: TiedTrade): DesignProblem => problemOf(trade);

/** First best when the efficient allocation that leaves ties to the seller makes a surplus, else less. */
export function value({ trade }: TiedTrade): StatedValue {
  const firstBest = exactly(firstBestOf(trade));
  return hasSurplus(trade) ? firstBest : { ...firstBest, relation: "<" };
}

export const ties: Theorem<TiedTrade> = {
  id: "kos-manea/ties",
  citation: citation("section 7.1, with a weak inequality"),
  statement:
    "Where a value equals a cost the virtual value is at most the virtual cost (equal only for the highest value and the lowest cost), so among efficient allocations the one that leaves ties to the seller, x**, has the largest surplus, and first best is attained if and only if Π(x**) ≥ 0.",
  domain: secondBestDomain("finite types, some value equal to a cost"),
  errata: ["KM-8"],
  parametersOf(candidate) {
    const trade = secondBestTrade(candidate);
    return trade && !isDisjoint(trade) ? { trade, tie: zero } : null;
  },
  problem,
  value,
};
