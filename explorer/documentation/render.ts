import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { Marked, type Tokens } from "marked";
import type { Section, SourcePage } from "./pages.ts";

/** A file of the site. */
export interface Rendered {
  readonly html: string;
  /** Files of the repository that the page links to, from the root. */
  readonly linked: readonly string[];
}

/**
 * A page as HTML: links to other pages lead to them, links to files of the repository to copies of these. Throws Error for a link that leads nowhere, which fails the
 * build.
 */
export function render(page: SourcePage, sections: readonly Section[], root: string): Rendered {
  const linked: string[] = [];
  const anchors = new Map<string, number>();
  const pages = new Map(sections.flatMap((section) => section.pages.map((own) => [own.source, own.file] as const)));

  const target = (href: string): string | null => {
    if (/^(?:https?:|mailto:|#)/.test(href)) return href;
    const [path = "", fragment] = href.split("#");
    const source = posix.join(posix.dirname(page.source), decodeURI(path));
    const file = pages.get(source);
    if (file !== undefined) return fragment === undefined ? file : `${file}#${fragment}`;
    if (!existsSync(join(root, source))) throw new Error(`${page.source}: the link ${href} leads nowhere`);
    // A folder of the repository is no page.
    if (statSync(join(root, source)).isDirectory()) return null;
    linked.push(source);
    return `files/${source}`;
  };

  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${anchorOf(text, anchors)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens);
        const address = target(href);
        return address === null ? inner : `<a href="${escaped(address)}">${inner}</a>`;
      },
      image({ href, text }: Tokens.Image) {
        return `<img src="${escaped(target(href) ?? "")}" alt="${escaped(text)}">`;
      },
      code({ text, lang = "" }: Tokens.Code) {
        return `<pre class="${escaped(lang)}" tabindex="0"><code>${escaped(text)}</code></pre>\n`;
      },
      table({ header, rows }: Tokens.Table) {
        const row = (cells: readonly Tokens.TableCell[], tag: string) =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
        const body = rows.map((cells) => row(cells, "td")).join("");
        return `<div class="scroll" tabindex="0"><table><thead>${row(header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      // The only markup that a page of ours holds is a place for links; whatever else looks like markup is text.
      html: ({ text }: Tokens.HTML | Tokens.Tag) => (/^(?:<a id="[\w-]+">|<\/a>)$/.test(text) ? text : escaped(text)),
    },
  });
  return { html: framed(page.title, marked.parse(page.markdown, { async: false }), contents(sections, page.file)), linked };
}

/** The anchor of a heading, as links to it are written; a second one of the same name gets a number. */
function anchorOf(text: string, seen: Map<string, number>): string {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
  const count = seen.get(plain) ?? 0;
  seen.set(plain, count + 1);
  return escaped(count === 0 ? plain : `${plain}-${count}`);
}

/** The list of all pages, the current one marked. */
export function contents(sections: readonly Section[], current: string): string {
  const list = (own: Section) =>
    own.pages
      .map(({ file, title }) => `<li><a href="${file}"${file === current ? ' aria-current="page"' : ""}>${escaped(title)}</a></li>`)
      .join("");
  return sections.map((section) => `<h2>${escaped(section.title)}</h2><ul>${list(section)}</ul>`).join("\n");
}

/** A whole page. It needs no script. */
export function framed(title: string, body: string, nav: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · secondbest</title>
<link rel="icon" href="../icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="documentation.css">
</head>
<body>
<header><p class="wordmark"><a href="../index.html">secondbest</a></p><nav aria-label="Pages"><a href="../index.html">Explore</a><a href="index.html" aria-current="true">Documentation</a></nav></header>
<div class="document">
<nav class="contents" aria-label="Contents">
${nav}
</nav>
<main>
${body}
</main>
</div>
</body>
</html>
`;
}

export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}
