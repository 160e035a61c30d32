// Whether dist/ is what a build of the files as they are would write. A build ends with `node scripts/built.mjs`, which remembers all files of the repository, those that it
// wrote among them, by their hash; who needs a build asks `isBuilt` and builds when any file has been changed, added or removed since.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const memory = join(root, "node_modules/.cache/secondbest/built");

/** Installed packages are told by package-lock.json. */
const elsewhere = new Set(["node_modules", ".git"]);

/** One hash of all files, names and contents. */
function hashOfFiles() {
  const hash = createHash("sha256");
  const add = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const name = join(folder, entry.name);
      if (elsewhere.has(entry.name)) continue;
      if (entry.isDirectory()) add(name);
      else if (entry.isFile())
        hash.update(`${name}\0`).update(
          createHash("sha256")
            .update(readFileSync(join(root, name)))
            .digest(),
        );
    }
  };
  add("");
  return hash.digest("hex");
}

export function isBuilt() {
  try {
    return readFileSync(memory, "utf8") === hashOfFiles();
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, hashOfFiles());
}
