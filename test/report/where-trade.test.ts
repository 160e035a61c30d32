import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { whereTrade } from "../../src/analysis/where-trade.ts";
import { bilateralMechanism } from "../../src/mechanism/bilateral.ts";
import type { AllocationRule, BilateralMechanism } from "../../src/mechanism/mechanism.ts";
import { whereTradeText } from "../../src/report/result/where-trade.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";

/** A type space on whole numbers, all types equally likely. */
const space = (values: readonly number[]): TypeSpace => ({
  values: Float64Array.from(values),
  masses: new Float64Array(values.length).fill(1 / values.length),
});

const mechanism = (buyer: readonly number[], seller: readonly number[], allocationRule: AllocationRule): BilateralMechanism =>
  bilateralMechanism({
    buyer: space(buyer),
    seller: space(seller),
    allocationRule,
    transferRule: { kind: "interim" },
    interim: { buyerTransfer: new Float64Array(buyer.length), sellerTransfer: new Float64Array(seller.length) },
  });

const values = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }).map((list) => list.sort((a, b) => a - b));
const counts = (m: number, n: number) =>
  fc.array(fc.integer({ min: 0, max: n }), { minLength: m, maxLength: m }).map((list) => Int32Array.from(list.sort((a, b) => a - b)));

const threshold = fc.tuple(values, values).chain(([buyer, seller]) =>
  fc.tuple(counts(buyer.length, seller.length), counts(buyer.length, seller.length), fc.constantFrom(0, 0.3, 1)).map(([a, b, mix]) => {
    const generous = a.map((count, i) => Math.max(count, b[i] as number));
    const strict = a.map((count, i) => Math.min(count, b[i] as number));
    return mechanism(buyer, seller, { kind: "threshold", mix, generous, strict });
  }),
);

const matrix = fc.tuple(values, values).chain(([buyer, seller]) => {
  const cell = fc.constantFrom(0, 0.4, 1);
  return fc
    .array(cell, { minLength: buyer.length * seller.length, maxLength: buyer.length * seller.length })
    .map((x) => mechanism(buyer, seller, { kind: "matrix", x: Float64Array.from(x) }));
});

/** Straight from the definitions, over all pairs. */
function naive({ buyer, seller, allocation }: BilateralMechanism) {
  const pairs = [...buyer.values].flatMap((b, i) => [...seller.values].map((s, j) => ({ gap: b - s, x: allocation(i, j) })));
  const sureFrom = [...new Set(pairs.map(({ gap }) => gap))].filter((gap) => pairs.every((pair) => pair.gap < gap || pair.x === 1));
  return {
    probability: pairs.reduce((sum, { x }) => sum + x / pairs.length, 0),
    smallestGap: Math.min(Number.POSITIVE_INFINITY, ...pairs.filter(({ x }) => x > 0).map(({ gap }) => gap)),
    sureFrom: Math.min(Number.POSITIVE_INFINITY, ...sureFrom),
    smallestPossible: Math.min(Number.POSITIVE_INFINITY, ...pairs.filter(({ gap }) => gap >= 0).map(({ gap }) => gap)),
  };
}

describe("whereTrade", () => {
  test.each([
    ["a threshold rule", threshold],
    ["a matrix", matrix],
  ])("is what the definitions say for %s", (_, mechanisms) => {
    fc.assert(
      fc.property(mechanisms, (one) => {
        const { probability, ...gaps } = whereTrade(one);
        const { probability: truth, ...expected } = naive(one);
        expect(gaps).toEqual(expected);
        expect(probability).toBeCloseTo(truth, 12);
      }),
      { numRuns: 500 },
    );
  });
});

describe("whereTradeText", () => {
  const known = (gap: number) => (gap === Number.POSITIVE_INFINITY ? null : gap);
  const words = (buyer: number[], seller: number[], x: number[]) => {
    const where = whereTrade(mechanism(buyer, seller, { kind: "matrix", x: Float64Array.from(x) }));
    const { probability, smallestGap, sureFrom, smallestPossible } = where;
    const gaps = { smallestGap: known(smallestGap), sureFrom: known(sureFrom), smallestPossible: known(smallestPossible) };
    return whereTradeText({ probability, ...gaps }, 1, false);
  };

  test("says each case in its own words", () => {
    expect(words([1], [2], [0])).toBe("never");
    expect(words([1, 4], [0, 3], [1, 0, 1, 1])).toBe("with probability 0.75, always when the value exceeds the cost");
    expect(words([2, 4], [0, 1], [0, 0, 1, 1])).toBe("with probability 0.5, exactly when the gap value − cost is at least 3");
    expect(words([2, 4], [0, 1], [0.5, 0, 1, 1])).toBe("with probability 0.625; never below a gap value − cost of 2, always from 3");
    expect(words([2, 4], [0, 1], [0.5, 0, 0.5, 0])).toBe(
      "with probability 0.25; never below a gap value − cost of 2, and at no gap for sure",
    );
  });
});
