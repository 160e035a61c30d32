// Writes docs/theorems.md from the catalogue in src/theorems and regressions. Run after changing a theorem: node scripts/write-theorems-doc.mjs
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "theorems-"));
try {
  const outfile = join(folder, "theorems.cjs");
  await build({
    stdin: {
      contents: 'export { checkedTheorems, theoremsDocument } from "./regressions/index.ts";',
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    format: "cjs",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  const { checkedTheorems, theoremsDocument } = await import(pathToFileURL(outfile).href);
  await writeFile(join(root, "docs/theorems.md"), theoremsDocument(checkedTheorems));
} finally {
  await rm(folder, { recursive: true });
}
