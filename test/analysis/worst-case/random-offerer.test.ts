import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ratioOfLaws } from "../../../src/analysis/worst-case/on-problems.ts";
import { rational } from "../../../src/arithmetic/rational.ts";

interface Side {
  readonly values: readonly string[];
  readonly masses: readonly string[];
}

/** Written by generate.py beside it: quadratures in 50 digits, and offers compared one by one in fractions. */
const expected = JSON.parse(readFileSync("data/fixtures/random-offerer/expected.json", "utf8")) as {
  readonly continuous: readonly { readonly alpha: string; readonly exponent: number; readonly ratio: string }[];
  readonly peak: { readonly alpha: string; readonly ratio: string };
  readonly discrete: readonly { readonly buyer: Side; readonly seller: Side; readonly firstBest: string; readonly randomOfferer: string }[];
};

/** First best / random offerer of docs/worst-cases.md, as the rarest buyer's probability falls to 0. */
const closedForm = (alpha: number) => {
  const beta = alpha / (1 + alpha);
  return 2 / (beta + beta ** alpha * (1 + beta));
};

test("the closed form is what quadratures of the definitions come to", () => {
  for (const { alpha, exponent, ratio } of expected.continuous) {
    const short = closedForm(Number(alpha)) - Number(ratio);
    // What the least value 10^−exponent leaves is of the order of its power.
    const left = 10 ** (-exponent * Number(alpha));
    expect(short).toBeGreaterThan(-1e-11);
    expect(short).toBeLessThan(left + 1e-11);
    if (left > 1e-6) expect(short).toBeGreaterThan(left / 20);
  }
});

test("it is largest at α = 0.06795, where it is 2.11487", () => {
  const { alpha, ratio } = expected.peak;
  expect(Number(alpha)).toBeCloseTo(0.06795, 5);
  expect(ratio.slice(0, 7)).toBe("2.11487");
  expect(closedForm(Number(alpha))).toBeCloseTo(Number(ratio), 10);
  for (const step of [-1e-4, 1e-4]) expect(closedForm(Number(alpha) + step)).toBeLessThan(Number(ratio));
});

test("the gains of the random offerer are those of all offers compared one by one", () => {
  const law = ({ values, masses }: Side) => ({ values: values.map(rational), masses: masses.map(rational) });
  for (const { buyer, seller, firstBest, randomOfferer } of expected.discrete) {
    const { numerator, denominator } = ratioOfLaws("random-offerer", { buyer: law(buyer), seller: law(seller) });
    expect(numerator.exact?.toFraction()).toBe(rational(randomOfferer).toFraction());
    expect(denominator.exact?.toFraction()).toBe(rational(firstBest).toFraction());
  }
});
