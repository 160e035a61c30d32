import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseAst } from "vite";
import type { SourcePage } from "./pages.ts";

/** A statement of a declaration file, as far as it is looked at. */
interface Statement {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly source?: { readonly value: string } | null;
  readonly exported?: { readonly name: string } | null;
  readonly specifiers?: readonly { readonly local: { readonly name: string }; readonly exported: { readonly name: string } }[];
  readonly declaration?: {
    readonly id?: { readonly name: string };
    readonly declarations?: readonly { readonly id: { readonly name: string } }[];
  } | null;
}

interface Entry {
  readonly name: string;
  /** Path of the source from the root, without its ending. */
  readonly module: string;
  readonly comment: string;
  readonly declaration: string;
}

/** What a package offers under one name, and of which declaration file. */
interface Door {
  readonly title: string;
  readonly file: string;
}

/**
 * The API as a page: everything that the doors of the package export (those of package.json), with the declaration that the compiler wrote and what the docstring says of it;
 * a name that several have is told once, and what each adds under the door's. The declarations must have been built (`tsc -p tsconfig.json`). Made here because typedoc (0.28) works with
 * TypeScript up to 6 only, and npm refuses to install it beside 7.
 */
export function apiPage(root: string): SourcePage {
  const told = new Set<string>();
  const sections = doorsOf(root).flatMap(({ title, file }, k) => {
    const path = join(root, file);
    if (!existsSync(path)) throw new Error("The declarations of the API have not been built: run npm run build.");
    // The same function may wear another docstring or take more options behind another door.
    const entries = merged(exportsOf(path, root)).filter(({ name, declaration }) => !told.has(`${name} ${declaration}`));
    for (const { name, declaration } of entries) told.add(`${name} ${declaration}`);
    if (k > 0) return entries.length === 0 ? [] : [`## ${title}\n\n${entries.map(entryText).join("\n")}`];
    const folders = new Map<string, Entry[]>();
    for (const entry of entries) {
      const [, folder = ""] = entry.module.split("/");
      const part = entry.module.split("/").length > 2 ? folder : "The front door";
      folders.set(part, [...(folders.get(part) ?? []), entry]);
    }
    return [...folders].map(([part, own]) => `## ${part}\n\n${own.map(entryText).join("\n")}`);
  });
  const start =
    'Everything that `import … from "secondbest"` gives, from the docstrings of the source, and at the end what `secondbest/worker`, `secondbest/node`, `secondbest/figures` and `secondbest/theorems` add to it.';
  return { source: "docs/api.md", file: "api.html", title: "API", markdown: `# API\n\n${start}\n\n${sections.join("\n")}` };
}

/** The doors of the package that have declarations, the front door first; what a browser gets where that is something of its own. */
function doorsOf(root: string): readonly Door[] {
  const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly types: string; readonly browser?: { readonly types: string } }>>;
  };
  return Object.entries(exports).flatMap(([path, door]) =>
    typeof door === "string" ? [] : [{ title: path.replace(".", name), file: (door.browser ?? door).types }],
  );
}

/** Overloads, and a type beside a value of the same name, are one entry. */
function merged(entries: readonly Entry[]): Entry[] {
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (!known) byName.set(entry.name, entry);
    else if (known.declaration !== entry.declaration)
      byName.set(entry.name, {
        ...known,
        comment: known.comment || entry.comment,
        declaration: `${known.declaration}\n${entry.declaration}`,
      });
  }
  return [...byName.values()];
}

/** All names that a declaration file exports, those that it passes on included, in its order. */
function exportsOf(file: string, root: string): Entry[] {
  const text = readFileSync(file, "utf8");
  const { body } = parseAst(text, { lang: "dts" }) as unknown as { readonly body: readonly Statement[] };
  return body.flatMap((statement): Entry[] => {
    const { type, source, specifiers = [], declaration } = statement;
    if (type === "ExportAllDeclaration" && source) return exportsOf(declarationFile(file, source.value), root);
    if (type !== "ExportNamedDeclaration") return [];
    if (source) {
      const passed = new Map(exportsOf(declarationFile(file, source.value), root).map((entry) => [entry.name, entry]));
      return specifiers.flatMap(({ local, exported }) => {
        const entry = passed.get(local.name);
        return entry ? [{ ...entry, name: exported.name }] : [];
      });
    }
    const names = declaration?.id ? [declaration.id.name] : (declaration?.declarations ?? []).map(({ id }) => id.name);
    const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text.slice(0, statement.start))?.[1] ?? "";
    const module = relative(join(root, "dist"), file)
      .replaceAll("\\", "/")
      .replace(/\.d\.ts$/, "");
    return names.map((name) => ({ name, module, comment, declaration: text.slice(statement.start, statement.end) }));
  });
}

/** The declaration file that an import in another one means. */
function declarationFile(from: string, to: string): string {
  return resolve(dirname(from), to.replace(/(?:\.d)?\.[jt]s$/, ".d.ts"));
}

function entryText({ name, comment, declaration }: Entry): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const [prose = "", ...tags] = lines.join("\n").split(/^@(?=example|see|throws)/m);
  const said = tags.map((tag) => {
    const [, word, rest = ""] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
    if (word === "example") return `\`\`\`ts\n${rest.trim()}\n\`\`\``;
    return `*${word === "see" ? "Source" : "Throws"}:* ${linked(rest.trim())}`;
  });
  const declared = declaration.replace(/^export (?:declare )?/gm, "");
  return [`### ${name}`, linked(prose.trim()), `\`\`\`ts\n${declared}\n\`\`\``, ...said]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** Names in docstrings as code. */
function linked(text: string): string {
  return text.replace(/\{@link ([^}]+)\}/g, "`$1`");
}
