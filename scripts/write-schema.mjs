// Writes the schemas of formats in data/ from the schemas in src/. Run after changing a format: node scripts/write-schema.mjs
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
// CommonJS packages among the dependencies ask for modules of Node by require.
const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };
const folder = await mkdtemp(join(tmpdir(), "schema-"));
try {
  const write = async (source, name, file) => {
    const outfile = join(folder, `${name}.mjs`);
    await build({ entryPoints: [join(root, source)], bundle: true, format: "esm", platform: "node", outfile, logLevel: "error", banner });
    const { [name]: schema } = await import(pathToFileURL(outfile).href);
    await writeFile(join(root, file), `${JSON.stringify(schema(), null, 2)}\n`);
  };
  await write("src/problem/schema.ts", "instanceJsonSchema", "data/instance.schema.json");
  await write("src/report/result/result-schema.ts", "resultJsonSchema", "data/result.schema.json");
  await write("src/report/error-schema.ts", "errorJsonSchema", "data/error.schema.json");
  await write("src/report/explanation/explanation-schema.ts", "explanationJsonSchema", "data/explanation.schema.json");
} finally {
  await rm(folder, { recursive: true });
}
