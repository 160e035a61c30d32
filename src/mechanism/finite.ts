import type { FiniteEnvironment } from "../environments/environment.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import { refuse } from "../errors.ts";
import { refuseLength } from "./allocation-rule.ts";
import type { AgentRule, Mechanism } from "./mechanism.ts";
import { menusOf, truthfulRent } from "./menu.ts";
import type { TableStates } from "./states.ts";

/** A mechanism whose states are all written out. */
export interface FiniteMechanism extends Mechanism {
  readonly states: TableStates;
}

/**
 * A direct mechanism of a finite environment: `lottery[p·outcomes + o]` is the probability of outcome o at profile p, `payments[a][p]` what
 * agent a pays. Profiles are numbered with the last agent's type fastest.
 *
 * Throws InvalidInputError when the arrays do not fit the environment.
 */
export function finiteMechanism(rules: {
  readonly environment: FiniteEnvironment;
  readonly lottery: Float64Array;
  readonly payments: readonly Float64Array[];
}): FiniteMechanism {
  const { environment, lottery, payments } = rules;
  const { outcomes, prior } = environment;
  const profiles = new TypeProfiles(environment);
  if (outcomes.length === 0) refuse("outcomes", "at least one outcome", outcomes, "Name what can happen.");
  if (lottery.length !== profiles.count * outcomes.length)
    refuseLength("lottery", profiles.count * outcomes.length, `${profiles.count} profiles × ${outcomes.length} outcomes`, lottery.length);
  if (payments.length !== environment.agents.length)
    refuseLength("payments", environment.agents.length, "one list per agent", payments.length);
  payments.forEach((list, a) => {
    if (list.length !== profiles.count) refuseLength(`payments[${a}]`, profiles.count, "one payment per profile", list.length);
  });
  const states: TableStates = {
    kind: "tables",
    spread: null,
    prior,
    outcomes,
    allocation: environment.agents.map(() => lottery),
    payments,
  };
  let agents: readonly AgentRule[] | undefined;
  return {
    get agents() {
      agents ??= environment.agents.map((_, a) => agentRule(environment, profiles, states, a));
      return agents;
    },
    states,
    at(types) {
      const p = types.reduce((number, k, a) => number * (profiles.counts[a] as number) + k, 0);
      return {
        allocation: lottery.subarray(p * outcomes.length, (p + 1) * outcomes.length),
        payments: payments.map((list) => list[p] as number),
      };
    },
  };
}

function agentRule(environment: FiniteEnvironment, profiles: TypeProfiles, states: TableStates, a: number): AgentRule {
  const { name, side, types } = environment.agents[a] as FiniteEnvironment["agents"][number];
  const utility = { worths: environment.utilities[a] as Float64Array, outside: environment.outsideOptions[a] as Float64Array };
  const width = environment.outcomes.length;
  const menuOf = menusOf(profiles, states, a);
  const allocation = new Float64Array(types.length * width);
  const payment = new Float64Array(types.length);
  const rent = new Float64Array(types.length);
  types.forEach((_, k) => {
    const menu = menuOf(k);
    if (!menu) return;
    allocation.set(menu.allocation.subarray(k * width, (k + 1) * width), k * width);
    payment[k] = menu.payment[k] as number;
    rent[k] = truthfulRent(utility, menu, k);
  });
  const masses = Float64Array.from(types, (_, k) => profiles.marginal(a, k));
  return { name, party: side, count: 1, types, masses, ...utility, interim: { allocation, payment, rent } };
}
