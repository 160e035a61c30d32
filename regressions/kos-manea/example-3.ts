import { one, type Rational, zero } from "../../src/arithmetic/rational.ts";
import type { Allocated } from "../../src/theorems/kos-manea/support/allocated.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { at, isInterleaved } from "../../src/theorems/kos-manea/support/trade.ts";
import { twoTypeEfficientSurplus } from "../../src/theorems/kos-manea/support/two-type-surplus.ts";
import { allocation2, sumOfProducts, twoTypes } from "../../src/theorems/kos-manea/support/two-types.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { drawAllocation, draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { twoByTwo } from "./support/two-types.ts";

/** Π(x) of two types a side, its four coefficients written out. */
export function twoTypeSurplus({ trade, x }: Allocated): Rational {
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  const low = B1.sub(p2.mul(B2)).div(p1);
  const high = S2.sub(q1.mul(S1)).div(q2);
  return sumOfProducts(
    [p2, q2, B2.sub(high), at(at(x, 1), 1)],
    [p2, q1, B2.sub(S1), at(at(x, 1), 0)],
    [p1, q2, low.sub(high), at(at(x, 0), 1)],
    [p1, q1, low.sub(S1), at(at(x, 0), 0)],
  );
}

export const example3: CheckedTheorem<Allocated> = {
  id: "kos-manea/example-3",
  citation: citation("Example 3"),
  statement:
    "With two types a side and S₁ < B₁ < S₂ < B₂ the surplus of a tight mechanism is linear in four probabilities, and that of the efficient allocation is p₂q₂B₂ + q₁B₁ − p₂S₂ − p₁q₁S₁.",
  domain: "bilateral trade with two types a side, S₁ < B₁ < S₂ < B₂, interim allocations monotone",
  errata: ["KM-4"],
  samples(seed) {
    const source = randomSource(seed);
    const trades = [twoByTwo([3, 7], [2, 5]), ...draws(5, () => drawTrade(source, 2, 2), isInterleaved)];
    return trades.map((trade) => ({ trade, x: drawAllocation(source, trade) }));
  },
  checks: [
    ownCheck("against gains less the least rents (longest paths over all pairs of types)", ({ trade, x }) => {
      const efficient = allocation2(one, zero, one, one);
      const largest = [largestProfit(trade, x), largestProfit(trade, efficient)];
      const stated = [twoTypeSurplus({ trade, x }), twoTypeEfficientSurplus(trade)];
      return stated.map((surplus, k) => {
        const other = at(largest, k);
        if (other === null) throw new RangeError("the allocation must be implementable");
        return compareExact(k === 0 ? "Π(x)" : "Π(x*)", surplus, other);
      });
    }),
  ],
};
