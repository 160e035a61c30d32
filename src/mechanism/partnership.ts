import { toNumber } from "../arithmetic/rational.ts";
import type { LinearEnvironment } from "../environments/linear.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { linearAgent, vectors } from "./linear-agent.ts";
import type { Mechanism } from "./mechanism.ts";
import { type Menu, menusOf } from "./menu.ts";
import type { TableStates } from "./states.ts";

/**
 * The mechanism of a partnership whose states are all written out, from lotteries over who gets the unit: `lottery[p·outcomes + o]` is the probability of
 * outcome o at profile p, `payments[a][p]` what partner a pays. Partners stand one by one, also those of one entry; a partner's allocation is its
 * expected holding. O(profiles·outcomes·partners).
 */
export function partnershipMechanism(
  { groups, frontier }: Pick<LinearEnvironment, "groups" | "frontier">,
  spaces: readonly TypeSpace[],
  lottery: Float64Array,
  payments: readonly Float64Array[],
): Mechanism {
  const outcomes = frontier.outcomes();
  const members = groups.flatMap(({ count, reference }, entry) =>
    Array.from({ length: count }, () => ({ entry, reference: toNumber(reference), types: spaces[entry] as TypeSpace })),
  );
  const holding = (a: number) => outcomes.map(({ quantities }) => toNumber(quantities[a] as (typeof quantities)[number]));
  const allocation = members.map((_, a) => {
    const held = holding(a);
    return Float64Array.from({ length: lottery.length / outcomes.length }, (__, p) =>
      held.reduce((sum, quantity, o) => sum + quantity * (lottery[p * outcomes.length + o] as number), 0),
    );
  });
  const prior = { kind: "independent", masses: members.map(({ types }) => types.masses) } as const;
  const states: TableStates = { kind: "tables", spread: null, prior, outcomes: null, allocation, payments };
  const profiles = new TypeProfiles({ agents: members.map(({ types }, a) => ({ name: `partner ${a + 1}`, types: types.values })), prior });
  const agents = members.map(({ entry, reference, types }, a) => {
    const menu = menusOf(profiles, states, a)(0) as Menu;
    const interim = vectors(types.values, menu.allocation, menu.payment, "partner", reference);
    return { ...linearAgent(`partner ${a + 1}`, "partner", 1, types, interim), entry, reference };
  });
  return {
    agents,
    states,
    at(types) {
      const p = types.reduce((number, k, a) => number * (profiles.counts[a] as number) + k, 0);
      return { allocation: allocation.map((list) => list[p] as number), payments: payments.map((list) => list[p] as number) };
    },
  };
}
