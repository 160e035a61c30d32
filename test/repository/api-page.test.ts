import { describe, expect, test } from "vitest";
import { apiPage } from "../../explorer/documentation/api.ts";
import { documentation } from "../../explorer/documentation/pages.ts";
import { render } from "../../explorer/documentation/render.ts";
import * as core from "../../src/index.ts";
import { root } from "./run.ts";

// Needs the declarations that the build writes.
describe("the page of the API", () => {
  const page = apiPage(root);

  test("has every name that the package exports, once", () => {
    const headings = [...page.markdown.matchAll(/^### (.+)$/gm)].map(([, name]) => name as string);
    expect(new Set(headings).size).toBe(headings.length);
    expect(Object.keys(core).filter((name) => !headings.includes(name))).toEqual([]);
    // Types are names too.
    expect(headings).toEqual(expect.arrayContaining(["Result", "Certificate", "BilateralTrade", "InstanceJson"]));
  });

  test("says of a function what its docstring says, with declaration, example and source", () => {
    const [, solve = ""] = /### efficientDissolution\n([\s\S]*?)\n### /.exec(page.markdown) ?? [];
    expect(solve).toContain("Whether a partnership can be dissolved efficiently");
    expect(solve).toContain(
      "```ts\nfunction efficientDissolution(problem: DesignProblem, options?: SolveSettings): Promise<Dissolution>;\n```",
    );
    expect(solve).toContain("const { possible, subsidy } = await efficientDissolution(");
    expect(solve).toContain("*Source:* P. Cramton");
    expect(solve).not.toMatch(/^ \*|@example|\{@link/m);
  });

  test("is a page of the site", () => {
    const sections = documentation(root, [page]);
    expect(render(page, sections, root).html).toContain('<h3 id="solve">solve</h3>');
  });
});
