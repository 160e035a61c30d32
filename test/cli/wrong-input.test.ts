import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withFiles } from "../repository/run.ts";
import { instance, secondbest } from "./command.ts";

const uniform = JSON.parse(readFileSync(instance("uniform"), "utf8")) as { environment: object };

/** The instance of uniform laws with another law for the buyer, as the text of a file. */
const withBuyer = (law: object) => JSON.stringify({ ...uniform, environment: { ...uniform.environment, buyer: law } });

const discrete = (values: unknown[], masses: unknown[]) => withBuyer({ distribution: "discrete", values, masses });

/** What is wrong with the file mine.json, and what the sentence must say. */
const files: readonly (readonly [what: string, text: string, ...says: string[]])[] = [
  ["a file that is not JSON", '{"format": oops}', "mine.json: expected JSON", "line 1, column 12"],
  ["NaN", withBuyer({ distribution: "point-mass", at: 7 }).replace("7", "NaN"), "JSON has no NaN or Infinity"],
  [
    "an unknown field",
    JSON.stringify({ ...uniform, incentives: undefined, incentive: "dominant" }),
    "incentive: ",
    "unknown field",
    'Did you mean "incentives"?',
  ],
  ["an unknown word", JSON.stringify({ ...uniform, budget: "balance" }), "budget: ", 'Did you mean "balanced"?'],
  ["an unknown law", withBuyer({ distribution: "unifrom", min: 0, max: 1 }), "environment.buyer.distribution: ", 'Did you mean "uniform"?'],
  ["a negative mass", discrete([0, 1, 2], [0.5, 0.7, -0.2]), "environment.buyer.masses[2]: ", "got -0.2"],
  ["masses that sum to 0.9", discrete([0, 1, 2], [0.3, 0.3, 0.3]), "environment.buyer.masses: ", "a total of 9/10"],
  ["fewer masses than values", discrete([0, 1, 2], [0.5, 0.5]), "environment.buyer.masses: ", "as many masses as values (3), got 2 masses"],
  ["Infinity as a text", discrete([0, "Infinity"], [0.5, 0.5]), "environment.buyer.values[1]: ", 'got "Infinity"'],
  ["NaN as a text", discrete([0, "NaN"], [0.5, 0.5]), "environment.buyer.values[1]: ", 'got "NaN"'],
  ["a division by zero", discrete([0, "1/0"], [0.5, 0.5]), "environment.buyer.values[1]: ", 'got "1/0"'],
  ["unsorted values", discrete([0, 2, 1], [0.5, 0.25, 0.25]), "environment.buyer.values[2]: ", "Sort values in increasing order"],
  ["repeated values", discrete([0, 1, 1], [0.5, 0.25, 0.25]), "environment.buyer.values[2]: ", "Merge the repeated entries"],
  ["min above max", withBuyer({ distribution: "uniform", min: 2, max: 1 }), "environment.buyer.max: ", "above min (2), got 1"],
  ["min equal to max", withBuyer({ distribution: "uniform", min: 1, max: 1 }), "environment.buyer.max: ", '"point-mass"'],
  [
    "a mixture of nothing",
    withBuyer({ distribution: "mixture", weights: [], components: [] }),
    "environment.buyer.components: ",
    "an empty list",
  ],
  [
    "a column that is not in the file",
    withBuyer({ distribution: "empirical", csv: "costs.csv", column: "price" }),
    "environment.buyer.column: ",
    '"firm", "cost"',
  ],
  [
    "a CSV file that is not there",
    withBuyer({ distribution: "empirical", csv: "no.csv", column: "cost" }),
    "environment.buyer.csv: ",
    '"no.csv"',
  ],
  [
    "a law without a mean",
    withBuyer({ distribution: "pareto", scale: 1, shape: 1 }),
    "environment.buyer.shape: ",
    "the mean is infinite otherwise",
  ],
  [
    "a divisible good that bends the wrong way",
    JSON.stringify({ ...uniform, environment: { ...uniform.environment, curvature: -1 } }),
    "environment.curvature: ",
    "Leave it out for an indivisible good",
  ],
];

const law = { distribution: "uniform", min: 0, max: 1 };
const divisible = JSON.stringify({ kind: "bilateral-trade", buyer: law, seller: law, curvature: 1 });

/** Arguments that are wrong, and what the sentence must say. */
const misuses: readonly (readonly [what: string, args: readonly string[], ...says: string[]])[] = [
  ["no command", ["--colour"], "unknown option '--colour'"],
  ["an unknown command", ["slove", instance("uniform")], 'unknown command "slove"', 'Did you mean "solve"?'],
  ["an unknown option", ["solve", instance("uniform"), "--solvr", "highs"], "unknown option '--solvr'", "Did you mean --solver?"],
  ["no file", ["solve"], "missing required argument 'file'"],
  ["two files", ["solve", "a.json", "b.json"], "too many arguments"],
  ["a file that is not there", ["solve", "nowhere.json"], "nowhere.json: ", "no such file", "secondbest new bilateral-trade"],
  ["a folder", ["solve", "."], "got a folder"],
  ["a change without a value", ["solve", instance("uniform"), "--set", "incentives"], "--set: expected path=value"],
  ["a change of a field that does not exist", ["solve", instance("uniform"), "--set", "colour=red"], 'the unknown field "colour"'],
  ["an unknown solver", ["solve", instance("uniform"), "--solver", "cplex"], "expected one of highs, clarabel", 'got "cplex"'],
  ["a time limit of nothing", ["solve", instance("uniform"), "--time-limit", "0"], "--time-limit: expected a number > 0"],
  ["a width beyond rounding", ["solve", instance("uniform-continuous"), "--width", "1e-30"], "width: expected a relative width from 1e-14"],
  ["an unknown level", ["solve", instance("uniform"), "--level", "sure"], "--level: expected one of float, interval, exact, continuum"],
  ["an output that cannot be written", ["solve", instance("two-points"), "--out", "/nowhere/result.txt"], "--out: ", "no such folder"],
  ["tables that cannot be written", ["solve", instance("two-points"), "--csv", "/dev/null/tables"], "--csv: "],
  [
    "a grid too large for the solver",
    ["solve", instance("uniform"), "--set", "discretization.points=200", "--solver", "javascript-lp-solver"],
    "expected at most",
    "for javascript-lp-solver",
    "Use the solver highs",
  ],
  [
    "a continuous problem that no route brackets",
    ["solve", instance("uniform-continuous"), "--set", `environment=${divisible}`, "--set", "incentives=dominant"],
    'Add "discretization"',
  ],
  [
    "a program of continuous laws",
    ["solve", instance("uniform-continuous"), "--solver", "highs"],
    "needs finitely many types",
    'Add "discretization"',
    "Without a solver named",
  ],
  ["the program of continuous laws", ["export", instance("uniform-continuous")], 'Add "discretization"'],
  [
    "an unknown environment",
    ["new", "auction"],
    "expected one of bilateral-trade, risk-averse-trade, divisible-trade, multilateral-trade, partnership, finite",
    'got "auction"',
  ],
  ["an unknown frontier", ["frontier", instance("uniform"), "--kind", "price"], "expected one of gains-profit, rents, shares"],
  ["a frontier of one point", ["frontier", instance("uniform"), "--points", "1"], "from 2 to 10000"],
  ["an unknown theorem", ["check", "fermat/last"], 'got "fermat/last"', "secondbest check --list"],
  [
    "more types than any program holds",
    ["solve", instance("jagadeesan-tordjman"), "--set", "discretization.points=10000"],
    "program size: expected at most",
    "Use fewer types a side",
  ],
  ["a certificate that is not there", ["verify", "nowhere.json"], "nowhere.json: ", "no such file"],
];

/** One clear sentence and nothing else. */
async function expectRefusal(args: readonly string[], says: readonly string[], cwd?: string): Promise<void> {
  const { code, stdout, stderr } = await secondbest(args, cwd === undefined ? {} : { cwd });
  for (const words of says) expect(stderr).toContain(words);
  expect(stderr).toMatch(/^secondbest: [^\n]+[.?]\n$/);
  expect(stderr).not.toContain("internal");
  expect(stdout).toBe("");
  expect(code).toBe(2);
}

describe("secondbest refuses with one sentence and exit code 2", () => {
  test("samples beyond doubles", async () => {
    await withFiles({ "types.csv": "value,cost\n1,2\n1e999,2\n" }, (folder) =>
      expectRefusal(
        ["estimate", "--values", "types.csv:value", "--costs", "types.csv:cost"],
        ["samples[1]: expected a number", "got Infinity"],
        folder,
      ),
    );
  });

  test.each(files)("%s", async (_, text, ...says) => {
    await withFiles({ "mine.json": text, "costs.csv": "firm,cost\nA,1\n" }, async (folder) => {
      await expectRefusal(["solve", "mine.json"], says, folder);
    });
  });

  for (const [what, args, ...says] of misuses) {
    test(what, async () => {
      await expectRefusal(args, says);
    });
  }

  test("as JSON when asked", async () => {
    const { code, stdout, stderr } = await secondbest(["solve", instance("uniform"), "--json", "--set", "incentives=honest"]);
    expect(JSON.parse(stdout)).toEqual({
      format: "secondbest/error@1",
      status: "error",
      error: {
        field: "incentives",
        expected: 'one of "bayesian", "dominant"',
        received: '"honest"',
        remedy: "Choose one of these words.",
      },
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  });

  test("as JSON when the command line is wrong", async () => {
    const { code, stdout } = await secondbest(["solve", "--json", "--solvr", join("a", "b")]);
    expect(JSON.parse(stdout)).toMatchObject({ status: "error", error: { field: "command line" } });
    expect(code).toBe(2);
  });
});

test("what is not served says in JSON what to change, and that can be done", async () => {
  const normal = ["--set", 'environment.buyer={"distribution": "normal", "mean": 1, "sd": 1}'];
  const { code, stdout } = await secondbest(["solve", "--json", instance("uniform"), ...normal]);
  expect(code).toBe(2);
  const { error } = JSON.parse(stdout);
  expect(error).toMatchObject({ field: "problem", changes: [{ "discretization.rule": "equal-mass" }] });
  expect(error.remedy).toBe('Use "rule": "equal-mass".');
  const changed = Object.entries(error.changes[0]).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  expect((await secondbest(["solve", instance("uniform"), ...normal, ...changed])).code).toBe(0);
});
