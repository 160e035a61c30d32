import { InvalidInputError } from "../../errors.ts";
import { evaluate } from "../../index.ts";
import { namedRules } from "../../mechanism/rules/named/catalogue.ts";
import { readInstanceFile } from "../../node/instance-file.ts";
import { evaluationJson, evaluationText } from "../../report/studies/evaluation.ts";
import type { DefineCommand } from "../commands.ts";
import { collect, prettyJson, print, setOption } from "../options.ts";
import { outputOption } from "../places.ts";

/** `secondbest evaluate FILE --mechanism posted-price:p=0.5`. */
export const defineEvaluate: DefineCommand = (command, io) => {
  command
    .argument("<file>", "instance file, or - for standard input")
    .option("--mechanism <rule>", "a mechanism by name, with its parameters: posted-price:p=0.5 (repeatable)", collect)
    .addOption(setOption())
    .option("--no-second-best", "do not solve the problem to compare with its optimum")
    .option("--json", "print secondbest/evaluation@1, a list of them for several mechanisms")
    .addOption(outputOption("--out <file>", "write what would be printed to a file"))
    .addHelpText("after", rulesText())
    .action(async (file, options) => {
      if (!options.mechanism)
        throw new InvalidInputError({
          field: "--mechanism",
          expected: `one of ${namedRules.map(({ name }) => name).join(", ")}`,
          received: "nothing",
          remedy: "Write, for example, --mechanism posted-price:p=0.5.",
        });
      const problem = readInstanceFile(file, options.set, io);
      const found = [];
      for (const rule of options.mechanism) found.push(await evaluate(rule, problem, { secondBest: options.secondBest }));
      const json = found.map(evaluationJson);
      print(options.json ? prettyJson(json.length === 1 ? json[0] : json) : found.map(evaluationText).join("\n"), options.out, io);
    });
};

function rulesText(): string {
  const lines = namedRules.map(({ name, summary, parameters }) => {
    const meanings = parameters.map((one) => `${one.name}: ${one.meaning}${one.default === undefined ? "" : ` (${one.default})`}`);
    return `  ${name.padEnd(22)}${summary}${meanings.length > 0 ? `; ${meanings.join(", ")}` : ""}`;
  });
  return `\nMechanisms:\n${lines.join("\n")}`;
}
