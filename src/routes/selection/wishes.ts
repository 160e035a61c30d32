import { entryOf } from "../../arithmetic/exact-vector.ts";
import { type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import type { NaiveAgent, NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { viewOfType } from "../../certificate/verify/finite/views.ts";
import { isPartnership } from "../../environments/partnership.ts";
import type { Refusal } from "../../errors.ts";
import type { DesignProblem, SelectWord } from "../../problem/design-problem.ts";

/** Where the columns of the program of a naive problem are: x[p, o] at p·O + o, then t[a, p]. */
export interface Columns {
  readonly count: number;
  outcome(profile: number, outcome: number): number;
  payment(agent: number, profile: number): number;
}

export function columnsOf({ agents, outcomes, prior }: NaiveProblem): Columns {
  const profiles = prior.numerators.length;
  return {
    count: profiles * (outcomes.length + agents.length),
    outcome: (p, o) => p * outcomes.length + o,
    payment: (a, p) => profiles * outcomes.length + a * profiles + p,
  };
}

/** Why a wish has no meaning in an environment, and what has; null where it has one. */
export function meaningless(word: SelectWord, { environment, select }: DesignProblem): Refusal | null {
  const others = select.filter((one) => one !== word);
  const changes = [{ select: others.length > 0 ? others : null }];
  const sides = { assumption: `"${word}" needs buyers and sellers, and partners may be either.`, changes };
  const goods = { assumption: `"${word}" needs a good that changes hands, and a finite environment lists outcomes.`, changes };
  const side = isPartnership(environment) ? sides : null;
  const trade = environment.groups === undefined ? goods : null;
  const needs: Readonly<Record<SelectWord, typeof sides | null>> = {
    "least-variance": null,
    "broker-favourable": null,
    deterministic: null,
    "buyer-favourable": side,
    "seller-favourable": side,
    "most-trade": trade,
    "least-trade": trade,
  };
  return needs[word];
}

/** The linear objective of a wish, per column and constant; null for the wishes that have none. */
export function objectiveOf(word: SelectWord, problem: DesignProblem, naive: NaiveProblem): Wanted | null {
  const objectives: Readonly<Record<SelectWord, () => Wanted | null>> = {
    "least-variance": () => null,
    deterministic: () => null,
    "buyer-favourable": () => rents(naive, "buyer", problem),
    "seller-favourable": () => rents(naive, "seller", problem),
    "broker-favourable": () => profit(naive),
    "most-trade": () => traded(problem, naive),
    "least-trade": () => {
      const { columns, constant } = traded(problem, naive);
      return { columns: columns.map((c) => c.neg()), constant: constant.neg() };
    },
  };
  return objectives[word]();
}

/** Σ columns·x + constant. */
export interface Wanted {
  readonly columns: readonly Rational[];
  readonly constant: Rational;
}

function nothing(naive: NaiveProblem): Rational[] {
  return new Array<Rational>(columnsOf(naive).count).fill(zero);
}

/** Expected rents of the agents on a side. */
function rents(naive: NaiveProblem, side: "buyer" | "seller", { environment, discretization }: DesignProblem): Wanted {
  const total = nothing(naive);
  let constant = zero;
  environment.toFinite(discretization).agents.forEach((agent, a) => {
    if (agent.side !== side) return;
    (naive.agents[a] as NaiveAgent).types.forEach((_, k) => {
      const own = rentOf(naive, a, k, false);
      constant = constant.add(own.constant);
      own.columns.forEach((c, j) => {
        if (!c.equals(zero)) total[j] = (total[j] as Rational).add(c);
      });
    });
  });
  return { columns: total, constant };
}

/**
 * The interim rent of agent a with type k, given that it has that type (`given`), or times the probability that it has. A type of probability 0 has no interim rent: null where it is asked for.
 */
export function rentOf(naive: NaiveProblem, a: number, k: number, given: true): Wanted | null;
export function rentOf(naive: NaiveProblem, a: number, k: number, given: false): Wanted;
export function rentOf(naive: NaiveProblem, a: number, k: number, given: boolean): Wanted | null {
  const columns = columnsOf(naive);
  const { stride, types, utilities, outside } = naive.agents[a] as NaiveAgent;
  const { others, weights } = viewOfType(naive, a, k);
  const mass = weights.reduce((sum, weight) => sum + weight, 0n);
  if (given && mass === 0n) return null;
  const unit = given ? mass : naive.prior.denominator;
  const rent = nothing(naive);
  others.forEach((start, q) => {
    const weight = ratio(weights[q] as bigint, unit);
    if (weight.equals(zero)) return;
    const p = start + k * stride;
    naive.outcomes.forEach((_, o) => {
      rent[columns.outcome(p, o)] = weight.mul(entryOf(utilities, o * types.length + k));
    });
    rent[columns.payment(a, p)] = weight.neg();
  });
  return { columns: rent, constant: entryOf(outside, k).mul(ratio(mass, unit)).neg() };
}

function profit(naive: NaiveProblem): Wanted {
  const columns = columnsOf(naive);
  const total = nothing(naive);
  naive.prior.numerators.forEach((_, p) => {
    naive.agents.forEach((__, a) => {
      total[columns.payment(a, p)] = entryOf(naive.prior, p);
    });
  });
  return { columns: total, constant: zero };
}

/** The expected quantity that changes hands: what the agents who gain units gain together. */
function traded({ environment }: DesignProblem, naive: NaiveProblem): Wanted {
  if (!("frontier" in environment)) throw new Error("only goods change hands");
  const columns = columnsOf(naive);
  const held = environment.groups.flatMap(({ count, reference }) => new Array<Rational>(count).fill(reference));
  const units = environment.frontier.outcomes().map(({ quantities }) =>
    quantities.reduce((sum, quantity, a) => {
      const gained = quantity.sub(held[a] as Rational);
      return gained.gt(zero) ? sum.add(gained) : sum;
    }, zero),
  );
  const total = nothing(naive);
  naive.prior.numerators.forEach((_, p) => {
    units.forEach((quantity, o) => {
      total[columns.outcome(p, o)] = entryOf(naive.prior, p).mul(quantity);
    });
  });
  return { columns: total, constant: zero };
}
