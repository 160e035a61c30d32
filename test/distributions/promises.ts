import { rational, sumRationals, toNumber } from "../../src/arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../src/distributions/distribution.ts";

/** One law with values in many digits; see data/fixtures/golden.py. */
export interface Case {
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

/** |actual − expected| as exactly as the fixture's digits allow. */
function distance(actual: number, expected: string): number {
  if (!Number.isFinite(actual)) return Number.POSITIVE_INFINITY;
  return Math.abs(toNumber(sumRationals([rational(actual), rational(expected).neg()])));
}

/** Complaints of one case: what, where, and by how many times the promise is broken. */
export function complaints(law: Distribution, fixture: Case): string[] {
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
