import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../src");
const folder = join(root, "certificate/verify");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const source = (name: string) => readFileSync(join(folder, name), "utf8");

/** What the verifier may use: exact arithmetic, the way errors are told, the format of certificates, and its own files. */
const allowed = [
  /^arithmetic\/(elementary\/)?[a-z-]+\.ts$/,
  /^errors\.ts$/,
  /^certificate\/format\.ts$/,
  /^certificate\/verify\/([a-z]+\/)?[a-z-]+\.ts$/,
];

describe("the verifier is small and stands alone", () => {
  test.each(files)("%s imports exact arithmetic, errors, the format and its own files only", (name) => {
    const imports = source(name).match(/^(import|export) [^;]* from "[^"]*"|^import "[^"]*"|\bimport\([^)]*\)/gm) ?? [];
    for (const statement of imports) {
      const path = statement.match(/"(\.[^"]*)"/)?.[1];
      const target = path === undefined ? statement : relative(root, join(folder, dirname(name), path));
      expect(
        allowed.some((pattern) => pattern.test(target)),
        statement,
      ).toBe(true);
    }
  });

  test("the checks of finite proofs are under 400 lines of code, comments and imports apart", () => {
    const checks = ["verify.ts", "finite/mechanism.ts", "finite/multipliers.ts", "finite/views.ts", "rejection.ts"];
    const code = checks
      .map(source)
      .join("\n")
      .replace(/\/\*\*[\s\S]*?\*\//g, "")
      .replace(/^import [^;]*;$/gm, "")
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
    expect(code.length).toBeLessThan(400);
  });

  test("no floating-point arithmetic enters a check: no Math, no toNumber", () => {
    for (const name of files) {
      const used = source(name).match(/\b(Math\.\w+|toNumber\w*|parseFloat|Float64Array)\b/g) ?? [];
      // Sizes of lists and positions of profiles are whole numbers, not data.
      expect(used.filter((word) => !["Math.max", "Math.min", "Math.floor"].includes(word))).toEqual([]);
    }
  });
});
