import type { Ties } from "../../duals/conflict/demands.ts";
import { explain } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { requireOneOf } from "../../problem/required.ts";
import { explanationJson, explanationText } from "../../report/explanation/explanation.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodeOf, exitCodes } from "../exit.ts";
import { collect, positive, print, whole } from "../options.ts";
import { outputOption } from "../places.ts";

interface Options {
  readonly set?: string[];
  readonly efficient?: string | true;
  readonly points?: string;
  readonly timeLimit?: string;
  readonly solver?: string;
  readonly json?: boolean;
  readonly out?: string;
}

/** `secondbest explain FILE|-`. */
export const defineExplain: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .option("--set <path=value>", "change one field of the instance (repeatable)", collect)
    .option(
      "--efficient [ties]",
      "why always choosing an efficient outcome is impossible, or that it is not; ties: trade (the last efficient outcome as listed), rest (the first), any",
    )
    .option("--points <n>", "points of the grid that laws are put on where constraints are to be named (10, fewer among many agents)")
    .option("--time-limit <seconds>", "limit for the search of a smallest conflict", "30")
    .option("--solver <name>", "solve programs with this solver")
    .option("--json", "print secondbest/explanation@1")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addHelpText("after", examples)
    .action(async (file: string, options: Options) => {
      const problem = readInstanceFile(file, options.set ?? [], io);
      const explanation = await explain(problem, {
        efficient: options.efficient === undefined ? null : readTies(options.efficient),
        points: options.points === undefined ? undefined : whole(options.points, "--points"),
        timeLimitSeconds: positive(options.timeLimit ?? "30", "--time-limit"),
        solver: options.solver,
      });
      const text = options.json ? `${JSON.stringify(explanationJson(explanation), null, 2)}\n` : explanationText(explanation);
      print(text, options.out, io);
      // That something is impossible is what was asked for; only a failure is none.
      const code = exitCodeOf(explanation.status);
      finish(code === exitCodes.noOptimum ? exitCodes.ok : code);
    });
};

const tieWords: readonly Ties[] = ["trade", "rest", "any"];

function readTies(text: string | true): Ties {
  const remedy = "Say what happens where several outcomes are efficient, or leave it out: trade.";
  return text === true ? "trade" : requireOneOf(tieWords, text, "--efficient", remedy);
}

const examples = `
Examples:
  secondbest explain mine.json
  secondbest explain mine.json --efficient --set budget=balanced
  secondbest explain mine.json --json --out why.json`;
