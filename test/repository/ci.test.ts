import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, run, withFiles } from "./run.ts";

/** What a report says of one run: a file with these tests, or one that could not be loaded. */
const report = (passed: number, failed: number, broken = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: [
      {
        status: failed > 0 ? "failed" : "passed",
        assertionResults: Array.from({ length: passed + failed }, (_, k) => ({ status: k < failed ? "failed" : "passed" })),
      },
      ...Array.from({ length: broken }, () => ({ status: "failed", assertionResults: [] })),
    ],
  });

/** Runs .ci/run where npm is a script that fails at some steps and writes these reports. */
function gate(options: { failing?: readonly string[]; test?: string; built?: string; external?: string }): {
  code: number | null;
  last: string | undefined;
  asked: string[];
} {
  const npm = `#!/bin/sh
name= out=
for word in "$@"; do
  case $word in
    --outputFile.json=*) out=\${word#*=} ;;
    -*) ;;
    *) name="$name\${name:+ }$word" ;;
  esac
done
echo "$name" >> asked
report="reports/\${name##*:}"
if [ -n "$out" ] && [ -e "$report" ]; then cp "$report" "$out"; fi
case "${(options.failing ?? []).map((name) => `|${name}|`).join("")}" in *"|$name|"*) exit 1 ;; esac
`;
  const reports = Object.fromEntries(
    (["test", "built", "external"] as const).flatMap((name) => (options[name] === undefined ? [] : [[`reports/${name}`, options[name]]])),
  );
  return withFiles({ "bin/npm": npm, "bin/glpsol": "", "bin/clp": "", "bin/chromium": "", asked: "", ...reports }, (folder) => {
    for (const program of ["npm", "glpsol", "clp", "chromium"]) chmodSync(join(folder, "bin", program), 0o755);
    mkdirSync(join(folder, ".ci"));
    copyFileSync(join(root, ".ci/run"), join(folder, ".ci/run"));
    const { code, stdout } = run("bash", ["-c", 'PATH="$PWD/bin:$PATH" .ci/run'], { cwd: folder });
    const asked = run("cat", ["asked"], { cwd: folder }).stdout.trim().split("\n");
    return { code, last: stdout.trimEnd().split("\n").at(-1), asked };
  });
}

describe(".ci/run", () => {
  const fine = { test: report(100, 0), built: report(20, 0), external: report(7, 0) };

  test("asks for everything, and adds up the tests of all runs", () => {
    const { code, last, asked } = gate(fine);
    expect(asked).toEqual([
      ...["ci", "run lint", "run layers", "run types", "run build", "run bundle", "install", "test", "run test:built", "run test:external"],
    ]);
    expect(last).toBe("127 passed, 0 failed");
    expect(code).toBe(0);
  });

  test.each([
    ["a failed test", { ...fine, test: report(99, 1), failing: ["test"] }, "126 passed, 1 failed"],
    ["a file that cannot be loaded", { ...fine, external: report(6, 0, 1), failing: ["run test:external"] }, "126 passed, 1 failed"],
    ["a run that fails without a failed test", { ...fine, failing: ["test"] }, "127 passed, 1 failed"],
    ["a run without a report", { test: report(100, 0), built: report(20, 0), failing: ["run test:external"] }, "120 passed, 1 failed"],
    ["a step that fails", { ...fine, failing: ["run lint"] }, "127 passed, 1 failed"],
    ["two steps that fail", { ...fine, failing: ["run layers", "run bundle"] }, "127 passed, 2 failed"],
    ["an installation that fails", { ...fine, failing: ["ci"] }, "0 passed, 1 failed"],
    ["no tests at all", { test: report(0, 0), built: report(0, 0), external: report(0, 0) }, "0 passed, 0 failed"],
  ])("fails on %s", (_, options, line) => {
    const { code, last } = gate(options);
    expect(last).toBe(line);
    expect(code).toBe(1);
  });
});
