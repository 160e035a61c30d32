import { entryOf, lcm, readExactVector } from "../../../arithmetic/exact-vector.ts";
import { type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import type { FractionText, MultiplierTable } from "../../format.ts";
import { budgets, type IncentivesWord, type ParticipationWord } from "../instance.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import { requireEffortOfSum, requireShort } from "./effort.ts";
import type { NaiveAgent, NaiveProblem } from "./naive-problem.ts";
import { profileInWords, typeAt } from "./profiles.ts";
import { type View, viewOfType } from "./views.ts";

/**
 * The upper bound that shadow prices prove (weak duality): add to the objective every constraint's slack times its price; no feasible mechanism
 * loses by that, so the largest total over all lotteries and payments bounds the optimum. Payments are unbounded either way, so the total may
 * not depend on them at all; given that, the best lottery of each profile picks its best outcome.
 *
 * Without the `objective` the bound is on 0: if it comes out negative, no mechanism is feasible (Farkas).
 * Throws {@link Rejection}, in words, when a price has the wrong sign or a payment keeps an effect.
 */
export function boundOf(problem: NaiveProblem, table: MultiplierTable, objective: boolean): Rational {
  const rows = readRows(problem, table);
  const summed = [...rows.incentives, ...rows.incentives, ...rows.participation].map(({ view }) => view.others.length);
  requireEffortOfSum(problem, summed, rows.scale);
  const { agents, outcomes, prior } = problem;
  const profiles = prior.numerators.length;
  const weights = objective ? [...agents.map((agent) => agent.weight), problem.brokerWeight] : [];
  const weightScale = weights.reduce((scale, weight) => lcm(scale, weight.d), 1n);
  /** All coefficients are integers over these. */
  const scale = lcm(rows.scale, weightScale * prior.denominator);
  const utilityScale = agents.reduce((all, agent) => lcm(all, agent.utilities.denominator), 1n);
  const onOutcome = new Array<bigint>(profiles * outcomes.length).fill(0n);
  const onPayment = agents.map(() => new Array<bigint>(profiles).fill(0n));
  let constant = zero;

  /** Adds `amount` times (what agent a with type k gains at profile p, its payment deducted). */
  const addGain = (a: number, k: number, p: number, amount: bigint) => {
    if (amount === 0n) return;
    const { utilities, types } = agents[a] as NaiveAgent;
    const payment = onPayment[a] as bigint[];
    payment[p] = (payment[p] as bigint) - amount;
    const unit = amount * (utilityScale / utilities.denominator);
    for (let o = 0; o < outcomes.length; o++) {
      const utility = utilities.numerators[o * types.length + k] as bigint;
      if (utility !== 0n) onOutcome[p * outcomes.length + o] = (onOutcome[p * outcomes.length + o] as bigint) + unit * utility;
    }
  };
  const addProfit = (p: number, amount: bigint) => {
    for (const payment of onPayment) payment[p] = (payment[p] as bigint) + amount;
  };
  const addOutside = (a: number, k: number, amount: bigint) => {
    const { outside } = agents[a] as NaiveAgent;
    if (outside.numerators[k] !== 0n) constant = constant.sub(entryOf(outside, k).mul(ratio(amount, scale)));
  };

  if (objective) {
    const unit = scale / (weightScale * prior.denominator);
    const amounts = weights.map((weight) => unit * weight.s * weight.n * (weightScale / weight.d));
    prior.numerators.forEach((mass, p) => {
      agents.forEach((agent, a) => {
        addGain(a, typeAt(agent, p), p, mass * (amounts[a] as bigint));
        addOutside(a, typeAt(agent, p), mass * (amounts[a] as bigint));
      });
      addProfit(p, mass * (amounts[agents.length] as bigint));
    });
  }
  const unit = scale / rows.scale;
  for (const { a, k, view, report, price } of rows.incentives) {
    view.others.forEach((others, q) => {
      const amount = unit * price * (view.weights[q] as bigint);
      const { stride } = agents[a] as NaiveAgent;
      addGain(a, k, others + k * stride, amount);
      addGain(a, k, others + report * stride, -amount);
    });
  }
  for (const { a, k, view, price } of rows.participation) {
    view.others.forEach((others, q) => {
      const amount = unit * price * (view.weights[q] as bigint);
      addGain(a, k, others + k * (agents[a] as NaiveAgent).stride, amount);
      addOutside(a, k, amount);
    });
  }
  let required = 0n;
  for (const { p, price } of rows.budget) {
    addProfit(p, unit * price);
    required += unit * price;
  }
  constant = constant.sub(problem.requiredProfit.mul(ratio(required, scale)));

  onPayment.forEach((payment, a) => {
    payment.forEach((effect, p) => {
      if (effect !== 0n)
        throw new Rejection(`multipliers: the payment of ${agents[a]?.name} at ${profileInWords(problem, p)} keeps an effect`);
    });
  });
  let best = 0n;
  for (let p = 0; p < profiles; p++) {
    best += onOutcome.slice(p * outcomes.length, (p + 1) * outcomes.length).reduce((most, gain) => (gain > most ? gain : most));
  }
  return constant.add(ratio(best, scale * utilityScale));
}

/** The constraints with a price; prices times a view's weights are integers over `scale`. */
interface PricedRows {
  readonly scale: bigint;
  readonly incentives: readonly { a: number; k: number; view: View; report: number; price: bigint }[];
  readonly participation: readonly { a: number; k: number; view: View; price: bigint }[];
  readonly budget: readonly { p: number; price: bigint }[];
}

/** When an agent reports: as its participation would be constrained by what it then knows. */
const stageOf: Readonly<Record<IncentivesWord, ParticipationWord>> = { bayesian: "interim", dominant: "ex-post" };

function readRows(problem: NaiveProblem, table: MultiplierTable): PricedRows {
  const { agents, prior, incentives, participation, budget } = problem;
  const { asked, balances } = budgets[budget];
  const profiles = prior.numerators.length;
  const given = [...table.incentives, ...table.participation, ...table.budget].map((row) => row[row.length - 1] as FractionText);
  const prices = readExactVector(given, limits.vectorBits);
  prices.numerators.forEach((price, row) => {
    if (price < 0n && (row < given.length - table.budget.length || !balances))
      throw new Rejection(`multipliers: a price is negative: ${given[row]}`);
  });

  // Interim constraints are conditional expectations: the weights of a type's view are divided by the type's probability.
  const beliefs = agents.map((agent, a) => agent.types.map((_, k) => viewOfType(problem, a, k)));
  const totals = beliefs.map((own) => own.map((view) => view.weights.reduce((sum, weight) => sum + weight, 0n)));
  let scale = prior.denominator;
  for (const total of totals.flat()) {
    if (total > 0n) scale = lcm(scale, total);
    requireShort(scale, profiles);
  }
  scale *= prices.denominator;
  requireShort(scale, profiles);
  let read = 0;
  const next = () => prices.numerators[read++] as bigint;
  /** The view, own type and integer price of a constraint of agent a in a state, at a stage. */
  const place = (a: number, state: number, stage: ParticipationWord, what: string) => {
    const agent = agents[a];
    const states = { none: 0, "ex-ante": 1, interim: agent?.types.length ?? 0, "ex-post": profiles }[stage];
    if (!agent || state >= states) throw new Rejection(`multipliers: no ${what} constraint of agent ${a} in state ${state}`);
    const price = next() * (scale / prices.denominator);
    if (stage === "ex-ante") return agent.types.map((_, k) => ({ a, k, view: beliefs[a]?.[k] as View, price: price / prior.denominator }));
    if (stage === "ex-post") {
      const k = typeAt(agent, state);
      return [{ a, k, view: { others: [state - k * agent.stride], weights: [1n], types: [k], inWords: () => "" }, price }];
    }
    const [view, total] = [beliefs[a]?.[state] as View, totals[a]?.[state] as bigint];
    if (total === 0n) throw new Rejection(`multipliers: type ${state} of agent ${a} has probability 0 and no ${what} constraint`);
    return [{ a, k: state, view, price: price / total }];
  };

  const incentiveRows = table.incentives.flatMap(([a, state, report]) => {
    const rows = place(a, state, stageOf[incentives], "incentive");
    if (report >= (agents[a] as NaiveAgent).types.length) throw new Rejection(`multipliers: agent ${a} has no type ${report} to report`);
    return rows.map((row) => ({ ...row, report }));
  });
  const participationRows = table.participation.flatMap(([a, state]) => place(a, state, participation, "participation"));
  const budgetRows = table.budget.flatMap(([state]) => {
    if (state >= { never: 0, "on average": 1, "in every state": profiles }[asked])
      throw new Rejection(`multipliers: no budget in state ${state}`);
    const price = next() * (scale / prices.denominator);
    if (asked === "in every state") return [{ p: state, price }];
    return prior.numerators.map((mass, p) => ({ p, price: (price / prior.denominator) * mass }));
  });
  return { scale, incentives: incentiveRows, participation: participationRows, budget: budgetRows };
}
