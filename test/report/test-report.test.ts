import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { junitXml, tapText } from "../../src/report/test-report.ts";
import { instance, secondbest } from "../cli/command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a folder of instances is a suite: what agrees, what does not, what is wrong and what expects nothing", async () => {
  const folder = temporaryFolder();
  copyFileSync(instance("two-points"), join(folder, "a.json"));
  const stated = JSON.parse(readFileSync(instance("two-points"), "utf8"));
  writeFileSync(join(folder, "b.json"), JSON.stringify({ ...stated, expected: { value: "9/10" } }));
  writeFileSync(join(folder, "c.json"), "{}");
  writeFileSync(join(folder, "d.json"), JSON.stringify({ ...stated, expected: undefined }));
  const report = join(folder, "report.xml");
  const { stdout, code } = await secondbest(["check", folder, "--junit", report]);
  expect(code).toBe(5);
  expect(stdout.match(/^(pass|FAIL|skip)/gm)).toEqual(["pass", "FAIL", "FAIL", "skip"]);
  expect(stdout).toMatch(/^1 of 3 passed$/m);
  const xml = readFileSync(report, "utf8");
  expect(xml).toMatch(/<testsuites tests="4" failures="2" skipped="1" /);
  expect(xml.match(/<testcase /g)).toHaveLength(4);
  const tap = await secondbest(["check", folder, "--tap"]);
  expect(tap.stdout.match(/^(not ok|ok) \d/gm)).toEqual(["ok 1", "not ok 2", "not ok 3", "ok 4"]);
  expect(tap.stdout).toMatch(/^1\.\.4$/m);
  expect(tap.stdout).toMatch(/# SKIP the instance expects no value$/m);
  const empty = await secondbest(["check", temporaryFolder()]);
  expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining("no file that ends in .json") });
});

test("whatever names and reasons hold, the XML is well-formed and the protocol keeps its lines", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, fc.option(text)), { minLength: 1, maxLength: 4 }), (entries) => {
      const cases = entries.map(([suite, name, why]) => ({ suite, name, seconds: 0.1, failure: why === null ? null : [why] }));
      const xml = junitXml(cases);
      // No markup but ours: what is left once tags are taken away has no angle brackets, and ampersands only as entities.
      const inside = xml.replace(/<(?:\?xml|\/?testsuites?|\/?testcase|\/?failure)(?:"[^"]*"|[^"<>])*>/g, "");
      expect(inside).not.toMatch(/[<>]/);
      expect(xml.replace(/&(?:amp|lt|gt|quot|apos);/g, "")).not.toContain("&");
      const lines = tapText(cases).split("\n");
      expect(lines.filter((line) => /^(not ok|ok) /.test(line))).toHaveLength(cases.length);
    }),
  );
});
