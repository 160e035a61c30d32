import { describe, expect, test } from "vitest";
import { fixedPrice } from "../../../regressions/kos-manea/fixed-price.ts";
import { theorem1 } from "../../../regressions/kos-manea/theorem-1.ts";
import { theorem4 } from "../../../regressions/kos-manea/theorem-4.ts";
import { twoTypesExPost } from "../../../regressions/kos-manea/two-types-ex-post.ts";
import type { CheckedTheorem } from "../../../regressions/regression.ts";
import { toNumber } from "../../../src/arithmetic/rational.ts";
import { at } from "../../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";

/** Σ p_i q_j f(B_i, S_j) in floating point. */
function mean(trade: FiniteTrade, f: (value: number, cost: number) => number): number {
  let sum = 0;
  trade.B.forEach((value, i) => {
    trade.S.forEach((cost, j) => {
      sum += toNumber(at(trade.p, i)) * toNumber(at(trade.q, j)) * f(toNumber(value), toNumber(cost));
    });
  });
  return sum;
}

describe.each([theorem1, theorem4, fixedPrice, twoTypesExPost].map((theorem) => [theorem.id, theorem] as const))(
  "the mechanism of %s",
  (_, theorem: CheckedTheorem<FiniteTrade>) => {
    test("attains the stated value with a balanced budget", () => {
      for (const trade of theorem.samples(5)) {
        const mechanism = theorem.mechanism?.(trade);
        if (!mechanism?.buyerPays || !mechanism.sellerReceives) throw new Error("expected transfers");
        const { buyerPays, sellerReceives } = mechanism;
        expect(mean(trade, (v, c) => mechanism.trade(v, c) * (v - c))).toBeCloseTo(theorem.value?.(trade).value as number, 12);
        expect(mean(trade, (v, c) => Math.abs(buyerPays(v, c) - sellerReceives(v, c)))).toBeLessThan(1e-12);
      }
    });

    test("types between those of the support trade like the next weaker one, or stay out", () => {
      for (const trade of theorem.samples(5)) {
        const mechanism = theorem.mechanism?.(trade);
        const [lowest, dearest] = [toNumber(at(trade.B, 0)), toNumber(trade.S.at(-1) as FiniteTrade["S"][0])];
        if (theorem !== (fixedPrice as CheckedTheorem<FiniteTrade>)) {
          expect(mechanism?.trade(lowest - 1, -100)).toBe(0);
          expect(mechanism?.trade(100, dearest + 1)).toBe(0);
          expect(mechanism?.buyerPays?.(lowest - 1, -100)).toBe(0);
        }
        trade.B.forEach((value) => {
          const cost = toNumber(at(trade.S, 0));
          expect(mechanism?.trade(toNumber(value), cost - 0.25)).toBe(mechanism?.trade(toNumber(value), cost));
        });
      }
    });
  },
);
