import { describe, expect, test } from "vitest";
import { apiPage } from "../../explorer/documentation/api.ts";
import { documentation } from "../../explorer/documentation/pages.ts";
import { render } from "../../explorer/documentation/render.ts";
import * as theoremsDoor from "../../regressions/index.ts";
import * as coreDoor from "../../src/core.ts";
import * as core from "../../src/index.ts";
import * as nodeDoor from "../../src/node/index.ts";
import * as figuresDoor from "../../src/report/figures/index.ts";
import * as workerDoor from "../../src/worker/browser/index.ts";
import { root } from "./run.ts";

// Needs the declarations that the build writes.
describe("the page of the API", () => {
  const page = apiPage(root);

  const [front = "", ...behind] = page.markdown.split(/^(?=## secondbest\/)/m);
  const namesIn = (part: string) => [...part.matchAll(/^### (.+)$/gm)].map(([, name]) => name as string);

  test("has every name that the front door exports, once", () => {
    const headings = namesIn(front);
    expect(new Set(headings).size).toBe(headings.length);
    expect(Object.keys(core).filter((name) => !headings.includes(name))).toEqual([]);
    // Types are names too.
    expect(headings).toEqual(expect.arrayContaining(["Result", "Certificate", "BilateralTrade", "InstanceJson"]));
  });

  test("has what the other doors add, and nothing twice that is the same", () => {
    const told = behind.map((part) => [/^## secondbest\/(\w+)$/m.exec(part)?.[1], namesIn(part)] as const);
    const names = new Map(told);
    const doors = { core: coreDoor, worker: workerDoor, node: nodeDoor, figures: figuresDoor, theorems: theoremsDoor };
    expect([...names.keys()].sort()).toEqual(Object.keys(doors).sort());
    for (const [door, exported] of Object.entries(doors)) {
      const own = names.get(door) ?? [];
      expect(new Set(own).size).toBe(own.length);
      expect(Object.keys(exported).filter((name) => !own.includes(name) && !Object.hasOwn(core, name))).toEqual([]);
    }
    // The same solve with another default; a worker has one of its own.
    expect(names.get("core")).toEqual(["solve"]);
    expect(names.get("worker")).toEqual(expect.arrayContaining(["solve", "WorkerOptions", "WorkerAnswer"]));
    expect(names.get("figures")).toContain("Drawing");
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
