import { resolve } from "node:path";
import { dominate } from "../../index.ts";
import { readText } from "../../node/instance-file.ts";
import { readJson } from "../../problem/json-text.ts";
import { readPricedMechanism } from "../../report/result/read-mechanism.ts";
import { dominationJson, dominationText } from "../../report/studies/domination.ts";
import type { DefineCommand } from "../commands.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest dominate RESULT|-`. */
export const defineDominate: DefineCommand = (command, io, finish) => {
  command
    .argument("<file>", "result of risk-averse traders on a grid of types, as solve --json writes it, or - for standard input")
    .option("--solver <name>", "solve the program with this solver")
    .option("--json", "print secondbest/domination@1 instead of a page")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .action(async (file: string, options: { solver?: string; json?: boolean; out?: string }) => {
      const text = file === "-" ? io.stdin() : readText(resolve(io.cwd, file), file);
      const { problem, mechanism } = readPricedMechanism(readJson(text, file === "-" ? "standard input" : file));
      const found = await dominate(problem, mechanism, options);
      print(options.json ? `${JSON.stringify(dominationJson(found), null, 2)}\n` : dominationText(found), options.out, io);
      if (found.status === "undecided") finish(exitCodes.internal);
    });
};
