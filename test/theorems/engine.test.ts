import { expect, test } from "vitest";
import { checkedTheorems } from "../../regressions/catalogue.ts";
import { checkTheorem } from "../../regressions/check-theorem.ts";
import { engineOf } from "../../regressions/engine.ts";
import { solve } from "../../src/index.ts";

const engine = engineOf((problem) => solve(problem));
const withEngine = checkedTheorems.filter((theorem) => theorem.checks.some((check) => check.usesEngine));

test("most of the catalogue is held against the engine", () => {
  expect(withEngine.length).toBeGreaterThan(checkedTheorems.length / 2);
});

test.each(withEngine.map((theorem) => [theorem.id, theorem] as const))("%s", async (_, theorem) => {
  const report = await checkTheorem(theorem, engine, { which: "with-engine" });
  expect(report.results.filter((result) => !result.pass)).toEqual([]);
});
