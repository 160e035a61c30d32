import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { suites } from "../../../benchmarks/catalogue.ts";
import { compareReports } from "../../../benchmarks/compare.ts";
import { backends, machine, memoryOf, versionsOf } from "../../../benchmarks/machine.ts";
import type { BenchmarkReport, SuiteReport } from "../../../benchmarks/report.ts";
import { runSuite } from "../../../benchmarks/run.ts";
import type { Case, Suite } from "../../../benchmarks/suite.ts";
import { instanceSuite } from "../../../benchmarks/suites/instances.ts";
import { drawingOf, markdownOf, rowText, summaryTable } from "../../../benchmarks/text.ts";
import { InvalidInputError, show } from "../../errors.ts";
import { figureSvg } from "../../node/figure-file.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { packageFolder } from "../../node/package-folder.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import type { Io } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { prettyJson, print, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest bench [SUITE|DIR…]`. */
export const defineBench: DefineCommand = (command, io, finish) => {
  command
    .argument(
      "[suites...]",
      `suites: ${[...suites.map(({ name }) => name), conformance].join(", ")}, or folders of instances with expected values; default: all suites`,
    )
    .option("--quick", "small sizes and few runs: about two minutes for all suites")
    .option("--list", "list the suites and their cases instead of running them")
    .option("--json", "print secondbest/benchmark@2")
    .option("--markdown", "print a Markdown table a suite")
    .option("--summary", "print one Markdown table of the largest sizes")
    .addOption(outputOption("--out <file>", "write the report as JSON to a file, too"))
    .addOption(outputOption("--svg <folder>", "write a figure of times against sizes for each suite"))
    .option("--baseline <file>", "compare with a report written before: exit code 5 when a ratio grew by more than 5 %")
    .action(async (names, options) => {
      const chosen = names.length === 0 ? [...suites, shipped(io)] : names.map((name) => suiteOf(name, io));
      if (options.list) return list(chosen, options.quick === true, io);
      // A baseline is read first: a wrong one is refused before anything is timed.
      const baseline = options.baseline === undefined ? undefined : (readJsonFile(options.baseline, io, "--baseline") as BenchmarkReport);
      const silent = options.json || options.markdown || options.summary;
      const say = (text: string) => (silent ? io.stderr(text) : io.stdout(text));
      const solvers = backends(io.env);
      const reports: SuiteReport[] = [];
      for (const suite of chosen) {
        say(`${suite.name}: ${suite.about}\n`);
        let last = "";
        const effort = {
          quick: options.quick === true,
          solvers,
          memoryOf: (one: Case) => memoryOf(one.problem),
          onRow: (row: Parameters<typeof rowText>[0]) => {
            if (row.case !== last) say(`${row.case}\n`);
            last = row.case;
            say(`${rowText(row)}\n`);
          },
        };
        reports.push(await runSuite(suite, effort));
      }
      const report: BenchmarkReport = {
        format: "secondbest/benchmark@2",
        quick: options.quick === true,
        machine: machine(),
        versions: versionsOf(solvers),
        suites: reports,
      };
      const json = prettyJson(report);
      if (options.json) io.stdout(json);
      if (options.markdown) io.stdout(markdownOf(report));
      if (options.summary) io.stdout(summaryTable(report));
      if (options.out !== undefined) print(json, options.out, io);
      if (options.svg !== undefined) await drawAll(reports, options.svg, io);
      const failed = reports.flatMap(({ suite, rows }) =>
        rows.filter(({ status }) => status === "failed").map((row) => ({ suite, ...row })),
      );
      for (const { suite, contender, reason, ...row } of failed) io.stderr(`failed: ${suite}, ${row.case}, ${contender}: ${reason}\n`);
      const slower = baseline ? compareReports(baseline, report).filter((change) => change.slower) : [];
      for (const { suite, contender, factor, ...change } of slower)
        io.stderr(`slower by ${((factor - 1) * 100).toFixed(0)} %: ${contender}, ${suite}, ${change.case}\n`);
      // A backend that gives up or errs is reported; the engine's own answers have to be right.
      if (slower.length > 0 || failed.some(({ contender }) => contender === "secondbest")) finish(exitCodes.rejected);
    });
};

const conformance = "conformance";

function shipped({ cwd }: Io): Suite {
  return instanceSuite(
    conformance,
    "Every instance that the package ships with a known value: the engine and every backend that can take the program of the definition.",
    readFolder(join(packageFolder(), "data/instances"), cwd),
  );
}

function suiteOf(name: string, io: Io): Suite {
  const known = name === conformance ? shipped(io) : suites.find((one) => one.name === name);
  if (known) return known;
  const folder = resolve(io.cwd, name);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const problems = readFolder(folder, io.cwd);
    if (problems.some(({ problem }) => problem.expected))
      return instanceSuite(name, "Instances with the values that they expect.", problems);
    throw new InvalidInputError({
      field: "suite",
      expected: 'a folder of instances with "expected"',
      received: `${show(name)} with ${problems.length} instances, none of which expects a value`,
      remedy: 'Add "expected": {"value": …} to the instances.',
    });
  }
  throw new InvalidInputError({
    field: "suite",
    expected: `one of ${[...suites.map((one) => one.name), conformance].join(", ")}, or a folder of instances`,
    received: show(name),
    remedy: "Choose one of these.",
  });
}

function readFolder(folder: string, cwd: string) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => ({ name: file.replace(/\.json$/, ""), problem: readInstanceFile(join(folder, file), [], { cwd }) }));
}

async function list(chosen: readonly Suite[], quick: boolean, io: Io): Promise<void> {
  for (const suite of chosen) {
    io.stdout(`${suite.name}: ${suite.about}\n`);
    for (const one of await suite.cases()) if (one.quick || !quick) io.stdout(`  ${one.name}${one.quick ? "" : " (not in a quick run)"}\n`);
  }
}

async function drawAll(reports: readonly SuiteReport[], folder: string, io: Io): Promise<void> {
  for (const report of reports) {
    const drawing = drawingOf(report);
    if (drawing) writeOut(join(folder, `${report.suite}.svg`), await figureSvg(drawing), "--svg", io);
  }
}
