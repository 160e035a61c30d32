import { type NumberInput, type Rational, sumRationals, toNumber } from "../arithmetic/rational.ts";
import { refuse, refuseAs } from "../errors.ts";
import type { FiniteAgent, FiniteEnvironment, Prior } from "./environment.ts";
import { readList, readMasses } from "./read-number.ts";

/** Masses of profiles: nested by agent (`joint[k][l]` is the mass of first agent type k, second agent type l), or flat with the last agent's type fastest. */
export type JointTable = readonly (NumberInput | JointTable)[];

/** The prior as the user writes it: exactly one of the two. */
export interface PriorInput {
  /** One list of masses per agent. */
  readonly independent?: readonly (readonly NumberInput[])[] | undefined;
  readonly joint?: JointTable | undefined;
}

type ExactPrior = NonNullable<FiniteEnvironment["exact"]>["prior"];

/** Reads a prior for these agents; every type must have positive probability. Throws InvalidInputError with fields under `prior`. */
export function readPrior(input: PriorInput, agents: readonly FiniteAgent[]): { readonly prior: Prior; readonly exact: ExactPrior } {
  const given: PriorInput = typeof input === "object" && input !== null ? input : {};
  if ((given.independent === undefined) === (given.joint === undefined)) {
    refuse(
      "prior",
      '{"independent": [masses of each agent\'s types]} or {"joint": table of masses of type profiles}',
      input,
      "Give exactly one of the two.",
    );
  }
  return given.joint === undefined ? readIndependent(given.independent, agents) : readJoint(given.joint, agents);
}

function readIndependent(input: unknown, agents: readonly FiniteAgent[]): { readonly prior: Prior; readonly exact: ExactPrior } {
  const lists = readList(input, "prior.independent", agents.length, `one list per agent: ${agents.map((agent) => agent.name).join(", ")}`);
  const masses = lists.map((list, a) => {
    const agent = agents[a] as FiniteAgent;
    const field = `prior.independent[${a}]`;
    const nameOf = (k: number) => `${field}[${k}]`;
    const read = readMasses(readList(list, field, agent.types.length, `one mass per type of agent ${agent.name}`), field, nameOf);
    read.forEach((mass, k) => {
      if (toNumber(mass) === 0) refuseNullType(nameOf(k), agent, k);
    });
    return read;
  });
  return {
    prior: { kind: "independent", masses: masses.map((list) => Float64Array.from(list, toNumber)) },
    exact: { kind: "independent", masses },
  };
}

function readJoint(input: unknown, agents: readonly FiniteAgent[]): { readonly prior: Prior; readonly exact: ExactPrior } {
  const sizes = agents.map((agent) => agent.types.length);
  const profiles = sizes.reduce((product, size) => product * size, 1);
  const cells: unknown[] = [];
  const names: string[] = [];
  if (Array.isArray(input) && agents.length > 1 && input.some(Array.isArray)) {
    const walk = (table: unknown, depth: number, field: string) => {
      const agent = agents[depth] as FiniteAgent;
      readList(table, field, agent.types.length, `one entry per type of agent ${agent.name}`).forEach((entry, k) => {
        if (depth + 1 < agents.length) walk(entry, depth + 1, `${field}[${k}]`);
        else {
          cells.push(entry);
          names.push(`${field}[${k}]`);
        }
      });
    };
    walk(input, 0, "prior.joint");
  } else {
    readList(input, "prior.joint", profiles, `one mass per type profile, ${sizes.join(" × ")}, the last agent's type fastest`).forEach(
      (entry, p) => {
        cells.push(entry);
        names.push(`prior.joint[${p}]`);
      },
    );
  }
  const masses = readMasses(cells, "prior.joint", (p) => names[p] as string);
  refuseNullTypes(masses, agents);
  return { prior: { kind: "joint", masses: Float64Array.from(masses, toNumber) }, exact: { kind: "joint", masses } };
}

/** A type of probability 0 has no belief about the others, so its interim constraints mean nothing. */
function refuseNullTypes(masses: readonly Rational[], agents: readonly FiniteAgent[]): void {
  let stride = masses.length;
  for (const agent of agents) {
    stride /= agent.types.length;
    for (let k = 0; k < agent.types.length; k++) {
      const marginal = sumRationals(masses.filter((_, p) => Math.floor(p / stride) % agent.types.length === k));
      if (toNumber(marginal) === 0) refuseNullType("prior.joint", agent, k);
    }
  }
}

function refuseNullType(field: string, agent: FiniteAgent, k: number): never {
  refuseAs(
    field,
    "positive probability for every type",
    `probability 0 for type ${agent.types[k]} of agent ${agent.name}`,
    "Remove that type, or give it a positive mass.",
  );
}
