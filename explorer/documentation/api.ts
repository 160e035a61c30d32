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

/**
 * The API as a page: everything that `secondbest` exports, with the declaration that the compiler wrote and what the docstring says of it. The declarations must have been
 * built (`tsc -p tsconfig.json`). Made here because typedoc (0.28) works with TypeScript up to 6 only, and npm refuses to install it beside 7.
 */
export function apiPage(root: string): SourcePage {
  const door = join(root, "dist/src/index.d.ts");
  if (!existsSync(door)) throw new Error("The declarations of the API have not been built: run npm run build.");
  const entries = merged(exportsOf(door, root));
  const folders = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [, folder = ""] = entry.module.split("/");
    const title = entry.module.split("/").length > 2 ? folder : "The front door";
    folders.set(title, [...(folders.get(title) ?? []), entry]);
  }
  const sections = [...folders].map(([title, own]) => `## ${title}\n\n${own.map(entryText).join("\n")}`);
  const start =
    'Everything that `import … from "secondbest"` gives, from the docstrings of the source. `secondbest/node` adds files and external solvers, `secondbest/figures` pictures, `secondbest/theorems` the checks of published results.';
  return { source: "docs/api.md", file: "api.html", title: "API", markdown: `# API\n\n${start}\n\n${sections.join("\n")}` };
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
