import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, run, withFiles } from "./run.ts";

describe("the browser bundle", () => {
  test("holds the core without any module of Node", () => {
    const { code, stdout, stderr } = run("node", ["scripts/bundle-core.mjs"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^Browser bundle: \d+ modules, \d+ KiB minified, no module of Node; \d+ chunks \(\d+ KiB\) loaded when first used\.\n$/,
    );
    expect(code).toBe(0);
  });

  test.each([
    [
      "a module of Node",
      'import { readFileSync } from "node:fs";\nconsole.log(readFileSync);\n',
      "imports node:fs, which browsers do not have",
    ],
    ["one without its prefix", 'export * from "path";\n', "imports path, which browsers do not have"],
    [
      "one that is loaded later",
      'export const load = () => import("node:worker_threads");\n',
      "imports node:worker_threads, which browsers do not have",
    ],
    [
      "the door of Node",
      `export * from ${JSON.stringify(join(root, "src/node/index.ts"))};\n`,
      "imports node:fs, which browsers do not have",
    ],
  ])("is refused when the core imports %s", (_, text, message) => {
    withFiles({ "entry.ts": text }, (folder) => {
      const { code, stderr } = run("node", ["scripts/bundle-core.mjs", join(folder, "out"), join(folder, "entry.ts")]);
      expect(stderr).toContain(message);
      expect(code).toBe(1);
    });
  });
});
