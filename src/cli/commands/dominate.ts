import { dominate } from "../../index.ts";
import { readPricedMechanism } from "../../report/result/read-mechanism.ts";
import { dominationJson, dominationText } from "../../report/studies/domination.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import { readJsonInput } from "../json-file.ts";
import { printFound } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest dominate RESULT|-`. */
export const defineDominate: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "result of risk-averse traders on a grid of types, as solve --json writes it, or - for standard input")
    .option("--solver <name>", "solve the program with this solver")
    .option("--json", "print secondbest/domination@1 instead of a page")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .action(async (file, options) => {
      const { problem, mechanism } = readPricedMechanism(readJsonInput(file, io));
      const found = await dominate(problem, mechanism, options);
      printFound(found, dominationJson, dominationText, options, io);
      if (found.status === "undecided") finish(exitCodes.internal);
    });
};
