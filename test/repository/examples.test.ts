import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codeBlocks, steady } from "./readme.ts";
import { root, run, withFiles } from "./run.ts";

const folder = join(root, "docs/examples");
const names = readdirSync(folder).sort();

// Each page is run as a reader would, in a folder of its own that has the data, by the built command line.
describe("docs/examples", () => {
  test("are ten, numbered, each with a title that says so", () => {
    expect(names).toHaveLength(10);
    names.forEach((name, k) => {
      expect(name).toMatch(new RegExp(`^${String(k + 1).padStart(2, "0")}-[a-z-]+\\.md$`));
      expect(readFileSync(join(folder, name), "utf8")).toMatch(new RegExp(`^# ${k + 1}\\. .+\n`));
    });
  });

  test.each([...names, "../explain.md", "../simple-rules.md"])("%s shows what its commands print", (name) => {
    const blocks = codeBlocks(readFileSync(join(folder, name), "utf8"));
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    withFiles({}, (place) => {
      symlinkSync(join(root, "data"), join(place, "data"));
      for (const { language, text, output } of blocks) {
        expect(language).toBe("sh");
        const script = text.replaceAll("npx secondbest", `"${process.execPath}" "${join(root, "dist/src/cli/main.js")}"`);
        const { code, stdout, stderr } = run("bash", ["-e", "-c", script], { cwd: place });
        expect({ stderr, code }, text).toEqual({ stderr: "", code: 0 });
        expect(output, text).toBeDefined();
        expect(steady(stdout), text).toBe(steady(output as string));
      }
    });
  });
});
