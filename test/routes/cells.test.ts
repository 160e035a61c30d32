import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { formatRational } from "../../src/arithmetic/rational.ts";
import { buildReference, designProblem, discrete, finiteQuestion, multilateralTrade, type Result, solve } from "../../src/index.ts";
import type { AgentRule } from "../../src/mechanism/mechanism.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../../src/problem/design-problem.ts";
import type { RouteName } from "../../src/result.ts";
import { solveTrade } from "../support/exact-trade.ts";
import { tried } from "../support/tried.ts";
import { type FiniteTrade, finiteLaw, problemOf, someProfit, someWeights } from "../virtual-surplus/support/arbitraries.ts";

interface Cell {
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly rule: BudgetRule;
  readonly route: RouteName;
}

const cell = (incentives: Incentives, participation: Participation, rule: BudgetRule, route: RouteName): Cell => ({
  incentives,
  participation,
  rule,
  route,
});

const rules = ["none", "ex-ante", "no-deficit", "balanced"] as const;

/** Where bilateral trade needs no program, and by which route. */
const cells: readonly Cell[] = [
  ...rules.map((rule) => cell("bayesian", "interim", rule, "virtual-surplus")),
  ...(["none", "ex-ante"] as const).flatMap((rule) => [
    cell("bayesian", "ex-post", rule, "virtual-surplus"),
    cell("dominant", "interim", rule, "virtual-surplus"),
    cell("dominant", "ex-post", rule, "virtual-surplus"),
    cell("dominant", "ex-ante", rule, "efficient"),
    cell("dominant", "none", rule, "efficient"),
  ]),
  ...rules.flatMap((rule) => [cell("bayesian", "ex-ante", rule, "efficient"), cell("bayesian", "none", rule, "efficient")]),
];

/** The naive program of the definition, solved by HiGHS; unboundedness is decided by the answer under test and checked apart. */
async function reference(problem: DesignProblem): Promise<{ readonly status: string; readonly value: number }> {
  const { status, objective } = await highs.solve(buildReference(finiteQuestion(problem)).program);
  return { status, value: objective };
}

/** The same program in exact arithmetic. */
function exactly(trade: FiniteTrade, { incentives, participation, rule }: Omit<Cell, "route">) {
  const { status, value } = solveTrade({
    B: trade.buyer.values,
    p: trade.buyer.masses,
    S: trade.seller.values,
    q: trade.seller.masses,
    incentives,
    participation,
    budget: rule,
    requiredProfit: trade.requiredProfit,
    weights: trade.weights,
  });
  return { status: status as string, value: value?.valueOf() ?? Number.NaN, text: value && formatRational(value) };
}

function expectAudited(result: Result): void {
  expect(result.audit?.passes).toBe(true);
  const { tolerance, incentives, participation, budget } = result.audit as NonNullable<Result["audit"]>;
  for (const { worst } of [incentives, participation, budget]) expect(worst).toBeLessThanOrEqual(tolerance);
}

describe.each(cells)("$incentives × $participation × $rule by $route", ({ incentives, participation, rule, route }) => {
  const trades = (most: number) =>
    fc
      .record({ buyer: finiteLaw(1, most, 40), seller: finiteLaw(1, most, 40), weights: someWeights, requiredProfit: someProfit })
      .map((trade): FiniteTrade => ({ ...trade, rule, requiredProfit: rule === "none" ? "0" : trade.requiredProfit }));

  test("the naive program has the same status and value, and the mechanism passes its audit", async () => {
    await fc.assert(
      fc.asyncProperty(trades(5), async (trade) => {
        const problem = problemOf(trade, { incentives, participation });
        const own = await solve(problem);
        expect(own.route).toBe(route);
        let truth = await reference(problem);
        if (own.status === "unbounded") {
          expect(truth.status).not.toBe("optimal");
          return;
        }
        // HiGHS gives up on some infeasible programs ("unknown"); exact arithmetic does not.
        if (truth.status === "error") truth = exactly(trade, { incentives, participation, rule });
        expect(own.status).toBe(truth.status);
        if (own.status !== "optimal") return;
        expectAudited(own);
        expect(Math.abs(own.value.lower - truth.value)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(truth.value)));
      }),
      { numRuns: tried(25, 60) },
    );
  });

  test("the exact simplex has the same status and the same rational", async () => {
    await fc.assert(
      fc.asyncProperty(trades(3), async (trade) => {
        const own = await solve(problemOf(trade, { incentives, participation }));
        const exact = exactly(trade, { incentives, participation, rule });
        expect(own.status).toBe(exact.status);
        if (exact.status !== "optimal") return;
        expect(own.value.exact === null ? null : formatRational(own.value.exact)).toBe(exact.text);
      }),
      { numRuns: tried(25, 60) },
    );
  });
});

test("every other cell of bilateral trade goes to the program", async () => {
  const trade: FiniteTrade = {
    buyer: { values: [2, 5], masses: ["1/2", "1/2"] },
    seller: { values: [1, 4], masses: ["1/2", "1/2"] },
    weights: [1, 1, 1],
    rule: "ex-ante",
    requiredProfit: "0",
  };
  for (const incentives of ["bayesian", "dominant"] as const)
    for (const participation of ["none", "ex-ante", "interim", "ex-post"] as const)
      for (const rule of rules) {
        const served = cells.find((one) => one.incentives === incentives && one.participation === participation && one.rule === rule);
        const { route } = await solve(problemOf({ ...trade, rule }, { incentives, participation }));
        expect(route).toBe(served?.route ?? "linear-program");
      }
});

describe("markets", () => {
  const markets = fc.record({
    buyers: fc.tuple(finiteLaw(2, 2, 10), fc.integer({ min: 1, max: 2 })),
    sellers: fc.tuple(finiteLaw(2, 2, 10), fc.integer({ min: 1, max: 2 })),
    weights: someWeights,
    requiredProfit: someProfit,
  });
  const group = ([law, count]: readonly [{ values: readonly number[]; masses: readonly string[] }, number]) => ({
    count,
    distribution: discrete(law),
  });

  test.each([
    ...(["none", "ex-ante"] as const).map((rule) => cell("bayesian", "ex-post", rule, "virtual-surplus")),
    ...rules.map((rule) => cell("bayesian", "ex-ante", rule, "efficient")),
    ...rules.map((rule) => cell("bayesian", "none", rule, "efficient")),
  ])(
    "$incentives × $participation × $rule by $route: the naive program agrees, and the mechanism gives what it promises at every profile",
    async ({ incentives, participation, rule, route }) => {
      await fc.assert(
        fc.asyncProperty(markets, async ({ buyers, sellers, weights: [b, s, w0], requiredProfit }) => {
          const problem = designProblem({
            environment: multilateralTrade({ buyers: [group(buyers)], sellers: [group(sellers)] }),
            incentives,
            participation,
            budget: { rule, requiredProfit: rule === "none" ? 0 : requiredProfit },
            objective: { weights: { buyers: b, sellers: s, broker: w0 } },
          });
          const own = await solve(problem);
          expect(own.route).toBe(route);
          const truth = await reference(problem);
          if (own.status === "unbounded") {
            expect(truth.status).not.toBe("optimal");
            return;
          }
          expect(own.status).toBe(truth.status);
          if (own.status !== "optimal") return;
          expectAudited(own);
          expect(Math.abs(own.value.lower - truth.value)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(truth.value)));
          // Who gets what, added up over all profiles from `at` alone.
          const { mechanism } = own;
          if (mechanism?.agents.length !== 2) throw new Error("a mechanism among many traders was expected");
          const [m, n] = [buyers[1], sellers[1]];
          const [ofBuyers, ofSellers] = mechanism.agents as [AgentRule, AgentRule];
          const totals = { buyers: 0, sellers: 0, broker: 0 };
          for (let p = 0; p < 2 ** (m + n); p++) {
            const profile = Array.from({ length: m + n }, (_, a) => (p >> a) % 2);
            const mass = profile.reduce((product, type, a) => product * ((a < m ? ofBuyers : ofSellers).masses[type] as number), 1);
            const { allocation, payments } = mechanism.at(profile);
            profile.forEach((type, a) => {
              const worth = a < m ? Number(ofBuyers.types[type]) : -Number(ofSellers.types[type]);
              const paid = payments[a] as number;
              const gain = worth * (allocation[a] as number) - paid;
              totals[a < m ? "buyers" : "sellers"] += mass * gain;
              totals.broker += mass * paid;
              if (participation === "ex-post") expect(gain).toBeGreaterThanOrEqual(-1e-9);
            });
          }
          const value = b * totals.buyers + s * totals.sellers + w0 * totals.broker;
          expect(Math.abs(value - own.value.lower)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
          if (rule !== "none") expect(totals.broker).toBeGreaterThanOrEqual(problem.budget.requiredProfit.valueOf() - 1e-9);
        }),
        { numRuns: 60 },
      );
    },
  );
});
