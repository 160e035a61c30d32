import { rational, zero } from "../../src/arithmetic/rational.ts";
import { balanced } from "../../src/theorems/kos-manea/support/balanced-transfers.ts";
import { needsSecondBest } from "../../src/theorems/kos-manea/support/needs-second-best.ts";
import { tightTransfers } from "../../src/theorems/kos-manea/support/tight-transfers.ts";
import { twoTypes } from "../../src/theorems/kos-manea/support/two-types.ts";
import { discriminant, favouringHighTypes, favouringLowTypes } from "../../src/theorems/kos-manea/theorem-4.ts";
import {
  type OnSegment,
  problem,
  segmentAllocation,
  theorem4Continuum as statement,
  value,
} from "../../src/theorems/kos-manea/theorem-4-continuum.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { drawTrade, drawUntil } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { gainsOf } from "./support/trade.ts";
import { twoByTwo } from "./support/two-types.ts";

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

/** The statement with what it is held against. */
export const theorem4Continuum: CheckedTheorem<OnSegment> = {
  ...statement,
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
