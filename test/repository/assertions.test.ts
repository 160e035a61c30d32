import { describe, expect, test } from "vitest";
import { run, withFiles } from "./run.ts";

const script = "scripts/check-assertions.mjs";
const head = 'import { expect, test, it, describe } from "vitest";\nimport fc from "fast-check";\n';

/** The complaints about one planted test file. */
function complaints(body: string, more: Readonly<Record<string, string>> = {}): { code: number | null; lines: string[] } {
  return withFiles({ "planted.test.ts": head + body, ...more }, (folder) => {
    const { code, stderr } = run("node", [script, folder]);
    return { code, lines: stderr.split("\n").filter((line) => line !== "") };
  });
}

/** The complaints about many planted test files, file by file as `line: message`, of one run that is made when first asked for. */
function complaintsAbout(
  bodies: readonly string[],
): () => { readonly code: number | null; readonly lines: readonly (readonly string[])[] } {
  let found: ReturnType<ReturnType<typeof complaintsAbout>> | undefined;
  return () => {
    found ??= withFiles(Object.fromEntries(bodies.map((body, k) => [`planted-${k}.test.ts`, head + body])), (folder) => {
      const { code, stderr } = run("node", [script, folder]);
      const lines: string[][] = bodies.map(() => []);
      for (const [, k, text] of stderr.matchAll(/planted-(\d+)\.test\.ts:(.*)$/gm)) lines[Number(k)]?.push(text as string);
      return { code, lines };
    });
    return found;
  };
}

describe("the check of assertions", () => {
  test("is content with the tests of this repository", () => {
    const { code, stdout, stderr } = run("node", [script]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Assertions: \d{3,} tests in \d{2,} files, each of them can fail\.\n$/);
  });

  const good = 'test("good", () => { expect(1).toBe(1); });\n';

  const faults = [
    ["expect without a matcher", 'test("x", () => { expect(1 + 1 === 3); });', "expect(…) without a matcher asserts nothing"],
    ["a matcher that is not called", 'test("x", () => { expect(1).toBe; });', "expect(…).toBe without a matcher asserts nothing"],
    ["not without a matcher", 'test("x", () => { expect(1).not; });', "expect(…).not without a matcher asserts nothing"],
    ["expect kept for later", 'test("x", () => { const later = expect(1); });', "expect(…) without a matcher asserts nothing"],
    ["soft without a matcher", 'test("x", () => { expect.soft(1); });', "expect(…) without a matcher asserts nothing"],
    [
      "a promise that nobody awaits",
      'test("x", () => { expect(f()).rejects.toThrow(); });',
      "expect(…).rejects.toThrow(…) that nobody awaits",
    ],
    ["a poll that nobody awaits", 'test("x", () => { expect.poll(f).toBe(1); });', "expect(…).poll.toBe(…) that nobody awaits"],
    ["only", `test.only("x", () => { expect(1).toBe(1); });`, ".only: every test runs and is meant to pass"],
    ["skip with each", `it.skip.each([1])("x", () => { expect(1).toBe(1); });`, ".skip: every test runs and is meant to pass"],
    [
      "skip of a group",
      `describe.skip("x", () => { test("y", () => { expect(1).toBe(1); }); });`,
      ".skip: every test runs and is meant to pass",
    ],
    ["todo", `test.todo("x");`, ".todo: every test runs and is meant to pass"],
    ["skip by condition", `test.skipIf(true)("x", () => { expect(1).toBe(1); });`, ".skipIf: every test runs and is meant to pass"],
    ["skip as an option", `test("x", { skip: true }, () => { expect(1).toBe(1); });`, ".skip: every test runs and is meant to pass"],
    ["skip from the context", `test("x", ({ skip }) => { skip(); expect(1).toBe(1); });`, ".skip: every test runs and is meant to pass"],
    ["a test that may not pass", `test.fails("x", () => { expect(1).toBe(1); });`, ".fails: every test runs and is meant to pass"],
    ["a test without an assertion", `test("x", () => { Math.sqrt(2); });`, "a test without any assertion"],
    ["a helper that asserts nothing", `const f = () => 1;\ntest("x", () => { f(); });`, "a test without any assertion"],
    [
      "a property that asserts nothing",
      `test("x", () => { fc.assert(fc.property(fc.nat(), (n) => { n > -1; })); });`,
      "a property that returns and asserts nothing",
    ],
    [
      "an asynchronous property that nobody awaits",
      `test("x", () => { fc.assert(fc.asyncProperty(fc.nat(), async (n) => n > -1)); });`,
      "an asynchronous property that nobody awaits: write await fc.assert(…)",
    ],
  ] as const;
  const ofFaults = complaintsAbout(faults.map(([, body]) => `${body}\n${good}`));

  test.each(faults.map(([about, body, message], k) => ({ about, body, message, k })))("complains about $about", ({ body, message, k }) => {
    // The last line of the body is the one at fault.
    const line = head.split("\n").length + body.split("\n").length - 1;
    expect(ofFaults().lines[k]).toEqual([`${line}: ${message}`]);
    expect(ofFaults().code).toBe(1);
  });

  test("complains about a file without any assertion", () => {
    const { code, lines } = complaints("export const x = 1;\n");
    expect(lines.map((line) => line.replace(/.*: /, ""))).toEqual(["a test file without any assertion"]);
    expect(code).toBe(1);
  });

  const fine = [
    [
      "a matcher behind not, resolves and rejects",
      'test("x", async () => { await expect(f()).resolves.not.toBe(1); expect(2).not.toBe(1); });',
    ],
    ["a promise that is returned", 'test("x", () => expect(f()).rejects.toThrow());'],
    ["a property that returns", 'test("x", () => { fc.assert(fc.property(fc.nat(), (n) => n >= 0)); });'],
    ["a helper that asserts", 'function check(x) { expect(x).toBe(1); }\ntest("x", () => { [1].forEach(check); });'],
    ["a helper that throws", 'const must = (x) => { if (!x) throw new Error("no"); };\ntest("x", () => { must(1); });'],
    ["types with generics and casts", 'test("x", () => { const y = <T>(z: T): T => z as T; expect(y<number>(1)!).toBe(1); });'],
  ] as const;
  const ofFine = complaintsAbout(fine.map(([, body]) => body));

  test.each(fine.map(([about], k) => ({ about, k })))("is content with $about", ({ k }) => {
    expect(ofFine().lines[k]).toEqual([]);
    expect(ofFine().code).toBe(0);
  });

  test("sees through helpers in other files", () => {
    const support = {
      "support/oracle.ts":
        'import { expect } from "vitest";\nexport function holds(x: number) { expect(x).toBe(1); }\nexport const idle = () => 1;\n',
    };
    expect(complaints('import { holds as right } from "./support/oracle.ts";\ntest("x", () => { right(1); });', support)).toEqual({
      code: 0,
      lines: [],
    });
    expect(complaints('import { idle } from "./support/oracle.ts";\ntest("x", () => { idle(); });', support).lines).toHaveLength(2);
  });
});
