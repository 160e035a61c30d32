// Writes dist/browser: the solvers in WebAssembly as modules that any bundler takes as they are. Their packages choose at run time between code for Node and code for
// browsers, and refer to files of WebAssembly; bundlers disagree on what to do with either. Here the code for Node is left out and the files are inlined (gzip, Base64), in
// modules that are loaded when a solver is first used. package.json names them under "imports" with the condition "browser".
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL("./", import.meta.url));
const require = createRequire(import.meta.url);

/** Packages whose code is inlined, with the file that holds their license. */
const licenses = { highs: "highs/LICENSE", cvxjs: "cvxjs/LICENSE" };

/** What they would import in Node, and never reach in a browser. */
const nothingOfNode = {
  name: "nothing-of-node",
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path }) =>
      isBuiltin(path) || path === "clarabel-wasm-nodejs" ? { path, namespace: "absent-in-browsers" } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "absent-in-browsers" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

const clarabel = {
  name: "clarabel",
  setup(bundler) {
    bundler.onResolve({ filter: /^clarabel-wasm$/ }, () => ({ path: join(here, "clarabel-wasm.mjs") }));
  },
};

/** `inlined:FILE` is a module whose default export is the file, as `inflate` reads it. */
const inlined = {
  name: "inlined",
  setup(bundler) {
    bundler.onResolve({ filter: /^inlined:/ }, ({ path }) => ({
      path: require.resolve(path.slice("inlined:".length)),
      namespace: "inlined",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "inlined" }, ({ path }) => ({
      contents: `export default ${JSON.stringify(gzipSync(readFileSync(path), { level: 9 }).toString("base64"))};`,
    }));
  },
};

export async function buildBrowserSolvers(outdir) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: [join(here, "highs.mjs"), join(here, "clarabel.mjs")],
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    logLevel: "warning",
    // The loader of HiGHS would name its file relative to itself, which bundlers would look for; it is never asked to. Nor does it meet Node, even in a test of Node that plays browser.
    define: { "import.meta.url": '"about:blank"', "globalThis.process": "undefined" },
    plugins: [nothingOfNode, clarabel, inlined],
  });
  const texts = Object.entries(licenses).map(
    ([name, file]) => `${name}\n\n${readFileSync(join(here, "../../node_modules", file), "utf8")}`,
  );
  writeFileSync(join(outdir, "LICENSES.txt"), `The modules in this folder hold code of the following packages.\n\n${texts.join("\n\n")}`);
}
