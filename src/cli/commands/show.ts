import { readResult } from "../../report/result/read-result.ts";
import { resultText } from "../../report/result/text.ts";
import type { DefineCommand } from "../commands.ts";
import { readJsonInput } from "../json-file.ts";
import { print } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest show RESULT|-`: the page of a saved result, as the solve that saved it would have printed it. */
export const defineShow: DefineCommand = (command, io) => {
  command
    .argument("<file>", "result file, as solve --json writes it, or - for standard input")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .action((file, options) => {
      print(resultText(readResult(readJsonInput(file, io))), options.out, io);
    });
};
