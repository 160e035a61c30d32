import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkedTheoremById, checkedTheorems } from "../../../regressions/catalogue.ts";
import { defaultCheckSeed, type TheoremReport } from "../../../regressions/check-theorem.ts";
import { checkTheorems } from "../../../regressions/check-theorems.ts";
import type { CheckedTheorem } from "../../../regressions/regression.ts";
import { checkInstance, type InstanceReport } from "../../analysis/check.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../errors.ts";
import { solve } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { junitXml, type TestCase, tapText } from "../../report/test-report.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import type { Io } from "../io.ts";
import { positive, prettyJson, setOption, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest check [ID…|FILE…]`. */
export const defineCheck: DefineCommand = (command, io, finish) => {
  command
    .argument(
      "[what...]",
      "ids of theorems or papers, instance files with an expected value or folders of them, - for standard input; default: the whole catalogue",
    )
    .option("--list", "list the theorems instead of checking them")
    .option("--seed <n>", "seed of the random parameter sets", positive("--seed"), defaultCheckSeed)
    .option("--solver <name>", "solve instances as programs with this solver")
    .addOption(setOption("the instances"))
    .addOption(outputOption("--junit <file>", "write a report as JUnit's XML, for continuous integration"))
    .option("--tap", "print the Test Anything Protocol instead")
    .option("--json", "print the reports as JSON")
    .action(async (what, options) => {
      const folders = what.filter((one) => one !== "-" && isFolder(resolve(io.cwd, one)));
      const files = what.filter((one) => one === "-" || (one.endsWith(".json") && !folders.includes(one)));
      const theorems = chosen(
        what.filter((one) => !files.includes(one) && !folders.includes(one)),
        what.length === 0,
      );
      if (options.list) return list(theorems, options.json === true, io);
      // Files are read first: a wrong one is refused before anything is computed.
      const problems = files.map((file) => ({ file, problem: readInstanceFile(file, options.set, io) }));
      const say = (line: string) => {
        if (!options.json && !options.tap) io.stdout(`${line}\n`);
      };
      const cases: TestCase[] = [];
      const tell = (one: TestCase, lines: readonly string[]) => {
        cases.push(one);
        for (const line of lines) say(line);
      };
      const instances: InstanceReport[] = [];
      const check = async (suite: string, file: string, problem: DesignProblem, name?: string) => {
        const report = await checkInstance(file, problem, (changed, settings) => solve(changed, { ...settings, solver: options.solver }));
        instances.push(report);
        const lines = instanceLines(report);
        tell(caseOf(suite, name ?? report.name, report, lines), lines);
      };
      for (const { file, problem } of problems) await check("instances", file, problem);
      // A file of a folder that is wrong fails by itself, and one that expects nothing is said to be skipped.
      for (const folder of folders)
        for (const name of instanceFilesIn(folder, io)) {
          const file = join(folder, name);
          try {
            const problem = readInstanceFile(file, options.set, io);
            if (problem.expected) await check(folder, file, problem, name);
            else {
              const skipped = "the instance expects no value";
              tell({ suite: folder, name, seconds: 0, failure: null, skipped }, [`skip  ${file}  (${skipped})`]);
            }
          } catch (error) {
            if (!(error instanceof InvalidInputError || error instanceof UnsupportedProblemError)) throw error;
            tell({ suite: folder, name, seconds: 0, failure: [error.message] }, [`FAIL  ${file}  ${error.message}`]);
          }
        }
      const onReport = (report: TheoremReport) => {
        const lines = theoremLines(report);
        tell(caseOf("theorems", report.id, report, lines), lines);
      };
      const reports = await checkTheorems(theorems, solve, onReport, options.seed);
      const made = cases.filter(({ skipped }) => skipped === undefined);
      const failed = made.filter(({ failure }) => failure).length;
      const total = made.length;
      if (options.junit !== undefined) writeOut(options.junit, junitXml(cases), "--junit", io);
      if (options.tap) io.stdout(tapText(cases));
      if (options.json)
        io.stdout(prettyJson({ format: "secondbest/check@1", passed: total - failed, failed, instances, theorems: reports }));
      else say(`${total - failed} of ${total} passed`);
      if (failed > 0) finish(exitCodes.rejected);
    });
};

/** The instance files of a folder in the order of names; throws InvalidInputError where there are none. */
function instanceFilesIn(folder: string, { cwd }: Io): readonly string[] {
  const names = readdirSync(resolve(cwd, folder)).filter((name) => name.endsWith(".json"));
  if (names.length > 0) return names.sort();
  throw new InvalidInputError({
    field: folder,
    expected: "a folder with instance files",
    received: "no file that ends in .json",
    remedy: "Name another folder.",
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function caseOf(
  suite: string,
  name: string,
  { pass, seconds }: { readonly pass: boolean; readonly seconds: number },
  lines: readonly string[],
): TestCase {
  return { suite, name, seconds, failure: pass ? null : lines.map((line) => line.trim()) };
}

/** The theorems named by id, by paper or by a part of an id. */
function chosen(names: readonly string[], all: boolean): readonly CheckedTheorem[] {
  if (all) return checkedTheorems;
  const found = names.flatMap((name) => {
    const below = checkedTheorems.filter((theorem) => theorem.id === name || theorem.id.startsWith(`${name}/`));
    return below.length > 0 ? below : [checkedTheoremById(name)];
  });
  return [...new Set(found)];
}

function list(theorems: readonly CheckedTheorem[], json: boolean, io: Io): void {
  const rows = theorems.map(({ id, statement, domain, citation, errata }) => ({ id, statement, domain, citation, errata }));
  if (json) io.stdout(prettyJson(rows));
  else for (const { id, statement } of rows) io.stdout(`${id}\n    ${statement}\n`);
}

function theoremLines(report: TheoremReport): string[] {
  const checks = report.results.length;
  const lines = [
    `${report.pass ? "pass" : "FAIL"}  ${report.id}  (${checks} checks on ${report.samples} parameter sets, ${report.seconds.toFixed(1)} s)`,
  ];
  for (const result of report.results) {
    if (result.pass) continue;
    if (result.error !== null) lines.push(`      ${result.check}, set ${result.sample}: ${result.error}`);
    for (const { what, expected, relation, actual, pass } of result.comparisons) {
      if (!pass) lines.push(`      ${result.check}, set ${result.sample}: ${what}: expected ${relation} ${expected}, got ${actual}`);
    }
  }
  return lines;
}

function instanceLines(report: InstanceReport): string[] {
  const { name, status, value, seconds } = report;
  const lines = [`${report.pass ? "pass" : "FAIL"}  ${name}  (${status}, ${value.lower} to ${value.upper}, ${seconds.toFixed(1)} s)`];
  for (const { id, expected, relation, difference, pass } of report.comparisons) {
    if (!pass) lines.push(`      ${id}: expected ${relation} ${expected}, missed by ${difference}`);
  }
  return lines;
}
