import { one, type Rational, rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { balanced } from "./balanced-transfers.ts";
import { needsSecondBest } from "./lemma-3.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { drawTrade, drawUntil } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { at, exactly, gainsOf, problemOf, tradeOf } from "./support/trade.ts";
import { twoByTwo, twoTypes } from "./support/two-types.ts";
import { discriminant, favouringHighTypes, favouringLowTypes, twoTypeGains } from "./theorem-4.ts";
import { tightTransfers } from "./tight-mechanism.ts";

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

/** The same trade with S₂ moved to where M, which is linear in S₂, vanishes. */
export function withoutDiscriminant(trade: FiniteTrade): FiniteTrade {
  const { B1, B2, p1, p2, S1, q1, q2 } = twoTypes(trade);
  const buyer = B1.sub(p2.mul(B2)).div(p1).sub(S1);
  const gap = B1.sub(S1);
  const slope = gap.div(q2).sub(buyer);
  if (slope.equals(zero)) return trade;
  const S2 = gap
    .mul(B2.add(q1.mul(S1).div(q2)))
    .sub(B2.mul(buyer))
    .div(slope);
  return { ...trade, S: [S1, S2] };
}

const problem = ({ trade }: OnSegment): DesignProblem => problemOf(trade);

const value = (parameters: OnSegment) => exactly(twoTypeGains(parameters.trade, segmentAllocation(parameters)));

export const theorem4Continuum: Theorem<OnSegment> = {
  id: "kos-manea/theorem-4-continuum",
  citation: citation("Theorem 4, case M = 0"),
  statement:
    "If M = 0 in Theorem 4, every allocation with x₂₁ = 1, x₁₂ = 0 on the segment between the two corners (x₂₂ = 1 or x₁₁ = 1) where Π(x) = 0 is optimal.",
  domain:
    "bilateral trade with two types a side, S₁ < B₁ < S₂ < B₂, Π(x*) < 0, M = 0; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: ["KM-1"],
  samples(seed) {
    const source = randomSource(seed);
    const mirrored = twoByTwo([2, 8], [1, 7]);
    const trades = [mirrored, mirrored].concat(
      Array.from({ length: 4 }, () =>
        drawUntil(
          () => withoutDiscriminant(drawTrade(source, 2, 2)),
          (trade) => needsSecondBest(trade) && discriminant(trade).equals(zero),
        ),
      ),
    );
    return trades.map((trade, k) => ({ trade, weight: rational(k % 5).div(rational(4)) }));
  },
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && needsSecondBest(trade) && discriminant(trade).equals(zero) ? { trade, weight: rational("1/2") } : null;
  },
  problem,
  value,
  checks: [
    optimumCheck(problem, value),
    ownCheck("gains and surplus on the segment against its ends and the least rents", (parameters) => {
      const { trade } = parameters;
      const x = segmentAllocation(parameters);
      const largest = largestProfit(trade, x);
      if (largest === null) throw new RangeError("the allocation must be implementable");
      return [
        compareExact("gains where x₂₂ = 1", gainsOf(trade, favouringHighTypes(trade)), gainsOf(trade, x)),
        compareExact("gains where x₁₁ = 1", gainsOf(trade, favouringLowTypes(trade)), gainsOf(trade, x)),
        compareExact("Π(x)", largest, zero),
      ];
    }),
    ownCheck("the balanced mechanism, all deviations", (parameters) => {
      const x = segmentAllocation(parameters);
      const mechanism = balanced(parameters.trade, x, tightTransfers({ trade: parameters.trade, x }), zero);
      const asked = { incentives: "bayesian", participation: "interim", budget: "balanced" } as const;
      return [noViolation("bayesian incentives, interim participation, balanced budget", violations(parameters.trade, mechanism, asked))];
    }),
  ],
};
