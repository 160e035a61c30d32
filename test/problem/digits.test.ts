import { describe, expect, test } from "vitest";
import { formatRational } from "../../src/arithmetic/rational.ts";
import { solve } from "../../src/index.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { setPath } from "../../src/problem/set-path.ts";
import { refusal } from "../environments/refusal.ts";

/** One buyer and one seller whose types are the numbers as written, bare in the text. */
const text = (value: string, cost: string, rest = "") => `{ "format": "secondbest/instance@1", "environment": { "kind": "bilateral-trade",
  "buyer": { "distribution": "discrete", "values": [${value}], "masses": [1] },
  "seller": { "distribution": "discrete", "values": [${cost}], "masses": [1.000] } }${rest} }`;

describe("bare numbers of an instance file, digit by digit", () => {
  test("9007199254740993 − 9007199254740992 is 1", async () => {
    const { value, level } = await solve(parseInstance(text("9007199254740993", "9007199254740992")));
    expect(value.exact && formatRational(value.exact)).toBe("1");
    expect(level).toBe("exact");
  });

  test("1e-400 is not 0, and comes back from the instance that is written", () => {
    const problem = parseInstance(text("1", "0", ', "budget": { "rule": "ex-ante", "requiredProfit": 1e-400 }'));
    expect(formatRational(problem.budget.requiredProfit)).toBe(`1/1${"0".repeat(400)}`);
    const again = parseInstance(JSON.stringify(serializeInstance(problem)));
    expect(again.budget.requiredProfit.equals(problem.budget.requiredProfit)).toBe(true);
  });

  test("1e400 and 1e99999 are too large", () => {
    expect(refusal(() => parseInstance(text("1e400", "0")))).toMatchObject({
      field: "environment.buyer.values[0]",
      expected: "a number within the range of doubles (below 1.8e308)",
      received: '"1e400"',
    });
    expect(refusal(() => parseInstance(text("1e99999", "0"))).message).toMatch(/too large \("1e99999"\)/);
  });

  test("a change of one field keeps its digits, too", () => {
    expect(setPath({}, "budget.requiredProfit=0.12345678901234567890")).toEqual({ budget: { requiredProfit: "0.12345678901234567890" } });
    expect(setPath({}, "budget.requiredProfit=0.5")).toEqual({ budget: { requiredProfit: 0.5 } });
  });

  test("a field that is said twice is refused", () => {
    expect(refusal(() => parseInstance(text("1", "0", ', "incentives": "bayesian", "incentives": "dominant"')))).toMatchObject({
      expected: "every field once",
      received: expect.stringContaining('"incentives" again at line 3'),
    });
  });
});
