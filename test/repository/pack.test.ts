import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeBlocks } from "./readme.ts";
import { root, run, withFiles } from "./run.ts";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** Packs the package as it would be published; the build has been made before. */
function pack(folder: string): Packed {
  const { code, stdout, stderr } = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as [Packed])[0];
}

describe("the packed package", () => {
  let place = "";
  let packed: Packed;
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), "secondbest-packed-"));
    packed = pack(place);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  test("holds what is needed to run, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "data/instance.schema.json",
      "data/result.schema.json",
      "data/explanation.schema.json",
      "data/instances/uniform.json",
      "verifier/secondbest_verify.py",
      "clients/python/secondbest.py",
      "docs/certificate.md",
      "dist/explorer/index.html",
    ])
      expect(paths).toContain(path);
    const allowed =
      /^(?:dist\/browser\/(?:[\w-]+\.js|LICENSES\.txt)|dist\/explorer\/(?:[\w-]+\/)*[\w.-]+|dist\/(?:src|solvers|benchmarks|regressions)\/.+\.(?:js|d\.ts)|data\/instances\/[\w-]+\.(?:json|csv)|data\/\w+\.schema\.json|verifier\/secondbest_verify\.py|clients\/python\/secondbest\.py|docs\/[\w/-]+\.(?:md|svg|ipynb)|[A-Z]+(?:\.md)?|package\.json)$/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(packed.files.find(({ path }) => path === "dist/src/cli/main.js")?.mode).toBe(0o755);
  });

  test("works where it is installed: command, all doors, types", () => {
    withFiles({ "app/package.json": '{ "name": "app", "private": true, "type": "module" }' }, (folder) => {
      const app = join(folder, "app");
      const installed = run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(place, packed.filename)], { cwd: app });
      expect(installed.code, installed.stderr).toBe(0);

      const solved = run("npx", ["--no-install", "secondbest", "solve", "node_modules/secondbest/data/instances/uniform.json"], {
        cwd: app,
      });
      expect(solved.stdout).toMatch(/^value +323\/2200 = 0\.146818181818$/m);
      expect(solved.code).toBe(0);

      writeFileSync(
        join(app, "doors.mjs"),
        `import { createRequire } from "node:module";
         import * as core from "secondbest";
         import * as node from "secondbest/node";
         import * as theorems from "secondbest/theorems";
         const require = createRequire(import.meta.url);
         const problem = node.readInstanceFile("node_modules/secondbest/data/instances/two-points.json");
         const values = [];
         for (const solver of ["highs", "clarabel", "javascript-lp-solver"]) values.push((await core.solve(problem, { solver })).value.lower);
         const example = theorems.checkedTheoremById("myerson-satterthwaite/two-point-example");
         const [report] = await theorems.checkTheorems([example], core.solve);
         console.log(JSON.stringify({
           values,
           checked: [report.pass, report.results.length > 0],
           unchecked: core.allTheorems().filter(({ id }) => !theorems.checkedTheorems.some((one) => one.id === id)),
           missing: Object.keys(core).filter((name) => !(name in node)),
           more: ["readInstanceFile", "writeMechanismCsv"].filter((name) => name in core),
           schemas: ["instance", "result"].map((name) => require("secondbest/" + name + ".schema.json").title),
         }));`,
      );
      const doors = run(process.execPath, ["doors.mjs"], { cwd: app });
      expect(doors.stderr).toBe("");
      const { values, ...rest } = JSON.parse(doors.stdout) as { values: number[] };
      for (const value of values) expect(value).toBeCloseTo(1 / 2, 6);
      expect(rest).toEqual({
        checked: [true, true],
        unchecked: [],
        missing: [],
        more: [],
        schemas: ["Design problem (secondbest/instance@1)", "Result of a design problem (secondbest/result@1)"],
      });

      // What is not used is left out of a bundle: a class of errors costs next to nothing, and programs and solvers stay in chunks of their own.
      const bundled = (code: string): number => {
        writeFileSync(join(app, "entry.mjs"), code);
        const { outputFiles } = buildSync({
          entryPoints: [join(app, "entry.mjs")],
          bundle: true,
          minify: true,
          write: false,
          format: "esm",
          platform: "browser",
          packages: "bundle",
          external: ["#highs", "#clarabel"],
        });
        return outputFiles[0]?.contents.length ?? Number.NaN;
      };
      expect(bundled('import { InvalidInputError } from "secondbest"; console.log(InvalidInputError.name);')).toBeLessThan(2_000);
      expect(bundled('import { parseCertificate } from "secondbest"; console.log(parseCertificate);')).toBeLessThan(200_000);

      // The examples of the README are type-checked against the packed types, each as a module of its own.
      mkdirSync(join(app, "examples"));
      codeBlocks()
        .filter(({ language }) => language === "ts")
        .forEach(({ text }, k) => {
          writeFileSync(join(app, `examples/readme-${k}.ts`), text);
        });
      const compiler = [
        "--noEmit",
        "--strict",
        "--target",
        "es2023",
        "--module",
        "nodenext",
        "--moduleResolution",
        "nodenext",
        "--lib",
        "es2023,dom",
      ];
      const wrong = 'import { uniform } from "secondbest";\nuniform({ min: "zero" as unknown as boolean, max: 1 });\n';
      writeFileSync(join(app, "examples/wrong.ts"), wrong);
      // One run of the compiler for all: what is wrong is told of the one file that is.
      const files = [0, 1, 2].map((k) => `examples/readme-${k}.ts`);
      const typed = run(join(root, "node_modules/.bin/tsc"), [...compiler, "--types", "", ...files, "examples/wrong.ts"], { cwd: app });
      expect(typed.stdout.trimEnd().split("\n")).toEqual([
        expect.stringMatching(/^examples\/wrong\.ts\(2,\d+\): error .*Type 'boolean' is not assignable to type 'NumberInput'/),
      ]);
      expect(readFileSync(join(app, "node_modules/secondbest/package.json"), "utf8")).toContain('"license": "MIT"');
    });
  });
});
