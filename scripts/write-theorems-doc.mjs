// Writes docs/theorems.md from the catalogue in src/theorems. Run after changing a theorem: node scripts/write-theorems-doc.mjs
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
      contents:
        'export { publishedTheorems } from "./src/theorems/catalogue.ts"; export { theoremsDocument } from "./src/theorems/document.ts";',
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    format: "cjs",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  const { publishedTheorems, theoremsDocument } = await import(pathToFileURL(outfile).href);
  await writeFile(join(root, "docs/theorems.md"), theoremsDocument(publishedTheorems));
} finally {
  await rm(folder, { recursive: true });
}
