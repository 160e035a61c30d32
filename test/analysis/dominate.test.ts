import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { dominate } from "../../src/analysis/dominate.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { riskAverseTrade } from "../../src/environments/risk-averse-trade.ts";
import { isPriced, type PricedMechanism } from "../../src/mechanism/priced.ts";
import { postedLottery, simpleRule } from "../../src/mechanism/rules/posted/lottery.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { buildLotteries } from "../../src/program/lotteries.ts";
import { solveWith } from "../../src/solve.ts";
import { secondbest } from "../cli/command.ts";

const law = { distribution: "uniform", min: 0, max: 1 } as const;
const grid = { rule: "midpoint", points: 6 } as const;
const types = Float64Array.from({ length: 6 }, (_, k) => (2 * k + 1) / 12);
const uniform = { values: types, masses: new Float64Array(6).fill(1 / 6) };
const cell = { incentives: "dominant", participation: "ex-post", budget: "no-deficit", discretization: grid } as const;

const traders = (power: string | number, prices = 0) =>
  riskAverseTrade({ buyer: law, seller: law, utility: { power }, mechanisms: "lotteries", prices });

/** Σ of both traders' utilities over the states, divided by their number. */
function welfare({ states }: PricedMechanism, power: number): number {
  let sum = 0;
  types.forEach((value, i) => {
    types.forEach((cost, j) => {
      for (const { probability, buyerPays, sellerReceives } of states.lottery(i, j))
        sum += probability * ((value - buyerPays) ** power + (sellerReceives - cost) ** power);
    });
  });
  return sum / 36;
}

describe("a uniform lottery over posted prices at γ = 1/2, types at midpoints", () => {
  const environment = traders("1/2");
  const posted = postedLottery(environment, grid, uniform);
  const simple = simpleRule(environment, grid, uniform);

  test("is dominated; its own simple mechanism already gains 0.0923332 on average", async () => {
    expect(welfare(simple, 0.5) - welfare(posted, 0.5)).toBeCloseTo(0.0923332, 7);
    const found = await dominate(designProblem({ environment, ...cell }), posted, highs);
    expect(found.status).toBe("dominated");
    expect(found.audit?.passes).toBe(true);
    const dominating = found.dominating as PricedMechanism;
    expect(welfare(dominating, 0.5) - welfare(posted, 0.5)).toBeCloseTo(found.gain, 8);
    const { gains } = found;
    expect(Math.min(...(gains?.buyer ?? [-1]), ...(gains?.seller ?? [-1]))).toBeGreaterThan(-1e-8);
  });

  test("by 0.1024337 over the type values and the prices of that simple mechanism", async () => {
    const spaces = environment.typeSpaces(grid);
    const prices = (i: number, j: number) =>
      Float64Array.from(new Set([...types, ...simple.states.lottery(i, j).map(({ buyerPays }) => buyerPays)])).sort();
    const utilities = (of: "buyer" | "seller") =>
      Float64Array.from({ length: 36 }, (_, k) => {
        const [i, j] = [Math.floor(k / 6), k % 6];
        const gain = { buyer: (p: number) => (types[i] as number) - p, seller: (p: number) => p - (types[j] as number) }[of];
        return posted.states.lottery(i, j).reduce((sum, { probability, buyerPays }) => sum + probability * Math.sqrt(gain(buyerPays)), 0);
      });
    const question = { ...spaces, utility: environment.utility, losses: "refuse", balanced: false, prices } as const;
    const { program } = buildLotteries(question, { above: { buyer: utilities("buyer"), seller: utilities("seller") } });
    const { objective } = await highs.solve(program);
    expect(objective / 36).toBeCloseTo(0.1024337, 7);
  });

  test("the simple mechanism itself, and a posted price at a type, are undominated on the grid", async () => {
    for (const prices of [0, 10]) {
      const finer = traders("1/2", prices);
      const problem = designProblem({ environment: finer, ...cell });
      const one = postedLottery(finer, grid, { values: Float64Array.of(types[3] as number), masses: Float64Array.of(1) });
      for (const mechanism of [simpleRule(finer, grid, uniform), one]) {
        const { status, bound, dominating } = await dominate(problem, mechanism, highs);
        expect({ status, dominating }).toEqual({ status: "undominated", dominating: null });
        expect(bound).toBeLessThan(1e-8);
      }
    }
  });
});

test("risk-neutral traders: a lottery over posted prices at types is undominated", async () => {
  const environment = traders(1);
  const problem = designProblem({ environment, ...cell });
  for (const mechanism of [postedLottery(environment, grid, uniform), simpleRule(environment, grid, uniform)])
    expect((await dominate(problem, mechanism, highs)).status).toBe("undominated");
});

test("the optimum of a lottery program is undominated by construction", async () => {
  const environment = traders("3/4", 4);
  const problem = designProblem({ environment, ...cell, discretization: { rule: "midpoint", points: 4 } });
  const { mechanism } = await solveWith(problem, highs);
  if (!mechanism || !isPriced(mechanism)) throw new Error("no mechanism at prices");
  const { status, gain } = await dominate(problem, mechanism, highs);
  expect(status).toBe("undominated");
  expect(Math.abs(gain)).toBeLessThan(1e-8);
});

test("what breaks the constraints, lives on other types, or has other traders, is refused", async () => {
  const environment = traders("1/2");
  const problem = designProblem({ environment, ...cell });
  const posted = postedLottery(environment, grid, uniform);
  const cheating = {
    ...posted,
    states: {
      ...posted.states,
      lottery: (i: number, j: number) =>
        i > j ? [{ probability: 1, buyerPays: types[j] as number, sellerReceives: types[j] as number }] : [],
    },
  };
  await expect(dominate(problem, cheating, highs)).rejects.toMatchObject({ field: "mechanism" });
  const other = postedLottery(environment, { rule: "midpoint", points: 5 }, uniform);
  await expect(dominate(problem, other, highs)).rejects.toMatchObject({ field: "mechanism" });
  const linear = designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), ...cell });
  await expect(dominate(linear, posted, highs)).rejects.toMatchObject({ name: "UnsupportedProblemError" });
});

describe("the command", () => {
  const instance = (mechanisms: string) =>
    JSON.stringify({
      format: "secondbest/instance@1",
      environment: { kind: "bilateral-trade", buyer: law, seller: law, utility: { power: "1/2" }, mechanisms, prices: 5 },
      incentives: "dominant",
      participation: "ex-post",
      budget: "balanced",
      discretization: { rule: "midpoint", points: 4 },
    });

  test.each(["simple", "lotteries"])("judges a saved result (%s) as the function does", async (mechanisms) => {
    const saved = await secondbest(["solve", "-", "--json"], { input: instance(mechanisms) });
    expect(saved.code).toBe(0);
    const judged = await secondbest(["dominate", "-", "--json"], { input: saved.stdout });
    expect(judged.code).toBe(0);
    const { status, gain, mechanism } = JSON.parse(judged.stdout) as { status: string; gain: number; mechanism: unknown };
    expect(status).toBe("undominated");
    expect(Math.abs(gain)).toBeLessThan(1e-8);
    expect(mechanism).toBeNull();
    const page = await secondbest(["dominate", "-"], { input: saved.stdout });
    expect(page.stdout).toMatch(/^undominated\n/);
  });

  test("finds what dominates a result whose lotteries were made worse, and refuses other results", async () => {
    const saved = await secondbest(["solve", "-", "--json"], { input: instance("lotteries") });
    const worse = JSON.parse(saved.stdout) as { mechanism: { lotteries: [number, number, number][][][] } };
    worse.mechanism.lotteries = worse.mechanism.lotteries.map((row) => row.map((lottery) => lottery.map(([p, b, s]) => [p / 2, b, s])));
    const judged = await secondbest(["dominate", "-"], { input: JSON.stringify(worse) });
    expect(judged.stdout).toMatch(/^dominated\n(.*\n)*.*trade /);
    const linear = await secondbest(["solve", "data/instances/kos-manea-two-types.json", "--json"]);
    const refused = await secondbest(["dominate", "-"], { input: linear.stdout });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("mechanism");
  });
});
