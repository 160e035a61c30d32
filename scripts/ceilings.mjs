import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lineOf, modulesIn, walk } from "./modules.mjs";

/**
 * Counts the nodes of src/ and solvers/ that `isCounted` names, per folder, and fails when a folder has more than the file of ceilings allows. The ceilings may only fall;
 * --lower writes them down to today's counts. Reads `[--lower] [FOLDER]` from the command line (default: the repository).
 */
export function checkCeilings({ script, ceilings: name, title, what, remedy, isCounted }) {
  const words = process.argv.slice(2);
  const root = resolve(words.find((word) => !word.startsWith("--")) ?? ".");
  const ceilingsFile = join(root, name);
  const ceilings = JSON.parse(readFileSync(ceilingsFile, "utf8"));
  const places = new Map();
  for (const file of modulesIn(root, ["src", "solvers"])) {
    const folder = file.name
      .split("/")
      .slice(0, file.name.startsWith("src/") && file.name.split("/").length > 2 ? 2 : 1)
      .join("/");
    walk(file.ast, (node) => {
      if (isCounted(node)) places.set(folder, [...(places.get(folder) ?? []), `${file.name}:${lineOf(file, node)}`]);
    });
  }
  const over = [...places].filter(([folder, found]) => found.length > (ceilings[folder] ?? 0));
  for (const [folder, found] of over) {
    process.stderr.write(`${folder}: ${found.length} ${what}, ${ceilings[folder] ?? 0} allowed; ${remedy}\n`);
    for (const place of found) process.stderr.write(`  ${place}\n`);
  }
  const total = [...places.values()].reduce((sum, found) => sum + found.length, 0);
  const allowed = Object.values(ceilings).reduce((sum, ceiling) => sum + ceiling, 0);
  if (over.length > 0) process.exitCode = 1;
  else if (words.includes("--lower")) {
    const now = Object.fromEntries(
      Object.keys(ceilings).flatMap((folder) => (places.has(folder) ? [[folder, places.get(folder).length]] : [])),
    );
    writeFileSync(ceilingsFile, `${JSON.stringify(now, null, 2)}\n`);
  } else {
    const lower = total < allowed ? ` Run node scripts/${script} --lower.` : "";
    process.stdout.write(`${title}: ${total} ${what}, ${allowed} allowed.${lower}\n`);
  }
}
