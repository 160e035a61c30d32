// Bundles src/index.ts for browsers, which proves that the core needs nothing from Node. Solvers are chunks of their own, loaded when first used.
// Usage: node scripts/bundle-core.mjs [FOLDER [ENTRY]]   (default: a temporary folder, removed afterwards; src/index.ts)
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const entry = process.argv[3] ?? join(root, "src/index.ts");
const outdir = process.argv[2] ?? mkdtempSync(join(tmpdir(), "bundle-"));

/** No module for Node comes in. */
const nothingOfNode = {
  name: "nothing-of-node",
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path, importer }) =>
      isBuiltin(path) ? { errors: [{ text: `${relative(root, importer)} imports ${path}, which browsers do not have` }] } : undefined,
    );
  },
};

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
    chunkNames: "[name]-[hash]",
    plugins: [nothingOfNode],
  });
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
}
