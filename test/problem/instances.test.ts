import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { formatRational, type Rational, ratio, zero } from "../../src/arithmetic/rational.ts";
import type { DesignProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { isProved } from "../support/exact-outcome.ts";
import { maximize } from "../support/exact-simplex.ts";
import { finiteProgram, outsideConstant } from "./exact-finite.ts";

const folder = new URL("../../data/instances/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
const read = (name: string): DesignProblem => parseInstance(readFileSync(new URL(`${name}.json`, folder), "utf8"));

describe("data/instances", () => {
  test.each(files)("%s is valid, named after its file and described", (file) => {
    const problem = read(basename(file, ".json"));
    expect(problem.name).toBe(basename(file, ".json"));
    expect(problem.description?.length).toBeGreaterThan(40);
    expect(serializeInstance(parseInstance(serializeInstance(problem)))).toEqual(serializeInstance(problem));
  });

  // All instances that are small and exact enough for the exact simplex on the program over all allocations, transfers and deviations.
  test.each([
    "two-points",
    "kos-manea-two-types",
    "kos-manea-closing-remark-interim",
    "kos-manea-closing-remark",
    "jagadeesan-tordjman-one-point",
    "jagadeesan-tordjman",
    "jagadeesan-tordjman-balanced",
    "weights",
    "dominant-no-deficit",
    "dominant-balanced",
    "public-good",
    "single-item-auction",
    "divisible-good",
    "correlated",
    "outside-options",
  ])("%s: the expected value is the exact optimum", (name) => {
    const problem = read(name);
    const { program } = finiteProgram(problem);
    const outcome = maximize(program);
    expect(isProved(program, outcome)).toBe(true);
    expect(outcome.status).toBe("optimal");
    if (outcome.status !== "optimal") return;
    expect(formatRational(outcome.value.sub(outsideConstant(problem)))).toBe(formatRational(problem.expected?.value ?? zero));
  });

  test("multilateral-two-laws: the shadow price of the budget is 1/11", () => {
    const { program, budgetRow } = finiteProgram(read("multilateral-two-laws"));
    const outcome = maximize(program);
    expect(isProved(program, outcome)).toBe(true);
    // A multiplier is negative where the lower bound of the row binds.
    expect(outcome.status === "optimal" && formatRational(outcome.multipliers[budgetRow] as Rational)).toBe("-1/11");
  });

  test("uniform: gaps of 5 steps surely and of 4 steps with probability 5/22 earn exactly nothing and are worth 323/2200", () => {
    const { environment, discretization, expected } = read("uniform");
    const grid = environment.toFinite(discretization).exact;
    const values = grid?.utilities[0]?.slice(20) as Rational[];
    const costs = grid?.utilities[1]?.slice(20).map((utility) => utility.neg()) as Rational[];
    let profit = zero;
    let gains = zero;
    values.forEach((value, i) => {
      costs.forEach((cost, j) => {
        const gap = i - j;
        const mass = gap > 4 ? ratio(1n, 400n) : gap === 4 ? ratio(5n, 22n * 400n) : zero;
        // Virtual value v − Δ·(types above) and virtual cost c + Δ·(types below), with equal masses and Δ = 1/20.
        const virtual = value.sub(ratio(BigInt(19 - i), 20n)).sub(cost.add(ratio(BigInt(j), 20n)));
        profit = profit.add(virtual.mul(mass));
        gains = gains.add(value.sub(cost).mul(mass));
      });
    });
    expect(formatRational(profit)).toBe("0");
    expect(formatRational(gains)).toBe(formatRational(expected?.value ?? zero));
  });

  test("uniform-dominant: the expected value is that of the best posted price", () => {
    const { environment, discretization, expected } = read("uniform-dominant");
    const grid = environment.toFinite(discretization).exact;
    const values = grid?.utilities[0]?.slice(20) as Rational[];
    const costs = grid?.utilities[1]?.slice(20).map((utility) => utility.neg()) as Rational[];
    const worth = values.map((price) => {
      let gains = zero;
      for (const value of values) {
        for (const cost of costs) {
          if (value.compare(price) >= 0 && cost.compare(price) <= 0) gains = gains.add(value.sub(cost).mul(ratio(1n, 400n)));
        }
      }
      return gains;
    });
    const best = worth.reduce((most, gains) => (gains.compare(most) > 0 ? gains : most));
    expect(formatRational(best)).toBe(formatRational(expected?.value ?? zero));
  });
});
