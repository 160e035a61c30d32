import { instanceFormat } from "./instance-format.ts";
import type { LawJson } from "./law-schema.ts";
import type { InstanceJson } from "./schema.ts";

type EnvironmentJson = InstanceJson["environment"];

/** An instance of every kind of environment to start from, small and solved at once. */
export const startingInstances: Readonly<{
  [Kind in EnvironmentJson["kind"]]: InstanceJson & { environment: EnvironmentJson & { kind: Kind } };
}> & { readonly [Variant in "risk-averse-trade" | "divisible-trade"]: InstanceJson } = {
  "bilateral-trade": starting("my bilateral trade", { kind: "bilateral-trade", buyer: unit(), seller: unit() }),
  "risk-averse-trade": {
    ...starting("my risk-averse traders", {
      kind: "bilateral-trade",
      buyer: unit(),
      seller: unit(),
      utility: { power: "1/2" },
      mechanisms: "simple",
    }),
    ...{ incentives: "dominant", participation: "ex-post", budget: "balanced", discretization: { rule: "midpoint", points: 40 } },
  },
  "divisible-trade": starting("my divisible good", { kind: "bilateral-trade", buyer: unit(), seller: unit(), curvature: "1/2" }),
  "multilateral-trade": starting("my market", {
    kind: "multilateral-trade",
    buyers: [{ count: 2, distribution: unit() }],
    sellers: [{ count: 2, distribution: unit() }],
  }),
  partnership: {
    ...starting("my partnership", {
      kind: "partnership",
      partners: [
        { share: "9/10", distribution: unit() },
        { share: "1/10", distribution: unit() },
      ],
    }),
    discretization: { rule: "midpoint", points: 20 },
  },
  finite: starting("my public good", {
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
  }),
};

function unit(): LawJson {
  return { distribution: "uniform", min: 0, max: 1 };
}

function starting<Environment extends EnvironmentJson>(
  name: string,
  environment: Environment,
): InstanceJson & { environment: Environment } {
  const words = { incentives: "bayesian", participation: "interim", budget: "ex-ante", objective: "gains-from-trade" } as const;
  return { format: instanceFormat, name, environment, ...words };
}
