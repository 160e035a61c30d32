import { describe, expect, test } from "vitest";
import { tightSurplus } from "../../../regressions/kos-manea/lemma-1.ts";
import { largestPayments } from "../../../regressions/kos-manea/lemma-2.ts";
import { violations } from "../../../regressions/kos-manea/support/direct-mechanism.ts";
import { twoByTwo } from "../../../regressions/kos-manea/support/two-types.ts";
import { formatRational, one, type Rational, rational, sumRationals, zero } from "../../../src/arithmetic/rational.ts";
import { limitSurplus } from "../../../src/theorems/kos-manea/many-buyers-limit.ts";
import { balanced } from "../../../src/theorems/kos-manea/support/balanced-transfers.ts";
import { efficientTrade } from "../../../src/theorems/kos-manea/support/market.ts";
import { tightTransfers } from "../../../src/theorems/kos-manea/support/tight-transfers.ts";
import { at, efficient, finiteTrade, mean } from "../../../src/theorems/kos-manea/support/trade.ts";
import { twoTypeEfficientSurplus } from "../../../src/theorems/kos-manea/support/two-type-surplus.ts";
import { twoTypes } from "../../../src/theorems/kos-manea/support/two-types.ts";
import {
  discriminant,
  favouringHighTypes,
  favouringLowTypes,
  optimalAllocation,
  twoTypeGains,
} from "../../../src/theorems/kos-manea/theorem-4.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../../../src/theorems/support/finite-trade.ts";
import { maximize } from "../../support/exact-simplex.ts";
import { type ExactTrade, solveTrade } from "../../support/exact-trade.ts";

const shown = (r: Rational | null | undefined) => (r ? formatRational(r) : String(r));

const secondBest = (trade: FiniteTrade): ExactTrade => ({ ...trade, incentives: "bayesian", participation: "interim", budget: "balanced" });

/** The largest broker profit from a fixed allocation, by the exact simplex. */
function profitOf(trade: FiniteTrade, x: readonly (readonly Rational[])[]): Rational | null {
  return solveTrade({ ...secondBest(trade), budget: "none", weights: [0, 0, 1], fixed: x }).value;
}

/** Instance of KM-1 and KM-3, on which x₁₁ = 1 and the budget binds on x₂₂. */
const low = twoByTwo([11, 24], [9, 17], "1/2", "4/5");
/** Instance of KM-2, on which x₂₂ = 1. */
const high = twoByTwo([2, 8], [1, 6]);

describe("KM-1: the seller's term of M", () => {
  /** With S₂ − q₁ in place of S₂ − q₁S₁. */
  function printed(trade: FiniteTrade): Rational {
    const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
    const seller = B2.sub(S2.sub(q1).div(q2));
    return B1.sub(S1)
      .mul(seller)
      .sub(B2.sub(S2).mul(B1.sub(p2.mul(B2)).div(p1).sub(S1)));
  }

  test("−37 against +27", () => {
    expect([shown(printed(low)), shown(discriminant(low))]).toEqual(["-37", "27"]);
  });

  test("the sign that is right is the one of the optimum", () => {
    // M > 0 favours x₂₂ = 1; following the printed sign loses gains.
    const optimum = solveTrade(secondBest(low)).value;
    expect(shown(twoTypeGains(low, favouringHighTypes(low)))).toBe(shown(optimum));
    expect(twoTypeGains(low, favouringLowTypes(low)).lt(optimum as Rational)).toBe(true);
  });
});

test("KM-2: the branches of Theorem 4 are swapped", () => {
  expect(shown(discriminant(high))).toBe("7");
  expect(shown(solveTrade(secondBest(high)).value)).toBe("49/20");
  expect(shown(twoTypeGains(high, optimalAllocation(high)))).toBe("49/20");
  // As printed, M > 0 takes x₁₁ = 1 and x₂₂ from the budget.
  expect(shown(twoTypeGains(high, favouringLowTypes(high)))).toBe("7/3");
  expect(shown(profitOf(high, favouringLowTypes(high)))).toBe("0");
});

test("KM-3: the proof's formula belongs to the other branch", () => {
  const { B1, p2, S1, S2, q1, q2, B2 } = twoTypes(low);
  const printed = q1.mul(B1.sub(S1)).div(p2.mul(S2.sub(q2.mul(B2)).sub(q1.mul(S1))));
  const corrected = at(at(favouringHighTypes(low), 0), 0);
  expect([shown(printed), shown(corrected)]).toEqual(["16/25", "35/44"]);
  const withX11 = (x11: Rational) =>
    profitOf(low, [
      [x11, zero],
      [one, one],
    ]);
  expect(shown(withX11(corrected))).toBe("0");
  expect(withX11(printed)?.gt(zero)).toBe(true);
  // It is the formula of x₂₂ when x₁₁ = 1.
  expect(shown(at(at(favouringLowTypes(low), 1), 1))).toBe("16/25");
});

test("KM-4: the last term of Π(x*) in Example 3", () => {
  const trade = twoByTwo([3, 7], [2, 5]);
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  const printed = p2.mul(q2).mul(B2).add(q1.mul(B1)).sub(p2.mul(S2)).sub(p1.mul(S1));
  expect([shown(printed), shown(twoTypeEfficientSurplus(trade))]).toEqual(["-1/4", "1/4"]);
  expect(shown(profitOf(trade, efficient(trade)))).toBe("1/4");
  // The printed sign would deny the first best that is attained.
  expect(shown(solveTrade(secondBest(trade)).value)).toBe(shown(sumRationals([rational("1/4"), rational("5/4"), rational("1/2")])));
});

test("KM-5: Lemma 1 sums over i ≤ m and j ≤ n", () => {
  const trade = finiteTrade([3, 7], ["2/5", "3/5"], [0, 2, 5], ["1/2", "1/4", "1/4"]);
  const x = efficient(trade);
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  // Buyers up to n = 3 (there is no third) and sellers up to m = 2, so that the third seller is forgotten.
  let printed = zero;
  for (let i = 0; i < Math.min(trade.S.length, trade.B.length); i++)
    for (let j = 0; j < Math.min(trade.B.length, trade.S.length); j++)
      printed = printed.add(
        at(psi, i)
          .sub(at(phi, j))
          .mul(at(at(x, i), j))
          .mul(at(trade.p, i))
          .mul(at(trade.q, j)),
      );
  const largest = profitOf(trade, x);
  expect(shown(tightSurplus({ trade, x }))).toBe(shown(largest));
  expect(shown(printed)).not.toBe(shown(largest));
});

test("KM-6: the seller's tight transfer sums over the types j, not over l", () => {
  // One buyer type sure to buy at cost 0, with probability 1/2 at cost 1, never at cost 2.
  const trade = finiteTrade([9], [1], [0, 1, 2], ["1/3", "1/3", "1/3"]);
  const x = [[one, rational("1/2"), zero]];
  const X = [one, rational("1/2"), zero];
  const printed = trade.S.map((cost, l) => {
    const term = at(X, l)
      .sub(X[l + 1] ?? zero)
      .mul(cost);
    return term.mul(rational(trade.S.length - l));
  });
  const asked = { incentives: "bayesian", participation: "interim", budget: "none" } as const;
  const withReceipts = (receipts: readonly Rational[]) => ({ x, buyerPays: [[zero, zero, zero]], sellerReceives: [receipts] });
  expect(violations(trade, withReceipts(printed), asked)).toBeGreaterThan(0);
  const corrected = tightTransfers({ trade, x }).seller;
  expect(corrected.map(shown)).toEqual(["1/2", "1/2", "0"]);
  expect(violations(trade, withReceipts(corrected), asked)).toBe(0);
});

test("KM-7: the limit of Π_I carries the factor P(S < B_m)", () => {
  const trade = finiteTrade([1, 3], ["1/2", "1/2"], [0, 2, 4], ["1/3", "1/3", "1/3"]);
  expect(shown(limitSurplus(trade))).toBe("2/3");
  const manyBuyers = efficientTrade({ ...trade, buyers: 60, sellers: 1 }).surplus;
  expect(manyBuyers.sub(rational("2/3")).abs().lt(rational("1e-12"))).toBe(true);
  // Printed: Δ = 1.
  expect(one.sub(manyBuyers).gt(rational("1/4"))).toBe(true);
});

test("KM-8: equal types have equal virtual values when the highest value is the lowest cost", () => {
  const trade = finiteTrade([0, 1], ["1/2", "1/2"], [1, 2], ["1/2", "1/2"]);
  expect(shown(at(virtualValues(trade), 1))).toBe("1");
  expect(shown(at(virtualCosts(trade), 0))).toBe("1");
  // Trading that tie leaves the surplus as it is.
  const tied = [
    [zero, zero],
    [one, zero],
  ];
  expect(shown(profitOf(trade, tied))).toBe(shown(profitOf(trade, efficient(trade))));
});

test("KM-9: the chain of the proof of Lemma 2 runs to m, not to n", () => {
  const trade = finiteTrade([2, 5, 9], ["1/3", "1/3", "1/3"], [1, 4], ["1/2", "1/2"]);
  const X = efficient(trade).map((row) => mean(trade.q, row));
  /** The largest T_m under IR of the lowest type and the downward ICs of the first `length` types. */
  const largestTop = (length: number) =>
    maximize({
      c: trade.B.map((_, i) => (i === trade.B.length - 1 ? 1 : 0)),
      A: Array.from({ length }, (_, i) => trade.B.map((__, k) => (k === i ? 1 : k === i - 1 ? -1 : 0))),
      rowLower: new Array<null>(length).fill(null),
      rowUpper: Array.from({ length }, (_, i) =>
        at(X, i)
          .sub(i === 0 ? zero : at(X, i - 1))
          .mul(at(trade.B, i)),
      ),
      lower: trade.B.map(() => null),
    });
  expect(largestTop(trade.S.length).status).toBe("unbounded");
  const bounded = largestTop(trade.B.length);
  expect(bounded.status === "optimal" && shown(bounded.value)).toBe(shown(largestPayments(trade).at(-1)));
});

test("Remark 1 needs B_{m+1} > S_n: below, sellers between B_{m+1} and S_n change slope and constant", () => {
  const epsilon = rational("1/2");
  const trade = (top: number) => finiteTrade([2, top], [one.sub(epsilon), epsilon], [1, 4, 9], ["1/3", "1/3", "1/3"]);
  const surplus = (top: number) => {
    const candidate = trade(top);
    return profitOf(candidate, efficient(candidate)) as Rational;
  };
  const slope = epsilon.mul(one.sub(rational("1/3")));
  expect(shown(surplus(11).sub(surplus(10)))).toBe(shown(slope));
  expect(shown(surplus(6).sub(surplus(5)))).toBe(shown(epsilon.mul(rational("1/3"))));
});

test("the balanced transfers keep the interim ones up to constants that share Π", () => {
  const trade = twoByTwo([3, 7], [2, 5]);
  const x = efficient(trade);
  const tight = tightTransfers({ trade, x });
  const surplus = mean(trade.p, tight.buyer).sub(mean(trade.q, tight.seller));
  const { buyerPays } = balanced(trade, x, tight, one);
  // α = 1: the buyer's interim payments are the tight ones, the seller's receipts are higher by Π = 1/4.
  expect(buyerPays.map((row) => shown(mean(trade.q, row)))).toEqual(tight.buyer.map(shown));
  expect(shown(surplus)).toBe("1/4");
});
