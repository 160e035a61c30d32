import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { lawNames } from "../../src/distributions/registry.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import type { Program } from "../../src/program/program.ts";
import { finiteQuestion, tradeQuestion } from "../../src/program/question.ts";
import { build } from "../../src/program/reduced/build.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import { root, withFiles } from "../repository/run.ts";
import { readMps } from "../support/read-mps.ts";
import { instance, pageOf, secondbest } from "./command.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

const commands = ["solve", "show", "new", "frontier", "check", "verify", "export", "bench"];

describe("secondbest", () => {
  test("prints its version", async () => {
    expect(await secondbest(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("prints help, with every command and every exit code", async () => {
    const { code, stdout } = await secondbest(["--help"]);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
    for (const exit of [0, 1, 2, 3, 4, 5]) expect(stdout).toMatch(new RegExp(`^ {2}${exit} {2}[a-z]`, "m"));
    expect(code).toBe(0);
  });

  test("prints help on standard error when nothing is asked", async () => {
    const { code, stdout, stderr } = await secondbest([]);
    expect(stderr).toBe((await secondbest(["--help"])).stdout);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test.each(commands)("prints help on %s", async (command) => {
    const { code, stdout } = await secondbest([command, "--help"]);
    expect(stdout).toContain(`Usage: secondbest ${command} `);
    expect(stdout).toMatch(/Arguments:\n/);
    expect(code).toBe(0);
  });

  test("loads nothing but the command line itself before it knows the command", () => {
    const loaded = new Set<string>();
    const follow = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const [, path] of readFileSync(file, "utf8").matchAll(
        /^(?:import|export) (?!type)[^;(]*?\bfrom "(\.[^"]+)";|^import "(\.[^"]+)";/gm,
      ))
        if (path !== undefined) follow(join(file, "..", path));
    };
    follow(join(root, "src/cli/main.ts"));
    const names = [...loaded].map((file) => file.slice(join(root, "src/").length));
    const own = ["commands", "exit", "main", "process-io", "progress/line", "progress/pulse", "run"].map((name) => `cli/${name}.ts`);
    expect(names.sort()).toEqual([
      ...own,
      "errors.ts",
      "node/read-whole.ts",
      "node/standard-input.ts",
      "node/version.ts",
      "problem/suggestion.ts",
      "report/error.ts",
      "report/printable.ts",
    ]);
  });

  test("never reports a solver's wrong answer as an optimum: the default solver is asked, and the page says so", async () => {
    // A program that calls itself GLPK and answers with zeros everywhere.
    const liar = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
if (args.includes("--version")) { console.log("GLPSOL: GLPK LP/MIP Solver 5.0"); process.exit(0); }
const lines = readFileSync(args[args.indexOf("--freemps") + 1], "utf8").split("\\n");
const rows = lines.slice(lines.indexOf("ROWS") + 1, lines.indexOf("COLUMNS")).length;
const columns = new Set(lines.slice(lines.indexOf("COLUMNS") + 1, lines.indexOf("RHS")).map((line) => line.trim().split(/ +/)[0])).size;
const out = ["s bas " + rows + " " + columns + " f f -1000000"];
for (let i = 1; i <= rows; i++) out.push("i " + i + " b 0 0");
for (let j = 1; j <= columns; j++) out.push("j " + j + " l 0 0");
writeFileSync(args[args.indexOf("--write") + 1], out.concat("e o f", "").join("\\n"));
`;
    await withFiles({ glpsol: liar }, async (folder) => {
      chmodSync(join(folder, "glpsol"), 0o755);
      const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
      const { code, stdout } = await secondbest(["solve", instance("two-points"), "--solver", "glpsol"], { env });
      expect(stdout).toMatch(/^status +optimal /m);
      // The liar says −1,000,000; the instance is worth ½.
      expect(stdout).toMatch(/^value +0\.5$/m);
      expect(stdout).toMatch(/glpsol did not solve the program/);
      expect(stdout).toMatch(/^time .*highs/m);
      expect(code).toBe(0);
    });
  });
});

describe("secondbest new", () => {
  test("knows the environments and laws of the published format, and no others", async () => {
    const schema = JSON.parse(readFileSync(join(root, "data/instance.schema.json"), "utf8")) as {
      properties: { environment: { oneOf: { properties: { kind: { const: string } } }[] } };
    };
    const kinds = schema.properties.environment.oneOf.map(({ properties }) => properties.kind.const);
    const offered = /one of ([^"]*), got/.exec((await secondbest(["new", "nothing"])).stderr)?.[1]?.split(", ") ?? [];
    // Risk-averse traders and divisible goods are bilateral trade with a field more, and so is each law: starts of their own, no kinds of their own.
    const starts = ["risk-averse-trade", "divisible-trade", ...lawNames];
    expect(offered.filter((name) => !starts.includes(name))).toEqual(kinds);
    expect(offered).toEqual(expect.arrayContaining(starts));
    for (const name of offered) {
      const { code, stdout } = await secondbest(["new", name]);
      const { environment } = serializeInstance(parseInstance(stdout));
      expect(environment.kind).toBe(starts.includes(name) ? "bilateral-trade" : name);
      if (lawNames.includes(name as (typeof lawNames)[number])) expect(JSON.stringify(environment)).toContain(`"distribution":"${name}"`);
      expect(code).toBe(0);
    }
  });

  test("prints a bilateral trade whose value is 9/64", async () => {
    const { stdout } = await secondbest(["new", "bilateral-trade"]);
    const { value } = JSON.parse((await secondbest(["solve", "-", "--json"], { input: stdout })).stdout) as {
      value: { lower: number; upper: number };
    };
    expect(value.lower).toBeLessThanOrEqual(9 / 64);
    expect(value.upper).toBeGreaterThanOrEqual(9 / 64);
  });

  test("prints a public good that is provided whenever it is worth it", async () => {
    const { stdout } = await secondbest(["new", "finite"]);
    const { value } = JSON.parse((await secondbest(["solve", "-", "--json"], { input: stdout })).stdout) as { value: { lower: number } };
    // Worth 1 when one is high (probability 1/2), 4 when both are (1/4); virtual values are −4 and 2, so the budget is (1/4)·4 − (1/2)·2 = 0: just enough.
    expect(value.lower).toBeCloseTo(1 / 2 + 4 / 4, 9);
  });

  test("prints a market of which Gresik and Satterthwaite found the inefficiency", async () => {
    const { stdout } = await secondbest(["new", "multilateral-trade"]);
    const { value } = JSON.parse((await secondbest(["solve", "-", "--json", "--width", "1e-5"], { input: stdout })).stdout) as {
      value: { lower: number; upper: number };
    };
    // Two buyers and two sellers, uniform: first best 2/5, of which 5.63425610 % are lost (1989, table 1).
    const optimum = 0.4 * (1 - 0.056342561);
    expect(value.lower).toBeLessThanOrEqual(optimum * (1 + 1e-9));
    expect(value.upper).toBeGreaterThanOrEqual(optimum * (1 - 1e-9));
  });
});

/** Everything a program is, names apart, as plain data; MPS lists columns, so the entries of a row come back in the order of columns. */
function contents({ columnName, rowName, matrix, ...data }: Program): unknown {
  const rows = Array.from({ length: data.rowCount }, (_, i) => {
    const [start, end] = [matrix.starts[i] as number, matrix.starts[i + 1] as number];
    const entries = Array.from(
      { length: end - start },
      (_, k) => [matrix.indices[start + k] as number, matrix.values[start + k] as number] as const,
    );
    return entries.sort(([a], [b]) => a - b);
  });
  return { ...data, rows };
}

describe("secondbest export", () => {
  const problemOf = (name: string) => parseInstance(readFileSync(instance(name), "utf8"));

  test("writes the reduced program, to the last bit", async () => {
    const { code, stdout } = await secondbest(["export", instance("uniform")]);
    const program = readMps(stdout);
    expect(contents(program)).toStrictEqual(contents(build(tradeQuestion(problemOf("uniform"))).program));
    expect((await highs.solve(program)).objective).toBeCloseTo(323 / 2200, 9);
    expect(code).toBe(0);
  });

  test.each([
    ["the naive program of bilateral trade", "two-points", ["--reference"], 1 / 2],
    ["the program of a finite environment", "public-good", [], 21 / 20],
  ])("writes %s", async (_, name, options, value) => {
    await withFiles({}, async (folder) => {
      const out = join(folder, "program.mps");
      expect(await secondbest(["export", instance(name), ...options, "--out", out])).toEqual({ code: 0, stdout: "", stderr: "" });
      const program = readMps(readFileSync(out, "utf8"));
      expect(contents(program)).toStrictEqual(contents(buildReference(finiteQuestion(problemOf(name))).program));
    });
    expect((await highs.solve(readMps((await secondbest(["export", instance(name), ...options])).stdout))).objective).toBeCloseTo(value, 9);
  });
});

describe("secondbest frontier", () => {
  test("goes from the second best to the broker's optimum", async () => {
    const { code, stdout } = await secondbest(["frontier", instance("uniform"), "--points", "5", "--json"]);
    const { points } = JSON.parse(stdout) as { points: { gainsFromTrade: number; brokerProfit: number }[] };
    // On n midpoints virtual values are (4i − 1)/2n − 1 and virtual costs (4j − 3)/2n; the broker's optimum adds up the positive gaps.
    const n = 20;
    let most = 0;
    for (let i = 1; i <= n; i++) for (let j = 1; j <= n; j++) most += Math.max(0, (4 * i - 1 - (4 * j - 3)) / (2 * n) - 1) / n ** 2;
    expect(points).toHaveLength(5);
    expect(points[0]?.gainsFromTrade).toBeCloseTo(323 / 2200, 9);
    expect(points[0]?.brokerProfit).toBeCloseTo(0, 9);
    expect(points[4]?.brokerProfit).toBeCloseTo(most, 9);
    const profits = points.map((point) => point.brokerProfit);
    const gains = points.map((point) => point.gainsFromTrade);
    expect(profits).toEqual([...profits].sort((a, b) => a - b));
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(code).toBe(0);
  });

  test("prints a table", async () => {
    const { code, stdout } = await secondbest(["frontier", instance("kos-manea-two-types"), "--kind", "rents", "--points", "3"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(4);
    expect(stdout).toMatch(/gains +profit +buyers +sellers/);
    expect(code).toBe(0);
  });
});

describe("secondbest verify", () => {
  test("accepts a certificate of 323/2200, and rejects it when the claim is changed", async () => {
    await withFiles({}, async (folder) => {
      const file = join(folder, "proof.json");
      const solved = await secondbest(["solve", instance("uniform"), "--certificate", file]);
      expect(pageOf(solved.stdout).get("proof")).toMatch(/^exact: /);
      expect(await secondbest(["verify", file])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("exact: the optimum is 323/2200"),
      });
      const text = readFileSync(file, "utf8");
      expect(text).toContain('"323/2200"');
      writeFileSync(file, text.replaceAll('"323/2200"', '"324/2200"'));
      const rejected = await secondbest(["verify", file]);
      expect(rejected.stdout).toMatch(/: REJECTED: .{20,}\n$/);
      expect(rejected.code).toBe(5);
    });
  });

  test("a level that cannot be reached ends with exit code 5", async () => {
    const { code, stderr } = await secondbest(["solve", instance("uniform-continuous"), "--width", "1e-4", "--level", "exact"]);
    expect(stderr).toMatch(/^secondbest: no proof of level exact: .+\n$/);
    expect(code).toBe(5);
  });
});

describe("secondbest check", () => {
  test("holds an instance against the value that it expects", async () => {
    const { code, stdout } = await secondbest(["check", instance("uniform"), instance("two-points")]);
    expect(stdout.match(/^pass /gm)).toHaveLength(2);
    expect(stdout).toMatch(/2 of 2 passed\n$/);
    expect(code).toBe(0);
  });

  test("fails with exit code 5 when the value is another", async () => {
    await withFiles({ "mine.json": readFileSync(instance("uniform"), "utf8").replace('"323/2200"', '"0.1468"') }, async (folder) => {
      const { code, stdout } = await secondbest(["check", join(folder, "mine.json")]);
      expect(stdout).toMatch(/^FAIL /);
      expect(code).toBe(5);
    });
  });

  test("checks a theorem by its id, and lists them all", async () => {
    const { code, stdout } = await secondbest(["check", "kos-manea/fixed-price"]);
    expect(stdout).toMatch(/^pass {2}kos-manea\/fixed-price /);
    expect(code).toBe(0);
    const listed = await secondbest(["check", "--list", "--json"]);
    const ids = (JSON.parse(listed.stdout) as { id: string }[]).map(({ id }) => id);
    expect(ids).toContain("myerson-satterthwaite/uniform");
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(40);
  });
});
