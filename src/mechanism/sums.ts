import { CompensatedSum } from "../arithmetic/sum.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { efficientAllocation } from "./allocation-rule.ts";
import { signOf } from "./linear-agent.ts";
import type { AgentRule, Mechanism, ThresholdAllocation } from "./mechanism.ts";
import { byStates, type TableStates } from "./states.ts";

/** What a mechanism gives to whom, in expectation; `gains` = rents of all + broker. */
export interface Achieved {
  readonly buyers: number;
  readonly sellers: number;
  /** In a partnership, the rents of all partners of each entry of the list; then there are no buyers and sellers. */
  readonly partners?: readonly number[];
  readonly broker: number;
  readonly gains: number;
}

/** Recomputed from the mechanism alone. */
export function achieved(mechanism: Mechanism): Achieved {
  return { ...rentsByParty(mechanism), broker: brokerProfit(mechanism), gains: gainsFromTrade(mechanism) };
}

/** Expected payments in less payments out and less the cost of trade. */
export function brokerProfit({ agents, outlay }: Pick<Mechanism, "agents" | "outlay">): number {
  return agentSum(agents, ({ interim }, k) => interim.payment[k] as number) - (outlay?.expected ?? 0);
}

/** Each trader's rent before it knows its type. */
export function expectedRents(mechanism: Pick<Mechanism, "agents">): { buyer: number; seller: number } {
  const { buyers, sellers } = rentsByParty(mechanism);
  return { buyer: buyers, seller: sellers };
}

/** Expected rents of all agents of each party, before anybody knows its type. */
export function rentsByParty({ agents }: Pick<Mechanism, "agents">): Pick<Achieved, "buyers" | "sellers" | "partners"> {
  const of = (isMember: (agent: AgentRule) => boolean) => agentSum(agents.filter(isMember), ({ interim }, k) => interim.rent[k] as number);
  const traders = { buyers: of(({ party }) => party === "buyer"), sellers: of(({ party }) => party === "seller") };
  const entries = Math.max(...agents.map(({ entry = -1 }) => entry)) + 1;
  return entries === 0 ? traders : { ...traders, partners: Array.from({ length: entries }, (_, k) => of(({ entry }) => entry === k)) };
}

/** Expected gains from trade, in money units, above what the agents have without it; O(m + n) for a threshold allocation. */
export function gainsFromTrade(mechanism: Pick<Mechanism, "agents" | "states" | "outlay">): number {
  return grossGains(mechanism) - (mechanism.outlay?.expected ?? 0);
}

/** Before the cost of trade. */
function grossGains({ agents, states }: Pick<Mechanism, "agents" | "states">): number {
  const onAverage = () =>
    agentSum(agents, ({ worths, interim, reference = 0 }, k) => (worths[k] as number) * ((interim.allocation[k] as number) - reference));
  return byStates(states, {
    zones: ({ allocationRule }) => thresholdGains(spaceOf(agents[0]), spaceOf(agents[1]), allocationRule),
    tables: (tables) => tabledGains(agents, tables),
    enumerated: onAverage,
    interim: onAverage,
    priced: onAverage,
  });
}

/** Gains from trade of the efficient allocation. */
export function firstBestGains(buyer: TypeSpace, seller: TypeSpace): number {
  return thresholdGains(buyer, seller, efficientAllocation(buyer, seller));
}

/** Σ over agents of count·E[f(type)], compensated. */
function agentSum(agents: Mechanism["agents"], f: (agent: AgentRule, k: number) => number): number {
  const sum = new CompensatedSum();
  for (const agent of agents)
    for (let k = 0; k < agent.masses.length; k++) sum.add(agent.count * (agent.masses[k] as number) * f(agent, k));
  return sum.value;
}

/** A trader's types and masses; worths are signed values. */
function spaceOf(agent: AgentRule | undefined): TypeSpace {
  if (!agent) throw new RangeError("zones are of two agents");
  const sign = signOf(agent.party);
  return { values: agent.worths.map((w) => sign * w), masses: agent.masses };
}

/**
 * Σ π(p) Σ_a (worth − outside option). Where quantities of a good are exchanged, worths count from a type in between: that cancels where goods are
 * conserved, so that small gains between large types keep their digits.
 */
function tabledGains(agents: Mechanism["agents"], { prior, allocation, outcomes }: TableStates): number {
  const profiles = new TypeProfiles({ agents, prior });
  const width = outcomes?.length ?? 1;
  const [first] = agents;
  const origin = first && outcomes === null ? signOf(first.party) * (first.worths[0] as number) : 0;
  const total = new CompensatedSum();
  profiles.forEach((types, p) => {
    const probability = profiles.probability(p);
    for (let a = 0; a < types.length; a++) {
      const { party, worths, outside, masses, reference = 0 } = agents[a] as AgentRule;
      const k = types[a] as number;
      let gain = -(outside?.[k] ?? 0);
      for (let o = 0; o < width; o++)
        gain +=
          ((worths[o * masses.length + k] as number) - signOf(party) * origin) * ((allocation[a]?.[p * width + o] as number) - reference);
      total.add(probability * gain);
    }
  });
  return total.value;
}

/**
 * Σ p_i q_j (B_i − S_j)·x_ij in O(m + n).
 *
 * Gaps between types are summed, never differences of two large totals, so that small gains keep their digits.
 */
function thresholdGains(buyer: TypeSpace, seller: TypeSpace, rule: ThresholdAllocation): number {
  const total = new CompensatedSum();
  const n = seller.values.length;
  // With k sellers served, Σ_{j<k} q_j (B − S_j) = (B − S_{k−1})·Q_k + deficit_k, where deficit_k = Σ_{j<k} q_j (S_{k−1} − S_j) grows by gaps.
  const mass = new Float64Array(n + 1);
  const deficit = new Float64Array(n + 1);
  const massSum = new CompensatedSum();
  const deficitSum = new CompensatedSum();
  for (let j = 0; j < n; j++) {
    if (j > 0) deficitSum.add(((seller.values[j] as number) - (seller.values[j - 1] as number)) * (mass[j] as number));
    massSum.add(seller.masses[j] as number);
    mass[j + 1] = massSum.value;
    deficit[j + 1] = deficitSum.value;
  }
  const served = (value: number, k: number): number =>
    k === 0 ? 0 : (value - (seller.values[k - 1] as number)) * (mass[k] as number) + (deficit[k] as number);
  for (let i = 0; i < buyer.values.length; i++) {
    const value = buyer.values[i] as number;
    const p = buyer.masses[i] as number;
    total.add(p * (1 - rule.mix) * served(value, rule.strict[i] as number));
    total.add(p * rule.mix * served(value, rule.generous[i] as number));
  }
  return total.value;
}
