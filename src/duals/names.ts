import { isDivisibleTrade } from "../environments/divisible-trade.ts";
import { type LinearEnvironment, type Role, roleOf } from "../environments/linear.ts";
import { typeLabels } from "../environments/type-label.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** An agent and its types, as a person calls them. */
export interface NamedAgent {
  readonly name: string;
  readonly types: readonly string[];
}

/** The agents of a problem on finitely many types, one by one, in the order in which profiles list them; costs of sellers increase like values. */
export function namedAgents({ environment, discretization }: DesignProblem): readonly NamedAgent[] {
  if (isDivisibleTrade(environment)) {
    const { buyer, seller } = environment.typeSpaces(discretization);
    return [
      { name: "buyer", types: typeLabels(buyer) },
      { name: "seller", types: typeLabels(seller) },
    ];
  }
  if (!("frontier" in environment)) return environment.toFinite().agents;
  const spaces = environment.grids(discretization);
  return memberNames(environment).flatMap((names, g) => {
    const types = typeLabels(spaces[g] as TypeSpace);
    return names.map((name) => ({ name, types }));
  });
}

/** What the members of each group are called, as in the environment's list of agents. */
export function memberNames({ groups, stated }: LinearEnvironment): readonly (readonly string[])[] {
  const placed: Record<Role, number> = { buyer: 0, seller: 0, partner: 0 };
  return groups.map((group) => {
    const role = roleOf(group);
    return Array.from({ length: group.count }, () => (stated === "bilateral-trade" ? role : `${role} ${++placed[role]}`));
  });
}

/** Traders beyond which those of a group are named together. */
const namedOneByOne = 64;

/** Who has a price of its own: each member of each group, or, of many traders, each group, whose members have the same. */
export function pricedNames(environment: LinearEnvironment): readonly (readonly string[])[] {
  const { groups } = environment;
  if (groups.reduce((sum, { count }) => sum + count, 0) <= namedOneByOne) return memberNames(environment);
  const placed: Record<Role, number> = { buyer: 0, seller: 0, partner: 0 };
  return groups.map((group) => {
    const role = roleOf(group);
    const from = placed[role] + 1;
    placed[role] += group.count;
    return [group.count === 1 ? `${role} ${from}` : `${role}s ${from}–${placed[role]}, each`];
  });
}

/** The names of the agents' types at a profile, the last agent's type fastest. */
export function typesAt(agents: readonly NamedAgent[], profile: number): readonly string[] {
  const names: string[] = [];
  let rest = profile;
  for (let a = agents.length - 1; a >= 0; a--) {
    const { types } = agents[a] as NamedAgent;
    names[a] = types[rest % types.length] as string;
    rest = Math.floor(rest / types.length);
  }
  return names;
}
