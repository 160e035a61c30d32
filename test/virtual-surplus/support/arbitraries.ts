import fc from "fast-check";
import { discrete } from "../../../src/distributions/laws.ts";
import { bilateralTrade } from "../../../src/environments/bilateral-trade.ts";
import { type DesignProblem, type DesignProblemInput, designProblem } from "../../../src/problem/design-problem.ts";

/** Types as whole numbers with masses as fractions of a whole total. */
export interface FiniteLaw {
  readonly values: readonly number[];
  readonly masses: readonly string[];
}

/**
 * `least` to `most` types on a coarse grid, so that the two sides often tie, with masses in whole parts from 1 up to 1000 (`heaviest`), so that virtual values
 * are rarely monotone.
 */
export function finiteLaw(least: number, most: number, heaviest = 1000): fc.Arbitrary<FiniteLaw> {
  const part = fc.constantFrom(...[1, 1, 2, 3, 5, 10, 40, 200, 1000].filter((mass) => mass <= heaviest));
  const types = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 24 }), part), {
    minLength: least,
    maxLength: most,
    selector: ([value]) => value,
    size: "max",
  });
  return types.map((chosen) => {
    const sorted = [...chosen].sort(([a], [b]) => a - b);
    const total = sorted.reduce((sum, [, mass]) => sum + mass, 0);
    return { values: sorted.map(([value]) => value), masses: sorted.map(([, mass]) => `${mass}/${total}`) };
  });
}

/** Weights of buyers, sellers and broker: gains from trade, broker profit, and both orders of unequal weights. */
export const someWeights: fc.Arbitrary<readonly [number, number, number]> = fc.constantFrom(
  [1, 1, 1],
  [1, 1, 1],
  [1, 1, 1],
  [0, 0, 1],
  [2, 1, 1],
  [1, 2, 1],
  [1, 1, 0],
  [3, 1, 2],
  [0, 1, 0],
  [1, 3, 2],
  [1, 1, 3],
);

export const someProfit: fc.Arbitrary<string> = fc.constantFrom("0", "0", "0", "1/7", "1", "2", "-1/3", "-1", "-4");

export const someBudget = fc.constantFrom("ex-ante", "ex-ante", "no-deficit", "balanced", "none");

/** A bilateral question in whole numbers, for several formulations at once. */
export interface FiniteTrade {
  readonly buyer: FiniteLaw;
  readonly seller: FiniteLaw;
  readonly weights: readonly [number, number, number];
  readonly rule: "none" | "ex-ante" | "no-deficit" | "balanced";
  readonly requiredProfit: string;
}

export function finiteTrade(least: number, most: number): fc.Arbitrary<FiniteTrade> {
  return fc
    .record({
      buyer: finiteLaw(least, most),
      seller: finiteLaw(least, most),
      weights: someWeights,
      rule: someBudget as fc.Arbitrary<FiniteTrade["rule"]>,
      requiredProfit: someProfit,
    })
    .map((trade) => (trade.rule === "none" ? { ...trade, requiredProfit: "0" } : trade));
}

export function problemOf(
  { buyer, seller, weights, rule, requiredProfit }: FiniteTrade,
  more: Partial<DesignProblemInput> = {},
): DesignProblem {
  const [buyers, sellers, broker] = weights;
  return designProblem({
    environment: bilateralTrade({ buyer: discrete(buyer), seller: discrete(seller) }),
    budget: { rule, requiredProfit },
    objective: { weights: { buyers, sellers, broker } },
    ...more,
  });
}
