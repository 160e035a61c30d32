import { InvalidInputError, show } from "../errors.ts";
import { startingInstances } from "../problem/schema.ts";
import type { DefineCommand } from "./commands.ts";

/** `secondbest new ENVIRONMENT`: a starting instance on standard output. */
export const defineNew: DefineCommand = (command, io) => {
  const known = new Map(Object.entries(startingInstances));
  const kinds = [...known.keys()].join(", ");
  command.argument("<environment>", kinds).action((environment: string) => {
    const instance = known.get(environment);
    if (!instance)
      throw new InvalidInputError({
        field: "environment",
        expected: `one of ${kinds}`,
        received: show(environment),
        remedy: "Choose one of these; the instance can be changed afterwards.",
      });
    io.stdout(`${JSON.stringify(instance, null, 2)}\n`);
  });
};
