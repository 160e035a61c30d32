import { resolve } from "node:path";
import { readText } from "../../node/instance-file.ts";
import { readJson } from "../../problem/json-text.ts";
import { readResult } from "../../report/result/read-result.ts";
import { resultText } from "../../report/result/text.ts";
import type { DefineCommand } from "../commands.ts";
import { print } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest show RESULT|-`: the page of a saved result, as the solve that saved it would have printed it. */
export const defineShow: DefineCommand = (command, io) => {
  command
    .argument("<file>", "result file, as solve --json writes it, or - for standard input")
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .action((file: string, options: { out?: string }) => {
      const text = file === "-" ? io.stdin() : readText(resolve(io.cwd, file), file);
      print(resultText(readResult(readJson(text, file === "-" ? "standard input" : file))), options.out, io);
    });
};
