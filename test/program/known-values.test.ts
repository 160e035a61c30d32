import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import type { BudgetRule } from "../../src/problem/design-problem.ts";
import type { TradeQuestion } from "../../src/program/question.ts";
import { build } from "../../src/program/reduced/build.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { referenceValue, value } from "./outcome.ts";
import { type Cell, gains, midpoints, question } from "./trade-instances.ts";

/** Numbers that were proved elsewhere: rational linear programs with certificates, closed forms, published examples. */

const half = ["1/2", "1/2"];
const words = (text: string): Cell => {
  const [incentives, participation, rule] = text.split(" × ");
  return { incentives, participation, rule } as Cell;
};

describe("where a tempting reduction loses value", () => {
  const expectBoth = async (asked: TradeQuestion, expected: number) => {
    expect(await value(asked)).toBeCloseTo(expected, 8);
    expect(await referenceValue(asked)).toBeCloseTo(expected, 8);
  };

  test("tight rents with a balanced budget: 1/4 would become 0", () =>
    expectBoth(
      question(words("dominant × ex-post × balanced"), { values: [4, 6], masses: half }, { values: [5, 7], masses: half }),
      1 / 4,
    ));

  test("tight rents on a heavy side: 4/9 would become 2/9", () => {
    const thirds = ["2/3", "1/3"];
    const weights = { buyers: 2, sellers: 1, broker: 1 };
    const asked = question(
      words("bayesian × interim × ex-ante"),
      { values: [1, 3], masses: thirds },
      { values: [2, 3], masses: thirds },
      { weights },
    );
    return expectBoth(asked, 4 / 9);
  });

  test("dominant × ex-ante × balanced is not the first best 4134/1225", () =>
    expectBoth(
      question(
        words("dominant × ex-ante × balanced"),
        { values: [1, 3, 5], masses: ["9/35", "1/35", "25/35"] },
        { values: [0, 2, 4], masses: ["25/35", "9/35", "1/35"] },
      ),
      1181 / 350,
    ));

  const interim = [
    { values: [5, 7], masses: ["2/3", "1/3"] },
    { values: [4, 6], masses: ["5/6", "1/6"] },
  ] as const;
  const exPost = [
    { values: [4, 7], masses: ["1/3", "2/3"] },
    { values: [0, 3, 5], masses: ["5/9", "1/9", "3/9"] },
  ] as const;
  test.each([
    ["dominant × interim × no-deficit", interim, 13 / 9],
    ["dominant × interim × balanced", interim, 10 / 7],
    ["dominant × ex-post × no-deficit", exPost, 1598 / 405],
    ["dominant × ex-post × balanced", exPost, 35 / 9],
  ] as const)("without deficit is more than balanced: %s", (text, [buyer, seller], expected) =>
    expectBoth(question(words(text), buyer, seller), expected),
  );

  test("on a finite grid dominant incentives beat every posted price, balanced or not", async () => {
    const [buyer, seller] = exPost;
    const masses = [
      [1 / 3, 2 / 3],
      [5 / 9, 1 / 9, 3 / 9],
    ] as const;
    const posted = (price: number) => {
      let sum = 0;
      buyer.values.forEach((b, i) => {
        seller.values.forEach((s, j) => {
          if (b >= price && price >= s) sum += (masses[0][i] as number) * (masses[1][j] as number) * (b - s);
        });
      });
      return sum;
    };
    const best = Math.max(...[...buyer.values, ...seller.values].map(posted));
    expect(best).toBeCloseTo(11 / 3, 12);
    for (const rule of ["no-deficit", "balanced"] as const) {
      expect(await value(question({ incentives: "dominant", participation: "ex-post", rule }, buyer, seller))).toBeGreaterThan(best + 0.2);
    }
  });
});

describe("Kos and Manea's closing remark: three types a side may rule out ex-post participation", () => {
  const buyer = { values: [9, 22, 29], masses: ["6/13", "6/13", "1/13"] };
  const seller = { values: [8, 21, 25], masses: ["1/34", "3/34", "30/34"] };
  test.each([
    ["bayesian × interim × ex-ante", 21 / 34],
    ["bayesian × interim × balanced", 21 / 34],
    ["bayesian × ex-post × ex-ante", 21 / 34],
    ["bayesian × ex-post × no-deficit", 404 / 663],
    ["bayesian × ex-post × balanced", 404 / 663],
  ])("%s", async (text, expected) => {
    expect(await value(question(words(text), buyer, seller))).toBeCloseTo(expected, 9);
  });
});

describe("Jagadeesan and Tordjman's mixture: atoms 4/5, 1/10 and k interior midpoints", () => {
  const grid = (k: number, atZero: number, atOne: number) => ({
    values: [0, ...Array.from({ length: k }, (_, i) => (i + 0.5) / k), 1],
    masses: [atZero, ...new Array<string>(k).fill(`1/${10 * k}`), atOne],
  });
  /** Without interior types the atoms carry 8/9 and 1/9. */
  const question_ = (k: number, rule: BudgetRule) =>
    question(
      { incentives: "dominant", participation: "ex-ante", rule },
      k === 0 ? { values: [0, 1], masses: ["8/9", "1/9"] } : grid(k, 0.8, 0.1),
      k === 0 ? { values: [0, 1], masses: ["1/9", "8/9"] } : grid(k, 0.1, 0.8),
    );
  const firstBest = ({ buyer, seller }: TradeQuestion) => {
    let sum = 0;
    buyer.values.forEach((b, i) => {
      seller.values.forEach((s, j) => {
        sum += (buyer.masses[i] as number) * (seller.masses[j] as number) * Math.max(0, b - s);
      });
    });
    return sum;
  };

  test.each([0, 1])("k = %i: first best", async (k) => {
    const asked = question_(k, "no-deficit");
    expect(await value(asked)).toBeCloseTo(firstBest(asked), 10);
  });

  test("k = 2: 17/825 of 17/800 without deficit, 1/50 balanced", async () => {
    expect(firstBest(question_(2, "no-deficit"))).toBeCloseTo(17 / 800, 12);
    expect(await value(question_(2, "no-deficit"))).toBeCloseTo(17 / 825, 10);
    expect(await value(question_(2, "balanced"))).toBeCloseTo(1 / 50, 10);
  });
});

describe("uniform midpoint grids", () => {
  const asked = (n: number, cell: Cell): TradeQuestion => ({
    buyer: midpoints(n),
    seller: midpoints(n),
    incentives: cell.incentives,
    participation: cell.participation,
    budget: { rule: cell.rule, requiredProfit: 0 },
    weights: gains,
  });

  test.each([
    [10, 0.1512],
    [20, 323 / 2200],
    [40, 0.143928571428],
    [160, 0.141490524],
  ])("bayesian × interim × ex-ante, n = %i", async (n, expected) => {
    expect(Math.abs((await value(asked(n, words("bayesian × interim × ex-ante")))) - expected)).toBeLessThan(1e-8);
  });

  test.each([
    [10, 0.135],
    [20, 0.130625],
    [40, 0.12796875],
    [60, 0.127013888889],
    [100, 0.126225],
  ])("dominant × ex-post × no-deficit, n = %i", async (n, expected) => {
    expect(Math.abs((await value(asked(n, words("dominant × ex-post × no-deficit")))) - expected)).toBeLessThan(1e-8);
  });

  test("n = 160 takes a second or two, building next to nothing", async () => {
    const start = cpuTime();
    const { program } = build(asked(160, words("bayesian × interim × ex-ante")));
    const built = cpuTime() - start;
    const { status } = await highs.solve(program);
    expect(status).toBe("optimal");
    expect(built).toBeLessThan(500);
    expect(cpuTime() - start).toBeLessThan(10_000);
  });
});
