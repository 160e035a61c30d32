import { describe, expect, test } from "vitest";
import { randomFiniteTrade } from "../../../regressions/support/finite-trade.ts";
import { exactChargeSlack } from "../../../regressions/support/participation-charges.ts";
import { randomSource } from "../../../regressions/support/random.ts";
import { bestMixture, staircaseCount, staircases } from "../../../regressions/support/staircases.ts";
import { formatRational, one, type Rational, ratio, rational, sumRationals, zero } from "../../../src/arithmetic/rational.ts";
import { bilateralTrade } from "../../../src/environments/bilateral-trade.ts";
import { type DesignProblemInput, designProblem } from "../../../src/problem/design-problem.ts";
import { efficientProfit } from "../../../src/theorems/myerson-satterthwaite/least-subsidy-finite.ts";
import { finiteEnvironmentOf, finiteTradeOf, virtualCosts, virtualValues } from "../../../src/theorems/support/finite-trade.ts";
import { exactFirstBest } from "../../../src/theorems/support/first-best.ts";
import { ironed, ironedSecondBest } from "../../../src/theorems/support/ironed-dual.ts";
import { solveTrade } from "../../support/exact-trade.ts";

const shown = (r: Rational | null | undefined) => (r ? formatRational(r) : String(r));
const trades = (seed: number, count: number, most: number) => {
  const random = randomSource(seed);
  return Array.from({ length: count }, () => randomFiniteTrade(random, random.integer(1, most), random.integer(1, most), 9));
};

describe("second best of finite types: three computations", () => {
  test("ironed dual, mixtures of monotone allocations, and the exact simplex", () => {
    for (const trade of trades(1, 40, 3)) {
      for (const requiredProfit of [zero, rational("1/3"), rational("-1/4")]) {
        const simplex = solveTrade({ ...trade, incentives: "bayesian", participation: "interim", budget: "ex-ante", requiredProfit });
        const dual = ironedSecondBest(trade, requiredProfit)?.value ?? null;
        expect(shown(dual)).toBe(shown(simplex.value));
        expect(shown(bestMixture(trade, requiredProfit))).toBe(shown(simplex.value));
      }
    }
  });

  test("bigger ones without the simplex", () => {
    for (const trade of trades(2, 25, 6)) expect(shown(ironedSecondBest(trade, zero)?.value)).toBe(shown(bestMixture(trade, zero)));
  });

  test("the efficient allocation's largest profit is that of the simplex", () => {
    for (const trade of trades(3, 25, 3)) {
      const x = trade.B.map((value) => trade.S.map((cost) => (value.compare(cost) > 0 ? one : zero)));
      const simplex = solveTrade({
        ...trade,
        incentives: "bayesian",
        participation: "interim",
        budget: "none",
        weights: [0, 0, 1],
        fixed: x,
      });
      expect(shown(efficientProfit(trade))).toBe(shown(simplex.value));
    }
  });

  test("charges that can be covered make truthful trade efficient", () => {
    let [covered, beyond] = [0, 0];
    for (const trade of trades(4, 40, 3)) {
      const simplex = solveTrade({ ...trade, incentives: "dominant", participation: "ex-ante", budget: "no-deficit" });
      const best = exactFirstBest(trade.B, trade.p, trade.S, trade.q);
      if (exactChargeSlack(trade).s >= 0n) {
        covered++;
        expect(shown(simplex.value)).toBe(shown(best));
      } else beyond++;
    }
    expect(Math.min(covered, beyond)).toBeGreaterThan(0);
  });
});

describe("pieces", () => {
  test("C(m + n, n) monotone allocations", () => {
    const [trade] = trades(9, 1, 4);
    if (!trade) throw new Error("no trade drawn");
    expect(staircases(trade).length).toBe(staircaseCount(trade.B.length, trade.S.length));
    expect([staircaseCount(2, 2), staircaseCount(3, 5), staircaseCount(6, 6)]).toEqual([6, 56, 924]);
  });

  test("ironing: nondecreasing, same total, unchanged when monotone, a worked case", () => {
    const third = ratio(1n, 3n);
    const list = (values: readonly number[]) => values.map((value) => rational(value));
    expect(ironed(list([3, 1, 2]), [third, third, third]).map(shown)).toEqual(["2", "2", "2"]);
    expect(ironed(list([1, 5, 3, 4]), Array(4).fill(ratio(1n, 4n))).map(shown)).toEqual(["1", "4", "4", "4"]);
    expect(ironed(list([-1, 0, 7]), [third, third, third]).map(shown)).toEqual(["-1", "0", "7"]);
    for (const { B, p } of trades(5, 20, 6)) {
      const psi = virtualValues({ B, p, S: [], q: [] });
      const flat = ironed(psi, p);
      expect(flat.every((value, i) => i === 0 || value.compare(flat[i - 1] as Rational) >= 0)).toBe(true);
      const total = (values: readonly Rational[]) => sumRationals(values.map((value, i) => value.mul(p[i] as Rational)));
      expect(shown(total(flat))).toBe(shown(total(psi)));
    }
  });

  test("virtual values of uniform types on 0, 1, 2, 3", () => {
    const quarter = Array<Rational>(4).fill(ratio(1n, 4n));
    const types = [0, 1, 2, 3].map((x) => rational(x));
    expect(virtualValues({ B: types, p: quarter, S: [], q: [] }).map(shown)).toEqual(["-3", "-1", "1", "3"]);
    expect(virtualCosts({ B: [], p: [], S: types, q: quarter }).map(shown)).toEqual(["0", "2", "4", "6"]);
  });

  test("finite trades are recognised on grids and on atoms, not on intervals", () => {
    const [trade] = trades(7, 1, 4);
    if (!trade) throw new Error("no trade drawn");
    const found = finiteTradeOf(designProblem({ environment: finiteEnvironmentOf(trade) }));
    expect(found?.B.map(shown)).toEqual(trade.B.map(shown));
    expect(found?.q.map(shown)).toEqual(trade.q.map(shown));
    const unit = { distribution: "uniform", min: 0, max: 1 } as const;
    const continuous = (input: Partial<DesignProblemInput>) =>
      finiteTradeOf(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), ...input }));
    expect(continuous({})).toBeNull();
    expect(continuous({ discretization: { rule: "midpoint", points: 2 } })?.B.map(shown)).toEqual(["1/4", "3/4"]);
  });
});
