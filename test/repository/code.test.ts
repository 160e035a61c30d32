import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, run, withFiles } from "./run.ts";

/** What a script says of the repository, or of these files. */
function check(script: string, files?: Readonly<Record<string, string>>, ...flags: string[]) {
  const path = join(root, "scripts", script);
  if (!files) return run(process.execPath, [path, ...flags]);
  return withFiles(files, (folder) => run(process.execPath, [path, ...flags, folder]));
}

describe("the checks of how the code is written are content with this repository", () => {
  test.each([
    ["check-exports.mjs", /^Exports: \d{3,} in \d{3,} files, \d+ of them used by tests only\.\n$/],
    ["check-names.mjs", /^Names: \d{3,} types, each with one owner( but for \d still to be renamed)?\.\n$/],
    ["check-docs.mjs", /^Docstrings: \d{3,} public names and \d{3,} fields of options, each with one\.\n$/],
    ["check-kinds.mjs", /^Kinds: \d+ tests of kind, \d+ allowed\./],
    ["check-words.mjs", /^Words: \d+ comparisons of constraint words, \d+ allowed\./],
  ])("%s", (script, says) => {
    const { code, stdout, stderr } = check(script);
    expect(stderr).toBe("");
    expect(stdout).toMatch(says);
    expect(code).toBe(0);
  });

  test("and run with the lint", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { lint: string } };
    for (const script of ["check-assertions", "check-exports", "check-names", "check-docs", "check-kinds", "check-words"])
      expect(scripts.lint).toContain(`node scripts/${script}.mjs`);
  });
});

describe("the census of exports", () => {
  const product = {
    "package.json": JSON.stringify({ exports: { ".": { default: "./dist/src/index.js" } }, bin: { it: "dist/src/cli/main.js" } }),
    "tsconfig.json": JSON.stringify({ include: ["src", "solvers", "benchmarks"] }),
    "src/index.ts": 'export { shown } from "./a.ts";\nexport * from "./all.ts";\n',
    "src/cli/main.ts": 'const { run } = await import("./run.ts");\nrun();\nconst kept = (await import("./lazy.ts")).used;\nkept();\n',
    "src/cli/run.ts": "export function run() {}\n",
    "src/cli/lazy.ts": "export function used() {}\n",
    "src/all.ts": "export const everything = 1;\nexport interface Shape {}\n",
    "src/a.ts":
      "export const shown = 1;\nexport const shared = 2;\nexport interface Form { x: number }\nexport function form(): Form { return { x: 1 }; }\n",
    "src/b.ts": 'import { form, shared } from "./a.ts";\nform();\nconsole.log(shared);\n',
    "solvers/s.ts": "export const timed = 1;\n",
    "benchmarks/x.ts": 'import { timed } from "../solvers/s.ts";\nconsole.log(timed);\n',
    "test/a.test.ts": 'import { tested } from "../src/c.ts";\nconsole.log(tested);\n',
  };

  test("is content when every export is used or public", () => {
    const { code, stderr } = check("check-exports.mjs", product);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  test.each([
    [
      "a function that only a test imports",
      "src/c.ts",
      "const x = 1;\nexport function tested() { return x; }\n",
      "2: nothing but tests uses the export tested",
    ],
    [
      "a function that only its own file uses",
      "src/c.ts",
      "export const own = 1;\nconsole.log(own);\n",
      "1: nothing but tests uses the export own",
    ],
    ["a type of which nobody speaks", "src/c.ts", "export interface Lonely {}\n", "1: nothing but tests uses the export Lonely"],
    ["a class passed on by a file that is no door", "src/c.ts", 'export { Kept } from "./d.ts";\n', ""],
    ["one of two names in a list", "src/c.ts", "const a = 1;\nconst b = 2;\nexport { a, b };\n", "3: nothing but tests uses the export a"],
    [
      "one of a module that is loaded for another",
      "src/cli/lazy.ts",
      "export function used() {}\nexport const rest = 1;\n",
      "2: nothing but tests uses the export rest",
    ],
    ["an adapter", "solvers/t.ts", "export const idle = 1;\n", "1: nothing but tests uses the export idle"],
  ])("complains about %s", (_, file, text, message) => {
    const more = message === "" ? { "src/d.ts": "export class Kept {}\n" } : {};
    const { code, stderr } = check("check-exports.mjs", { ...product, ...more, [file]: text });
    expect(stderr).toContain(message === "" ? "src/d.ts:1: nothing but tests uses the export Kept\n" : `${file}:${message}\n`);
    expect(code).toBe(1);
  });
});

test("the check of docstrings complains about what a door lets out without one, from wherever it comes, and about fields of options", () => {
  const { code, stderr } = check("check-docs.mjs", {
    "package.json": JSON.stringify({ exports: { ".": { default: "./dist/src/index.js" }, "./data.json": "./data.json" } }),
    "src/index.ts":
      'import { held } from "./held.ts";\nexport * from "./all.ts";\nexport { one as first } from "./some.ts";\nexport { held };\n',
    "src/all.ts": "/** Said. */\nexport const said = 1;\n// A remark.\nexport const unsaid = 2;\n",
    "src/some.ts": "export function one() {}\n/** Said. */ export const two = 2;\nexport const hidden = 3;\n",
    "src/held.ts": "/** Said. */\nexport interface Inside {}\nexport const held = 1;\n",
  });
  expect(stderr.trim().split("\n").sort()).toEqual([
    "src/all.ts:4 unsaid has no docstring",
    "src/held.ts:3 held has no docstring",
    "src/some.ts:1 first has no docstring",
  ]);
  expect(code).toBe(1);
  const options = "/** Said. */\nexport interface SomeOptions {\n  /** Said. */\n  a: 1;\n  b: 2;\n}\n";
  const door = { "package.json": JSON.stringify({ exports: "./dist/src/index.js" }), "src/index.ts": options };
  expect(check("check-docs.mjs", door).stderr).toBe("src/index.ts:5 SomeOptions.b has no docstring\n");
});

describe("the check of type names", () => {
  test("complains about a name with two owners, and only about that", () => {
    const { code, stderr } = check("check-names.mjs", {
      "src/a.ts": "export interface Twice {}\nexport interface Once {}\nexport const Value = 1;\n",
      "src/deep/b.ts": "\nexport type Twice = number;\ninterface Once {}\nexport type Value = number;\nexport const user: Once = {};\n",
      "solvers/c.ts": "export class Third {}\n",
    });
    expect(stderr).toBe("src/a.ts:1 and src/deep/b.ts:2 export a type Twice: give one of them a name of its own\n");
    expect(code).toBe(1);
  });

  test("knows classes, and adapters", () => {
    const { code, stderr } = check("check-names.mjs", { "src/a.ts": "export class Two {}\n", "solvers/b.ts": "export type Two = 1;\n" });
    expect(stderr).toContain("src/a.ts:1 and solvers/b.ts:1 export a type Two");
    expect(code).toBe(1);
  });
});

describe("the count of tests of kind", () => {
  const ceilings = (of: Record<string, number>) => ({ "scripts/kind-ceilings.json": JSON.stringify(of) });

  test.each([
    ["===", 'if (x.kind === "a") f();'],
    ["!==", 'if ("a" !== x.kind) f();'],
    ["behind ?.", 'if (x?.kind === "a") f();'],
    ["switch", 'switch (x.kind) { case "a": f(); }'],
    ["a variable taken out of it", 'const { kind } = x;\nif (kind === "a") f();'],
  ])("sees %s", (_, text) => {
    const planted = { "src/shop/a.ts": `${text}\n`, ...ceilings({}) };
    const { code, stderr } = check("check-kinds.mjs", planted);
    expect(stderr).toBe(
      `src/shop: 1 tests of kind, 0 allowed; add a method to the contract instead\n  src/shop/a.ts:${text.split("\n").length}\n`,
    );
    expect(code).toBe(1);
    expect(check("check-kinds.mjs", { ...planted, ...ceilings({ "src/shop": 1 }) }).code).toBe(0);
  });

  test("counts by folder, so that none may grow where another shrank", () => {
    const { code, stderr } = check("check-kinds.mjs", {
      "src/a/x.ts": 'if (x.kind === "a" || x.kind === "b") f();\n',
      "src/top.ts": 'if (x.kind === "a") f();\n',
      "solvers/y.ts": "x.kind;\n",
      ...ceilings({ "src/a": 1, src: 1, "src/b": 5 }),
    });
    expect(stderr).toMatch(/^src\/a: 2 tests of kind, 1 allowed;/);
    expect(stderr).not.toContain("src: ");
    expect(code).toBe(1);
  });

  test("lowers the ceilings and never raises them", () => {
    const files = { "src/a/x.ts": 'if (x.kind === "a") f();\n', ...ceilings({ "src/a": 3, "src/b": 2 }) };
    withFiles(files, (folder) => {
      const script = join(root, "scripts/check-kinds.mjs");
      expect(run(process.execPath, [script, folder]).stdout).toBe(
        "Kinds: 1 tests of kind, 5 allowed. Run node scripts/check-kinds.mjs --lower.\n",
      );
      expect(run(process.execPath, [script, "--lower", folder]).code).toBe(0);
      expect(JSON.parse(readFileSync(join(folder, "scripts/kind-ceilings.json"), "utf8"))).toEqual({ "src/a": 1 });
    });
    const over = { "src/a/x.ts": 'if (x.kind === "a") f();\n', ...ceilings({}) };
    expect(check("check-kinds.mjs", over, "--lower").code).toBe(1);
  });
});

describe("the count of comparisons of constraint words", () => {
  const none = { "scripts/word-ceilings.json": "{}" };

  test.each([
    ["===", 'if (problem.incentives === "dominant") f();'],
    ["!== the other way round", 'if ("none" !== budgetRule) f();'],
    ["behind ?.", 'if (problem?.budget.rule === "balanced") f();'],
    ["switch", 'switch (participation) { case "ex-post": f(); }'],
  ])("sees %s", (_, text) => {
    const { code, stderr } = check("check-words.mjs", { "src/shop/a.ts": `${text}\n`, ...none });
    expect(stderr).toMatch(/^src\/shop: 1 comparisons of constraint words, 0 allowed; ask the tables of .*\n {2}src\/shop\/a\.ts:1\n$/);
    expect(code).toBe(1);
  });

  test("leaves stages, other words of the same name and tables alone", () => {
    const text =
      'if (participationStage[participation] === "ex-post" || stage === "interim" || rule === "midpoint") f(words[incentives]);\n';
    expect(check("check-words.mjs", { "src/shop/a.ts": text, ...none }).stdout).toBe(
      "Words: 0 comparisons of constraint words, 0 allowed.\n",
    );
  });
});

describe("the lint of the command line", () => {
  test("refuses the process in a command, and lets the two files that are the process have it", () => {
    const text = "export const here = process.cwd();\n";
    const files = { ".gitignore": "node_modules/\n", "src/cli/planted.ts": text, "src/cli/main.ts": text, "src/cli/process-io.ts": text };
    withFiles(files, (folder) => {
      copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
      const { code, stdout } = run(join(root, "node_modules/.bin/biome"), ["lint", "--reporter=github", "."], { cwd: folder });
      const found = [...stdout.matchAll(/^::error title=lint\/style\/noRestrictedGlobals,file=([^,]+)/gm)].map(([, file]) => file);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/src\/cli\/planted\.ts$/);
      expect(code).toBe(1);
    });
  });
});
