import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { lawNames } from "../../src/distributions/registry.ts";
import { distribution, parseInstance, solve } from "../../src/index.ts";
import { lawExamples } from "../../src/problem/law-examples.ts";
import { root } from "../repository/run.ts";
import { secondbest } from "./command.ts";

const published = JSON.parse(readFileSync(join(root, "data/error.schema.json"), "utf8"));

describe("secondbest laws", () => {
  test("lists every law that an instance can name, one a line", async () => {
    const { code, stdout } = await secondbest(["laws"]);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0])
        .sort(),
    ).toEqual([...lawNames].sort());
  });

  test.each(lawNames)("shows %s with an example that is a law, and new prints an instance that is solved", async (name) => {
    const { stdout } = await secondbest(["laws", name]);
    const [head = "", example = ""] = stdout.trimEnd().split("\n\n");
    expect(head).toBe(`${name}: ${lawExamples[name].meaning}`);
    expect(distribution(JSON.parse(example)).kind.length).toBeGreaterThan(0);
    const started = await secondbest(["new", name]);
    expect(started.code).toBe(0);
    const { status } = await solve(parseInstance(started.stdout), { width: 1e-3 });
    expect(status).toBe("optimal");
  });

  test("names what was meant", async () => {
    for (const command of ["laws", "new"]) {
      const { code, stderr } = await secondbest([command, "unifrom"]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "uniform"?')]);
    }
  });
});

test.each([
  [["solve", "absent.json"]],
  [["laws", "gamma"]],
  [["solve", "data/instances/uniform.json", "--level", "certain"]],
  [["solve", "data/instances/uniform-continuous.json", "--solver", "highs"]],
  [["nonsense"]],
])("what goes wrong is secondbest/error@1 with --json: %j", async (argv) => {
  const { code, stdout } = await secondbest([...argv, "--json"]);
  expect(code).toBe(2);
  const error = z.fromJSONSchema(published).parse(JSON.parse(stdout));
  expect(error).toMatchObject({ format: "secondbest/error@1", status: "error" });
});

test.each([
  ["budget.requiredProfit=1/100", { budget: { rule: "ex-ante", requiredProfit: 0.01 } }],
  ["objective.weights.buyers=2", { objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } }],
])("--set %s lifts the word to the object that it stands for", async (assignment, expected) => {
  const { stdout } = await secondbest(["solve", "data/instances/uniform.json", "--set", assignment, "--json"]);
  expect(JSON.parse(stdout).instance).toMatchObject(expected);
});

test("one result is written as a table for notes and papers, in one format at a time", async () => {
  const markdown = await secondbest(["solve", "data/instances/uniform.json", "--markdown"]);
  expect(markdown.stdout).toMatch(/^\| value \| 323\/2200 = 0\.146818181818 \|$/m);
  const latex = await secondbest(["solve", "data/instances/uniform.json", "--latex"]);
  expect(latex.stdout).toMatch(/^ {2}efficiency & 88\.3117 \\% \\\\$/m);
  const both = await secondbest(["solve", "data/instances/uniform.json", "--latex", "--json"]);
  expect(both.code).toBe(2);
});
