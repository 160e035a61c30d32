import { expect, test } from "vitest";
import { formatRational, type Rational, rational } from "../../src/arithmetic/rational.ts";
import { type ExactMarket, marketFirstBest, marketOptimum, marketProgram } from "./exact-market.ts";
import { isProved } from "./exact-outcome.ts";
import { maximize } from "./exact-simplex.ts";
import { solveTrade } from "./exact-trade.ts";

const rationals = (list: readonly (number | string)[]) => list.map(rational);
const shown = (r: Rational | null) => r && formatRational(r);

const pair: ExactMarket = {
  B: rationals([2, 8]),
  p: rationals(["1/2", "1/2"]),
  buyers: 1,
  S: rationals([1, 6]),
  q: rationals(["1/2", "1/2"]),
  sellers: 1,
};

test("one buyer and one seller: the same value as with transfers state by state", () => {
  const three: ExactMarket = {
    ...pair,
    B: rationals([2, 5, 8]),
    p: rationals(["1/3", "1/2", "1/6"]),
    S: rationals([1, 4, 6]),
    q: rationals(["1/4", "1/4", "1/2"]),
  };
  for (const market of [pair, three]) {
    const { value } = solveTrade({ ...market, incentives: "bayesian", participation: "interim", budget: "ex-ante" });
    expect(shown(marketOptimum(market))).toBe(shown(value));
  }
  expect(shown(marketOptimum(pair))).toBe("49/20");
});

test("with a large subsidy: the k best pairs at every profile", () => {
  for (const [buyers, sellers] of [
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 1],
  ] as const) {
    const market = { ...pair, buyers, sellers };
    expect(shown(marketOptimum(market, rational(-100)))).toBe(shown(marketFirstBest(market)));
  }
});

test("two buyers attain the first best 7/2 that one buyer cannot; no profit of 100 is feasible; both proved", () => {
  const market = { ...pair, buyers: 2 };
  expect(shown(marketFirstBest(market))).toBe("7/2");
  expect(shown(marketOptimum(market))).toBe("7/2");
  for (const r of [0, 100]) {
    const program = marketProgram(market, rational(r));
    const outcome = maximize(program);
    expect(outcome.status).toBe(r === 0 ? "optimal" : "infeasible");
    expect(isProved(program, outcome)).toBe(true);
  }
});
