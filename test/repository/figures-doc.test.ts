import { readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { figures } from "../../src/report/figures/catalogue.ts";
import { secondbest } from "../cli/command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { codeBlocks } from "./readme.ts";
import { root } from "./run.ts";

const page = readFileSync(join(root, "docs/figures.md"), "utf8");

test("docs/figures.md: every command runs, and prints or writes what is shown", async () => {
  const folder = temporaryFolder();
  symlinkSync(join(root, "data"), join(folder, "data"));
  const blocks = codeBlocks(page).filter(({ language }) => language === "sh");
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  for (const { text, output } of blocks)
    for (const line of text.trim().split("\n")) {
      const [program, ...args] = line.split(" ");
      expect(program).toBe("secondbest");
      const { code, stdout, stderr } = await secondbest(args, { cwd: folder });
      expect({ code, stderr }, line).toEqual({ code: 0, stderr: "" });
      expect(stdout, line).toBe(output ?? "");
      const out = args[args.indexOf("--out") + 1];
      if (args.includes("--out")) expect(statSync(join(folder, out as string)).size, line).toBeGreaterThan(500);
    }
});

test("docs/figures.md: the table has every figure", () => {
  const named = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect([...named].sort()).toEqual(figures.map(({ name }) => name).sort());
});
