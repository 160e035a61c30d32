import { resolve } from "node:path";
import { compareReports } from "../../benchmarks/compare.ts";
import { runSuite, type SuiteReport, workloadText } from "../../benchmarks/report.ts";
import { suites } from "../../benchmarks/suites.ts";
import { InvalidInputError, show } from "../errors.ts";
import { readText } from "../node/instance-file.ts";
import { readJson } from "../problem/json-text.ts";
import type { DefineCommand } from "./commands.ts";
import { exitCodes } from "./exit.ts";
import { print } from "./options.ts";

interface Options {
  readonly large?: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly baseline?: string;
}

/** `secondbest bench [SUITE…]`. */
export const defineBench: DefineCommand = (command, io, finish) => {
  command
    .argument("[suites...]", `suites: ${suites.map(({ name }) => name).join(", ")}; default: all`)
    .option("--large", "add the workloads that take minutes")
    .option("--json", "print the reports as JSON")
    .option("--out <file>", "write the reports as JSON to a file, too")
    .option("--baseline <file>", "compare with a report written before: exit code 5 when a ratio grew by more than 5 %")
    .action(async (names: string[], options: Options) => {
      const chosen = names.length === 0 ? suites : names.map(suiteByName);
      const baseline =
        options.baseline === undefined
          ? undefined
          : (readJson(readText(resolve(io.cwd, options.baseline), "--baseline", options.baseline), options.baseline) as SuiteReport[]);
      const reports: SuiteReport[] = [];
      for (const suite of chosen) {
        if (!options.json) io.stdout(`${suite.name}: ${suite.about}\n`);
        reports.push(
          await runSuite(suite, options.large === true, (report) => {
            if (!options.json) io.stdout(`${workloadText(report)}\n`);
          }),
        );
      }
      const json = `${JSON.stringify(reports, null, 2)}\n`;
      if (options.json) io.stdout(json);
      if (options.out !== undefined) print(json, options.out, io);
      const changes = reports.flatMap((report) => {
        const before = baseline?.find(({ suite }) => suite === report.suite);
        return before ? compareReports(before, report) : [];
      });
      for (const { workload, contender, factor, slower } of changes)
        if (slower) io.stderr(`slower by ${((factor - 1) * 100).toFixed(0)} %: ${contender}, ${workload}\n`);
      if (changes.some(({ slower }) => slower)) finish(exitCodes.rejected);
    });
};

function suiteByName(name: string) {
  const suite = suites.find((one) => one.name === name);
  if (!suite)
    throw new InvalidInputError({
      field: "suite",
      expected: `one of ${suites.map((one) => one.name).join(", ")}`,
      received: show(name),
      remedy: "Choose one of these.",
    });
  return suite;
}
