import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { comparisons, type TheoremMention } from "../../src/analysis/compare.ts";
import { expectations } from "../../src/analysis/finite-outcomes.ts";
import { bilateralTrade, customLaw, designProblem, parseInstance, resultJson, resultText, solve } from "../../src/index.ts";
import type { Mechanism } from "../../src/mechanism/mechanism.ts";
import { readResult } from "../../src/report/result/read-result.ts";
import { resultJsonSchema, resultSchema } from "../../src/report/result/result-schema.ts";

const data = new URL("../../data/", import.meta.url);
const instance = (name: string) => parseInstance(readFileSync(new URL(`instances/${name}.json`, data), "utf8"));

describe("data/result.schema.json", () => {
  test("is what scripts/write-schema.mjs writes now", () => {
    expect(readFileSync(new URL("result.schema.json", data), "utf8")).toBe(`${JSON.stringify(resultJsonSchema(), null, 2)}\n`);
  });

  const small = [
    ...["broker", "correlated", "divisible-good", "dominant-balanced", "empirical", "jagadeesan-tordjman", "kos-manea-two-types"],
    ...["multilateral-two-laws", "outside-options", "public-good", "single-item-auction", "two-points", "uniform", "weights"],
  ];
  test.each(small)("describes the result of %s", async (name) => {
    const json = JSON.parse(JSON.stringify(resultJson(await solve(instance(name))))) as { value: { exact: unknown } };
    expect(resultSchema.safeParse(json).error?.issues ?? []).toEqual([]);
    const published = z.fromJSONSchema(JSON.parse(readFileSync(new URL("result.schema.json", data), "utf8")));
    expect(published.safeParse(json).success).toBe(true);
    expect(published.safeParse({ ...json, value: { ...json.value, exact: 0.5 } }).success).toBe(false);
    expect(published.safeParse({ ...json, surprise: 1 }).success).toBe(false);
  });

  test("allows a law that exists only in code, which has no instance", async () => {
    const law = customLaw({ cdf: (v) => v, quantile: (p) => p, support: { min: 0, max: 1 } });
    const problem = designProblem({
      environment: bilateralTrade({ buyer: law, seller: law }),
      discretization: { rule: "midpoint", points: 4 },
    });
    const json = resultJson(await solve(problem));
    expect(json.instance).toBeNull();
    expect(resultSchema.safeParse(JSON.parse(JSON.stringify(json))).success).toBe(true);
  });
});

test("a value that is infinitely far from what is said of it is stored without a difference, and read again", async () => {
  const result = await solve(instance("two-points"));
  const [mention] = comparisons(result);
  const json = resultJson(result, [{ ...(mention as TheoremMention), difference: Number.POSITIVE_INFINITY, pass: false }]);
  expect(readResult(JSON.parse(JSON.stringify(json))).theorems).toMatchObject([{ difference: null, pass: false }]);
});

describe("the page of a result", () => {
  test("says what to expect of a finite environment", async () => {
    const problem = instance("public-good");
    const result = await solve(problem);
    // Both high: always built (1/4); one high: with probability 7/10 (1/2).
    expect(resultText(resultJson(result))).toMatch(/^outcomes +bridge 0\.6, nothing 0\.4 \(probabilities\)$/m);
    const { agents, outcomes } = expectations(result.mechanism as Mechanism);
    expect([...outcomes].map((p) => Number(p.toFixed(9)))).toEqual([0.4, 0.6]);
    // What the agents get adds up to the gains 21/20; nothing is left with the broker.
    expect(agents.reduce((sum, { rent, pays }) => sum + rent + pays, 0)).toBeCloseTo(21 / 20, 9);
    expect(agents.reduce((sum, { pays }) => sum + pays, 0)).toBeCloseTo(0, 9);
  });

  test("counts the goods of a market", async () => {
    const result = await solve(instance("multilateral-two-laws"));
    expect(resultText(resultJson(result))).toMatch(/^problem +.*: trade among 2 buyers and 1 seller, finitely many types$/m);
    expect(resultText(resultJson(result))).toMatch(/^trade +0\.\d+ goods change hands on average, of at most 1$/m);
  });

  test("is wrapped, and ends with the explanation", async () => {
    const result = await solve(instance("uniform"));
    const [page, explanation] = resultText(resultJson(result)).split("\n\n") as [string, string];
    expect(explanation.replaceAll("\n", " ").trim()).toBe(result.explanation);
    expect(Math.max(...explanation.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    // Labels stand in one column.
    const column = page.indexOf("uniform:");
    expect(page.split("\n").every((line) => /^\S.* {2}$| {2}$/.test(line.slice(0, column)))).toBe(true);
  });
});
