import { Profiles } from "../arithmetic/profiles.ts";
import { toNumber } from "../arithmetic/rational.ts";
import { isRiskAverseTrade } from "../environments/risk-averse-trade.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import { unroll } from "../mechanism/linear-agent.ts";
import { type AgentRule, costOf, type Mechanism, type Outcome } from "../mechanism/mechanism.ts";
import { achieved } from "../mechanism/sums.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { budgetStage, incentivesStage, participationStage } from "../problem/words.ts";
import { type Binding, constraintLimit, type IncentiveConstraint, type ParticipationConstraint, type Where } from "./duals.ts";
import { type NamedAgent, namedAgents, typesAt } from "./names.ts";

/** Most profiles of types that are visited. */
const profileLimit = 40_000;

/**
 * The constraints of a problem on finitely many types that a mechanism satisfies with equality, up to `tolerance` in money; null where they are too many to list, or utility is
 * not linear in money. Of agents whose utility is linear in an ordered type, the reports of neighbours; of others, all. O(types), or O(profiles · types) where states count.
 */
export function bindingOf(problem: DesignProblem, mechanism: Mechanism, tolerance: number): Binding | null {
  const { environment } = problem;
  const members = unroll(mechanism.agents);
  // Names of so many types would take longer than the rest.
  if (isRiskAverseTrade(environment) || members.reduce((sum, { types }) => sum + types.length, 0) > constraintLimit) return null;
  const seen = new Visible(problem, members, mechanism);
  const incentives = bindingReports(problem, seen, tolerance);
  const participation = bindingParticipation(problem, seen, tolerance);
  const budget = bindingBudgets(problem, seen, mechanism, tolerance);
  if (!incentives || !participation || !budget) return null;
  return incentives.length + participation.length + budget.length > constraintLimit ? null : { incentives, participation, budget };
}

/** A mechanism as its agents see it. */
class Visible {
  readonly agents: readonly NamedAgent[];
  readonly rules: readonly AgentRule[];
  readonly profiles: Profiles;
  /** Of agents whose types are listed with a prior; null where they are independent, and utility is linear in an ordered type. */
  readonly beliefs: TypeProfiles | null;
  readonly #at: Mechanism["at"];
  readonly #outcomes = new Map<number, Outcome>();

  constructor(problem: DesignProblem, rules: readonly AgentRule[], mechanism: Mechanism) {
    const { environment } = problem;
    this.agents = namedAgents(problem);
    this.rules = rules;
    this.profiles = new Profiles(this.agents.map(({ types }) => types.length));
    this.beliefs = environment.groups === undefined ? new TypeProfiles(environment) : null;
    this.#at = (types) => mechanism.at(types);
  }

  get manyStates(): boolean {
    return this.profiles.count > profileLimit;
  }

  types(profile: number): number[] {
    return this.agents.map((_, a) => this.profiles.typeOf(a, profile));
  }

  names(profile: number): readonly string[] {
    return typesAt(this.agents, profile);
  }

  outcome(profile: number): Outcome {
    const known = this.#outcomes.get(profile) ?? this.#at(this.types(profile));
    this.#outcomes.set(profile, known);
    return known;
  }

  /** What agent a with type k gains above staying out when the reports are those of a profile. */
  gain(a: number, k: number, profile: number): number {
    const { allocation, payments } = this.outcome(profile);
    const { worths, types, reference = 0, outside } = this.rules[a] as AgentRule;
    if (worths.length === types.length) return (worths[k] as number) * ((allocation[a] as number) - reference) - (payments[a] as number);
    let utility = -(outside?.[k] ?? 0) - (payments[a] as number);
    for (let o = 0; o < allocation.length; o++) utility += (allocation[o] as number) * (worths[o * types.length + k] as number);
    return utility;
  }
}

/** Reports l of type k that have a constraint. */
function* reports(k: number, count: number, all: boolean): Generator<number> {
  for (let l = all ? 0 : Math.max(0, k - 1); l < (all ? count : Math.min(count, k + 2)); l++) if (l !== k) yield l;
}

function bindingReports({ incentives }: DesignProblem, seen: Visible, tolerance: number): IncentiveConstraint[] | null {
  const { agents, rules, profiles, beliefs } = seen;
  const found: IncentiveConstraint[] = [];
  const inStates = incentivesStage[incentives] === "ex-post";
  if ((inStates || beliefs) && seen.manyStates) return null;
  agents.forEach(({ name, types }, a) => {
    const { worths, interim } = rules[a] as AgentRule;
    const tell = (k: number, l: number, where: Where) =>
      found.push({ agent: name, type: types[k] as string, report: types[l] as string, ...where });
    types.forEach((_, k) => {
      for (const l of reports(k, types.length, beliefs !== null)) {
        if (inStates) {
          for (let others = 0; others < profiles.othersCount(a); others++) {
            const [truth, lie] = [profiles.join(a, k, others), profiles.join(a, l, others)];
            if (seen.gain(a, k, truth) - seen.gain(a, k, lie) <= tolerance) tell(k, l, { state: seen.names(truth) });
          }
        } else if (beliefs) {
          const conditional = beliefs.conditional(a, k);
          let slack = 0;
          conditional?.forEach((probability, others) => {
            if (probability > 0)
              slack += probability * (seen.gain(a, k, profiles.join(a, k, others)) - seen.gain(a, k, profiles.join(a, l, others)));
          });
          if (conditional && slack <= tolerance) tell(k, l, {});
        } else {
          const gain = (report: number) =>
            (worths[k] as number) * (interim.allocation[report] as number) - (interim.payment[report] as number);
          if (gain(k) - gain(l) <= tolerance) tell(k, l, {});
        }
      }
    });
  });
  return found;
}

function bindingParticipation({ participation }: DesignProblem, seen: Visible, tolerance: number): ParticipationConstraint[] | null {
  const { agents, rules, profiles, beliefs } = seen;
  const stage = participationStage[participation];
  if (stage === "never") return [];
  if (stage === "ex-post" && seen.manyStates) return null;
  return agents.flatMap(({ name, types }, a): ParticipationConstraint[] => {
    const { interim, masses } = rules[a] as AgentRule;
    if (stage === "ex-ante") {
      const expected = types.reduce((sum, _, k) => sum + (masses[k] as number) * (interim.rent[k] as number), 0);
      return expected <= tolerance ? [{ agent: name, type: null }] : [];
    }
    return types.flatMap((type, k): ParticipationConstraint[] => {
      if (stage === "interim")
        return (beliefs === null || beliefs.marginal(a, k) > 0) && (interim.rent[k] as number) <= tolerance ? [{ agent: name, type }] : [];
      return Array.from({ length: profiles.othersCount(a) }, (__, others) => profiles.join(a, k, others))
        .filter((profile) => seen.gain(a, k, profile) <= tolerance)
        .map((profile) => ({ agent: name, type, state: seen.names(profile) }));
    });
  });
}

function bindingBudgets(
  { budget: { rule, requiredProfit } }: DesignProblem,
  seen: Visible,
  mechanism: Mechanism,
  tolerance: number,
): Where[] | null {
  const stage = budgetStage[rule];
  if (stage === "never") return [];
  const required = toNumber(requiredProfit);
  // Separable payments leave the same in every state.
  if (stage === "ex-ante" || mechanism.states.spread === "separable") {
    const binds = achieved(mechanism).broker - required <= tolerance;
    return binds ? [stage === "ex-ante" ? {} : { spread: true }] : [];
  }
  if (seen.manyStates) return null;
  const states: Where[] = [];
  for (let p = 0; p < seen.profiles.count; p++) {
    const { payments, allocation } = seen.outcome(p);
    const spent = costOf(mechanism.outlay, allocation[0] as number);
    const paid = Array.from(payments).reduce((sum, each) => sum + each, 0) - spent;
    if (paid - required <= tolerance) states.push({ state: seen.names(p) });
  }
  return states.length === seen.profiles.count ? [{ spread: true }] : states;
}
