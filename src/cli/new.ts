import { InvalidInputError, show } from "../errors.ts";
import type { DefineCommand } from "./commands.ts";

const uniform = { distribution: "uniform", min: 0, max: 1 };
const words = { incentives: "bayesian", participation: "interim", budget: "ex-ante", objective: "gains-from-trade" };

const templates: Readonly<Record<string, unknown>> = {
  "bilateral-trade": {
    format: "secondbest/instance@1",
    name: "my bilateral trade",
    environment: { kind: "bilateral-trade", buyer: uniform, seller: uniform },
    ...words,
  },
  "multilateral-trade": {
    format: "secondbest/instance@1",
    name: "my market",
    environment: {
      kind: "multilateral-trade",
      buyers: [{ count: 2, distribution: uniform }],
      sellers: [{ count: 2, distribution: uniform }],
    },
    ...words,
  },
  finite: {
    format: "secondbest/instance@1",
    name: "my public good",
    environment: {
      kind: "finite",
      agents: [
        { name: "Ann", side: "buyer", types: ["low", "high"] },
        { name: "Bob", side: "buyer", types: ["low", "high"] },
      ],
      prior: {
        independent: [
          ["1/2", "1/2"],
          ["1/2", "1/2"],
        ],
      },
      outcomes: ["nothing", "build"],
      utilities: [
        [
          [0, 0],
          [-1, 2],
        ],
        [
          [0, 0],
          [-1, 2],
        ],
      ],
    },
    ...words,
  },
};

/** `secondbest new ENVIRONMENT`: a starting instance on standard output. */
export const defineNew: DefineCommand = (command, io) => {
  command.argument("<environment>", Object.keys(templates).join(", ")).action((environment: string) => {
    const template = Object.hasOwn(templates, environment) ? templates[environment] : undefined;
    if (!template)
      throw new InvalidInputError({
        field: "environment",
        expected: `one of ${Object.keys(templates).join(", ")}`,
        received: show(environment),
        remedy: "Choose one of these; the instance can be changed afterwards.",
      });
    io.stdout(`${JSON.stringify(template, null, 2)}\n`);
  });
};
