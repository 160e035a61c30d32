// After the compiler: what was compiled from a file that is gone must not ship, and the command is one file with a chunk for each of its commands, executable, and so is
// what threads run: reading some five hundred modules took longer than most solves. The special functions, 224 packages of one small file each, are part of it for the
// same reason; all other packages stay outside.
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildBrowserSolvers } from "./browser-solvers/build.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = join(root, "dist");

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  const source = /^(?!browser\/|explorer\/).*\.(?:js|d\.ts)$/.test(name) && join(root, name.replace(/\.(?:js|d\.ts)$/, ".ts"));
  if (source && !existsSync(source)) rmSync(join(dist, name));
}
/** Packages stay outside but for @stdlib, which asks for a logger to trace its iterations with: it gets one that is silent. */
const specialFunctionsInside = {
  name: "special-functions-inside",
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point" || path.startsWith("@stdlib/")) return undefined;
      return path === "debug" ? { path, namespace: "silent" } : { path, external: true };
    });
    bundler.onLoad({ filter: /.*/, namespace: "silent" }, () => ({ contents: "module.exports = () => () => {};", loader: "js" }));
  },
};
const main = join(dist, "src/cli/main.js");
const threads = ["sweep", "worker"].map((name) => join(dist, `src/node/${name}/thread.js`));
await build({
  entryPoints: [main, ...threads],
  outbase: join(dist, "src"),
  outdir: join(dist, "src"),
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  plugins: [specialFunctionsInside],
  minifyWhitespace: true,
  chunkNames: "cli/chunks/[name]-[hash]",
  logLevel: "warning",
});
chmodSync(main, 0o755);
await buildBrowserSolvers(join(dist, "browser"));
