import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documentation, type SourcePage } from "../../explorer/documentation/pages.ts";
import { render } from "../../explorer/documentation/render.ts";
import { root } from "../repository/run.ts";

const sections = documentation(root);
const pages = sections.flatMap((section) => section.pages);

const page = (markdown: string, source = "docs/planted.md"): SourcePage => ({ source, file: "planted.html", title: "Planted", markdown });

describe("the documentation as a site", () => {
  test("has the guide first, and every page of docs/ once, under a name of its own", () => {
    expect(pages[0]).toMatchObject({ source: "README.md", file: "index.html" });
    expect(new Set(pages.map(({ source }) => source)).size).toBe(pages.length);
    expect(new Set(pages.map(({ file }) => file)).size).toBe(pages.length);
    expect(pages.length).toBeGreaterThan(8);
  });

  test.each(pages.map((own) => [own.source, own] as const))("%s: every link and every anchor leads somewhere", (_, own) => {
    const { html } = render(own, sections, root);
    for (const [, href = ""] of html.matchAll(/href="([^"]+)"/g)) {
      const [file, anchor] = href.split("#");
      if (/^https?:/.test(href) || anchor === undefined) continue;
      const target = file === "" ? own : (pages.find((one) => one.file === file) as SourcePage);
      expect({ href, there: render(target, sections, root).html.includes(`id="${anchor}"`) }).toEqual({ href, there: true });
    }
  });

  test("names every law and every kind of environment with all its fields, as the schema has them", () => {
    const formats = pages.find(({ source }) => source === "docs/formats.md")?.markdown ?? "";
    const schema = JSON.parse(readFileSync(join(root, "data/instance.schema.json"), "utf8")) as object;
    let found = 0;
    const visit = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      const { properties = {} } = node as { properties?: Record<string, { const?: string }> };
      const name = properties.distribution?.const ?? properties.kind?.const;
      if (name !== undefined) {
        const row = formats.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
        const fields = Object.keys(properties).filter((field) => field !== "kind" && properties[field]?.const === undefined);
        expect({ name, missing: fields.filter((field) => !row.includes(`\`${field}`)) }).toEqual({ name, missing: [] });
        found += 1;
      }
      Object.values(node).forEach(visit);
    };
    visit(schema);
    expect(found).toBeGreaterThanOrEqual(20);
  });

  test("fails on a link that leads nowhere", () => {
    expect(() => render(page("[there](nowhere.md)"), sections, root)).toThrow("docs/planted.md: the link nowhere.md leads nowhere");
  });

  test("leads to pages as pages, to files as copies, and shows folders as text", () => {
    const text = "[a](certificate.md#x) [b](../data/instances/uniform.json) [c](../data/instances) [d](https://example.org/?a=1&b=2)";
    const { html, linked } = render(page(text), sections, root);
    expect(html).toContain(
      '<p><a href="certificate.html#x">a</a> <a href="files/data/instances/uniform.json">b</a> c <a href="https://example.org/?a=1&amp;b=2">d</a></p>',
    );
    expect(linked).toEqual(["data/instances/uniform.json"]);
  });

  test("takes markup for text", () => {
    const hostile =
      '# <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\nsome <b onclick="x">text</b>\n\n```js"><script>\n</code><script>\n```\n';
    const { html } = render(page(hostile), sections, root);
    const [, body = ""] = /<main>([\s\S]*)<\/main>/.exec(html) ?? [];
    expect(body).not.toMatch(/<(?:script|img|b)\b/);
    expect(html).not.toMatch(/<script/);
  });
});
