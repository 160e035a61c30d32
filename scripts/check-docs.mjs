// Fails where an editor would show nothing on hover: a name that a door of the package exports (the exports of package.json) without a docstring, or a field of public options without one.
// Usage: node scripts/check-docs.mjs [FOLDER]   (default: the repository)
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { declaredExports, lineOf, modulesIn } from "./modules.mjs";

const root = resolve(process.argv[2] ?? ".");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const files = new Map(modulesIn(root, ["src", "solvers", "regressions"]).map((file) => [file.name, file]));

const pathsOf = (entry) => (typeof entry === "object" ? Object.values(entry).flatMap(pathsOf) : [entry]);
const doors = [...new Set(pathsOf(exports))]
  .filter((path) => path.endsWith(".js"))
  .map((path) => path.replace(/^\.\/dist\//, "").replace(/\.js$/, ".ts"));

/** What a module lets out: names with the file and node that declare them. */
function lentOut(name, seen = new Set()) {
  const file = files.get(name);
  if (!file || seen.has(name)) return new Map();
  seen.add(name);
  const target = (source) => join(dirname(name), source.value).replaceAll("\\", "/");
  const own = declaredExports(file).filter(({ node }) => node.declaration);
  const found = new Map(own.map(({ name: exported, node }) => [exported, { file, node }]));
  const imported = new Map();
  for (const node of file.ast.body) {
    if (node.type === "ImportDeclaration" && node.source.value.startsWith("."))
      for (const { local, imported: from } of node.specifiers) if (from) imported.set(local.name, [target(node.source), from.name]);
    if (node.type === "ExportAllDeclaration") for (const [one, where] of lentOut(target(node.source), new Set(seen))) found.set(one, where);
    if (node.type !== "ExportNamedDeclaration") continue;
    for (const { local, exported } of node.specifiers) {
      const [from, word] = node.source ? [target(node.source), local.name] : (imported.get(local.name) ?? []);
      const where = from && lentOut(from, new Set(seen)).get(word);
      if (where) found.set(exported.name, where);
    }
  }
  return found;
}

/** Whether a docstring ends where a node begins. */
const documented = ({ text }, { start }) =>
  /\*\/\s*$/.test(text.slice(0, start)) && /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.test(text.slice(0, start));

const missing = new Set();
let names = 0;
let fields = 0;
for (const door of doors)
  for (const [name, { file, node }] of lentOut(door)) {
    names += 1;
    if (!documented(file, node)) missing.add(`${file.name}:${lineOf(file, node)} ${name} has no docstring`);
    if (node.declaration?.type !== "TSInterfaceDeclaration" || !/(?:Options|Settings|Input|Limits)$/.test(name)) continue;
    for (const member of node.declaration.body.body) {
      fields += 1;
      if (!documented(file, member))
        missing.add(`${file.name}:${lineOf(file, member)} ${name}.${member.key?.name ?? "?"} has no docstring`);
    }
  }
for (const line of missing) process.stderr.write(`${line}\n`);
if (missing.size > 0) process.exitCode = 1;
else process.stdout.write(`Docstrings: ${names} public names and ${fields} fields of options, each with one.\n`);
