import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readExactJson } from "../../src/arithmetic/exact-json.ts";
import { rational } from "../../src/arithmetic/rational.ts";
import { InvalidInputError } from "../../src/errors.ts";

const limits = { characters: 1000, depth: 5, values: 40, fields: 3, digits: 60 };
const read = (text: string) => readExactJson(text, "file", limits);

function refusal(text: string): InvalidInputError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("every digit is kept", () => {
  test.each([
    ["9007199254740993", "9007199254740993"],
    ["1e-400", "1e-400"],
    ["1e400", "1e400"],
    ["0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"],
    ["-123456789012345678901", "-123456789012345678901"],
    // Doubles print these in another way, but hold them.
    ["9007199254740992", 9007199254740992],
    ["1.0", 1],
    ["100e-2", 1],
    ["0.000", 0],
    ["1E3", 1000],
    ["1e21", 1e21],
    ["5e-324", 5e-324],
    ["0.1", 0.1],
    ["-2.50", -2.5],
  ])("%s", (written, value) => {
    expect(read(written)).toBe(value);
    expect(read(`{"a": [${written}]}`)).toEqual({ a: [value] });
  });

  test("whatever is written is the same number in exact arithmetic", () => {
    const decimal = fc
      .tuple(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.stringMatching(/^(\.\d{1,18})?$/),
        fc.option(fc.integer({ min: -400, max: 400 })),
      )
      .map(([whole, fraction, exponent]) => `${whole}${fraction}${exponent === null ? "" : `e${exponent}`}`);
    fc.assert(
      fc.property(decimal, (written) => {
        const value = read(written);
        expect(typeof value === "number" || typeof value === "string").toBe(true);
        expect(rational(value as number | string).equals(rational(written))).toBe(true);
      }),
    );
  });
});

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const generous = { characters: 1e6, depth: 64, values: 1e6, fields: 1e6, digits: 1000 };
      expect(readExactJson(text, "file", generous)).toEqual(JSON.parse(text));
      expect(readExactJson(JSON.stringify(JSON.parse(text), null, 2), "file", generous)).toEqual(JSON.parse(text));
    }),
  );
  expect(read('{"__proto__": 1}')).toEqual(JSON.parse('{"__proto__": 1}'));
  expect(Object.getPrototypeOf(read('{"__proto__": []}'))).toBe(Object.prototype);
  expect(read(String.raw`"\u00e9\n\"\\"`)).toBe('é\n"\\');
});

describe("limits and repetitions are refused with the place", () => {
  test.each([
    ['{"a": 1, "b": 2, "a": 1}', "every field once", '"a" again at line 1, column 18'],
    [String.raw`{"a": 1, "\u0061": 1}`, "every field once", '"a" again at line 1, column 10'],
    ["[[[[[[0]]]]]]", "lists and objects at most 5 deep", "deeper nesting at line 1, column 7"],
    [`[${"0,".repeat(50)}0]`, "at most 40 values", "more at line 1, column 80"],
    ['{"a": 1, "b": 2, "c": 3, "d": 4}', "objects of at most 3 fields", "more at line 1, column 25"],
    ["9".repeat(61), "numbers of at most 60 digits", "61 characters at line 1, column 1"],
    ["1e10000", "exponents from -9999 to 9999", 'a number that is too large ("1e10000") at line 1, column 1'],
    ["1e-10000", "exponents from -9999 to 9999", 'a number that is too small ("1e-10000") at line 1, column 1'],
    [" ".repeat(1001), "a text of at most 1000 characters", "1001 characters"],
    ['"\\ud8"', "JSON", String.raw`"\"\\ud8\"" at line 1, column 1`],
    ["1.", "JSON", '"1." at line 1, column 1'],
    ["+1", "JSON", '"+1" at line 1, column 1'],
    ["[1_000]", "JSON", '"1_000]" at line 1, column 2'],
  ])("%s", (text, expected, received) => {
    expect(refusal(text)).toMatchObject({ field: "file", expected, received });
  });
});
