// Writes data/instance.schema.json from the schema in src/problem/schema.ts. Run after changing the format: node scripts/write-schema.mjs
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "schema-"));
try {
  const outfile = join(folder, "schema.mjs");
  await build({
    entryPoints: [join(root, "src/problem/schema.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  const { instanceJsonSchema } = await import(pathToFileURL(outfile).href);
  await writeFile(join(root, "data/instance.schema.json"), `${JSON.stringify(instanceJsonSchema(), null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
