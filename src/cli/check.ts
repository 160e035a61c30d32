import { checkedTheoremById, checkedTheorems } from "../../regressions/catalogue.ts";
import { defaultCheckSeed, type TheoremReport } from "../../regressions/check-theorem.ts";
import { checkTheorems } from "../../regressions/check-theorems.ts";
import type { CheckedTheorem } from "../../regressions/regression.ts";
import { checkInstance, type InstanceReport } from "../analysis/check.ts";
import { solve } from "../index.ts";
import { readInstanceFile } from "../node/instance-file.ts";
import type { DefineCommand } from "./commands.ts";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";
import { collect, positive } from "./options.ts";

interface Options {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly seed: string;
  readonly solver?: string;
  readonly set?: string[];
}

/** `secondbest check [ID…|FILE…]`. */
export const defineCheck: DefineCommand = (command, io, finish) => {
  command
    .argument(
      "[what...]",
      "ids of theorems or papers, instance files with an expected value, - for standard input; default: the whole catalogue",
    )
    .option("--list", "list the theorems instead of checking them")
    .option("--seed <n>", "seed of the random parameter sets", String(defaultCheckSeed))
    .option("--solver <name>", "solve instances as programs with this solver")
    .option("--set <path=value>", "change one field of the instances (repeatable)", collect)
    .option("--json", "print the reports as JSON")
    .action(async (what: string[], options: Options) => {
      const files = what.filter((one) => one === "-" || one.endsWith(".json"));
      const theorems = chosen(
        what.filter((one) => !files.includes(one)),
        what.length === 0,
      );
      if (options.list) return list(theorems, options.json === true, io);
      const seed = positive(options.seed, "--seed");
      // Files are read first: a wrong one is refused before anything is computed.
      const problems = files.map((file) => ({ file, problem: readInstanceFile(file, options.set ?? [], io) }));
      const say = (line: string) => {
        if (!options.json) io.stdout(`${line}\n`);
      };
      const instances: InstanceReport[] = [];
      for (const { file, problem } of problems) {
        const report = await checkInstance(file, problem, (changed, settings) => solve(changed, { ...settings, solver: options.solver }));
        instances.push(report);
        for (const line of instanceLines(report)) say(line);
      }
      const reports = await checkTheorems(
        theorems,
        solve,
        (report) => {
          for (const line of theoremLines(report)) say(line);
        },
        seed,
      );
      const failed = [...instances, ...reports].filter((report) => !report.pass).length;
      const total = instances.length + reports.length;
      if (options.json)
        io.stdout(
          `${JSON.stringify({ format: "secondbest/check@1", passed: total - failed, failed, instances, theorems: reports }, null, 2)}\n`,
        );
      else say(`${total - failed} of ${total} passed`);
      if (failed > 0) finish(exitCodes.rejected);
    });
};

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
