import { type ExactVector, readExactVector } from "../../../arithmetic/exact-vector.ts";
import { type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import type { MechanismTable } from "../../format.ts";
import { budgets, type ParticipationWord } from "../instance.ts";
import { limits } from "../limits.ts";
import { numberInWords } from "../number-words.ts";
import { Rejection } from "../rejection.ts";
import { requireEffortOfMechanism } from "./effort.ts";
import type { NaiveAgent, NaiveProblem } from "./naive-problem.ts";
import { profileInWords, typeAt } from "./profiles.ts";
import { knowledgeOf, type View, viewOfType, views } from "./views.ts";

/**
 * Checks that a mechanism satisfies every constraint of the problem, all deviations included, and returns the exact objective it attains.
 * Throws {@link Rejection}, in words, at the first constraint that fails.
 */
export function checkMechanism(problem: NaiveProblem, table: MechanismTable): Rational {
  const mechanism = expand(problem, table);
  requireEffortOfMechanism(problem, mechanism);
  problem.agents.forEach((agent, a) => {
    checkIncentives(problem, mechanism, agent, a);
    checkParticipation(problem, mechanism, agent, a);
  });
  checkBudget(problem, mechanism);
  return objective(problem, mechanism);
}

export interface ExpandedMechanism {
  /** Probability of outcome o at profile p, at p·(number of outcomes) + o. */
  readonly chance: ExactVector;
  /** What agent a pays at profile p, at a·(number of profiles) + p. */
  readonly pays: ExactVector;
}

function expand(problem: NaiveProblem, { lottery, payments }: MechanismTable): ExpandedMechanism {
  const { agents, outcomes, prior } = problem;
  const profiles = prior.numerators.length;
  if (lottery.length !== profiles) throw new Rejection(`the mechanism has ${lottery.length} lotteries for ${profiles} profiles of types`);
  const chances = readExactVector(
    lottery.flatMap((entry) => (typeof entry === "number" ? ["1"] : entry.map(([, probability]) => probability))),
    limits.vectorBits,
  );
  const chance = new Array<bigint>(profiles * outcomes.length).fill(0n);
  let read = 0;
  lottery.forEach((entry, p) => {
    let total = 0n;
    for (const outcome of typeof entry === "number" ? [entry] : entry.map(([o]) => o)) {
      const probability = chances.numerators[read++] as bigint;
      if (outcome >= outcomes.length) throw new Rejection(`the lottery at ${profileInWords(problem, p)} names outcome ${outcome}`);
      if (probability < 0n) throw new Rejection(`a negative probability at ${profileInWords(problem, p)}`);
      chance[p * outcomes.length + outcome] = probability;
      total += probability;
    }
    if (total !== chances.denominator) throw new Rejection(`the probabilities at ${profileInWords(problem, p)} do not sum to 1`);
  });
  const lengths = agents.map((agent) => (payments.rule === "table" ? profiles : agent.types.length));
  if (payments.values.length !== agents.length || payments.values.some((own, a) => own.length !== lengths[a])) {
    throw new Rejection("the table of payments does not fit the agents' types");
  }
  const given = readExactVector(payments.values.flat(), limits.vectorBits);
  const start = (a: number) => lengths.slice(0, a).reduce((sum, length) => sum + length, 0);
  const own = agents.map((_, a) => given.numerators.slice(start(a), start(a + 1)));
  if (payments.rule === "table") return { chance: { numerators: chance, denominator: chances.denominator }, pays: given };
  // Interim payments τ become payments at every profile, over the common denominator of τ and E τ.
  const others = { interim: 0n, separable: BigInt(Math.max(agents.length - 1, 1)) }[payments.rule];
  const tau = (a: number, p: number) => own[a]?.[typeAt(agents[a] as NaiveAgent, p)] as bigint;
  const expected = agents.map((_, a) => prior.numerators.reduce((sum, mass, p) => sum + mass * tau(a, p), 0n));
  const factor = others === 0n ? 1n : others * prior.denominator;
  const shared = (a: number, p: number) =>
    agents.reduce((sum, _, b) => (b === a ? sum : sum + prior.denominator * tau(b, p) - (expected[b] as bigint)), 0n);
  const pays = agents.flatMap((_, a) => prior.numerators.map((_, p) => factor * tau(a, p) - (others === 0n ? 0n : shared(a, p))));
  return {
    chance: { numerators: chance, denominator: chances.denominator },
    pays: { numerators: pays, denominator: factor * given.denominator },
  };
}

/** What a report offers to an agent who knows no more than a view tells: total weight of each outcome, and weighted payment. */
interface Offer {
  readonly chance: readonly bigint[];
  readonly pays: bigint;
}

function offer(problem: NaiveProblem, { chance, pays }: ExpandedMechanism, a: number, view: View, report: number): Offer {
  const { prior, outcomes, agents } = problem;
  const weights = outcomes.map(() => 0n);
  let total = 0n;
  view.others.forEach((others, q) => {
    const weight = view.weights[q] as bigint;
    const p = others + report * (agents[a] as NaiveAgent).stride;
    total += weight * (pays.numerators[a * prior.numerators.length + p] as bigint);
    for (let o = 0; o < outcomes.length; o++) {
      const probability = chance.numerators[p * outcomes.length + o] as bigint;
      if (probability !== 0n) weights[o] = (weights[o] as bigint) + weight * probability;
    }
  });
  return { chance: weights, pays: total };
}

/** The weighted gain of true type k from an offer, over the product of the denominators of utilities, probabilities and payments. */
function worth(agent: NaiveAgent, { chance, pays }: ExpandedMechanism, { chance: weights, pays: paid }: Offer, k: number): bigint {
  let utility = 0n;
  for (let o = 0; o < weights.length; o++) {
    if (weights[o] !== 0n) utility += (weights[o] as bigint) * (agent.utilities.numerators[o * agent.types.length + k] as bigint);
  }
  return pays.denominator * utility - agent.utilities.denominator * chance.denominator * paid;
}

/** Truth is at least as good as every other report, in every situation that the incentives speak of. */
function checkIncentives(problem: NaiveProblem, mechanism: ExpandedMechanism, agent: NaiveAgent, a: number): void {
  for (const view of views(problem, a, knowledgeOf(problem))) {
    const offers = agent.types.map((_, report) => offer(problem, mechanism, a, view, report));
    for (const truth of view.types) {
      const gain = worth(agent, mechanism, offers[truth] as Offer, truth);
      offers.forEach((lie, report) => {
        if (gain < worth(agent, mechanism, lie, truth)) {
          throw new Rejection(
            `incentives: ${agent.name} of type ${agent.types[truth]} gains by reporting ${agent.types[report]}${view.inWords()}`,
          );
        }
      });
    }
  }
}

/** Every agent gains at least its outside option, at the stage that the participation constraint speaks of. */
function checkParticipation(problem: NaiveProblem, mechanism: ExpandedMechanism, agent: NaiveAgent, a: number): void {
  const { outside } = agent;
  const scale = agent.utilities.denominator * mechanism.chance.denominator * mechanism.pays.denominator;
  /** Gain less outside option, times the scale and the outside options' denominator. */
  const surplus = (view: View, k: number) => {
    const weight = view.weights.reduce((sum, w) => sum + w, 0n);
    const gain = worth(agent, mechanism, offer(problem, mechanism, a, view, k), k);
    return gain * outside.denominator - weight * (outside.numerators[k] as bigint) * scale;
  };
  const each = (knows: "belief" | "state") =>
    views(problem, a, knows).flatMap((view) =>
      view.types.map((k) => ({ members: [{ view, k }], who: ` of type ${agent.types[k]}`, view })),
    );
  const whole = () => agent.types.map((_, k) => ({ view: viewOfType(problem, a, k), k }));
  /** The situations in which the agent must not lose on the sum. */
  const situations: Readonly<Record<ParticipationWord, () => readonly Situation[]>> = {
    none: () => [],
    "ex-ante": () => [{ members: whole(), who: "", view: { inWords: () => " ex ante" } }],
    interim: () => each("belief"),
    "ex-post": () => each("state"),
  };
  for (const { members, who, view } of situations[problem.participation]()) {
    if (members.reduce((sum, own) => sum + surplus(own.view, own.k), 0n) < 0n) {
      throw new Rejection(`participation: ${agent.name}${who} loses${view.inWords()}`);
    }
  }
}

type Situation = { readonly members: readonly { view: View; k: number }[]; readonly who: string; readonly view: Pick<View, "inWords"> };

/** Payments in, less payments out, reach the required profit. */
function checkBudget(problem: NaiveProblem, { pays }: ExpandedMechanism): void {
  const { prior, requiredProfit } = problem;
  const { asked, balances } = budgets[problem.budget];
  if (asked === "on average") {
    const total = prior.numerators.reduce((sum, mass, p) => sum + mass * profitAt(problem, pays, p), 0n);
    const profit = ratio(total, prior.denominator * pays.denominator);
    if (profit.lt(requiredProfit)) throw new Rejection(`budget: the expected profit is ${numberInWords(profit)}`);
  }
  if (asked !== "in every state") return;
  const required = requiredProfit.s * requiredProfit.n * pays.denominator;
  prior.numerators.forEach((_, p) => {
    const profit = profitAt(problem, pays, p);
    const excess = profit * requiredProfit.d - required;
    if (excess < 0n || (excess > 0n && balances)) {
      throw new Rejection(`budget: the profit at ${profileInWords(problem, p)} is ${numberInWords(ratio(profit, pays.denominator))}`);
    }
  });
}

function profitAt({ agents, prior }: NaiveProblem, pays: ExactVector, p: number): bigint {
  return agents.reduce((sum, _, a) => sum + (pays.numerators[a * prior.numerators.length + p] as bigint), 0n);
}

/** Σ_p π(p) [Σ_a w_a (gain_a − outside option_a) + w_0 profit]. */
function objective(problem: NaiveProblem, mechanism: ExpandedMechanism): Rational {
  const { agents, prior, brokerWeight } = problem;
  const { chance, pays } = mechanism;
  const profit = prior.numerators.reduce((sum, mass, p) => sum + mass * profitAt(problem, pays, p), 0n);
  let value = ratio(profit, prior.denominator * pays.denominator).mul(brokerWeight);
  agents.forEach((agent, a) => {
    if (agent.weight.equals(zero)) return;
    let gain = 0n;
    let outside = 0n;
    for (let k = 0; k < agent.types.length; k++) {
      const view = viewOfType(problem, a, k);
      gain += worth(agent, mechanism, offer(problem, mechanism, a, view, k), k);
      outside += view.weights.reduce((sum, w) => sum + w, 0n) * (agent.outside.numerators[k] as bigint);
    }
    const rent = ratio(gain, prior.denominator * agent.utilities.denominator * chance.denominator * pays.denominator);
    value = value.add(rent.sub(ratio(outside, prior.denominator * agent.outside.denominator)).mul(agent.weight));
  });
  return value;
}
