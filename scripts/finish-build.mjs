// After the compiler: the command must be executable, and what was compiled from a file that is gone must not ship.
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = join(root, "dist");

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  const source = /\.(?:js|d\.ts)$/.test(name) && join(root, name.replace(/\.(?:js|d\.ts)$/, ".ts"));
  if (source && !existsSync(source)) rmSync(join(dist, name));
}
chmodSync(join(dist, "src/cli/main.js"), 0o755);
