import { Profiles } from "../../arithmetic/profiles.ts";
import type { Role } from "../../environments/linear.ts";
import { allocationMatrix, matrixLimit, transferMatrices } from "../../mechanism/describe.ts";
import { unroll, vectorsOf } from "../../mechanism/linear-agent.ts";
import type { AgentRule, Mechanism } from "../../mechanism/mechanism.ts";
import type { PricedMechanism } from "../../mechanism/priced.ts";
import { byStates, type EnumeratedStates, type InterimStates, type TableStates, type ZoneStates } from "../../mechanism/states.ts";

/** A partner (or, where partners are treated alike, one of `count`): `allocation` is what it holds on average, per type, in units. */
export interface PartnerJson extends SideJson {
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

export interface SideJson {
  readonly count?: number;
  readonly values: readonly number[];
  readonly masses: readonly number[];
  readonly allocation: readonly number[];
  readonly transfer: readonly number[];
  readonly rent: readonly number[];
}

/** Probability, price that the buyer pays, price that the seller receives, of each possible trade. */
export type LotteryJson = readonly (readonly [probability: number, buyerPays: number, sellerReceives: number])[];

export type MechanismJson =
  | {
      readonly kind: "bilateral-trade";
      readonly buyer: SideJson;
      readonly seller: SideJson;
      /** How interim transfers are spread over states. */
      readonly transferRule: string;
      /** Thresholds (numbers of cheapest seller types served) and mixing weight, when the rule has that form. */
      readonly threshold: { readonly mix: number; readonly generous: readonly number[]; readonly strict: readonly number[] } | null;
      readonly matrices: {
        readonly allocation: readonly (readonly number[])[];
        readonly buyerPays: readonly (readonly number[])[];
        readonly sellerReceives: readonly (readonly number[])[];
      } | null;
    }
  | {
      /** Between risk-averse traders: allocation is the probability of trade, transfers are expected ones, rents expected utilities. */
      readonly kind: "risk-averse-trade";
      readonly buyer: SideJson;
      readonly seller: SideJson;
      /** The distribution of prices that describes a simple mechanism. */
      readonly prices: { readonly values: readonly number[]; readonly masses: readonly number[] } | null;
      /** In state (i, j), the lottery over [probability, price that the buyer pays, price that the seller receives]; null beyond 200 types a side. */
      readonly lotteries: readonly (readonly LotteryJson[])[] | null;
    }
  | {
      readonly kind: "multilateral-trade";
      readonly buyers: readonly SideJson[];
      readonly sellers: readonly SideJson[];
      readonly transferRule: string | null;
    }
  | {
      readonly kind: "partnership";
      readonly partners: readonly PartnerJson[];
      readonly transferRule: string | null;
      /** What each partner holds and pays at every profile of types, the last partner's type fastest; null where profiles are too many. */
      readonly profiles: { readonly holds: readonly (readonly number[])[]; readonly pays: readonly (readonly number[])[] } | null;
    }
  | {
      readonly kind: "finite";
      readonly outcomes: readonly string[];
      readonly agents: readonly { readonly name: string; readonly types: readonly string[] }[];
      readonly lottery: readonly number[];
      readonly payments: readonly (readonly number[])[];
    };

/** The mechanism in the form of the result format. */
export function mechanismJson(mechanism: Mechanism): MechanismJson {
  if (mechanism.agents.some(({ party }) => party === "partner")) return partnershipJson(mechanism);
  return byStates<MechanismJson>(mechanism.states, {
    zones: (states) => tradeJson(mechanism, states),
    tables: (states) => (states.outcomes === null ? tradeJson(mechanism, states) : outcomesJson(mechanism, states)),
    enumerated: (states) => marketJson(mechanism, states),
    interim: (states) => marketJson(mechanism, states),
    priced: () => pricedJson(mechanism as PricedMechanism),
  });
}

function tradeJson(mechanism: Mechanism, states: ZoneStates | TableStates): MechanismJson {
  const [buyer, seller] = mechanism.agents as readonly [AgentRule, AgentRule];
  const rule = states.kind === "zones" ? states.allocationRule : null;
  const allocation = allocationMatrix(mechanism);
  const transfers = transferMatrices(mechanism);
  return {
    kind: "bilateral-trade",
    buyer: side(buyer),
    seller: side(seller),
    transferRule: String(states.spread),
    threshold: rule && { mix: rule.mix, generous: [...rule.generous], strict: [...rule.strict] },
    matrices: allocation && transfers ? { allocation, buyerPays: transfers.buyer, sellerReceives: transfers.seller } : null,
  };
}

function pricedJson({ agents, states, prices }: PricedMechanism): MechanismJson {
  const [buyer, seller] = agents as readonly [AgentRule, AgentRule];
  const [m, n] = [buyer.masses.length, seller.masses.length];
  const lottery = (i: number, j: number): LotteryJson =>
    states.lottery(i, j).map(({ probability, buyerPays, sellerReceives }) => [probability, buyerPays, sellerReceives]);
  return {
    kind: "risk-averse-trade",
    buyer: side(buyer),
    seller: side(seller),
    prices: prices && { values: [...prices.values], masses: [...prices.masses] },
    lotteries:
      Math.max(m, n) > matrixLimit ? null : Array.from({ length: m }, (_, i) => Array.from({ length: n }, (__, j) => lottery(i, j))),
  };
}

function marketJson({ agents }: Mechanism, { spread }: EnumeratedStates | InterimStates): MechanismJson {
  const of = (party: Role) => agents.filter((agent) => agent.party === party).map((agent) => side(agent, true));
  return { kind: "multilateral-trade", buyers: of("buyer"), sellers: of("seller"), transferRule: spread };
}

/** Most profiles of types that are written out. */
const profileLimit = 40_000;

function partnershipJson({ agents, at, states }: Mechanism): MechanismJson {
  const members = unroll(agents);
  const profiles = new Profiles(members.map(({ types }) => types.length));
  const table = () => members.map((): number[] => []);
  const written = profiles.count <= profileLimit ? { holds: table(), pays: table() } : null;
  if (written)
    profiles.forEach((types) => {
      const { allocation, payments } = at(types);
      members.forEach((_, a) => {
        written.holds[a]?.push(allocation[a] as number);
        written.pays[a]?.push(payments[a] as number);
      });
    });
  return {
    kind: "partnership",
    partners: agents.map((agent) => ({ ...side(agent), name: agent.name, count: agent.count, share: agent.reference ?? 0 })),
    transferRule: states.spread,
    profiles: written,
  };
}

function outcomesJson({ agents }: Mechanism, { outcomes, allocation, payments }: TableStates): MechanismJson {
  return {
    kind: "finite",
    outcomes: outcomes ?? [],
    agents: agents.map(({ name, types }) => ({ name, types: Array.from(types, String) })),
    lottery: [...(allocation[0] ?? [])],
    payments: payments.map((list) => [...list]),
  };
}

function side(agent: AgentRule, grouped = false): SideJson {
  const { allocation, transfer, rent } = vectorsOf(agent);
  return {
    ...(grouped ? { count: agent.count } : {}),
    values: Array.from(agent.types, Number),
    masses: [...agent.masses],
    allocation: [...allocation],
    transfer: [...transfer],
    rent: [...rent],
  };
}
