import { expect, test } from "vitest";
import { parseInstance, solve } from "../../src/index.ts";

const curved = { distribution: "beta", a: 2, b: 3, min: 0, max: 1 };
const problem = (more: object) =>
  parseInstance({
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer: curved, seller: { distribution: "uniform", min: 0, max: 1 } },
    incentives: "dominant",
    participation: "ex-post",
    budget: "no-deficit",
    ...more,
  });

/** What takes rounds, by the route that takes them. */
const long = {
  "programs on cells": problem({ width: 1e-9 }),
  "threshold sets": problem({ discretization: { rule: "midpoint", points: 160 } }),
  "a bracket of a market": parseInstance({
    format: "secondbest/instance@1",
    environment: {
      kind: "multilateral-trade",
      buyers: [{ count: 4, distribution: curved }],
      sellers: [{ count: 5, distribution: { distribution: "uniform", min: 0, max: 1 } }],
    },
    width: 1e-9,
  }),
};

test.each(Object.entries(long))("%s: whoever aborts at the first report gets its reason, and no second report", async (_, asked) => {
  const controller = new AbortController();
  const reason = new Error("enough");
  let reports = 0;
  const solving = solve(asked, {
    signal: controller.signal,
    onProgress: () => {
      reports += 1;
      controller.abort(reason);
    },
  });
  await expect(solving).rejects.toBe(reason);
  expect(reports).toBe(1);
});

test("a timer aborts between the rounds, which give it a turn", async () => {
  const reason = new Error("time is up");
  const controller = new AbortController();
  const stages: string[] = [];
  const solving = solve(problem({ width: 1e-9 }), { signal: controller.signal, onStage: (stage) => stages.push(stage) });
  setTimeout(() => controller.abort(reason), 0);
  await expect(solving).rejects.toBe(reason);
  // It was ended before the last round of the most cells, which has several.
  expect(stages.length).toBeLessThan(10);
});
