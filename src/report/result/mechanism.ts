import { Profiles } from "../../arithmetic/profiles.ts";
import type { Role } from "../../environments/linear.ts";
import { allocationMatrix, matrixLimit, transferMatrices } from "../../mechanism/describe.ts";
import { unroll, vectorsOf } from "../../mechanism/linear-agent.ts";
import type { AgentRule, Mechanism } from "../../mechanism/mechanism.ts";
import type { PricedMechanism } from "../../mechanism/priced.ts";
import { byStates, type EnumeratedStates, type InterimStates, type TableStates, type ZoneStates } from "../../mechanism/states.ts";
import type { LotteryJson, MechanismJson, SideJson } from "./result-schema.ts";

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
