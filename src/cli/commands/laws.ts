import { type LawExample, lawExamples } from "../../problem/law-examples.ts";
import { requireOneOf } from "../../problem/required.ts";
import { didYouMean } from "../../problem/suggestion.ts";
import { jsonText } from "../../report/json-text.ts";
import type { DefineCommand } from "../commands.ts";

/** `secondbest laws [NAME]`: what an instance can say about types. */
export const defineLaws: DefineCommand = (command, io) => {
  command
    .argument("[name]", "one law: its meaning, and its fields as an instance writes them")
    .option("--json", "print the laws as an object by name")
    .action((name, { json }) => {
      const chosen = name === undefined ? lawExamples : { [name]: named(name) };
      if (json) return io.stdout(jsonText(chosen));
      const width = Math.max(...Object.keys(chosen).map((law) => law.length));
      for (const [law, { meaning, example }] of Object.entries(chosen))
        io.stdout(name === undefined ? `${law.padEnd(width)}  ${meaning}\n` : `${law}: ${meaning}\n\n${JSON.stringify(example)}\n`);
    });
};

function named(name: string): LawExample {
  const laws = Object.keys(lawExamples) as (keyof typeof lawExamples)[];
  return lawExamples[requireOneOf(laws, name, "name", `Run secondbest laws for what each means.${didYouMean(name, laws)}`)];
}
