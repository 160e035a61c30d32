import { describe, expect, test } from "vitest";
import { kosManeaTheorems } from "../../../regressions/kos-manea/index.ts";
import { twoByTwo } from "../../../regressions/kos-manea/support/two-types.ts";
import { formatRational, rational } from "../../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../../src/distributions/distribution.ts";
import { bilateralTrade } from "../../../src/environments/bilateral-trade.ts";
import { multilateralTrade } from "../../../src/environments/multilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../../src/problem/design-problem.ts";
import { problemOf } from "../../../src/theorems/kos-manea/support/trade.ts";
import { exactEngine } from "./exact-engine.ts";

/** Ids (without the paper) of the theorems that speak about a problem, with the value they state. */
function spoken(problem: DesignProblem): Record<string, string> {
  const found: Record<string, string> = {};
  for (const theorem of kosManeaTheorems) {
    const parameters = theorem.parametersOf?.(problem);
    if (parameters === null || parameters === undefined) continue;
    const stated = theorem.value?.(parameters);
    found[theorem.id.replace("kos-manea/", "")] = stated?.exact ? `${stated.relation ?? "="} ${formatRational(stated.exact)}` : "";
  }
  return found;
}

const second = twoByTwo([2, 8], [1, 6]);
const first = twoByTwo([3, 7], [2, 5]);

describe("who speaks about which problem", () => {
  test("a second best of two types a side", () => {
    expect(spoken(problemOf(second))).toEqual({
      "corollary-1": "< 5/2",
      "theorem-3": "",
      "no-inefficient-trade": "",
      "theorem-4": "= 49/20",
    });
  });

  test("the same with a required profit at most Π, above Π, and negative enough", () => {
    // Π(x*) = ¼·8 + ½·2 − ½·6 − ¼·1 = −1/4.
    const withProfit = (requiredProfit: string) => problemOf(second, { budget: { rule: "no-deficit", requiredProfit } });
    expect(spoken(withProfit("-1/4"))).toEqual({ "proposition-1": "= 5/2" });
    expect(spoken(withProfit("-1"))).toEqual({ "proposition-1": "= 5/2" });
    expect(spoken(withProfit("-6/25"))).toEqual({});
  });

  test("a first best of two types a side, and under ex-post participation", () => {
    expect(spoken(problemOf(first))).toEqual({
      "proposition-1": "= 2",
      "theorem-1": "= 2",
      "no-inefficient-trade": "",
      matsuo: "= 2",
    });
    expect(spoken(problemOf(first, { participation: "ex-post" }))).toEqual({ "two-types-ex-post": "= 2" });
    expect(spoken(problemOf(second, { participation: "ex-post" }))).toEqual({ "two-types-ex-post": "= 49/20" });
  });

  test("a fixed price, in the most demanding cell", () => {
    const posted = twoByTwo([2, 5], [1, 7]);
    const demanding = problemOf(posted, { incentives: "dominant", participation: "ex-post" });
    expect(spoken(demanding)).toEqual({ "fixed-price": "= 5/4" });
  });

  test("M = 0, and ties on either side of Π(x**) = 0", () => {
    expect(Object.keys(spoken(problemOf(twoByTwo([2, 8], [1, 7]))))).toContain("theorem-4-continuum");
    expect(spoken(problemOf(twoByTwo([2, 8], [2, 6])))).toEqual({ "no-inefficient-trade": "", ties: "= 2" });
    expect(spoken(problemOf(twoByTwo([3, 5], [2, 5])))).toEqual({ "no-inefficient-trade": "", ties: "= 1" });
  });

  test("nobody outside the cells and objectives of the paper", () => {
    for (const variant of [
      { incentives: "dominant" },
      { participation: "ex-ante" },
      { participation: "none" },
      { budget: "none" },
      { objective: "broker-profit" },
      { objective: { weights: { buyers: 1, sellers: 1, broker: 0 } } },
    ] as const)
      expect(spoken(problemOf(second, variant)), JSON.stringify(variant)).toEqual({});
  });

  test("grids of continuous laws count as finite types, continuous laws themselves do not", () => {
    const uniform: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
    const environment = bilateralTrade({ buyer: uniform, seller: { distribution: "uniform", min: "1/64", max: "65/64" } });
    const grid = designProblem({ environment, discretization: { rule: "midpoint", points: 8 } });
    expect(Object.keys(spoken(grid))).toEqual(["corollary-1", "theorem-3", "no-inefficient-trade"]);
    expect(spoken(designProblem({ environment }))).toEqual({});
    expect(
      spoken(
        designProblem({
          environment: bilateralTrade({ buyer: uniform, seller: uniform }),
          budget: { rule: "ex-ante", requiredProfit: "-1/6" },
        }),
      ),
    ).toEqual({
      "general-laws": "= 1/6",
    });
  });

  test("markets: one law a side, one seller or several", () => {
    const law = (values: number[]): DistributionSpec => ({
      distribution: "discrete",
      values,
      masses: values.map(() => rational(1).div(rational(values.length))),
    });
    const market = (buyers: number, sellers: number, other = [2, 8]) =>
      designProblem({
        environment: multilateralTrade({
          buyers: [
            { count: buyers - 1, distribution: law([2, 8]) },
            { count: 1, distribution: law(other) },
          ],
          sellers: [{ count: sellers, distribution: law([1, 6]) }],
        }),
      });
    // Π_2 = ½·(−1/4) + ½·2 = 7/8; gains ¾(8 − 7/2) + ⅛(2 − 1).
    expect(spoken(market(2, 1))).toEqual({ "multiple-buyers": "= 7/2", "example-1": "= 7/2" });
    expect(Object.keys(spoken(market(2, 2)))).toEqual(["several-sellers"]);
    expect(spoken(market(2, 1, [2, 9]))).toEqual({});
    expect(spoken(market(60, 1))).toEqual({});
  });
});

describe("problems of equal value", () => {
  test.each([
    ["ex-post participation, ex-ante budget", { participation: "ex-post", budget: "ex-ante" }],
    ["dominant incentives, interim participation, ex-ante budget", { incentives: "dominant", budget: "ex-ante" }],
    ["dominant incentives, ex-post participation, ex-ante budget", { incentives: "dominant", participation: "ex-post", budget: "ex-ante" }],
    ["no deficit", { budget: "no-deficit" }],
  ] as const)("%s: what is stated is the exact optimum", async (_, variant) => {
    for (const trade of [first, second, twoByTwo([11, 24], [9, 17], "1/2", "4/5")]) {
      const problem = problemOf(trade, variant);
      const { exact } = await exactEngine.optimum(problem);
      const stated = Object.values(spoken(problem)).filter((text) => text.startsWith("="));
      expect(stated.length).toBeGreaterThan(0);
      for (const text of stated) expect(text).toBe(`= ${exact && formatRational(exact)}`);
    }
  });
});
