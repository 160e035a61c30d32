import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { InvalidInputError, show } from "../errors.ts";
import { resultJson, resultText, solve } from "../index.ts";
import { readInstanceFile } from "../node/instance-file.ts";
import { writeMechanismCsv } from "../node/mechanism-csv.ts";
import type { Progress } from "../solver/options.ts";
import { exitCodeOf } from "./exit.ts";

interface Options {
  readonly set: string[];
  readonly solver?: string;
  readonly timeLimit?: string;
  readonly width?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly csv?: string;
}

/** `secondbest solve FILE|-`. */
export function addSolveCommand(program: Command, finish: (code: number) => void): void {
  program
    .command("solve")
    .argument("<file>", "instance file, or - for standard input")
    .description("the best mechanism of an instance, audited")
    .option("--set <path=value>", "change one field of the instance, e.g. incentives=dominant (repeatable)", collect, [])
    .option("--solver <name>", "solve as a program with this solver instead of the route chosen by the engine")
    .option("--time-limit <seconds>", "stop after this time with the best bracket so far")
    .option("--width <width>", "requested relative width of the bracket on a continuous problem")
    .option("--json", "print the result as secondbest/result@1")
    .option("--out <file>", "write what would be printed to a file")
    .option("--csv <dir>", "write the mechanism as CSV tables into a folder")
    .action(async (file: string, options: Options) => {
      const problem = readInstanceFile(file, options.set);
      const progress = progressLine(process.stderr.isTTY === true);
      const result = await solve(problem, {
        solver: options.solver,
        ...(options.timeLimit === undefined ? {} : { timeLimitSeconds: positive(options.timeLimit, "--time-limit") }),
        ...(options.width === undefined ? {} : { width: positive(options.width, "--width") }),
        onProgress: progress.show,
      });
      progress.clear();
      const text = options.json ? `${JSON.stringify(resultJson(result), null, 2)}\n` : resultText(result);
      if (options.out === undefined) process.stdout.write(text);
      else writeOut(options.out, text);
      if (options.csv !== undefined && result.mechanism) writeMechanismCsv(result.mechanism, options.csv);
      finish(exitCodeOf(result.status));
    });
}

export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

export function positive(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidInputError({
      field: option,
      expected: "a number > 0",
      received: show(text),
      remedy: `Write, for example, ${option} 10.`,
    });
  return value;
}

export function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InvalidInputError({
      field: "--out",
      expected: "a file that can be written",
      received: `${show(path)} (${(error as NodeJS.ErrnoException).code ?? "error"})`,
      remedy: "Check that the folder exists and is writable.",
    });
  }
}

/** A line on the terminal that is rewritten while a long solve runs; silent elsewhere and in the first second. */
function progressLine(enabled: boolean): { show(progress: Progress): void; clear(): void } {
  let shown = false;
  return {
    show({ solver, iterations, seconds, objective }) {
      if (!enabled || seconds < 1) return;
      const value = objective === undefined || !Number.isFinite(objective) ? "" : `, objective ${objective.toPrecision(8)}`;
      process.stderr.write(`\r\u001b[K${solver}: ${iterations} iterations, ${seconds.toFixed(0)} s${value}`);
      shown = true;
    },
    clear() {
      if (shown) process.stderr.write("\r\u001b[K");
    },
  };
}
