import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, run } from "../repository/run.ts";
import { openBrowser, openSite, type Site } from "./support/site.ts";

/** The page under test: it offers `answer(instance, solver)`; a missing solver means the route that the engine chooses. */
const html = `<!doctype html><title>secondbest</title><link rel="icon" href="data:,"><script type="module">
  import { parseInstance, resultJson, solve } from "/secondbest.js";
  globalThis.answer = async (name, solver) => {
    const problem = parseInstance(await (await fetch("/instances/" + name + ".json")).text());
    return resultJson(await solve(problem, { solver }));
  };
</script>`;

interface Answer {
  readonly status: string;
  readonly route: string;
  readonly value: { readonly lower: number; readonly upper: number; readonly exact: string | null };
  readonly audit: { readonly passes: boolean };
  readonly solver: { readonly name: string };
}

describe("the core in a browser", () => {
  let folder = "";
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "browser-"));
    const bundled = run("node", ["scripts/bundle-core.mjs", folder]);
    if (bundled.code !== 0) throw new Error(bundled.stderr);
    browser = await openBrowser();
    site = await openSite(browser, html, { "/instances/": join(root, "data/instances"), "/": folder });
  });

  afterAll(async () => {
    await site?.close();
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const answer = (instance: string, solver?: string) =>
    site.page.evaluate<Answer>(`answer(${JSON.stringify(instance)}, ${JSON.stringify(solver)})`);

  test("solves by virtual surplus, exactly, without loading any solver", async () => {
    const result = await answer("uniform");
    expect(result).toMatchObject({ status: "optimal", route: "virtual-surplus", audit: { passes: true }, value: { exact: "323/2200" } });
    expect(site.fetched.filter((name) => name.includes("highs"))).toEqual([]);
    expect(site.complaints).toEqual([]);
  });

  test("brackets the continuous problem around 9/64", async () => {
    const { value, status } = await answer("uniform-continuous");
    expect(status).toBe("optimal");
    expect(value.lower).toBeLessThanOrEqual(9 / 64);
    expect(value.upper).toBeGreaterThanOrEqual(9 / 64);
    expect(value.upper - value.lower).toBeLessThanOrEqual(1e-8);
  });

  test("solves as a program by HiGHS in WebAssembly", async () => {
    const result = await answer("uniform", "highs");
    expect(result).toMatchObject({ status: "optimal", route: "linear-program", audit: { passes: true }, solver: { name: "highs" } });
    expect(result.value.lower).toBeCloseTo(323 / 2200, 9);
    expect(site.fetched.some((name) => name.includes("highs"))).toBe(true);
    expect(site.complaints).toEqual([]);
  });

  test.each(["clarabel", "javascript-lp-solver"])("solves as a program by %s", async (solver) => {
    const result = await answer("two-points", solver);
    // Value 0 or 3, cost 1 or 4, each with probability 1/2: trade at price 2 whenever both gain, (3 − 1)/4.
    expect(result).toMatchObject({ status: "optimal", route: "linear-program", audit: { passes: true }, solver: { name: solver } });
    expect(result.value.lower).toBeCloseTo(1 / 2, 6);
    expect(site.complaints).toEqual([]);
  });
});
