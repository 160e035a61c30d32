import type { Role } from "../environments/linear.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import { UnsupportedProblemError } from "../errors.ts";
import { unroll } from "../mechanism/linear-agent.ts";
import type { AgentRule, Mechanism, Outlay } from "../mechanism/mechanism.ts";
import { type Menu, menusOf } from "../mechanism/menu.ts";
import { byStates, enumerationLimit, type InterimStates, type TableStates } from "../mechanism/states.ts";
import { type Zones, zonesOf } from "./zones.ts";

/**
 * What the properties of a mechanism are judged on: what each agent faces on average, and all states, as zones, written out, or not at all.
 * Mechanisms that are enumerated are written out here.
 */
export type AuditView = { readonly outlay?: Outlay } & (
  | { readonly kind: "zones"; readonly agents: readonly Faced[]; readonly zones: Zones }
  | { readonly kind: "tables"; readonly agents: readonly Faced[]; readonly states: TableStates; readonly profiles: TypeProfiles }
  | { readonly kind: "interim"; readonly agents: readonly Faced[]; readonly states: InterimStates }
);

/** Does what `ways` says of this kind of view. */
export function byView<T>(
  view: AuditView,
  ways: { readonly [K in AuditView["kind"]]: (view: Extract<AuditView, { readonly kind: K }>) => T },
): T {
  return (ways[view.kind] as (view: AuditView) => T)(view);
}

/** Agents and, per true type, what their reports bring on average under its beliefs: one menu for all types where types are independent. */
export interface Faced extends Omit<AgentRule, "interim"> {
  /** Utility is worth·quantity, worths are monotone in the type, and all types share one menu. */
  readonly linear: boolean;
  /** No menu for a type of probability 0, which has no beliefs. */
  menu(type: number): Menu | null;
}

/** The view of a mechanism. O(m + n) for zones, O(profiles·agents) for tables and enumerated mechanisms. */
export function viewOf(mechanism: Mechanism): AuditView {
  const { agents, outlay } = mechanism;
  const view = byStates<AuditView>(mechanism.states, {
    zones: (states) => ({ kind: "zones", agents: agents.map(byInterim), zones: zonesOf(states) }),
    tables: (states) => {
      const profiles = new TypeProfiles({ agents, prior: states.prior });
      const faced = states.outcomes === null ? byInterim : (agent: AgentRule, a: number) => byTables(agent, a, states, profiles);
      return { kind: "tables", agents: agents.map(faced), states, profiles };
    },
    enumerated: () => writtenOut(mechanism),
    interim: (states) => ({ kind: "interim", agents: agents.map(byInterim), states }),
    priced: () => {
      throw new Error("what reports bring to risk-averse traders is no menu of quantities and payments");
    },
  });
  return outlay ? { ...view, outlay } : view;
}

function byInterim(agent: AgentRule): Faced {
  return { ...agent, linear: true, menu: () => agent.interim };
}

function byTables(agent: Omit<AgentRule, "interim">, a: number, states: TableStates, profiles: TypeProfiles): Faced {
  return { ...agent, linear: states.outcomes === null, menu: menusOf(profiles, states, a) };
}

/** Every profile visited once; identical agents one by one, numbered within their party. */
function writtenOut({ agents, at, states: { spread } }: Mechanism): AuditView {
  const numbers: Record<Role, number> = { buyer: 0, seller: 0, partner: 0 };
  const each = unroll(agents).map((agent) => ({ ...agent, name: `${agent.party} ${++numbers[agent.party]}`, count: 1 }));
  const prior = { kind: "independent", masses: each.map(({ masses }) => masses) } as const;
  const profiles = new TypeProfiles({ agents: each, prior });
  const table = () => each.map(() => new Float64Array(profiles.count));
  const [allocation, payments] = [table(), table()];
  profiles.forEach((types, p) => {
    const outcome = at(types);
    each.forEach((_, a) => {
      (allocation[a] as Float64Array)[p] = outcome.allocation[a] as number;
      (payments[a] as Float64Array)[p] = outcome.payments[a] as number;
    });
  });
  const states: TableStates = { kind: "tables", spread, prior, outcomes: null, allocation, payments };
  return { kind: "tables", agents: each.map((agent, a) => byTables(agent, a, states, profiles)), states, profiles };
}

/** Calls `visit` for each agent and each profile of the others with what its reports bring there (the same arrays each time). */
export function forEachMenu(
  { agents, states, profiles }: Extract<AuditView, { kind: "tables" }>,
  visit: (agent: Faced, menu: Menu, others: () => string) => void,
): void {
  const width = states.outcomes?.length ?? 1;
  agents.forEach((agent, a) => {
    const types = agent.types.length;
    const menu = { allocation: new Float64Array(types * width), payment: new Float64Array(types) };
    const [allocation, payments] = [states.allocation[a] as Float64Array, states.payments[a] as Float64Array];
    for (let others = 0; others < profiles.othersCount(a); others++) {
      for (let k = 0; k < types; k++) {
        const p = profiles.join(a, k, others);
        for (let o = 0; o < width; o++) menu.allocation[k * width + o] = allocation[p * width + o] as number;
        menu.payment[k] = payments[p] as number;
      }
      visit(agent, menu, () => profiles.describeOthers(a, others));
    }
  });
}

/** Calls `visit` for both ends of each type that stands for an interval of types, as far as they are finite. */
export function forEachEnd({ ends, types }: Faced, visit: (k: number, type: number) => void): void {
  if (!ends) return;
  for (let k = 0; k < types.length; k++)
    for (const type of [ends.low[k] as number, ends.high[k] as number]) if (Number.isFinite(type)) visit(k, type);
}

/** The refusal of a property that needs all states of a mechanism that has too many. */
export function unseen(property: string): never {
  throw new UnsupportedProblemError({
    assumption: `The audit checks ${property} profile by profile, up to ${enumerationLimit} type profiles, and this market has more.`,
    alternative: "Use fewer traders or types, or bayesian incentives with interim participation.",
  });
}
