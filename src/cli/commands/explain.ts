import type { Ties } from "../../duals/conflict/demands.ts";
import { explain } from "../../index.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { requireOneOf } from "../../problem/required.ts";
import { explanationJson, explanationText } from "../../report/explanation/explanation.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodeOf, exitCodes } from "../exit.ts";
import { positive, printFound, setOption, whole } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest explain FILE|-`. */
export const defineExplain: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .addOption(setOption())
    .option(
      "--efficient [ties]",
      "why always choosing an efficient outcome is impossible, or that it is not; ties: trade (the last efficient outcome as listed), rest (the first), any",
    )
    .option(
      "--points <n>",
      "points of the grid that laws are put on where constraints are to be named (10, fewer among many agents)",
      whole("--points"),
    )
    .option("--time-limit <seconds>", "limit for the search of a smallest conflict", positive("--time-limit"), 30)
    .option("--solver <name>", "solve programs with this solver")
    .option("--json", "print secondbest/explanation@1")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addHelpText("after", examples)
    .action(async (file, options) => {
      const problem = readInstanceFile(file, options.set, io);
      const explanation = await explain(problem, {
        efficient: options.efficient === undefined ? null : readTies(options.efficient),
        points: options.points,
        timeLimitSeconds: options.timeLimit,
        solver: options.solver,
      });
      printFound(explanation, explanationJson, explanationText, options, io);
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
