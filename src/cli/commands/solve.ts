import { resolve } from "node:path";
import { needsProof, reaches } from "../../analysis/certify.ts";
import { comparisons, contradicted } from "../../analysis/compare.ts";
import { serializeCertificate } from "../../certificate/format.ts";
import { InvalidInputError } from "../../errors.ts";
import { boundary, isBilateral, type ResultJson, resultJson, resultText, solve } from "../../index.ts";
import { writeConstraintsCsv } from "../../node/constraints-csv.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { writeMechanismCsv } from "../../node/mechanism-csv.ts";
import { requireOneOf } from "../../problem/required.ts";
import { jsonText } from "../../report/json-text.ts";
import { assumptionLines, levelText } from "../../report/level.ts";
import { readBilateralMechanism } from "../../report/result/read-mechanism.ts";
import { resultTable } from "../../report/result/text.ts";
import { thinned } from "../../report/result/thinned.ts";
import { tableText } from "../../report/table.ts";
import type { Level, Result } from "../../result.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodeOf, exitCodes } from "../exit.ts";
import { readJsonFile } from "../json-file.ts";
import { collect, onlyFormat, positive, print, whole, writable, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";
import { progressLine } from "../progress/progress-line.ts";

/** `secondbest solve FILE|-`. */
export const defineSolve: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .option("--set <path=value>", "change one field of the instance, e.g. incentives=dominant (repeatable)", collect)
    .option("--solver <name>", "solve as a program with this solver instead of the route chosen by the engine")
    .option("--time-limit <seconds>", "stop after this time with the best bracket so far", positive("--time-limit"))
    .option("--width <width>", "requested relative width of the bracket on a continuous problem (same as --set width=…)")
    .option("--json", "print the result as secondbest/result@1")
    .option("--markdown", "print the page as a Markdown table")
    .option("--latex", "print the page as a LaTeX table (booktabs)")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addOption(
      outputOption("--csv <dir>", "write the mechanism, and the constraints with their shadow prices, as CSV tables into a folder"),
    )
    .addOption(
      outputOption(
        "--boundary <file>",
        "write where two traders trade as CSV: at 101 costs the smallest value that may, and that surely does",
      ),
    )
    .option("--no-mechanism", "leave the mechanism out of --json")
    .option("--no-simple-rules", "do not evaluate simple rules (posted price, VCG, expected externality) beside the optimum")
    .option("--states <n>", "write every state only up to n types a side (with --json; 0 for none)", whole("--states"))
    .addOption(outputOption("--certificate <file>", "prove the value in exact arithmetic and write the certificate"))
    .option("--level <level>", `require a proof: ${levels.join(", ")} (exit code 5 if it cannot be given)`)
    .option("--rent-ranges", "say between which numbers the rent of every type lies over all optima (finitely many types)")
    .option("--nearest <result>", "of all optima choose the one nearest to the mechanism of a saved result (bilateral trade)")
    .addHelpText("after", examples)
    .action(async (file, options) => {
      const format = onlyFormat(["json", "markdown", "latex"], options);
      const wanted = options.level === undefined ? undefined : readLevel(options.level);
      const problem = readInstanceFile(
        file,
        [...(options.set ?? []), ...(options.width === undefined ? [] : [`width=${options.width}`])],
        io,
      );
      const { csv, timeLimit: timeLimitSeconds } = options;
      const progress = progressLine(io, timeLimitSeconds);
      const result = await solve(problem, {
        solver: options.solver,
        rentRanges: options.rentRanges === true,
        nearest: options.nearest === undefined ? undefined : readBilateralMechanism(readJsonFile(options.nearest, io, "--nearest", "")),
        conflict: true,
        proof: options.certificate !== undefined || (wanted && needsProof(problem, wanted)) ? {} : undefined,
        ...(timeLimitSeconds === undefined ? {} : { timeLimitSeconds }),
        onProgress: progress.show,
        onStage: progress.stage,
      });
      progress.clear();
      const certificate = result.proof?.certificate ?? null;
      const reason = result.proof && !result.proof.certificate ? result.proof.reason : null;
      const { mechanism } = result;
      if (csv !== undefined && mechanism)
        writable("--csv", csv, () => [
          ...writeMechanismCsv(mechanism, resolve(io.cwd, csv)),
          ...writeConstraintsCsv(result, resolve(io.cwd, csv)),
        ]);
      if (options.boundary !== undefined) writeOut(options.boundary, boundaryCsv(mechanism), "--boundary", io);
      if (options.certificate !== undefined && certificate)
        writeOut(options.certificate, serializeCertificate(certificate), "--certificate", io);
      const theorems = comparisons(result);
      const json = resultJson(result, theorems, { simpleRules: options.simpleRules });
      const kept = { mechanism: options.mechanism, states: options.states ?? null };
      print(format === "json" ? jsonText(thinned(json, kept)) : written(json, format), options.out, io);
      const missing = options.certificate !== undefined && !certificate;
      const short = wanted !== undefined && !reaches(result.level, wanted);
      if (missing || short) {
        const why = reason ?? standing(result);
        io.stderr(`secondbest: no proof of level ${wanted ?? "interval"}: ${why}\n`);
        return finish(result.status === "error" ? exitCodes.internal : exitCodes.rejected);
      }
      io.stderr(summary(result));
      finish(exitCodeOf(result.status, contradicted(theorems)));
    });
};

function written(result: ResultJson, format: "markdown" | "latex" | "text"): string {
  return format === "text" ? resultText(result) : tableText(resultTable(result), format);
}

/** The trade region of a bilateral mechanism as a table. */
function boundaryCsv(mechanism: Result["mechanism"]): string {
  if (!mechanism || !isBilateral(mechanism))
    throw new InvalidInputError({
      field: "--boundary",
      expected: "a mechanism of bilateral trade",
      received: mechanism ? "a mechanism of another environment" : "no mechanism",
      remedy: "Leave it out, or write tables with --csv.",
    });
  const { costs, possible, sure } = boundary(mechanism);
  const rows = costs.map((cost, k) => `${cost},${possible[k] ?? ""},${sure[k] ?? ""}`);
  return ["cost,possible_from_value,sure_from_value", ...rows, ""].join("\n");
}

type Standing = Pick<Result, "status" | "level" | "assumptions" | "audit">;

/** What a script that looks only at standard error must know: that there is no optimum, and what the proof takes for granted. */
export function summary({ status, level, assumptions, audit }: Standing): string {
  if ((status === "optimal" || status === "error") && assumptions.length === 0) return "";
  return `secondbest: ${standing({ status, level, assumptions, audit })}\n`;
}

/** How a result ended, how far it is proved, and under what assumptions. */
function standing({ status, level, assumptions, audit }: Standing): string {
  return [status, levelText(level, status, audit !== null), ...assumptionLines(assumptions)].join("; ");
}

const examples = `
Examples:
  secondbest solve mine.json --set incentives=dominant --set participation=ex-post
  secondbest solve mine.json --json --out result.json --csv tables
  secondbest solve mine.json --level exact --certificate proof.json
  secondbest new bilateral-trade | secondbest solve - --width 1e-6`;

const levels: readonly Level[] = ["float", "interval", "exact", "continuum"];

const readLevel = (text: string): Level => requireOneOf(levels, text, "--level", "Choose how far the value must be proved.");
