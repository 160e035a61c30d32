import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { rational } from "../../src/arithmetic/rational.ts";
import { discrete } from "../../src/distributions/laws.ts";
import type { Duals } from "../../src/duals/duals.ts";
import { bilateralTrade, buildReference, designProblem, finiteQuestion, multilateralTrade, solve, uniform } from "../../src/index.ts";
import type { DesignProblem } from "../../src/problem/design-problem.ts";
import { budgetBalances } from "../../src/problem/words.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import { type Cell, cells, type Instance, instances, typeSpace } from "../program/trade-instances.ts";
import { NaiveDefinition } from "../support/dual-bound.ts";

/** Instances a cell; SECONDBEST_DUALS_RUNS asks for more (`npm run fuzz:duals`). */
const runs = Number(process.env.SECONDBEST_DUALS_RUNS ?? 4);

const law = ({ exact }: TypeSpace) => discrete(exact as NonNullable<TypeSpace["exact"]>);

function problemOf({ buyer, seller, required, weights }: Instance, { incentives, participation, rule }: Cell): DesignProblem {
  return designProblem({
    environment: bilateralTrade({ buyer: law(typeSpace(buyer)), seller: law(typeSpace(seller)) }),
    incentives,
    participation,
    budget: rule === "none" ? rule : { rule, requiredProfit: rational(required).div(8) },
    objective: { weights },
  });
}

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

/** Prices of the right sign that prove the value from the definition: then complementary slackness and the inequality of supergradients follow for every optimum. */
function expectProof(problem: DesignProblem, duals: Duals, upper: number): void {
  const { bound, payments } = new NaiveDefinition(problem).dualBound(duals);
  expect(payments).toBeLessThan(1e-7);
  expect(near(bound, upper)).toBe(true);
  const prices = [...duals.incentives, ...duals.participation, ...(budgetBalances[problem.budget.rule] ? [] : duals.budget)];
  for (const { price } of prices) expect(price).toBeGreaterThan(0);
}

describe.each([
  ["the route of its own", {}],
  ["a program", { solver: "highs" }],
  ["a proof", { proof: {} }],
] as const)("the prices of %s prove the value from the definition", (_, options) => {
  test.each(cells)("$incentives × $participation × $rule", async (cell) => {
    await fc.assert(
      fc.asyncProperty(instances(4, false), async (instance) => {
        const problem = problemOf(instance, cell);
        const { status, value, duals, mechanism, binding, audit } = await solve(problem, options);
        if (status !== "optimal" || !duals || !mechanism || !binding || !audit) {
          expect(status).not.toBe("optimal");
          return;
        }
        expectProof(problem, duals, value.upper);
        // Complementary slackness, from the definition; what is listed as binding is.
        const definition = new NaiveDefinition(problem);
        const unit = Math.max(
          1,
          definition.priced(duals).reduce((most, { price }) => Math.max(most, price), 0),
        );
        for (const { price, row } of definition.priced(duals))
          expect((price / unit) * Math.abs(definition.slack(row, mechanism))).toBeLessThan(1e-6);
        const listed = [
          ...binding.incentives.map((of) => definition.incentive(of)),
          ...binding.participation.map((of) => definition.participation(of)),
          ...binding.budget.map((of) => definition.budget(of)),
        ];
        for (const row of listed) expect(Math.abs(definition.slack(row, mechanism))).toBeLessThan(10 * audit.tolerance + 1e-9);
      }),
      { numRuns: runs },
    );
  });
});

/** Value when constraint c is relaxed by ε·d_c, by the program of the definition. */
async function relaxed(problem: DesignProblem, change: ReadonlyMap<string, number>, step: number): Promise<number> {
  const { program, layout } = buildReference(finiteQuestion(problem));
  const rowLower = Float64Array.from(program.rowLower);
  const rowUpper = Float64Array.from(program.rowUpper);
  for (const [name, by] of change) {
    const row = [...rowLower.keys()].find((k) => program.rowName(k) === name) as number;
    rowLower[row] = (rowLower[row] as number) - (step * by) / layout.unit;
    if (Number.isFinite(rowUpper[row])) rowUpper[row] = (rowUpper[row] as number) - (step * by) / layout.unit;
  }
  const { status, objective } = await highs.solve({ ...program, rowLower, rowUpper });
  return status === "optimal" ? objective : status === "infeasible" ? Number.NEGATIVE_INFINITY : Number.NaN;
}

/** Name of a constraint in the program of the definition, and its price. */
function pricesByRow({ incentives, participation, budget }: Duals, perState: boolean): Map<string, number> {
  const others = (state: readonly string[] | undefined, agent: string) =>
    state ? ` | ${agent === "buyer" ? `seller ${state[1]}` : `buyer ${state[0]}`}` : "";
  return new Map([
    ...incentives.map(({ agent, type, report, state, price }) => [`IC ${agent} ${type}→${report}${others(state, agent)}`, price] as const),
    ...participation.map(
      ({ agent, type, state, price }) =>
        [`IR ${agent}${state ? ` (${state.join(", ")})` : type === null ? "" : ` ${type}`}`, price] as const,
    ),
    ...budget.map(({ state, price }) => [perState && state ? `budget (${state.join(", ")})` : "budget", price] as const),
  ]);
}

test("every choice of prices is a supergradient of the value, and the slope where the slopes agree", async () => {
  let agreeing = 0;
  await fc.assert(
    fc.asyncProperty(
      instances(3, false),
      fc.constantFrom(...cells),
      fc.infiniteStream(fc.integer({ min: -8, max: 8 })),
      async (instance, cell, directions) => {
        const problem = problemOf({ ...instance, required: Math.min(0, instance.required) }, cell);
        // A proof prices every constraint apart: none is spread over states.
        const { status, value, duals } = await solve(problem, { proof: {} });
        if (status !== "optimal" || !duals) return;
        const prices = pricesByRow(duals, true);
        const names = buildReference(finiteQuestion(problem)).program;
        const rows = Array.from({ length: names.rowCount }, (_, k) => names.rowName(k)).filter((name) => !name.startsWith("lottery"));
        const stream = directions[Symbol.iterator]();
        const change = new Map(rows.map((name) => [name, stream.next().value / 8] as const));
        const slope = [...change].reduce((sum, [name, by]) => sum + by * (prices.get(name) ?? 0), 0);
        const step = 1e-4;
        const [more, less] = [await relaxed(problem, change, step), await relaxed(problem, change, -step)];
        const rounding = 1e-7 * Math.max(1, Math.abs(value.upper));
        for (const [v, sign] of [
          [more, 1],
          [less, -1],
        ] as const)
          if (!Number.isNaN(v)) expect(v).toBeLessThanOrEqual(value.upper + sign * step * slope + rounding);
        const [right, left] = [(more - value.upper) / step, (value.upper - less) / step];
        if (Math.abs(right - left) < 1e-4 && Number.isFinite(right)) {
          agreeing++;
          expect(Math.abs(right - slope)).toBeLessThan(3e-3 * Math.max(1, Math.abs(slope)));
        }
      },
    ),
    { numRuns: 12 * runs },
  );
  expect(agreeing).toBeGreaterThan(0);
});

test("prices of a degenerate budget, by hand", async () => {
  const half = ["1/2", "1/2"];
  const at = (requiredProfit: string) =>
    designProblem({
      environment: bilateralTrade({
        buyer: discrete({ values: [4, 7], masses: half }),
        seller: discrete({ values: [3, 6], masses: half }),
      }),
      budget: { rule: "ex-ante", requiredProfit },
    });
  // V = 3/2 for r ≤ 0 and 3/2 − r/2 for 0 ≤ r ≤ 3/4.
  expect((await solve(at("1/4"))).duals?.budget).toEqual([{ price: 0.5 }]);
  expect((await solve(at("-1"))).duals?.budget).toEqual([]);
  const degenerate = (await solve(at("0"))).duals?.budget ?? [];
  expect(degenerate.every(({ price }) => price >= 0 && price <= 0.5)).toBe(true);
});

test("a market and its program price the same value", async () => {
  const environment = multilateralTrade({
    buyers: [{ count: 2, distribution: { distribution: "discrete", values: [2, 5, 6], masses: ["1/3", "1/3", "1/3"] } }],
    sellers: [{ count: 1, distribution: { distribution: "discrete", values: [1, 4], masses: ["1/2", "1/2"] } }],
  });
  for (const objective of ["gains-from-trade", "broker-profit"] as const) {
    const problem = designProblem({ environment, objective });
    for (const options of [{}, { solver: "highs" }, { proof: {} }]) {
      const { duals, value } = await solve(problem, options);
      expectProof(problem, duals as Duals, value.upper);
      const priced = objective === "broker-profit" ? ["buyer 1", "buyer 2", "seller 1"] : [];
      expect(new Set(duals?.participation.map(({ agent }) => agent))).toEqual(new Set(priced));
    }
  }
});

test("on laws: λ, the ends that gain least, and the mass above each type", async () => {
  const unit = uniform({ min: 0, max: 1 });
  const { duals } = await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) }));
  const lambda = duals?.budget[0]?.price as number;
  expect(Math.abs(lambda - 0.5)).toBeLessThan(1e-3);
  expect(duals?.participation).toEqual([
    { agent: "buyer", type: "0", price: lambda },
    { agent: "seller", type: "1", price: lambda },
  ]);
  const middle = duals?.incentives.filter(({ type }) => Number(type) === 0.5);
  expect(middle?.map(({ agent, price }) => [agent, Math.round(price * 1000) / 1000])).toEqual([
    ["buyer", Math.round(lambda * 500) / 1000],
    ["seller", Math.round(lambda * 500) / 1000],
  ]);
});
