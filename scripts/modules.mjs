// Reads the modules of the repository as syntax trees, for the scripts that check how it is written.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";

/** The TypeScript modules and scripts below some folders of a root; a folder that is missing has none. Names are relative to the root, with slashes. */
export function modulesIn(root, folders) {
  return folders.flatMap((folder) =>
    filesIn(join(root, folder))
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
      .filter((name) => /\.(tsx?|mjs)$/.test(name) && !name.endsWith(".d.ts"))
      .map((name) => {
        const text = readFileSync(join(root, name), "utf8");
        return { name, path: join(root, name), text, ast: parseAst(text, { lang: name.endsWith("x") ? "tsx" : "ts" }) };
      }),
  );
}

function filesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** The line of a node, from 1. */
export function lineOf({ text }, node) {
  return text.slice(0, node.start).split("\n").length;
}

/** The names that a module declares and exports itself, each with its declaration. */
export function declaredExports({ ast }) {
  const found = [];
  for (const node of ast.body) {
    if (node.type === "ExportDefaultDeclaration") found.push({ name: "default", node });
    if (node.type !== "ExportNamedDeclaration" || node.source) continue;
    for (const { exported } of node.specifiers) found.push({ name: exported.name, node });
    const { declaration } = node;
    if (declaration?.type === "VariableDeclaration")
      for (const { id } of declaration.declarations) for (const name of namesIn(id)) found.push({ name, node });
    else if (declaration) found.push({ name: declaration.id.name, node });
  }
  return found;
}

function namesIn(pattern) {
  if (pattern.type === "Identifier") return [pattern.name];
  if (pattern.type === "ObjectPattern") return pattern.properties.flatMap((property) => namesIn(property.value ?? property.argument));
  return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
}

const typeDeclarations = new Set(["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "ClassDeclaration"]);

/** Whether an exported declaration is the name of a type. */
export function isType({ declaration }) {
  return typeDeclarations.has(declaration?.type);
}

/** Visits a node and everything below it, types included, with its parents, outermost first. */
export function walk(node, visit, parents = []) {
  visit(node, parents);
  parents.push(node);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === "string") walk(child, visit, parents);
  parents.pop();
}
