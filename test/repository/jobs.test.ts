import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
// @ts-expect-error: a script, which has no types.
import { blocksOf, builtCommand, folderWithPackage, runPage, steady } from "../../scripts/pages.mjs";
import { readme } from "./readme.ts";
import { root } from "./run.ts";

interface Ran {
  readonly text: string;
  readonly output: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const folder = join(root, "docs/jobs");
const pages = readdirSync(folder).sort();

/** Those that take the longest, and the one that needs Python, run with all others in test/external/pages.test.ts. */
const elsewhere = [
  "python.md",
  "partnership.md",
  "market.md",
  "bayesian-against-dominant.md",
  "risk-aversion.md",
  "csv-to-frontier.md",
  "benchmarks.md",
];

describe("the pages of docs/jobs", () => {
  test("are the fifteen of a first week, each with commands and what they print, and the README leads to each", () => {
    expect(pages).toHaveLength(15);
    expect(elsewhere.filter((name) => !pages.includes(name))).toEqual([]);
    for (const name of pages) {
      const blocks = blocksOf(readFileSync(join(folder, name), "utf8")) as Ran[];
      expect(blocks.filter(({ output }) => output !== null && output.trim() !== "").length, name).toBeGreaterThan(0);
      expect(readme, name).toContain(`docs/jobs/${name}`);
    }
  });

  test.each(pages.filter((name) => !elsewhere.includes(name)))("%s prints what it shows, from an empty folder", (name) => {
    const place = folderWithPackage();
    try {
      for (const { text, output, stdout, stderr, code } of runPage(
        readFileSync(join(folder, name), "utf8"),
        place,
        builtCommand,
      ) as Ran[]) {
        expect(code, `${text}\n${stderr}`).toBe(0);
        if (output !== null) expect(steady(stdout), text).toBe(steady(output));
      }
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
