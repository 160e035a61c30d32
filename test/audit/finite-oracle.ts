import type { Constraints } from "../../src/audit/audit.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import type { FiniteMechanism } from "../../src/mechanism/finite.ts";

/** All profiles as lists of type indices, the last agent's type fastest. */
export function allProfiles(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>((list, count) => list.flatMap((head) => Array.from({ length: count }, (_, k) => [...head, k])), [[]]);
}

/** Worst violations of a finite mechanism from the definitions, by sums over all profiles; shares no code with src. */
export function finiteWorst(environment: FiniteEnvironment, constraints: Constraints, mechanism: FiniteMechanism) {
  const { agents, prior, outcomes } = environment;
  const counts = agents.map((agent) => agent.types.length);
  const profiles = allProfiles(counts);
  const number = (profile: readonly number[]): number => profile.reduce((n, k, a) => n * (counts[a] as number) + k, 0);
  const pi = (profile: readonly number[]): number =>
    prior.kind === "joint"
      ? (prior.masses[number(profile)] as number)
      : profile.reduce((product, k, a) => product * (prior.masses[a]?.[k] as number), 1);
  /** Gain of agent a with true type k when the reports are `profile`. */
  const gain = (a: number, k: number, profile: readonly number[]): number => {
    const p = number(profile);
    const utility = outcomes.reduce(
      (sum, _, o) =>
        sum +
        (environment.utilities[a]?.[o * (counts[a] as number) + k] as number) *
          (mechanism.states.allocation[0]?.[p * outcomes.length + o] as number),
      0,
    );
    return utility - (mechanism.states.payments[a]?.[p] as number);
  };
  const lists = { incentives: [0], participation: [0], budget: [0] };
  agents.forEach((agent, a) => {
    agent.types.forEach((_, k) => {
      const own = profiles.filter((profile) => profile[a] === k);
      const marginal = own.reduce((sum, profile) => sum + pi(profile), 0);
      const option = environment.outsideOptions[a]?.[k] as number;
      agent.types.forEach((__, l) => {
        const gains = own.map((profile) => gain(a, k, profile.with(a, l)) - gain(a, k, profile));
        if (constraints.incentives === "dominant") lists.incentives.push(...gains);
        else lists.incentives.push(own.reduce((sum, profile, c) => sum + (pi(profile) / marginal) * (gains[c] as number), 0));
      });
      if (constraints.participation === "interim")
        lists.participation.push(option - own.reduce((sum, profile) => sum + (pi(profile) / marginal) * gain(a, k, profile), 0));
      if (constraints.participation === "ex-post") lists.participation.push(...own.map((profile) => option - gain(a, k, profile)));
    });
    if (constraints.participation === "ex-ante")
      lists.participation.push(
        profiles.reduce(
          (sum, profile) =>
            sum +
            pi(profile) * ((environment.outsideOptions[a]?.[profile[a] as number] as number) - gain(a, profile[a] as number, profile)),
          0,
        ),
      );
  });
  const r = constraints.requiredProfit;
  const received = profiles.map((profile) => mechanism.states.payments.reduce((sum, list) => sum + (list[number(profile)] as number), 0));
  if (constraints.budgetRule === "ex-ante")
    lists.budget.push(r - profiles.reduce((sum, profile, c) => sum + pi(profile) * (received[c] as number), 0));
  if (constraints.budgetRule === "no-deficit") lists.budget.push(...received.map((t) => r - t));
  if (constraints.budgetRule === "balanced") lists.budget.push(...received.map((t) => Math.abs(r - t)));
  return {
    incentives: Math.max(...lists.incentives),
    participation: Math.max(...lists.participation),
    budget: Math.max(...lists.budget),
  };
}
