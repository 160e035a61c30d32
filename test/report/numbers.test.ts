import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bracketText, numberText, percentText } from "../../src/report/numbers.ts";

describe("bracketText", () => {
  test("shows what is exact as a fraction and its decimal", () => {
    expect(bracketText({ lower: 323 / 2200, upper: 323 / 2200, exact: "323/2200" })).toBe("323/2200 = 0.146818181818");
    expect(bracketText({ lower: 2, upper: 2, exact: "2" })).toBe("2");
    expect(bracketText({ lower: 0, upper: 0, exact: "0" })).toBe("0");
  });

  test("shows ends rounded outwards to two digits of the width", () => {
    expect(bracketText({ lower: 0.140624999796617, upper: 0.14062500025449273, exact: null })).toBe(
      "between 0.14062499979 and 0.14062500026",
    );
    expect(bracketText({ lower: -1.26, upper: 3.14, exact: null })).toBe("between -1.3 and 3.2");
  });

  test("does not mention an end that is not known", () => {
    expect(bracketText({ lower: 0.25, upper: null, exact: null })).toBe("at least 0.25");
    expect(bracketText({ lower: null, upper: 1 / 3, exact: null })).toBe("at most 0.3333333333333333");
    expect(bracketText({ lower: null, upper: null, exact: null })).toBe("not known");
  });

  test("never shows less than the bracket, nor much more", () => {
    const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const width = fc.double({ min: -12, max: 3, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(
      fc.property(end, width, (lower, w) => {
        const upper = lower + w;
        fc.pre(upper > lower);
        const text = bracketText({ lower, upper, exact: null });
        const [, low, high] = /^between (\S+) and (\S+)$/.exec(text) ?? [];
        expect(Number(low)).toBeLessThanOrEqual(lower);
        expect(Number(high)).toBeGreaterThanOrEqual(upper);
        expect(Number(high) - Number(low)).toBeLessThanOrEqual(1.3 * (upper - lower) + 4e-16 * (Math.abs(lower) + Math.abs(upper)));
      }),
      { numRuns: 2000 },
    );
  });
});

test("numberText keeps twelve digits, without an exponent where none is needed", () => {
  expect([0, 1 / 3, 1e-13, -2.5, 1e6].map(numberText)).toEqual(["0", "0.333333333333", "1e-13", "-2.5", "1000000"]);
});

test("percentText shows one number where four decimals agree", () => {
  expect(percentText(0.843749999, 0.843750001)).toBe("84.3750 %");
  expect(percentText(0.54, 0.541)).toBe("54.0000 % to 54.1000 %");
});
