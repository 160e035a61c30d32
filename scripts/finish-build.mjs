// After the compiler: what was compiled from a file that is gone must not ship, and the command is one file with a chunk for each of its commands, executable, and so is
// what threads run: reading some five hundred modules took longer than most solves.
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
  packages: "external",
  chunkNames: "cli/chunks/[name]-[hash]",
  logLevel: "warning",
});
chmodSync(main, 0o755);
await buildBrowserSolvers(join(dist, "browser"));
