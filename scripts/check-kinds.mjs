// Counts tests of `kind` (=== or !== "…", switch) per folder and fails when a folder has more than scripts/kind-ceilings.json allows: what differs from kind to
// kind belongs into the contract that the kinds share, not into a further test. The ceilings may only fall; --lower writes them down to today's counts.
// Usage: node scripts/check-kinds.mjs [--lower] [FOLDER]   (default: the repository)
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lineOf, modulesIn, walk } from "./modules.mjs";

const words = process.argv.slice(2);
const lower = words.includes("--lower");
const root = resolve(words.find((word) => !word.startsWith("--")) ?? ".");
const ceilingsFile = join(root, "scripts/kind-ceilings.json");
const ceilings = JSON.parse(readFileSync(ceilingsFile, "utf8"));

/** Places of tests by folder. */
const places = new Map();
for (const file of modulesIn(root, ["src", "solvers"])) {
  const folder = file.name
    .split("/")
    .slice(0, file.name.startsWith("src/") && file.name.split("/").length > 2 ? 2 : 1)
    .join("/");
  walk(file.ast, (node) => {
    if (isTestOfKind(node)) places.set(folder, [...(places.get(folder) ?? []), `${file.name}:${lineOf(file, node)}`]);
  });
}
const over = [...places].filter(([folder, found]) => found.length > (ceilings[folder] ?? 0));
for (const [folder, found] of over) {
  process.stderr.write(
    `${folder}: ${found.length} tests of kind, ${ceilings[folder] ?? 0} allowed; add a method to the contract instead\n`,
  );
  for (const place of found) process.stderr.write(`  ${place}\n`);
}
const total = [...places.values()].reduce((sum, found) => sum + found.length, 0);
const allowed = Object.values(ceilings).reduce((sum, ceiling) => sum + ceiling, 0);
if (over.length > 0) process.exitCode = 1;
else if (lower) {
  const now = Object.fromEntries(
    Object.keys(ceilings).flatMap((folder) => (places.has(folder) ? [[folder, places.get(folder).length]] : [])),
  );
  writeFileSync(ceilingsFile, `${JSON.stringify(now, null, 2)}\n`);
} else {
  process.stdout.write(
    `Kinds: ${total} tests of kind, ${allowed} allowed.${total < allowed ? " Run node scripts/check-kinds.mjs --lower." : ""}\n`,
  );
}

/** `x.kind === …`, `kind !== …` or `switch (x.kind)`. */
function isTestOfKind(node) {
  if (node.type === "SwitchStatement") return isKind(node.discriminant);
  return node.type === "BinaryExpression" && /^[!=]==$/.test(node.operator) && (isKind(node.left) || isKind(node.right));
}

function isKind(node) {
  if (node.type === "ChainExpression") return isKind(node.expression);
  if (node.type === "Identifier") return node.name === "kind";
  return node.type === "MemberExpression" && node.property.name === "kind";
}
