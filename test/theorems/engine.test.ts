import { expect, test } from "vitest";
import { solve } from "../../src/index.ts";
import { publishedTheorems } from "../../src/theorems/catalogue.ts";
import { checkTheorem } from "../../src/theorems/check-theorem.ts";
import { engineOf } from "../../src/theorems/engine.ts";

const engine = engineOf((problem) => solve(problem));
const withEngine = publishedTheorems.filter((theorem) => theorem.checks.some((check) => check.usesEngine));

test("most of the catalogue is held against the engine", () => {
  expect(withEngine.length).toBeGreaterThan(publishedTheorems.length / 2);
});

test.each(withEngine.map((theorem) => [theorem.id, theorem] as const))("%s", async (_, theorem) => {
  const report = await checkTheorem(theorem, engine, { which: "with-engine" });
  expect(report.results.filter((result) => !result.pass)).toEqual([]);
});
