// Fails when two files of src/ and solvers/ export types of one name: a word of the vocabulary has one owner.
// Usage: node scripts/check-names.mjs [FOLDER]   (default: the repository)
import { resolve } from "node:path";
import { declaredExports, isType, lineOf, modulesIn } from "./modules.mjs";

const root = resolve(process.argv[2] ?? ".");

/** Names that still have two owners; the list may only get shorter. */
const later = new Set([]);

const owners = new Map();
for (const file of modulesIn(root, ["src", "solvers"]))
  for (const { name, node } of declaredExports(file))
    if (isType(node)) owners.set(name, [...(owners.get(name) ?? []), `${file.name}:${lineOf(file, node)}`]);
const shared = [...owners].filter(([name, places]) => places.length > 1 && !later.has(name));
for (const [name, places] of shared)
  process.stderr.write(`${places.join(" and ")} export a type ${name}: give one of them a name of its own\n`);
if (shared.length > 0) process.exitCode = 1;
else {
  const open = [...later].filter((name) => owners.get(name)?.length > 1).length;
  process.stdout.write(`Names: ${owners.size} types, each with one owner${open === 0 ? "" : ` but for ${open} still to be renamed`}.\n`);
}
