import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withFiles } from "../repository/run.ts";
import { instance, secondbest } from "./command.ts";

const forged = join(import.meta.dirname, "../certificate/forged");

describe("secondbest verify", () => {
  test("says what was proved: the problem, its hash, the level, the assumptions; and compares with an instance file", async () => {
    await withFiles({}, async (folder) => {
      const file = join(folder, "proof.json");
      await secondbest(["solve", instance("two-points"), "--certificate", file]);
      const { instanceHash } = JSON.parse(readFileSync(file, "utf8")) as { instanceHash: string };
      const alone = await secondbest(["verify", file]);
      const [claim, ...about] = alone.stdout.trimEnd().split("\n");
      expect(claim).toMatch(/proof\.json: accepted, exact: the optimum is /);
      expect(about).toEqual([
        "  problem: bilateral-trade, buyer on 2 points, seller on 2 points; dominant incentives, ex-post participation, budget balanced; objective gains-from-trade",
        `  instance: ${instanceHash}`,
        "  assumptions: none",
      ]);
      expect(await secondbest(["verify", file, "--instance", instance("two-points")])).toMatchObject({ code: 0, stdout: alone.stdout });
      const other = await secondbest(["verify", file, "--instance", instance("uniform")]);
      expect(other).toMatchObject({ code: 5, stdout: `${file}: REJECTED: instance: the certificate is about another instance\n` });
      const [json] = JSON.parse((await secondbest(["verify", file, "--json"])).stdout) as object[];
      expect(json).toMatchObject({
        accepted: true,
        level: "exact",
        instanceHash,
        assumptions: [],
        problem: about[0]?.replace("  problem: ", ""),
      });
    });
  });

  test.each(["forged-infeasible", "forged-far", "forged-rate", "forged-source"])("rejects %s on one line", async (name) => {
    await withFiles({}, async (folder) => {
      const file = join(folder, "forged.json");
      copyFileSync(join(forged, `${name}.certificate.json`), file);
      const { code, stdout } = await secondbest(["verify", file]);
      expect(stdout).toMatch(/^[^\n]*forged\.json: REJECTED: [^\n]+\n$/);
      expect(stdout).not.toContain("accepted");
      expect(code).toBe(5);
    });
  });

  test.each([
    ["deep nesting", "[".repeat(100_000), "lists and objects at most 64 deep"],
    ["a key twice", '{"format": "secondbest/certificate@1", "format": "x"}', "every field once"],
    ["no JSON", "{", "expected JSON, got the end of the text"],
    ["a number of many digits", `{"format": ${"7".repeat(30_000)}}`, "numbers of at most 20000 digits"],
  ])("%s ends with one sentence and exit code 2", async (_, text, words) => {
    await withFiles({}, async (folder) => {
      const file = join(folder, "proof.json");
      writeFileSync(file, text);
      const { code, stdout, stderr } = await secondbest(["verify", file]);
      expect(stderr).toMatch(/^secondbest: [^\n]+\n$/);
      expect(stderr).toContain(words);
      expect(stdout).toBe("");
      expect(code).toBe(2);
    });
  });
});
