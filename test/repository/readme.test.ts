import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { defaultCertifyOptions } from "../../src/analysis/certify.ts";
import {
  bilateralTrade,
  defaultSolveOptions,
  designProblem,
  multilateralTrade,
  parseInstance,
  partnership,
  power,
  solve,
  solverByName,
  solverNames,
  uniform,
} from "../../src/node/index.ts";
import { budgetChoices, incentivesChoices, participationChoices } from "../../src/problem/design-problem.ts";
import { lawExamples } from "../../src/problem/law-examples.ts";
import { defaultSizeLimit } from "../../src/program/size-limit.ts";
import { routeOf } from "../../src/routes/choose.ts";
import { codeBlocks, readme, steady } from "./readme.ts";
import { root, run, withFiles } from "./run.ts";

const blocks = codeBlocks();

/** The shell blocks, as they run in a folder that has the data. The commands that install or test the package are what brought us here. */
const shell = blocks.filter(({ language }) => language === "sh");
const commands = shell.filter(({ text }) => !text.includes("npm test"));

describe("README.md", () => {
  test("begins with two sentences and the two commands", () => {
    const [title, , ...rest] = readme.split("\n");
    expect(title).toBe("# secondbest");
    expect(
      rest
        .slice(0, 2)
        .join(" ")
        .match(/[.!?](?=\s|$)/g),
    ).toHaveLength(2);
    expect(shell.slice(0, 2).map(({ text }) => text.trim())).toEqual([
      "npm install && npx secondbest solve data/instances/uniform.json",
      "npm install && npm test",
    ]);
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    expect(scripts).toMatchObject({ prepare: "npm run build", test: "vitest run --project core" });
  });

  test("shows the output of its commands", () => {
    expect(commands.length).toBeGreaterThanOrEqual(5);
    withFiles({}, (folder) => {
      symlinkSync(join(root, "data"), join(folder, "data"));
      for (const { text, output } of commands) {
        const script = text
          .replaceAll("npm install && ", "")
          .replaceAll("npx secondbest", `"${process.execPath}" "${join(root, "dist/src/cli/main.js")}"`);
        const { code, stdout, stderr } = run("bash", ["-e", "-c", script], { cwd: folder });
        expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
        expect(output, text).toBeDefined();
        expect(steady(stdout), text).toBe(steady(output as string));
      }
    });
  });

  test("shows the output of its code", () => {
    const code = blocks.filter(({ language }) => language === "ts");
    expect(code.length).toBeGreaterThanOrEqual(3);
    withFiles({ "node_modules/.keep": "" }, (folder) => {
      symlinkSync(root, join(folder, "node_modules/secondbest"));
      for (const { text, output } of code) {
        writeFileSync(join(folder, "example.mjs"), transformSync(text, { loader: "ts", format: "esm", target: "es2022" }).code);
        const { stdout, stderr, code: exit } = run(process.execPath, ["example.mjs"], { cwd: folder });
        expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
        expect(stdout).toBe(output);
      }
    });
  });

  test("has a first example of about ten lines", () => {
    const [first] = blocks.filter(({ language }) => language === "ts");
    expect(first?.text.trim().split("\n").length).toBeLessThanOrEqual(10);
  });

  test("states instances that are what it says of them", async () => {
    const [json, ...others] = blocks.filter(({ language }) => language === "json");
    // Kos and Manea's two types with M = 7 > 0: 49/20.
    expect((await solve(parseInstance(json?.text))).value.exact?.toFraction()).toBe("49/20");
    expect(others.length).toBeGreaterThanOrEqual(2);
    for (const { text } of others) {
      const problem = parseInstance(text);
      const { value, status } = await solve(problem);
      expect(status).toBe("optimal");
      expect(value.lower, text).toBeCloseTo(problem.expected?.value.valueOf() ?? Number.NaN, 8);
    }
  });

  test("brackets a custom law where the same law by name is", async () => {
    const output = blocks.find(({ text }) => text.includes("customLaw"))?.output ?? "";
    const [, low, high] = /between (\S+) and (\S+)/.exec(output) ?? [];
    const environment = bilateralTrade({ buyer: power({ min: 0, max: 1, exponent: 2 }), seller: uniform({ min: 0, max: 1 }) });
    const { value } = await solve(designProblem({ environment, width: 1e-7 }));
    // What is printed has five digits.
    expect(Number(low)).toBeLessThanOrEqual(value.lower + 5e-6);
    expect(Number(high)).toBeGreaterThanOrEqual(value.upper - 5e-6);
    expect(value.upper - value.lower).toBeLessThan(1e-6);
  });
});

/** The rows of the table whose header starts with this cell, as lists of cells. */
function table(first: string): string[][] {
  const lines = readme.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const rows: string[][] = [];
  for (let k = start + 2; lines[k]?.startsWith("|"); k++) {
    rows.push(
      (lines[k] as string)
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}

const quoted = (cell: string | undefined) => [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, word]) => word as string);

describe("the tables of README.md", () => {
  test("know all words", () => {
    const rows = table("field");
    const words = (field: string) => {
      const from = rows.findIndex(([cell]) => cell === `\`${field}\``);
      const to = rows.findIndex(([cell], k) => k > from && cell !== "");
      return rows.slice(from, to < 0 ? undefined : to).flatMap(([, word]) => quoted(word));
    };
    expect(words("incentives")).toEqual(incentivesChoices);
    expect(words("participation")).toEqual(participationChoices);
    expect(words("budget")).toEqual(budgetChoices);
    expect(words("objective").slice(0, 2)).toEqual(["gains-from-trade", "broker-profit"]);
  });

  test("know all laws", () => {
    const schema = readFileSync(join(root, "data/instance.schema.json"), "utf8");
    const laws = new Set(
      [...schema.matchAll(/"distribution": \{\s*"type": "string",\s*"const": "([^"]+)"/g)].map(([, law]) => law as string),
    );
    expect(laws.size).toBeGreaterThan(10);
    const paragraph = readme.split("\n\n").find((text) => text.startsWith("Laws: "));
    expect(quoted(paragraph).sort()).toEqual([...laws].sort());
  });

  test("show each law with its fields, as an instance states it", () => {
    const shown = table("each law with its fields").map(([cell]) => JSON.parse(quoted(cell)[0] as string) as unknown);
    expect(shown).toEqual(Object.values(lawExamples).map(({ example }) => example));
    const traders = { seller: shown[0], kind: "bilateral-trade" };
    for (const buyer of shown) parseInstance({ format: "secondbest/instance@1", environment: { ...traders, buyer } });
  });

  const unit = uniform({ min: 0, max: 1 });
  test.each([
    ["bilateral trade", bilateralTrade({ buyer: unit, seller: unit })],
    ["multilateral trade", multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 2, distribution: unit }] })],
    ["partnership", partnership({ partners: [{ share: "1/3", count: 3, distribution: unit }] })],
  ])("say which route serves each cell of %s", (name, environment) => {
    const seen = new Set<string>();
    for (const [incentivesCell, participationCell, ...routes] of table(name)) {
      const [incentives] = quoted(incentivesCell) as ["bayesian" | "dominant"];
      for (const participation of quoted(participationCell) as ("none" | "ex-ante" | "interim" | "ex-post")[]) {
        routes.forEach((route, k) => {
          const budget = budgetChoices[k] as (typeof budgetChoices)[number];
          const problem = designProblem({ environment, incentives, participation, budget });
          // What no route accepts goes to the program, which then asks for a discretization.
          expect(routeOf(problem, undefined).name).toBe(route);
          seen.add(`${incentives} ${participation} ${budget}`);
        });
      }
    }
    expect(seen.size).toBe(incentivesChoices.length * participationChoices.length * budgetChoices.length);
  });

  test("know all solvers and how large a program they take", () => {
    const rows = table("name");
    expect(rows.flatMap(([name]) => quoted(name))).toEqual(solverNames());
    for (const [names, , , size] of rows) {
      for (const name of quoted(names)) {
        const { maxRows, maxColumns } = solverByName(name).capabilities;
        const rowsText = `${maxRows.toLocaleString("en-US")} rows`;
        expect(size).toBe(
          maxColumns < maxRows || maxColumns < 10_000 ? `${rowsText}, ${maxColumns.toLocaleString("en-US")} columns` : rowsText,
        );
      }
    }
  });

  test("know the limits", () => {
    const limits = readme.slice(readme.indexOf("## Limits"));
    const numbers = [
      defaultSolveOptions.exactLimit,
      defaultSolveOptions.maxCells,
      defaultSizeLimit.rows,
      defaultSizeLimit.nonzeros,
      defaultCertifyOptions.columnLimit,
    ];
    for (const number of numbers) expect(limits).toContain(number.toLocaleString("en-US"));
  });
});
