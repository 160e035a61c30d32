import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJson } from "../../src/problem/json-text.ts";
import { refusal } from "../environments/refusal.ts";

describe("readJson", () => {
  test("reads JSON, with or without a byte order mark", () => {
    expect(readJson('\uFEFF{"a": [1, null]}', "file")).toEqual({ a: [1, null] });
  });

  test.each([
    ['{\n  "a": 1,\n  "b": }\n', '"}" at line 3, column 8'],
    ['{"a": 1, }', '"}" at line 1, column 10'],
    ['{"a": 1 "b": 2}', String.raw`"\"b\": 2}" at line 1, column 9`],
    ["{'a': 1}", `"'a': 1}" at line 1, column 2`],
    ['{"a" 1}', '"1}" at line 1, column 6'],
    ["[1, 2", "the end of the text at line 1, column 6"],
    ["", "the end of the text at line 1, column 1"],
    ["[1, 2]]", '"]" at line 1, column 7'],
    ["[01]", '"01]" at line 1, column 2'],
    ["[truely]", '"truely]" at line 1, column 2'],
    ['["a\tb"]', String.raw`"\"a\tb\"]" at line 1, column 2`],
    ['{"a": {"b": [1, {"c": "d"}, ]}}', '"]}}" at line 1, column 29'],
  ])("locates the error in %j", (text, received) => {
    expect(refusal(() => readJson(text, "file"))).toMatchObject({
      field: "file",
      expected: "JSON",
      received,
      remedy: "Check the commas, quotes and brackets there.",
    });
  });

  test("points at the token in which JSON.parse stumbles", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom("", "]", "}", ",", '"', "x", ":", "\n"), (text, at, letter) => {
        const position = at % (text.length + 1);
        const broken = text.slice(0, position) + letter + (letter === "" ? "" : text.slice(position + 1));
        const stumble = /at position (\d+)/.exec(parseMessage(broken))?.[1];
        if (stumble === undefined) return;
        compared++;
        const { received } = refusal(() => readJson(broken, "file"));
        const [, line, column] = /line (\d+), column (\d+)$/.exec(received) ?? [];
        const before = broken.split("\n").slice(0, Number(line) - 1);
        const found = before.reduce((sum, text) => sum + text.length + 1, 0) + Number(column) - 1;
        expect(found).toBeLessThanOrEqual(Number(stumble));
        expect(broken.slice(found, Number(stumble))).toMatch(/^(?:"(?:[^"\\]|\\.)*\\?|[\w.+-]*)$/s);
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  test.each(["NaN", "-Infinity", " Infinity", "+NaN"])("says that JSON has no %s", (word) => {
    expect(refusal(() => readJson(`[${word.trim()}]`, "file"))).toMatchObject({ received: `"${word.trim()}]" at line 1, column 2` });
    expect(refusal(() => readJson(`{"value":${word}}`, "file"))).toMatchObject({
      remedy: "JSON has no NaN or Infinity; write a finite number.",
    });
  });

  test("knows the fraction without quotes", () => {
    expect(refusal(() => readJson("[1/3]", "file"))).toMatchObject({
      received: '"/3]" at line 1, column 3',
      remedy: 'Write fractions in quotes, such as "1/3".',
    });
  });
});

/** What JSON.parse says; empty when there is nothing wrong. */
function parseMessage(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}
