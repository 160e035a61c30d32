import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** One script for browsers. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles, errors } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "bundle",
    write: false,
    logLevel: "silent",
  });
  expect(errors).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

/** A world without Node: no process, no require, no file system. */
function browser(): vm.Context {
  const window = { WebAssembly, performance, URL, TextDecoder, TextEncoder, console, crypto: globalThis.crypto, setTimeout, clearTimeout };
  return vm.createContext(window);
}

describe("in a browser", () => {
  it("HiGHS solves from one bundled script and the bytes of its WebAssembly file", async () => {
    const script = await bundle(
      'export { createHighsSolver } from "./solvers/highs.ts"; export { smallProgram } from "./test/conformance/small-program.ts";',
    );
    const context = browser();
    context.wasmBinary = await readFile(createRequire(import.meta.url).resolve("highs/runtime"));
    vm.runInContext(script, context);
    const answer = vm.runInContext(
      `typeof process + " " + typeof require;
       bundle.createHighsSolver({ wasm: wasmBinary }).solve(bundle.smallProgram({ objective: [3, 4], rows: [[-Infinity, [1, 1], 4], [-Infinity, [1, 3], 6]] }))`,
      context,
    );
    const { status, point, rowMultipliers } = await answer;
    expect(vm.runInContext("typeof process", context)).toBe("undefined");
    expect(status).toBe("optimal");
    expect(Array.from(point as Float64Array)).toEqual([3, 1]);
    expect(Array.from(rowMultipliers as Float64Array)).toEqual([2.5, 0.5]);
  });

  it.each([
    [
      "javascriptLpSolver",
      "./solvers/javascript-lp-solver.ts",
      "{ objective: [3, 4], rows: [[-Infinity, [1, 1], 4], [-Infinity, [1, 3], 6]] }",
      13,
    ],
    ["numeric", "./solvers/numeric.ts", "{ objective: [1, 1], quadratic: [[1, 0], [0, 1]], rows: [[-Infinity, [1, 1], 1]] }", 0.75],
  ])("%s solves from one bundled script", async (name, file, program, value) => {
    const context = browser();
    vm.runInContext(
      await bundle(
        `export { ${name} as solver } from ${JSON.stringify(file)}; export { smallProgram } from "./test/conformance/small-program.ts";`,
      ),
      context,
    );
    const { status, objective } = await vm.runInContext(`bundle.solver.solve(bundle.smallProgram(${program}))`, context);
    expect(status).toBe("optimal");
    expect(objective).toBeCloseTo(value as number, 9);
  });

  it("the registry bundles, and nothing in it asks for Node", async () => {
    const script = await bundle('export { solverByName, solverNames } from "./solvers/registry.ts";');
    const context = browser();
    vm.runInContext(script, context);
    expect(vm.runInContext("bundle.solverNames().join()", context)).toBe("highs,clarabel,javascript-lp-solver,numeric");
  });
});
