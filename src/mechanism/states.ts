import type { Prior } from "../environments/environment.ts";
import type { ThresholdAllocation, TransferRule } from "./mechanism.ts";
import type { PricedStates } from "./priced.ts";

/** How an audit may see every state of a mechanism. It says nothing of whose mechanism it is. */
export type States = ZoneStates | TableStates | EnumeratedStates | InterimStates | PricedStates;

/** How payments follow from interim ones, in one word of {@link TransferRule}; null when they are decided otherwise. */
export type Spread = TransferRule["kind"] | null;

/** 0: no trade, 1: trade with probability `mix`, 2: sure trade. */
export type Zone = 0 | 1 | 2;

/** A number per type, in each zone. */
export type PerZone = readonly [none: Float64Array, mixed: Float64Array, sure: Float64Array];

/**
 * Two agents whose allocation is a threshold rule. Its states fall into three zones by probability of trade, and within zone z agent a
 * (0 the buyer, 1 the seller) with type k pays, against type l of the other,
 *
 *     own[a][z][k] + other[a][z][l]
 *
 * so that a worst state is found in O(m + n) from range maxima, although there are m·n states.
 */
export interface ZoneStates {
  readonly kind: "zones";
  readonly spread: Spread;
  /** As the mechanism states it. */
  readonly allocationRule: ThresholdAllocation;
  readonly own: readonly [buyer: PerZone, seller: PerZone];
  readonly other: readonly [buyer: PerZone, seller: PerZone];
}

/** Every state written out; profiles are numbered with the last agent's type fastest. Each agent stands for one. */
export interface TableStates {
  readonly kind: "tables";
  readonly spread: Spread;
  readonly prior: Prior;
  /** Names of the outcomes that are drawn; null where each agent has a quantity of the good. */
  readonly outcomes: readonly string[] | null;
  /** Per agent: its quantity at profile p; where outcomes are drawn, for all agents the same list, outcome o at index p·outcomes + o. */
  readonly allocation: readonly Float64Array[];
  /** Per agent, what it pays at profile p. */
  readonly payments: readonly Float64Array[];
}

/** Few enough profiles of independent types to visit them all through `at`. */
export interface EnumeratedStates {
  readonly kind: "enumerated";
  readonly spread: Spread;
}

/** Too many profiles to visit: interim vectors are the rule, and `spread` says what is known of each state. Types are independent. */
export interface InterimStates {
  readonly kind: "interim";
  readonly spread: Spread;
}

/** What to do with each kind of states. */
export type ByStates<T> = { readonly [K in States["kind"]]: (states: Extract<States, { readonly kind: K }>) => T };

/** Does what `ways` says of these states. */
export function byStates<T>(states: States, ways: ByStates<T>): T {
  return (ways[states.kind] as (states: States) => T)(states);
}

/** Most type profiles that are visited one by one. */
export const enumerationLimit = 100_000;

/** A mix of 0 or 1 is no lottery: the rule in which its zone is empty. */
export function withoutIdleMix(rule: ThresholdAllocation): ThresholdAllocation {
  return { ...rule, strict: rule.mix === 1 ? rule.generous : rule.strict, generous: rule.mix === 0 ? rule.strict : rule.generous };
}

/** The zone of state (i, j) under a rule {@link withoutIdleMix}. */
export function zoneOf(rule: ThresholdAllocation, i: number, j: number): Zone {
  return j < (rule.strict[i] as number) ? 2 : j < (rule.generous[i] as number) ? 1 : 0;
}
