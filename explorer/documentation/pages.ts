import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A page of the documentation: a Markdown file of the repository. */
export interface SourcePage {
  /** Path of the Markdown file from the root. */
  readonly source: string;
  /** Name of the HTML file. */
  readonly file: string;
  readonly title: string;
  readonly markdown: string;
}

export interface Section {
  readonly title: string;
  readonly pages: readonly SourcePage[];
}

/**
 * What the documentation consists of, in the order of its contents: the guide, the pages of each folder, and what else lies in docs/. `made` are pages of the reference that
 * no file holds.
 */
export function documentation(root: string, made: readonly SourcePage[] = []): readonly Section[] {
  const pages = (...sources: string[]) => sources.filter((source) => existsSync(join(root, source))).map((source) => pageOf(root, source));
  const named = {
    start: ["README.md", "docs/concepts.md"],
    reference: ["docs/theorems.md", "docs/formats.md", "docs/certificate.md"],
    project: ["CONTRIBUTING.md", "CHANGELOG.md"],
  };
  const elsewhere = markdownIn(root, "docs").filter((source) => !Object.values(named).flat().includes(source));
  return [
    { title: "Start", pages: pages(...named.start) },
    { title: "Worked examples", pages: pages(...markdownIn(root, "docs/examples")) },
    { title: "Jobs", pages: pages(...markdownIn(root, "docs/jobs")) },
    { title: "Reference", pages: [...pages(...named.reference), ...made] },
    { title: "More", pages: pages(...elsewhere) },
    { title: "Project", pages: pages(...named.project) },
  ].filter((section) => section.pages.length > 0);
}

function markdownIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function pageOf(root: string, source: string): SourcePage {
  const markdown = readFileSync(join(root, source), "utf8");
  const heading = /^# (.+)$/m.exec(markdown)?.[1] ?? basename(source, ".md");
  return { source, file: fileOf(source), title: source === "README.md" ? "Guide" : heading.replaceAll("`", ""), markdown };
}

/** README.md is the front page; docs/examples/01-x.md becomes examples-01-x.html. */
function fileOf(source: string): string {
  if (source === "README.md") return "index.html";
  return `${source
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .replaceAll("/", "-")
    .toLowerCase()}.html`;
}
