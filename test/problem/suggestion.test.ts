import { describe, expect, test } from "vitest";
import { closest, didYouMean } from "../../src/problem/suggestion.ts";

const laws = ["uniform", "power", "reverse-power", "normal", "lognormal", "truncated-normal"];

describe("closest", () => {
  test.each([
    ["unifrom", "uniform"],
    ["Uniform", "uniform"],
    ["unif", "uniform"],
    ["reversepower", "reverse-power"],
    ["log-normal", "lognormal"],
    ["norml", "normal"],
  ])("%s is %s", (written, meant) => {
    expect(closest(written, laws)).toBe(meant);
  });

  test.each(["gamma", "", "x".repeat(1000)])("%j is nothing like a law", (written) => {
    expect(closest(written, laws)).toBeUndefined();
  });

  test("didYouMean speaks only of texts that are close", () => {
    expect(didYouMean("pwer", laws)).toBe(' Did you mean "power"?');
    expect(didYouMean(3, laws)).toBe("");
  });
});
