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
import { junitXml, type TestCase, tapText } from "../../report/test-report.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import type { Io } from "../io.ts";
import { collect, positive, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";

interface Options {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly seed: string;
  readonly solver?: string;
  readonly set?: string[];
  readonly junit?: string;
  readonly tap?: boolean;
}

/** `secondbest check [ID…|FILE…]`. */
export const defineCheck: DefineCommand = (command, io, finish) => {
  command
    .argument(
      "[what...]",
      "ids of theorems or papers, instance files with an expected value or folders of them, - for standard input; default: the whole catalogue",
    )
    .option("--list", "list the theorems instead of checking them")
    .option("--seed <n>", "seed of the random parameter sets", String(defaultCheckSeed))
    .option("--solver <name>", "solve instances as programs with this solver")
    .option("--set <path=value>", "change one field of the instances (repeatable)", collect)
    .addOption(outputOption("--junit <file>", "write a report as JUnit's XML, for continuous integration"))
    .option("--tap", "print the Test Anything Protocol instead")
    .option("--json", "print the reports as JSON")
    .action(async (what: string[], options: Options) => {
      const folders = what.filter((one) => one !== "-" && isFolder(resolve(io.cwd, one)));
      const files = what.filter((one) => one === "-" || (one.endsWith(".json") && !folders.includes(one)));
      const theorems = chosen(
        what.filter((one) => !files.includes(one) && !folders.includes(one)),
        what.length === 0,
      );
      if (options.list) return list(theorems, options.json === true, io);
      const seed = positive(options.seed, "--seed");
      // Files are read first: a wrong one is refused before anything is computed.
      const problems = files.map((file) => ({ file, problem: readInstanceFile(file, options.set ?? [], io) }));
      const say = (line: string) => {
        if (!options.json && !options.tap) io.stdout(`${line}\n`);
      };
      const cases: TestCase[] = [];
      const instances: InstanceReport[] = [];
      for (const { file, problem } of problems) {
        const report = await checkInstance(file, problem, (changed, settings) => solve(changed, { ...settings, solver: options.solver }));
        instances.push(report);
        cases.push(caseOf("instances", report.name, report, instanceLines(report)));
        for (const line of instanceLines(report)) say(line);
      }
      for (const folder of folders) await checkFolder(folder, options, io, { instances, cases, say });
      const reports = await checkTheorems(
        theorems,
        solve,
        (report) => {
          cases.push(caseOf("theorems", report.id, report, theoremLines(report)));
          for (const line of theoremLines(report)) say(line);
        },
        seed,
      );
      const made = cases.filter(({ skipped }) => skipped === undefined);
      const failed = made.filter(({ failure }) => failure).length;
      const total = made.length;
      if (options.junit !== undefined) writeOut(options.junit, junitXml(cases), "--junit", io);
      if (options.tap) io.stdout(tapText(cases));
      if (options.json)
        io.stdout(
          `${JSON.stringify({ format: "secondbest/check@1", passed: total - failed, failed, instances, theorems: reports }, null, 2)}\n`,
        );
      else say(`${total - failed} of ${total} passed`);
      if (failed > 0) finish(exitCodes.rejected);
    });
};

interface Found {
  readonly instances: InstanceReport[];
  readonly cases: TestCase[];
  readonly say: (line: string) => void;
}

/** Every instance of a folder that expects a value, in the order of names; a file that is wrong fails by itself, and one that expects nothing is said to be skipped. */
async function checkFolder(folder: string, options: Options, io: Io, { instances, cases, say }: Found): Promise<void> {
  const names = readdirSync(resolve(io.cwd, folder))
    .filter((name) => name.endsWith(".json"))
    .sort();
  if (names.length === 0)
    throw new InvalidInputError({
      field: folder,
      expected: "a folder with instance files",
      received: "no file that ends in .json",
      remedy: "Name another folder.",
    });
  for (const name of names) {
    const file = join(folder, name);
    try {
      const problem = readInstanceFile(file, options.set ?? [], io);
      if (!problem.expected) {
        cases.push({ suite: folder, name, seconds: 0, failure: null, skipped: "the instance expects no value" });
        say(`skip  ${file}  (the instance expects no value)`);
        continue;
      }
      const report = await checkInstance(file, problem, (changed, settings) => solve(changed, { ...settings, solver: options.solver }));
      instances.push(report);
      cases.push(caseOf(folder, name, report, instanceLines(report)));
      for (const line of instanceLines(report)) say(line);
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof UnsupportedProblemError)) throw error;
      cases.push({ suite: folder, name, seconds: 0, failure: [error.message] });
      say(`FAIL  ${file}  ${error.message}`);
    }
  }
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
  if (json) io.stdout(`${JSON.stringify(rows, null, 2)}\n`);
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
