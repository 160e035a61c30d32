import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { distribution } from "../../src/distributions/registry.ts";
import { fixtures, lawFixtures } from "../support/law-fixtures.ts";
import { type Case, complaints } from "./promises.ts";

// Values of data/fixtures/<law>/expected.json, computed with 330 digits from the definitions by generate.py beside them.
// Every comparison allows exactly what the law itself promises: its relativeError, in the sense stated in the contract.

const laws = lawFixtures();

describe("golden values", () => {
  it("cover every law that has formulas of its own", () => {
    expect(laws).toEqual([
      "affine",
      "beta",
      "discrete",
      "exponential",
      "extremes",
      "lognormal",
      "mixture",
      "normal",
      "pareto",
      "piecewise-uniform",
      "power",
      "reverse-power",
      "truncated-exponential",
      "truncated-normal",
      "uniform",
    ]);
  });

  for (const name of laws) {
    const { cases } = JSON.parse(readFileSync(join(fixtures, name, "expected.json"), "utf8")) as { cases: readonly Case[] };
    for (const fixture of cases) {
      // Of the many laws at random parameters each is asked in a few points.
      it(`${name} within its relative error: ${JSON.stringify(fixture.spec)}`, () => {
        expect(fixture.at.length + fixture.between.length + fixture.quantiles.length).toBeGreaterThan(name === "extremes" ? 4 : 20);
        expect(complaints(distribution(fixture.spec), fixture)).toEqual([]);
      });
    }
  }

  it("are claimed with small errors", () => {
    expect(distribution({ distribution: "uniform", min: 0, max: 1 }).relativeError).toBeLessThan(1e-15);
    expect(distribution({ distribution: "beta", a: 2, b: 2, min: 0, max: 1 }).relativeError).toBeLessThan(5e-14);
    expect(distribution({ distribution: "truncated-normal", mean: 0, sd: 1, min: 8, max: 12 }).relativeError).toBeLessThan(1e-13);
    expect(distribution({ distribution: "normal", mean: 0, sd: 1 }).relativeError).toBeLessThan(1e-12);
  });
});
