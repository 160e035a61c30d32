import { toNumber } from "../arithmetic/rational.ts";
import type { LinearEnvironment } from "../environments/linear.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { linearAgent, unroll, vectors } from "./linear-agent.ts";
import type { Mechanism } from "./mechanism.ts";
import { type Menu, menusOf } from "./menu.ts";
import { statesOf } from "./multilateral.ts";
import { separablePayments } from "./separable.ts";
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

/** Partners of one entry with the interim rule that each of them faces: what a type holds and pays on average over the others. */
export interface PartnerRule {
  readonly count: number;
  readonly share: number;
  readonly types: TypeSpace;
  readonly holding: Float64Array;
  readonly payment: Float64Array;
}

/**
 * The mechanism of a partnership with these interim rules, which holds no profile: `holdingsAt` says what the partners, entries unrolled in order, hold when their types
 * are these, `paymentsAt` what they pay; without it payments add up to the expected profit at every profile (see {@link separablePayments}).
 */
export function interimPartnership(
  rules: readonly PartnerRule[],
  holdingsAt: (types: readonly number[]) => ArrayLike<number>,
  paymentsAt?: (types: readonly number[]) => readonly number[],
): Mechanism {
  const alone = rules.every(({ count }) => count === 1);
  const agents = rules.map(({ count, share, types, holding, payment }, entry) => {
    const name = alone ? `partner ${entry + 1}` : `partner of entry ${entry + 1}`;
    return {
      ...linearAgent(name, "partner", count, types, vectors(types.values, holding, payment, "partner", share)),
      entry,
      reference: share,
    };
  });
  const members = unroll(agents);
  const payments = members.map(({ interim }) => interim.payment);
  const masses = members.map((member) => member.masses);
  const pays = paymentsAt ?? separablePayments(payments, masses);
  return {
    agents,
    states: statesOf(agents, paymentsAt ? null : "separable"),
    at: (types) => ({ allocation: holdingsAt(types), payments: pays(types) }),
  };
}
