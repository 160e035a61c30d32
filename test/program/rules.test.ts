import { describe, expect, test } from "vitest";
import { boundedness } from "../../src/program/boundedness.ts";
import { exactOutcome } from "./outcome.ts";
import { type Cell, cells, feasibilityOf, gains, type Instance, question, tradeQuestionOf } from "./trade-instances.ts";

/** The rules against exact linear programs where everything is known; random instances are in build.test.ts. */

const instance: Instance = {
  buyer: { eighths: [8, 24], weights: [1, 2] },
  seller: { eighths: [0, 16], weights: [2, 1] },
  required: 0,
  weights: gains,
};

const weightings = [
  gains,
  { buyers: 0, sellers: 0, broker: 1 },
  { buyers: 1, sellers: 1, broker: 0 },
  { buyers: 2, sellers: 1, broker: 1 },
  { buyers: 1, sellers: 2, broker: 3 },
  { buyers: 1, sellers: 1, broker: 2 },
  { buyers: 0, sellers: 1, broker: 0 },
];

test.each(cells)("boundedness is what the exact program says, $incentives × $participation × $rule", (cell) => {
  for (const weights of weightings) {
    const asked = { ...instance, weights };
    const { status } = exactOutcome(asked, cell);
    expect(boundedness(tradeQuestionOf(asked, cell)).bounded).toBe(status !== "unbounded");
  }
});

test.each(cells)("feasibility never contradicts the exact program, $incentives × $participation × $rule", (cell) => {
  let decided = 0;
  for (const required of [-9, 0, 1, 4, 8, 9, 10, 11, 12, 13, 16]) {
    const asked = { ...instance, required };
    const { status } = feasibilityOf(tradeQuestionOf(asked, cell));
    if (status === "unknown") continue;
    decided++;
    expect(status).toBe(exactOutcome(asked, cell).status === "infeasible" ? "infeasible" : "feasible");
  }
  expect(decided).toBeGreaterThanOrEqual(3);
});

describe("reasons are sentences", () => {
  const cell: Cell = { incentives: "bayesian", participation: "none", rule: "ex-ante" };
  const sides = [
    { values: [1, 3], masses: ["1/4", "3/4"] },
    { values: [0, 2], masses: ["1/2", "1/2"] },
  ] as const;
  test("who pays whom", () => {
    expect(boundedness(question(cell, ...sides, { weights: { buyers: 2, sellers: 1, broker: 1 } }))).toMatchObject({
      bounded: false,
      reason: "Without participation the sellers can be made to pay the buyers, with whom money counts more, without limit.",
      remedy: expect.stringMatching(/participation/),
    });
    expect(boundedness(question(cell, ...sides, { weights: { buyers: 1, sellers: 1, broker: 2 } }))).toMatchObject({
      bounded: false,
      reason: expect.stringMatching(/pay the broker/),
    });
    const unruled: Cell = { ...cell, participation: "interim", rule: "none" };
    expect(boundedness(question(unruled, ...sides, { weights: { buyers: 1, sellers: 2, broker: 1 } }))).toMatchObject({
      bounded: false,
      reason: expect.stringMatching(/^Without a budget the sellers/),
    });
  });
  test("what the required profit exceeds", () => {
    const interim: Cell = { ...cell, participation: "interim" };
    expect(feasibilityOf(question(interim, ...sides, { requiredProfit: 2 }))).toMatchObject({
      status: "infeasible",
      reason: expect.stringMatching(/exceeds the first best/),
    });
    const everyState: Cell = { incentives: "dominant", participation: "ex-post", rule: "no-deficit" };
    expect(feasibilityOf(question(everyState, ...sides, { requiredProfit: 0.5 }))).toMatchObject({
      status: "infeasible",
      reason: "The required profit 0.5 must be made in every state, but value 1 and cost 2 create at most 0.",
    });
  });
});
