import { Profiles } from "../arithmetic/profiles.ts";
import { CompensatedSum } from "../arithmetic/sum.ts";
import type { Role } from "../environments/linear.ts";
import { refuse, UnsupportedProblemError } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { refuseLength } from "./allocation-rule.ts";
import { linearAgent, signOf, unroll, vectors } from "./linear-agent.ts";
import type { AgentRule, Mechanism, Outcome } from "./mechanism.ts";
import { separablePayments } from "./separable.ts";
import { enumerationLimit, type Spread } from "./states.ts";
import { pricePerTrade } from "./transfer-rule.ts";

type TraderRole = Exclude<Role, "partner">;

/** Identical traders and their types. */
export interface Traders {
  readonly count: number;
  readonly types: TypeSpace;
}

/** The types of the traders one by one. */
export function typesOf(groups: readonly Traders[]): readonly Float64Array[] {
  return unroll(groups).map(({ types }) => types.values);
}

/** A group of identical traders with the interim rule that each faces; `transfer` is paid by a buyer, received by a seller. */
export interface GroupInput extends Traders {
  /** Per type, how likely a member trades. */
  readonly allocation: Float64Array;
  /** Per type, what a member pays or receives on average. */
  readonly transfer: Float64Array;
  /** What each trader is given at every profile, contained in `transfer`; default 0. Only the rule `on-trade` asks. */
  readonly lumpSum?: number;
}

/** Probability that each trader trades at a profile of type indices, groups unrolled in order. */
export type TradesAt = (
  buyers: readonly number[],
  sellers: readonly number[],
) => { readonly buyers: ArrayLike<number>; readonly sellers: ArrayLike<number> };

/** Most type profiles over which {@link averagedMechanism} averages to get interim vectors. */
const averagingLimit = 1_000_000;

/**
 * The mechanism among many traders with these interim rules, whose payments at a profile follow by `transferRule`:
 * - `interim`: each pays (receives) its interim transfer whatever the others report;
 * - `on-trade`: its lump sum, if it has one, and the rest of T in proportion to its probability of trade;
 * - `separable`: so that the payments add up to the expected profit at every profile; see {@link separablePayments}.
 *
 * Throws InvalidInputError when a count is not a whole number of at least 1 or a vector has the wrong length.
 */
export function multilateralMechanism(rules: {
  readonly buyers: readonly GroupInput[];
  readonly sellers: readonly GroupInput[];
  readonly tradesAt: TradesAt;
  readonly transferRule: "separable" | "interim" | "on-trade";
}): Mechanism {
  const { tradesAt, transferRule } = rules;
  checkCounts(rules);
  const group = (party: TraderRole) => (input: GroupInput, k: number, all: readonly GroupInput[]) => {
    for (const name of ["allocation", "transfer"] as const)
      if (input[name].length !== input.types.values.length)
        refuseLength(`${party}s[${k}].${name}`, input.types.values.length, "one entry per type", input[name].length);
    const interim = vectors(input.types.values, input.allocation, input.transfer, party);
    return linearAgent(groupName(party, k, all), party, input.count, input.types, interim, input.lumpSum);
  };
  const agents = [...rules.buyers.map(group("buyer")), ...rules.sellers.map(group("seller"))];
  const buyers = agents.reduce((sum, { party, count }) => sum + (party === "buyer" ? count : 0), 0);
  // Of a million traders nothing is listed before somebody asks for a profile.
  let pays: ReturnType<typeof paymentsOf> | null = null;
  return {
    agents,
    states: statesOf(agents, transferRule),
    at(types) {
      const trades = tradesAt(types.slice(0, buyers), types.slice(buyers));
      const allocation = [...Array.from(trades.buyers), ...Array.from(trades.sellers)];
      pays ??= paymentsOf(agents, transferRule);
      return { allocation, payments: pays(types, allocation) };
    },
  };
}

/** What the agents, groups unrolled in order, pay at a profile. */
function paymentsOf(
  agents: readonly AgentRule[],
  rule: "separable" | "interim" | "on-trade",
): (types: readonly number[], trade: readonly number[]) => readonly number[] {
  const traders = unroll(agents);
  const rules = {
    interim: () => (types: readonly number[]) => types.map((k, a) => traders[a]?.interim.payment[k] as number),
    "on-trade": () => {
      const perTrade = new Map(
        agents.map((agent) => {
          const { interim, lumpSum = 0 } = agent;
          const prices = pricePerTrade(
            interim.allocation,
            interim.payment.map((t) => t + lumpSum),
          );
          return [agent, { prices, lumpSum }];
        }),
      );
      return (types: readonly number[], trade: readonly number[]) =>
        types.map((k, a) => {
          const { prices, lumpSum } = perTrade.get(traders[a] as AgentRule) as { prices: Float64Array; lumpSum: number };
          return (trade[a] as number) * (prices[k] as number) - lumpSum;
        });
    },
    separable: () =>
      separablePayments(
        traders.map(({ interim }) => interim.payment),
        traders.map(({ masses }) => masses),
      ),
  };
  return rules[rule]();
}

/**
 * The mechanism among many traders that does this at every profile; interim vectors are averages over all profiles, in the group's mean for
 * identical traders, whom ties may be broken between. O(profiles·traders).
 *
 * Throws UnsupportedProblemError beyond {@link averagingLimit} profiles, InvalidInputError for a count that is not a whole number of at least 1.
 */
export function averagedMechanism(
  buyers: readonly Traders[],
  sellers: readonly Traders[],
  at: (types: readonly number[]) => Outcome,
  cheaper?: {
    /** The allocation of `at`, where it is cheaper to have alone. */
    allocation(types: readonly number[]): ArrayLike<number>;
    /** Interim transfers, where they follow from the interim allocation of a trader. */
    transfer(party: TraderRole, types: TypeSpace, allocation: Float64Array): Float64Array;
  },
): Mechanism {
  checkCounts({ buyers, sellers });
  const groups = [
    ...buyers.map((group, k) => ({ ...group, party: "buyer" as const, name: groupName("buyer", k, buyers) })),
    ...sellers.map((group, k) => ({ ...group, party: "seller" as const, name: groupName("seller", k, sellers) })),
  ];
  const spaces = unroll(groups).map(({ types }) => types);
  const profiles = new Profiles(spaces.map(({ values }) => values.length));
  if (profiles.count > averagingLimit)
    throw new UnsupportedProblemError({
      assumption: `Interim vectors are averages over at most ${averagingLimit} type profiles, and there are ${profiles.count}.`,
      alternative: "Use fewer traders or types, or `multilateralMechanism` with interim vectors.",
    });
  const sums = spaces.map(({ values }) => Array.from(values, () => ({ trade: new CompensatedSum(), payment: new CompensatedSum() })));
  profiles.forEach((types) => {
    const { allocation, payments } = cheaper ? { allocation: cheaper.allocation(types), payments: null } : at(types);
    types.forEach((k, a) => {
      // The probability of the others' types: an agent's own type does not enter its interim vectors.
      const beliefs = types.reduce((product, l, b) => (b === a ? product : product * (spaces[b]?.masses[l] as number)), 1);
      sums[a]?.[k]?.trade.add(beliefs * (allocation[a] as number));
      if (payments) sums[a]?.[k]?.payment.add(beliefs * (payments[a] as number));
    });
  });
  let trader = 0;
  const agents = groups.map(({ name, party, count, types }) => {
    const members = sums.slice(trader, trader + count);
    trader += count;
    const mean = (field: "trade" | "payment"): Float64Array =>
      types.values.map((_, k) => members.reduce((sum, own) => sum + (own[k]?.[field].value as number), 0) / count);
    const sign = signOf(party);
    const allocation = mean("trade");
    const transfer = cheaper?.transfer(party, types, allocation) ?? mean("payment").map((t) => sign * t);
    return linearAgent(name, party, count, types, vectors(types.values, allocation, transfer, party));
  });
  return { agents, states: statesOf(agents, null), at };
}

/** Independent types: all profiles are visited where there are few enough. */
export function statesOf(agents: readonly AgentRule[], spread: Spread): Mechanism["states"] {
  const profiles = agents.reduce((product, { types, count }) => product * types.length ** count, 1);
  return { kind: profiles <= enumerationLimit ? "enumerated" : "interim", spread };
}

function groupName(party: TraderRole, k: number, groups: readonly unknown[]): string {
  return groups.length === 1 ? party : `${party} of group ${k + 1}`;
}

function checkCounts(groups: { readonly buyers: readonly Traders[]; readonly sellers: readonly Traders[] }): void {
  for (const side of ["buyers", "sellers"] as const)
    groups[side].forEach(({ count }, k) => {
      if (!Number.isInteger(count) || count < 1)
        refuse(`${side}[${k}].count`, "a whole number of traders, at least 1", count, "Say how many identical traders the group has.");
    });
}
