import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rational, sumRationals, toNumber } from "../../src/arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";

// Values of data/fixtures/<law>/expected.json, computed with 330 digits from the definitions by generate.py beside them.
// Every comparison allows exactly what the law itself promises: its relativeError, in the sense stated in the contract.

interface Case {
  readonly spec: DistributionSpec;
  readonly mean: string;
  readonly at: readonly { readonly x: number; readonly cdf?: string; readonly survival?: string; readonly pdf?: string }[];
  readonly between: readonly {
    readonly a: number | null;
    readonly b: number | null;
    readonly mass: string;
    readonly moment: string;
    readonly size: string;
  }[];
  readonly quantiles: readonly {
    readonly p: number;
    readonly quantile: string;
    readonly quantileDensity: string;
    readonly upperQuantile: string;
    readonly upperQuantileDensity: string;
  }[];
}

const folder = new URL("../../data/fixtures/", import.meta.url).pathname;
const laws = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_") && entry.name !== "elementary")
  .map((entry) => entry.name);

/** |actual − expected| as exactly as the fixture's digits allow. */
function distance(actual: number, expected: string): number {
  if (!Number.isFinite(actual)) return Number.POSITIVE_INFINITY;
  return Math.abs(toNumber(sumRationals([rational(actual), rational(expected).neg()])));
}

/** Complaints of one case: what, where, and by how many times the promise is broken. */
function complaints(law: Distribution, fixture: Case): string[] {
  const broken: string[] = [];
  const compare = (what: string, actual: number, expected: string, allowed: number) => {
    const ratio = distance(actual, expected) / allowed;
    if (!(distance(actual, expected) <= allowed))
      broken.push(`${what}: ${actual}, expected ${expected}, ${ratio.toPrecision(3)} times the allowed error`);
  };
  const relative = (what: string, actual: number, expected: string) =>
    compare(what, actual, expected, law.relativeError * Math.abs(Number(expected)));
  for (const { x, cdf, survival, pdf } of fixture.at) {
    if (cdf !== undefined) relative(`cdf(${x})`, law.cdf(x), cdf);
    if (survival !== undefined) relative(`survival(${x})`, law.survival(x), survival);
    if (pdf !== undefined && inAPiece(law, x)) relative(`pdf(${x})`, law.pdf(x), pdf);
  }
  for (const { a, b, mass, moment, size } of fixture.between) {
    const low = a ?? Number.NEGATIVE_INFINITY;
    const high = b ?? Number.POSITIVE_INFINITY;
    relative(`massBetween(${low}, ${high})`, law.massBetween(low, high), mass);
    compare(`partialMean(${low}, ${high})`, law.partialMean(low, high), moment, law.relativeError * Number(size));
  }
  const full = fixture.between.find(({ a, b }) => a === null && b === null);
  compare("mean", law.mean, fixture.mean, law.relativeError * Number(full?.size));
  for (const entry of fixture.quantiles) {
    // An error ε in p moves the quantile by ε·p/f.
    const slack = (x: string, density: string) =>
      law.relativeError * (Math.abs(Number(x)) + (Number(density) > 0 ? entry.p / Number(density) : 0));
    compare(`quantile(${entry.p})`, law.quantile(entry.p), entry.quantile, 1.01 * slack(entry.quantile, entry.quantileDensity));
    compare(
      `upperQuantile(${entry.p})`,
      law.upperQuantile(entry.p),
      entry.upperQuantile,
      1.01 * slack(entry.upperQuantile, entry.upperQuantileDensity),
    );
  }
  return broken;
}

function inAPiece(law: Distribution, x: number): boolean {
  return law.pieces.some((piece) => piece.from < x && x < piece.to);
}

describe("golden values", () => {
  it("cover every law that has formulas of its own", () => {
    expect(laws).toEqual([
      "affine",
      "beta",
      "discrete",
      "exponential",
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
    const { cases } = JSON.parse(readFileSync(join(folder, name, "expected.json"), "utf8")) as { cases: readonly Case[] };
    for (const fixture of cases) {
      it(`${name} within its relative error: ${JSON.stringify(fixture.spec)}`, () => {
        expect(fixture.at.length + fixture.between.length + fixture.quantiles.length).toBeGreaterThan(20);
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
