import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toNumber } from "../../src/arithmetic/rational.ts";
import { isBilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../src/errors.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { demandsOf, finiteQuestion, type TradeQuestion, tradeQuestion } from "../../src/program/question.ts";
import { build } from "../../src/program/reduced/build.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import { outcomeOf } from "./outcome.ts";
import { question } from "./trade-instances.ts";

const folder = new URL("../../data/instances/", import.meta.url);
const read = (file: string) => parseInstance(JSON.parse(readFileSync(new URL(file, folder), "utf8")));

/** Instances that state a value and are finite, or made so by their discretization. */
const stated = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({ file, problem: read(file) }))
  .filter(({ problem }) => problem.expected !== undefined)
  .filter(({ problem: { environment, discretization } }) => {
    if (environment.kind === "finite" || discretization !== undefined) return true;
    return isBilateralTrade(environment) && environment.buyer.pieces.length + environment.seller.pieces.length === 0;
  });

test("there are such instances, of each kind", () => {
  const kinds = new Set(stated.map(({ problem: { environment } }) => ("stated" in environment ? environment.stated : environment.kind)));
  expect(stated.length).toBeGreaterThanOrEqual(10);
  expect(kinds.has("finite") && kinds.has("bilateral-trade")).toBe(true);
});

test.each(stated)("the stated value of $file", async ({ problem }) => {
  const expected = problem.expected as NonNullable<typeof problem.expected>;
  const isTrade = isBilateralTrade(problem.environment);
  const { program } = isTrade ? build(tradeQuestion(problem)) : buildReference(finiteQuestion(problem));
  const outcome = await outcomeOf(program);
  expect(outcome?.status).toBe("optimal");
  expect(Math.abs((outcome?.value as number) - toNumber(expected.value))).toBeLessThan(1e-8 + expected.tolerance);
});

test("a design problem's rationals become the nearest doubles", () => {
  const problem = parseInstance({
    format: "secondbest/instance@1",
    environment: {
      kind: "bilateral-trade",
      buyer: { distribution: "discrete", values: [1, 2], masses: ["1/3", "2/3"] },
      seller: { distribution: "discrete", values: [0], masses: [1] },
    },
    incentives: "dominant",
    participation: "ex-post",
    budget: { rule: "no-deficit", requiredProfit: "-1/6" },
    objective: { weights: { buyers: "1/3", sellers: 2, broker: 0 } },
  });
  expect(demandsOf(problem)).toEqual({
    incentives: "dominant",
    participation: "ex-post",
    budget: { rule: "no-deficit", requiredProfit: -1 / 6 },
    weights: { buyers: 1 / 3, sellers: 2, broker: 0 },
  });
  expect([...tradeQuestion(problem).buyer.masses]).toEqual([1 / 3, 2 / 3]);
  expect(finiteQuestion(problem).environment.agents.map(({ name }) => name)).toEqual(["buyer", "seller"]);
});

test("another environment has no reduced program, and is told what serves it", () => {
  const finite = stated.find(({ problem }) => problem.environment.kind === "finite")?.problem;
  expect(() => tradeQuestion(finite as NonNullable<typeof finite>)).toThrow(UnsupportedProblemError);
  expect(() => tradeQuestion(finite as NonNullable<typeof finite>)).toThrow(/buildReference/);
});

describe("wrong questions are refused at the door, each for one reason", () => {
  const right: TradeQuestion = question(
    { incentives: "bayesian", participation: "interim", rule: "ex-ante" },
    { values: [1, 3], masses: ["1/4", "3/4"] },
    { values: [0, 2], masses: ["1/2", "1/2"] },
  );
  const space = (values: number[], masses: number[]) => ({ values: Float64Array.from(values), masses: Float64Array.from(masses) });

  test("the baseline is right", () => {
    expect(build(right).program.columnCount).toBeGreaterThan(0);
  });

  test.each<[string, Partial<TradeQuestion>, string]>([
    ["a negative weight", { weights: { buyers: -1, sellers: 1, broker: 1 } }, "weights.buyers"],
    ["a weight that is not a number", { weights: { buyers: 1, sellers: Number.NaN, broker: 1 } }, "weights.sellers"],
    ["an infinite weight", { weights: { buyers: 1, sellers: 1, broker: Number.POSITIVE_INFINITY } }, "weights.broker"],
    ["no weight at all", { weights: { buyers: 0, sellers: 0, broker: 0 } }, "weights"],
    ["an r that is not finite", { budget: { rule: "ex-ante", requiredProfit: Number.NaN } }, "budget.requiredProfit"],
    ["no types", { buyer: space([], []) }, "buyer.values"],
    ["masses of another length", { buyer: space([1, 2], [1]) }, "buyer.masses"],
    ["values out of order", { seller: space([2, 1], [0.5, 0.5]) }, "seller.values[1]"],
    ["a repeated value", { seller: space([1, 1], [0.5, 0.5]) }, "seller.values[1]"],
    ["a value that is not finite", { buyer: space([1, Number.POSITIVE_INFINITY], [0.5, 0.5]) }, "buyer.values[1]"],
    ["a mass of 0", { buyer: space([1, 2], [0, 1]) }, "buyer.masses[0]"],
    ["masses of total 0.9", { buyer: space([1, 2], [0.4, 0.5]) }, "buyer.masses"],
  ])("%s", (_, change, field) => {
    const attempt = () => build({ ...right, ...change });
    expect(attempt).toThrow(InvalidInputError);
    expect(attempt).toThrow(new RegExp(`^${field.replace(/[[\].]/g, "\\$&")}: `));
  });

  test("a program over the size limit", () => {
    expect(() => build(right, { rows: 3, nonzeros: 1000 })).toThrow(/^program size: expected at most 3 rows, got 15\. Use fewer types/);
  });
});
