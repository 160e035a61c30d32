import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import type { Browser } from "playwright-core";
import { type Plugin, rollup } from "rollup";
import { build as viteBuild } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import webpack from "webpack";
import { run } from "../repository/run.ts";
import { openBrowser, openSite } from "./support/site.ts";

/** What a page does with the package: every solver in WebAssembly, the closed route, and a worker that is stopped and one that answers. */
const application = `
import { createHighsSolver, parseInstance, resultJson, solve } from "secondbest";
import * as core from "secondbest/core";
import { solve as inWorker } from "secondbest/worker";
const two = (low, high) => ({ distribution: "discrete", values: [low, high], masses: ["1/2", "1/2"] });
const unit = { distribution: "uniform", min: 0, max: 1 };
const trade = (buyer, seller, words = {}) => parseInstance({ format: "secondbest/instance@1", environment: { kind: "bilateral-trade", buyer, seller }, ...words });
const pair = trade(two(0, 3), two(1, 4));
const long = trade(unit, unit, { incentives: "dominant", participation: "ex-post", budget: "no-deficit", discretization: { rule: "midpoint", points: 200 } });
globalThis.check = async () => {
  const values = {};
  for (const solver of ["highs", "clarabel", "javascript-lp-solver"]) values[solver] = (await solve(pair, { solver })).value.lower;
  values.closed = (await core.solve(trade(unit, unit))).value.lower;
  values.worker = (await inWorker(pair, { solver: "highs" })).result.value.lower;
  const stopped = await inWorker(long, { solver: "highs", signal: AbortSignal.timeout(500) }).catch(({ name }) => name);
  return { values, stopped, plain: resultJson(await solve(pair)).value.exact };
};
globalThis.ready = true;
`;

/** As the recipe of the README says, for bundlers that do not follow workers into packages. */
const withWorkerEntry = `
import { startWorkersWith } from "secondbest/worker";
startWorkersWith(() => new Worker("/solve-worker.js", { type: "module" }));
`;
const workerEntry = 'import "secondbest/worker/thread";\n';
const errorOnly = 'import { InvalidInputError } from "secondbest"; console.log(InvalidInputError.name);\n';

let app = "";
let browser: Browser;

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), "secondbest-bundlers-"));
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", app]);
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
  const installed = run("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", filename], { cwd: app });
  if (installed.code !== 0) throw new Error(installed.stderr);
  writeFileSync(join(app, "main.js"), application);
  writeFileSync(join(app, "main-with-worker.js"), withWorkerEntry + application);
  writeFileSync(join(app, "solve-worker.js"), workerEntry);
  writeFileSync(join(app, "error.js"), errorOnly);
  writeFileSync(join(app, "index.html"), '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  rmSync(app, { recursive: true, force: true });
});

/** Bundles the entries of the app into a folder; a bundler's warnings about anything but size fail the test. */
type Bundle = (entries: readonly string[], outdir: string) => Promise<void>;

const page = (script: string) => `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${script}"></script>`;

const withEsbuild =
  (options: esbuild.BuildOptions): Bundle =>
  async (entries, outdir) => {
    const { warnings } = await esbuild.build({
      entryPoints: entries.map((name) => join(app, name)),
      bundle: true,
      minify: true,
      outdir,
      logLevel: "silent",
      ...options,
    });
    expect(warnings.map(({ text }) => text).filter((text) => !/direct eval/.test(text))).toEqual([]);
  };

const withWebpack =
  (options: webpack.Configuration): Bundle =>
  (entries, outdir) =>
    new Promise((resolve, reject) => {
      const entry = Object.fromEntries(entries.map((name) => [name.replace(/\.js$/, ""), join(app, name)]));
      webpack(
        { mode: "production", context: app, entry, performance: false, ...options, output: { path: outdir, ...options.output } },
        (error, stats) => {
          const problems = stats?.toJson({ all: false, errors: true, warnings: true });
          if (error || problems?.errors?.length) return reject(error ?? new Error(JSON.stringify(problems?.errors)));
          resolve();
        },
      );
    });

/** What @rollup/plugin-json does: some packages hold tables as JSON. */
const json: Plugin = {
  name: "json",
  transform: (code, id) => (id.endsWith(".json") ? { code: `export default ${code}`, map: null } : null),
};

const withRollup: Bundle = async (entries, outdir) => {
  const bundle = await rollup({
    input: entries.map((name) => join(app, name)),
    plugins: [json, nodeResolve({ browser: true }), (commonjs.default as unknown as () => Plugin)()],
    onwarn: ({ code, message }) => {
      if (!["EVAL", "INVALID_ANNOTATION", "CIRCULAR_DEPENDENCY", "THIS_IS_UNDEFINED"].includes(code ?? ""))
        throw new Error(`${code}: ${message}`);
    },
  });
  await bundle.write({ dir: outdir, format: "es" });
  await bundle.close();
};

const withVite =
  (build: object): Bundle =>
  async (entries, outdir) => {
    const input = entries.map((name) => join(app, name));
    const output = { entryFileNames: "[name].js" };
    await viteBuild({
      root: app,
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      build: { outDir: outdir, rolldownOptions: { input, output }, ...build },
    });
  };

const followed = ["main.js"];
const named = ["main-with-worker.js", "solve-worker.js"];

/** Each with the entries that it needs, and the script of the page. */
const setups: readonly (readonly [string, Bundle, readonly string[]])[] = [
  ["esbuild, split", withEsbuild({ splitting: true, format: "esm" }), named],
  ["esbuild, not split", withEsbuild({ format: "esm" }), named],
  ["esbuild, a script without modules", withEsbuild({ format: "iife" }), named],
  ["esbuild for old browsers", withEsbuild({ splitting: true, format: "esm", target: "es2020" }), named],
  ["webpack", withWebpack({}), followed],
  ["webpack in development", withWebpack({ mode: "development" }), followed],
  ["webpack, modules out", withWebpack({ experiments: { outputModule: true }, output: { module: true, filename: "[name].js" } }), followed],
  ["Rollup", withRollup, named],
  ["Vite", withVite({}), followed],
  ["Vite, not minified", withVite({ minify: false }), followed],
];

describe("the packed package", () => {
  test.each(setups)("is bundled by %s as it is, and works in a browser", async (name, bundle, entries) => {
    const outdir = mkdtempSync(join(app, "out-"));
    await bundle(entries, outdir);
    const [script = ""] = entries;
    const site = await openSite(browser, page(script), { "/": outdir });
    try {
      await site.page.waitForFunction("globalThis.ready");
      const { values, stopped, plain } = await site.page.evaluate<{ values: Record<string, number>; stopped: string; plain: string }>(
        "check()",
      );
      // Value 0 or 3, cost 1 or 4, each with probability 1/2: trade whenever both gain, (3 − 1)/4. U[0,1]²: 9/64.
      for (const solver of ["highs", "clarabel", "javascript-lp-solver", "worker"]) expect(values[solver], solver).toBeCloseTo(1 / 2, 6);
      expect(values.closed).toBeCloseTo(9 / 64, 7);
      expect(stopped).toBe("TimeoutError");
      expect(plain).toBe("1/2");
      expect(site.complaints).toEqual([]);
    } finally {
      await site.close();
    }
    console.log(`${name}: ${sizes(outdir)}`);
  });

  test.each([
    ["esbuild", withEsbuild({ format: "esm" })],
    ["webpack", withWebpack({})],
    ["Rollup", withRollup],
    ["Vite", withVite({})],
  ])("leaves what is not used out of a bundle by %s", async (_, bundle) => {
    const outdir = mkdtempSync(join(app, "error-"));
    await bundle(["error.js"], outdir);
    expect(statSync(join(outdir, "error.js")).size).toBeLessThan(3_000);
  });
});

/** The sizes of the scripts of a folder, the largest first. */
function sizes(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.m?js$/.test(name));
  const list = files.map((name) => ({ name, bytes: readFileSync(join(folder, name)).length })).sort((a, b) => b.bytes - a.bytes);
  return list
    .map(({ name, bytes }) => `${name} ${Math.round(bytes / 1024)} KiB`)
    .slice(0, 4)
    .join(", ");
}
