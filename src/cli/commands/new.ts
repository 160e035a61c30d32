import { InvalidInputError, show } from "../../errors.ts";
import { lawExamples } from "../../problem/law-examples.ts";
import { startingInstances } from "../../problem/starting-instances.ts";
import { didYouMean } from "../../problem/suggestion.ts";
import type { DefineCommand } from "../commands.ts";
import { prettyJson } from "../options.ts";

/** `secondbest new NAME`: a starting instance of an environment, or of trade with a law, on standard output. */
export const defineNew: DefineCommand = (command, io) => {
  const kinds = Object.keys(startingInstances);
  const laws = Object.keys(lawExamples);
  command.argument("<name>", `an environment (${kinds.join(", ")}), or a law (${laws.join(", ")})`).action((name: string) => {
    const instance = startingInstances[name as keyof typeof startingInstances] ?? tradeWith(name);
    if (!instance)
      throw new InvalidInputError({
        field: "name",
        expected: `one of ${[...kinds, ...laws].join(", ")}`,
        received: show(name),
        remedy: `Choose one of these; the instance can be changed afterwards.${didYouMean(name, [...kinds, ...laws])}`,
      });
    io.stdout(prettyJson(instance));
  });
};

/** Trade between a buyer and a seller whose types both have the law. */
function tradeWith(law: string): object | undefined {
  if (!Object.hasOwn(lawExamples, law)) return undefined;
  const { example } = lawExamples[law as keyof typeof lawExamples];
  const { format, incentives, participation, budget, objective } = startingInstances["bilateral-trade"];
  return {
    format,
    name: law,
    environment: { kind: "bilateral-trade", buyer: example, seller: example },
    incentives,
    participation,
    budget,
    objective,
  };
}
