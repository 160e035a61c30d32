import { CompensatedSum } from "../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import { wrongLength } from "../mechanism/allocation-rule.ts";
import type { FiniteMechanism } from "../mechanism/mechanism.ts";
import { Profiles } from "../program/reference/profiles.ts";
import type { Audit, Constraints } from "./audit.ts";
import { finiteIncentives } from "./finite-incentives.ts";
import { finiteParticipation } from "./finite-participation.ts";
import { judge, magnitudeOf } from "./judge.ts";
import { outside } from "./probabilities.ts";
import { finiteStakes } from "./stakes.ts";
import { firstNotFinite, Worst } from "./violation.ts";

/**
 * Audits a mechanism of a finite environment from the definitions: every agent, every true type, every report, every profile (under
 * dominant incentives and ex-post constraints also those of probability 0).
 *
 * Throws InvalidInputError when the mechanism's arrays do not fit the environment.
 *
 * @example auditFinite(environment, { incentives: "bayesian", participation: "interim", budgetRule: "balanced", requiredProfit: 0 }, mechanism)
 */
export function auditFinite(environment: FiniteEnvironment, constraints: Constraints, mechanism: FiniteMechanism): Audit {
  const profiles = new Profiles(environment);
  const outcomes = environment.outcomes.length;
  const { lottery, payments } = mechanism;
  if (lottery.length !== profiles.count * outcomes)
    throw wrongLength("lottery", profiles.count * outcomes, `${profiles.count} profiles × ${outcomes} outcomes`, lottery.length);
  if (payments.length !== environment.agents.length)
    throw wrongLength("payments", environment.agents.length, "one list per agent", payments.length);
  payments.forEach((list, a) => {
    if (list.length !== profiles.count) throw wrongLength(`payments[${a}]`, profiles.count, "one payment per profile", list.length);
  });
  const broken = [lottery, ...payments].findIndex((list) => firstNotFinite(list) >= 0);
  if (broken >= 0) {
    const where = broken === 0 ? "a probability of the lotteries" : `a payment of ${environment.agents[broken - 1]?.name}`;
    const unknown = { worst: Number.NaN, at: `${where} is not a finite number` };
    return judge({ incentives: unknown, participation: unknown, budget: unknown, allocation: unknown }, Number.NaN, Number.NaN);
  }
  const incentives = new Worst();
  finiteIncentives(incentives, environment, profiles, constraints.incentives, mechanism);
  const participation = new Worst();
  finiteParticipation(participation, environment, profiles, constraints.participation, mechanism);
  return judge(
    {
      incentives: incentives.violation,
      participation: participation.violation,
      budget: finiteBudget(profiles, constraints, mechanism).violation,
      allocation: lotteries(profiles, outcomes, lottery).violation,
    },
    finiteStakes(environment) + Math.abs(constraints.requiredProfit),
    magnitudeOf(...environment.utilities, ...environment.outsideOptions, ...payments, [constraints.requiredProfit]),
  );
}

function finiteBudget(profiles: Profiles, constraints: Constraints, mechanism: FiniteMechanism): Worst {
  const { budgetRule, requiredProfit } = constraints;
  const worst = new Worst();
  if (budgetRule === "none") return worst;
  const expected = new CompensatedSum();
  for (let p = 0; p < profiles.count; p++) {
    const received = new CompensatedSum();
    for (const list of mechanism.payments) received.add(list[p] as number);
    if (budgetRule === "ex-ante") expected.add(profiles.probability(p) * received.value);
    else {
      const shortfall = requiredProfit - received.value;
      worst.see(budgetRule === "balanced" ? Math.abs(shortfall) : shortfall, () => profiles.describe(p));
    }
  }
  if (budgetRule === "ex-ante") worst.see(requiredProfit - expected.value, () => "on average over all profiles");
  return worst;
}

function lotteries(profiles: Profiles, outcomes: number, lottery: Float64Array): Worst {
  const worst = new Worst();
  for (let p = 0; p < profiles.count; p++) {
    const total = new CompensatedSum();
    for (let o = 0; o < outcomes; o++) {
      const x = lottery[p * outcomes + o] as number;
      total.add(x);
      worst.see(outside(x), () => profiles.describe(p));
    }
    worst.see(Math.abs(total.value - 1), () => `total at ${profiles.describe(p)}`);
  }
  return worst;
}
