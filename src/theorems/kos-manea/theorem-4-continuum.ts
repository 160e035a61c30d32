import { one, type Rational, rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { needsSecondBest } from "./support/needs-second-best.ts";
import { secondBestDomain, secondBestTrade } from "./support/second-best-trades.ts";
import { at, exactly, problemOf } from "./support/trade.ts";
import { discriminant, favouringHighTypes, favouringLowTypes, twoTypeGains } from "./theorem-4.ts";

/** Two types a side with M = 0, and where on the segment of optima (0: x₁₁ = 1, 1: x₂₂ = 1). */
export interface OnSegment {
  readonly trade: FiniteTrade;
  readonly weight: Rational;
}

/** The allocation at this place of the segment. */
export function segmentAllocation({ trade, weight }: OnSegment): readonly (readonly Rational[])[] {
  const low = favouringLowTypes(trade);
  return favouringHighTypes(trade).map((row, i) => row.map((x, j) => weight.mul(x).add(one.sub(weight).mul(at(at(low, i), j)))));
}

export const problem = ({ trade }: OnSegment): DesignProblem => problemOf(trade);

export const value = (parameters: OnSegment) => exactly(twoTypeGains(parameters.trade, segmentAllocation(parameters)));

export const theorem4Continuum: Theorem<OnSegment> = {
  id: "kos-manea/theorem-4-continuum",
  citation: citation("Theorem 4, case M = 0"),
  statement:
    "If M = 0 in Theorem 4, every allocation with x₂₁ = 1, x₁₂ = 0 on the segment between the two corners (x₂₂ = 1 or x₁₁ = 1) where Π(x) = 0 is optimal.",
  domain: secondBestDomain("two types a side, S₁ < B₁ < S₂ < B₂, Π(x*) < 0, M = 0"),
  errata: ["KM-1"],
  parametersOf(candidate) {
    const trade = secondBestTrade(candidate);
    return trade && needsSecondBest(trade) && discriminant(trade).equals(zero) ? { trade, weight: rational("1/2") } : null;
  },
  problem,
  value,
};
