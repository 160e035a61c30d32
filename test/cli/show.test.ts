import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, withFiles } from "../repository/run.ts";
import { instance, secondbest } from "./command.ts";

const instances = readdirSync(join(root, "data/instances"))
  .filter((file) => file.endsWith(".json"))
  .map((file) => basename(file, ".json"));

/** A page without its line of timings. */
const untimed = (page: string) => page.replace(/^time +.*\n/m, "");

/** What `solve … --json` saves, as text. */
const saved = async (...args: string[]) => (await secondbest(["solve", ...args, "--json"])).stdout;

describe("secondbest show", () => {
  test.each(instances)("prints the page of %s as the solve that saved it", async (name) => {
    await withFiles({}, async (folder) => {
      const file = join(folder, "result.json");
      // Any bracket has a page: wide ones are found sooner.
      const asked = [instance(name), "--set", "width=1e-4"];
      await secondbest(["solve", ...asked, "--json", "--out", file]);
      const shown = await secondbest(["show", file]);
      expect(shown).toMatchObject({ code: 0, stderr: "" });
      expect(untimed(shown.stdout)).toBe(untimed((await secondbest(["solve", ...asked])).stdout));
      expect(shown.stdout).toMatch(/^time +\d/m);
    });
  });

  const weighted = 'objective={"weights":{"buyers":2,"sellers":1,"broker":1}}';
  test.each([
    ["an infeasible problem", ["--set", 'budget={"rule":"ex-ante","requiredProfit":1}']],
    ["an unbounded problem", ["--set", "budget=none", "--set", weighted]],
    ["a market put on a grid, solved as a program", ["--set", "discretization.points=3", "--solver", "highs"]],
  ])("prints the page of %s", async (_, changes) => {
    const input = await saved(instance("uniform"), ...changes);
    const page = (await secondbest(["solve", instance("uniform"), ...changes])).stdout;
    expect(untimed((await secondbest(["show", "-"], { input })).stdout)).toBe(untimed(page));
  });

  test("writes to --out", async () => {
    await withFiles({ "result.json": await saved(instance("two-points")) }, async (folder) => {
      const ended = await secondbest(["show", "result.json", "--out", "page.txt"], { cwd: folder });
      expect(ended).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(readFileSync(join(folder, "page.txt"), "utf8")).toMatch(/^problem +two-points: bilateral trade, 2 × 2 types$/m);
    });
  });

  test.each<[string, (result: Record<string, unknown>) => unknown, string]>([
    ["an instance", () => JSON.parse(readFileSync(instance("uniform"), "utf8")), 'format: expected "secondbest/result@1"'],
    ["a list", () => [], "result: expected "],
    ["a version to come", (result) => ({ ...result, format: "secondbest/result@2" }), 'format: expected "secondbest/result@1", got'],
    ["an unknown field", (result) => ({ ...result, valu: 1 }), "valu: expected only the fields"],
    ["a field that is missing", ({ audit, ...result }) => result, "audit: expected"],
    ["a word for a number", (result) => ({ ...result, brokerProfit: "much" }), "brokerProfit: expected"],
    ["a result without its question", ({ problem, ...result }) => result, "problem: expected the question that the result answers"],
    ["an unknown level", (result) => ({ ...result, certificate: { level: "sure" } }), "certificate.level: expected one of"],
  ])("refuses %s with one sentence", async (_, change, says) => {
    const result = JSON.parse(await saved(instance("two-points"))) as Record<string, unknown>;
    await withFiles({}, async (folder) => {
      writeFileSync(join(folder, "result.json"), JSON.stringify(change(result)));
      const { code, stdout, stderr } = await secondbest(["show", "result.json"], { cwd: folder });
      expect(stderr).toContain(says);
      expect(stderr).toMatch(/^secondbest: [^\n]+[.?]\n$/);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    });
  });

  test("refuses what is not JSON, and a file that is not there", async () => {
    const broken = await secondbest(["show", "-"], { input: "{" });
    expect(broken.stderr).toMatch(/^secondbest: standard input: expected JSON, got the end of the text at line 1, column 2\b/);
    const missing = await secondbest(["show", "nowhere.json"]);
    expect(missing.stderr).toMatch(/^secondbest: nowhere\.json: expected a file that can be read, got no such file\b/);
    expect([broken.code, missing.code]).toEqual([2, 2]);
  });
});
