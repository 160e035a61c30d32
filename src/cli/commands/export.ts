import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { writeMps } from "../../program/mps/write-mps.ts";
import { finiteQuestion, tradeQuestion } from "../../program/question.ts";
import { build } from "../../program/reduced/build.ts";
import { buildReference } from "../../program/reference/finite.ts";
import type { DefineCommand } from "../commands.ts";
import { print, setOption } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest export FILE|-`: the program of an instance as MPS. */
export const defineExport: DefineCommand = (command, io) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .addOption(setOption())
    .option("--reference", "the naive program with all deviations instead of the reduced one")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .action((file, options) => {
      const problem = readInstanceFile(file, options.set, io);
      const reduced = isBilateralTrade(problem.environment) && !options.reference;
      const { program: lp } = reduced ? build(tradeQuestion(problem)) : buildReference(finiteQuestion(problem));
      print(writeMps(lp), options.out, io);
    });
};
