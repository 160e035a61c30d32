import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../../src/report/json-text.ts";

test("jsonText says what JSON.stringify says", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("jsonText keeps lists of numbers on one line and gives matrices a row a line", () => {
  expect(jsonText({ a: [1, "x", null], b: [[1, 2], []], c: {}, d: undefined, e: { f: 1e-21 } })).toBe(
    '{\n  "a": [1, "x", null],\n  "b": [\n    [1, 2],\n    []\n  ],\n  "c": {},\n  "e": {\n    "f": 1e-21\n  }\n}\n',
  );
});
