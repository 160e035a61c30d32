// Bundles src/index.ts for browsers, which proves that the core needs nothing from Node. Solvers are chunks of their own, loaded when first used.
// Usage: node scripts/bundle-core.mjs [FOLDER [ENTRY]]   (default: a temporary folder, removed afterwards; src/index.ts)
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const entry = process.argv[3] ?? join(root, "src/index.ts");
const require = createRequire(import.meta.url);
const outdir = process.argv[2] ?? mkdtempSync(join(tmpdir(), "bundle-"));

/** Packages with code for Node beside the code for browsers, chosen when they run: what they would import in Node is left empty. */
const choosesAtRunTime = new Map([
  ["highs", "its loader reads the WebAssembly file by itself in Node and fetches it in a browser"],
  ["cvxjs", "it loads clarabel-wasm-nodejs in Node and clarabel-wasm in a browser"],
]);

/** No module for Node comes in, except where {@link choosesAtRunTime} says so. */
const nothingOfNode = {
  name: "nothing-of-node",
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path, importer }) => {
      if (!isBuiltin(path) && path !== "clarabel-wasm-nodejs") return undefined;
      const owner = packageOf(importer);
      if (choosesAtRunTime.has(owner)) {
        emptied.add(`${owner}: ${path}`);
        return { path, namespace: "absent-in-browsers" };
      }
      return { errors: [{ text: `${relative(root, importer)} imports ${path}, which browsers do not have` }] };
    });
    bundler.onLoad({ filter: /.*/, namespace: "absent-in-browsers" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};
const emptied = new Set();

/** `import * as wasm from "./x.wasm"`, as wasm-bindgen writes it for bundlers: fetched beside the chunk and linked to the module it imports from. */
const webAssembly = {
  name: "web-assembly",
  setup(bundler) {
    bundler.onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
      const module = await WebAssembly.compile(readFileSync(path));
      const from = [...new Set(WebAssembly.Module.imports(module).map((one) => one.module))];
      const file = basename(path);
      copyFileSync(path, join(outdir, file));
      return {
        resolveDir: dirname(path),
        contents: [
          ...from.map((name, k) => `import * as m${k} from ${JSON.stringify(name)};`),
          `const { instance } = await WebAssembly.instantiateStreaming(fetch(new URL(${JSON.stringify(file)}, import.meta.url)), {`,
          `  ${from.map((name, k) => `${JSON.stringify(name)}: m${k}`).join(", ")} });`,
          ...WebAssembly.Module.exports(module).map(({ name }) => `export const ${name} = instance.exports.${name};`),
        ].join("\n"),
      };
    });
  },
};

function packageOf(importer) {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(importer.replaceAll("\\", "/"))?.[1] ?? "secondbest";
}

try {
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: [entry],
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    metafile: true,
    logLevel: "silent",
    entryNames: "secondbest",
    chunkNames: "chunk-[hash]",
    plugins: [nothingOfNode, webAssembly],
  });
  // HiGHS fetches its WebAssembly file from beside its chunk.
  copyFileSync(require.resolve("highs/runtime"), join(outdir, "highs.wasm"));
  report(metafile);
} catch (error) {
  for (const { text } of error.errors ?? [{ text: String(error) }]) process.stderr.write(`bundle: ${text}\n`);
  process.exitCode = 1;
} finally {
  if (process.argv[2] === undefined) rmSync(outdir, { recursive: true });
}

function report({ outputs }) {
  const kilobytes = (bytes) => `${Math.round(bytes / 1024)} KiB`;
  const all = Object.entries(outputs);
  // What is loaded at once: the entry and what it imports statically, directly or not.
  const eager = new Set([all.find(([name]) => basename(name) === "secondbest.js")[0]]);
  for (const name of eager) for (const { path, kind } of outputs[name].imports) if (kind === "import-statement") eager.add(path);
  const eagerBytes = [...eager].reduce((sum, name) => sum + outputs[name].bytes, 0);
  const eagerInputs = new Set([...eager].flatMap((name) => Object.keys(outputs[name].inputs)));
  process.stdout.write(
    `Browser bundle: ${eagerInputs.size} modules, ${kilobytes(eagerBytes)} minified, no module of Node; ` +
      `${all.length - eager.size} chunks (${kilobytes(all.reduce((sum, [, output]) => sum + output.bytes, 0) - eagerBytes)}) loaded when first used.\n`,
  );
  for (const one of [...emptied].sort()) {
    const [owner] = one.split(": ");
    process.stdout.write(`  left empty: ${one} (${choosesAtRunTime.get(owner)})\n`);
  }
}
