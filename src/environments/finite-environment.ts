import { type NumberInput, type Rational, toNumber } from "../arithmetic/rational.ts";
import { refuse, refuseAs, show } from "../errors.ts";
import type { FiniteAgent, FiniteEnvironment } from "./environment.ts";
import { type PriorInput, readPrior } from "./prior.ts";
import { readList, readNumber } from "./read-number.ts";

/** An agent as the user states it; without a `side` it counts as a buyer. */
export interface FiniteAgentInput {
  readonly name: string;
  readonly side?: "buyer" | "seller" | undefined;
  /** At least one, all different. */
  readonly types: readonly (string | number)[];
}

/** The tables of a finite environment as the user writes them. */
export interface FiniteEnvironmentInput {
  readonly agents: readonly FiniteAgentInput[];
  readonly prior: PriorInput;
  readonly outcomes: readonly string[];
  /** `utilities[agent][outcome][type]`: what the agent with that type gains from the outcome, before paying. */
  readonly utilities: readonly (readonly (readonly NumberInput[])[])[];
  /** Per agent one number, or one per type. Default 0. */
  readonly outsideOptions?: readonly (NumberInput | readonly NumberInput[])[] | undefined;
}

/**
 * An environment given by its tables: any agents, prior, outcomes, utilities and outside options. All numbers are kept exactly.
 *
 * Throws InvalidInputError naming the offending field when a name is repeated, a table has the wrong shape, a number is not finite,
 * masses do not total 1, or a type has probability 0.
 *
 * @example
 * const publicGood = finiteEnvironment({
 *   agents: [{ name: "Ann", types: [0, 3] }, { name: "Bob", types: [0, 3] }],
 *   prior: { independent: [["1/2", "1/2"], ["1/2", "1/2"]] },
 *   outcomes: ["nothing", "bridge"],
 *   utilities: [[[0, 0], [-1, 2]], [[0, 0], [-1, 2]]], // each bears half of the cost 2
 * });
 */
export function finiteEnvironment(input: FiniteEnvironmentInput): FiniteEnvironment {
  if (typeof input !== "object" || input === null)
    refuse(
      "environment",
      "{ agents, prior, outcomes, utilities }",
      input,
      "Call finiteEnvironment({ agents: …, prior: …, outcomes: …, utilities: … }).",
    );
  const agents = readAgents(input.agents);
  const outcomes = readNames(input.outcomes, "outcomes", "outcome");
  const { prior, exact: exactPrior } = readPrior(input.prior, agents);
  const perAgent = `one entry per agent: ${agents.map((agent) => agent.name).join(", ")}`;
  const utilities = readList(input.utilities, "utilities", agents.length, perAgent).map((table, a) => {
    const field = `utilities[${a}]`;
    const types = (agents[a] as FiniteAgent).types.length;
    return readList(table, field, outcomes.length, `one entry per outcome: ${outcomes.join(", ")}`).flatMap((row, o) =>
      readList(row, `${field}[${o}]`, types, `one number per type of agent ${agents[a]?.name}`).map((cell, k) =>
        readNumber(cell, `${field}[${o}][${k}]`),
      ),
    );
  });
  const outside = input.outsideOptions === undefined ? agents.map(() => 0) : input.outsideOptions;
  const outsideOptions = readList(outside, "outsideOptions", agents.length, perAgent).map((entry, a) => {
    const agent = agents[a] as FiniteAgent;
    const field = `outsideOptions[${a}]`;
    if (!Array.isArray(entry)) return agent.types.map(() => readNumber(entry, field));
    return readList(entry, field, agent.types.length, `one number per type of agent ${agent.name}`).map((cell, k) =>
      readNumber(cell, `${field}[${k}]`),
    );
  });
  return assembleFinite({
    agents,
    outcomes,
    prior,
    utilities: utilities.map(doubles),
    outsideOptions: outsideOptions.map(doubles),
    exact: { utilities, outsideOptions, prior: exactPrior },
  });
}

/** The environment of tables that are known to be right. */
export function assembleFinite(tables: Omit<FiniteEnvironment, "kind" | "toFinite">): FiniteEnvironment {
  const environment: FiniteEnvironment = { kind: "finite", ...tables, toFinite: () => environment };
  return environment;
}

/** The nearest doubles. */
function doubles(values: readonly Rational[]): Float64Array {
  return Float64Array.from(values, toNumber);
}

function readAgents(input: unknown): readonly FiniteAgent[] {
  if (!Array.isArray(input) || input.length === 0) {
    refuse("agents", "a list of at least one agent", input, 'Give each agent as {"name": …, "types": […]}.');
  }
  const names = readNames(
    input.map((agent) => agent?.name),
    "agents",
    "agent",
    (a) => `agents[${a}].name`,
  );
  return input.map((agent, a) => {
    const side = agent.side ?? "buyer";
    if (side !== "buyer" && side !== "seller") {
      refuse(
        `agents[${a}].side`,
        '"buyer" or "seller"',
        side,
        "The side says whose weight the agent's rent carries in a weighted objective; without it the agent counts as a buyer.",
      );
    }
    const field = `agents[${a}].types`;
    const labels = Array.isArray(agent.types)
      ? agent.types.map((type: unknown) => (typeof type === "number" && Number.isFinite(type) ? String(type) : type))
      : agent.types;
    return { name: names[a] as string, side, types: readNames(labels, field, "type", (k) => `${field}[${k}]`) };
  });
}

/** Non-empty names, all different. */
function readNames(input: unknown, field: string, what: string, nameOf = (k: number) => `${field}[${k}]`): readonly string[] {
  if (!Array.isArray(input) || input.length === 0) {
    refuse(field, `a list of at least one ${what}`, input, `Give the name of each ${what}.`);
  }
  const seen = new Map<string, number>();
  input.forEach((name, k) => {
    if (typeof name !== "string" || name.trim() === "") {
      refuse(nameOf(k), `the name of the ${what}`, name, "Write a non-empty text.");
    }
    const first = seen.get(name);
    if (first !== undefined) {
      refuseAs(nameOf(k), `a name that no other ${what} has`, `${show(name)}, which is also ${nameOf(first)}`, "Rename one of the two.");
    }
    seen.set(name, k);
  });
  return [...input];
}
