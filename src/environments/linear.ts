import { type Rational, toNumber, zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { refuseAs } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { Environment, FiniteAgent, FiniteEnvironment } from "./environment.ts";
import { assembleFinite } from "./finite-environment.ts";
import type { Frontier } from "./frontier/frontier.ts";
import { typeSpaceOf } from "./law.ts";
import { typeLabels } from "./type-label.ts";

/** Whose weight in the objective an agent's rent carries: all buyers', all sellers', or that of one entry of a partnership's list of partners. */
export type Party = "buyers" | "sellers" | `partners[${number}]`;

/** What one agent is called. */
export type Role = "buyer" | "seller" | "partner";

/** Identical agents, apart from how their types are drawn. */
export interface Group {
  /** Its place in the statement of the environment, by which errors name it: `buyer`, `sellers[1]`. */
  readonly name: string;
  readonly party: Party;
  readonly count: number;
  /** What each member holds when it stays out, in units: a buyer 0, a seller 1, a partner its share. */
  readonly reference: Rational;
}

/** `count` agents whose types are drawn independently from one law. */
export interface AgentGroup extends Group {
  readonly law: Distribution;
}

/**
 * Agents with one-dimensional, independent private types and utility linear in the quantity that they hold: type v gains v·quantity − payment, and
 * v·reference when it stays out. The frontier says which quantities are possible together.
 */
export interface LinearEnvironment {
  readonly kind: "linear";
  /** How an instance file states it: kept to write it back and to speak of it; nothing else depends on it. */
  readonly stated: "bilateral-trade" | "multilateral-trade" | "partnership";
  /** Parties in the order buyers, sellers; or partners, as they are listed. */
  readonly groups: readonly AgentGroup[];
  readonly frontier: Frontier;
  /** One type space per group; laws that are not finite need a discretization, laws made of atoms keep them whatever it is. */
  grids(discretization?: Discretization): readonly TypeSpace[];
  /** The environment on these grids, one agent a member. */
  toFinite(discretization?: Discretization): FiniteEnvironment;
}

/** What determines a linear environment, and how its agents are called. */
export interface LinearStatement extends Pick<LinearEnvironment, "stated" | "groups" | "frontier"> {
  /** The name of the k-th agent in a role. */
  readonly agentName: (role: Role, k: number) => string;
  /** Largest (type profiles × outcomes) that `toFinite` lists. */
  readonly finiteLimit: number;
}

/** The environment of groups that have been read already. */
export function linearEnvironment({ stated, groups, frontier, agentName, finiteLimit }: LinearStatement): LinearEnvironment {
  const grids = lastGrids(groups);
  return {
    kind: "linear",
    stated,
    groups,
    frontier,
    grids,
    toFinite: (discretization) => {
      const spaces = grids(discretization);
      checkSize(groups, spaces, frontier, finiteLimit);
      return onGrids(groups, spaces, frontier, agentName);
    },
  };
}

/** The grids of the groups. One solve asks for the same ones several times, so that the last are kept. */
export function lastGrids(groups: readonly AgentGroup[]): LinearEnvironment["grids"] {
  let last: { readonly of: string; readonly grids: readonly TypeSpace[] } | undefined;
  return (discretization) => {
    const of = discretization ? `${discretization.rule} ${discretization.points} ${discretization.mergeBelow}` : "atoms";
    if (last?.of !== of) last = { of, grids: groups.map(({ law, name }) => typeSpaceOf(law, discretization, name)) };
    return last.grids;
  };
}

/** Agents with one-dimensional types and a frontier, whatever it is called. */
export function isLinear(environment: Environment): environment is LinearEnvironment {
  return "frontier" in environment;
}

/** What a member of a party is called. */
export function roleOf({ party }: Pick<Group, "party">): Role {
  return party === "buyers" ? "buyer" : party === "sellers" ? "seller" : "partner";
}

/**
 * Type of the group's members to worth of a unit of their quantity. Sellers are told by what they give up, at a cost (−1: worth = −cost, payment =
 * −receipt); buyers and partners by what they hold, at their value (1).
 */
export function signOf({ party }: Pick<Group, "party">): 1 | -1 {
  return party === "sellers" ? -1 : 1;
}

function checkSize(groups: readonly AgentGroup[], spaces: readonly TypeSpace[], frontier: Frontier, limit: number): void {
  const size = groups.reduce((product, { count }, g) => product * (spaces[g] as TypeSpace).values.length ** count, frontier.size);
  if (size <= limit) return;
  refuseAs(
    "environment",
    `at most ${limit} type profiles × outcomes for a program over all profiles`,
    size < 1e15 ? String(Math.round(size)) : size.toExponential(2),
    "Use fewer traders or types (a discretization with fewer points), or bayesian incentives with interim participation, which needs no enumeration.",
  );
}

/** One agent a member, one outcome each of the frontier's; utilities count from what the agent holds anyway, so that staying out is worth 0. */
function onGrids(
  groups: readonly AgentGroup[],
  spaces: readonly TypeSpace[],
  frontier: Frontier,
  agentName: LinearStatement["agentName"],
): FiniteEnvironment {
  const members = groups.flatMap((group, g) => Array.from({ length: group.count }, () => ({ group, types: spaces[g] as TypeSpace })));
  const outcomes = frontier.outcomes();
  const placed: Record<Role, number> = { buyer: 0, seller: 0, partner: 0 };
  const agents: FiniteAgent[] = members.map(({ group, types }) => {
    const role = roleOf(group);
    const agent = { name: agentName(role, placed[role]++), types: typeLabels(types) };
    return role === "partner" ? { ...agent, side: "buyer", partner: groups.indexOf(group) } : { ...agent, side: role };
  });
  const changes = members.map(({ group }, a) => outcomes.map(({ quantities }) => (quantities[a] as Rational).sub(group.reference)));
  const utilities = members.map(({ types: { values } }, a) => {
    const table = new Float64Array(outcomes.length * values.length);
    changes[a]?.forEach((change, o) => {
      const units = toNumber(change);
      // Nothing changes hands: 0, and never −0.
      if (units !== 0)
        table.set(
          values.map((value) => 0 + units * value),
          o * values.length,
        );
    });
    return table;
  });
  const exact = members.flatMap(({ types }) => types.exact ?? []);
  return assembleFinite({
    agents,
    prior: { kind: "independent", masses: members.map(({ types }) => types.masses) },
    outcomes: outcomes.map(({ name }) => name),
    utilities,
    outsideOptions: members.map(({ types }) => new Float64Array(types.values.length)),
    ...(exact.length === members.length && {
      exact: {
        utilities: exact.map(({ values }, a) => (changes[a] as Rational[]).flatMap((units) => values.map((value) => value.mul(units)))),
        outsideOptions: exact.map(({ values }) => values.map(() => zero)),
        prior: { kind: "independent", masses: exact.map(({ masses }) => masses) },
      },
    }),
  });
}
