import { type ExactVector, exactVector } from "../../arithmetic/exact-vector.ts";
import { formatRational, type Rational, zero } from "../../arithmetic/rational.ts";
import type { Environment } from "../../environments/environment.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../../problem/design-problem.ts";
import type { JsonObject } from "../format.ts";
import { type ExactGrid, exactGrid } from "./law.ts";
import { Violation } from "./violation.ts";

/**
 * The finite design problem that an instance states, in exact numbers, written straight from the definitions.
 *
 * Profiles p of types are numbered with the last agent's type fastest: agent a has type ⌊p/stride_a⌋ mod n_a at profile p.
 */
export interface NaiveProblem {
  readonly agents: readonly NaiveAgent[];
  readonly outcomes: readonly string[];
  /** Probability of each profile. */
  readonly prior: ExactVector;
  /** Each agent's type says nothing about the others'. */
  readonly independent: boolean;
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly budget: BudgetRule;
  readonly requiredProfit: Rational;
  /** Weight of the broker's profit. */
  readonly brokerWeight: Rational;
}

export interface NaiveAgent {
  readonly name: string;
  readonly types: readonly string[];
  readonly stride: number;
  /** What it gains from outcome o with type k, at o·(number of types) + k. */
  readonly utilities: ExactVector;
  /** Its reservation utility, per type. */
  readonly outside: ExactVector;
  /** Weight of its rent in the objective. */
  readonly weight: Rational;
}

/** Largest number of profiles × outcomes of a problem that is written out. */
export const naiveProblemLimit = 4_000_000;

/** The claim is about something that cannot be written as a finite problem in rational numbers. */
export class NotRational extends Violation {}

const instanceFields =
  "$schema format name description environment incentives participation budget objective discretization width expected".split(" ");
const environmentFields: Readonly<Record<string, readonly string[]>> = {
  "bilateral-trade": ["kind", "buyer", "seller"],
  "multilateral-trade": ["kind", "buyers", "sellers"],
  finite: ["kind", "agents", "prior", "outcomes", "utilities", "outsideOptions"],
};

/** Throws {@link NotRational} when an instance says something that this file, written for linear utility and lotteries over outcomes, would overlook. */
export function refuseUnknownFields(instance: JsonObject): void {
  const environment = instance.environment as JsonObject;
  const known = environmentFields[String(environment?.kind)] ?? [];
  const unknown = [
    ...Object.keys(instance).filter((field) => !instanceFields.includes(field)),
    ...Object.keys(environment ?? {}).flatMap((field) => (known.includes(field) ? [] : [`environment.${field}`])),
  ];
  if (unknown.length > 0) throw new NotRational(`no certificate covers what the instance says in ${unknown.join(", ")}`);
}

/** Writes the finite problem out. Throws {@link NotRational} with the reason. */
export function naiveProblem(problem: DesignProblem): NaiveProblem {
  const { agents, outcomes, utilities, outside, prior } = tables(problem);
  const { buyers, sellers, broker } = problem.objective;
  const profiles = agents.reduce((product, agent) => product * agent.types.length, 1);
  if (!(profiles * outcomes.length <= naiveProblemLimit)) throw new NotRational(`more than ${naiveProblemLimit} profiles × outcomes`);
  const distribution = prior.kind === "joint" ? exactVector(prior.masses) : product(prior.masses.map(exactVector));
  const total = distribution.numerators.reduce((sum, mass) => sum + mass, 0n);
  if (total !== distribution.denominator || distribution.numerators.some((mass) => mass < 0n))
    throw new NotRational("the masses are no probabilities");
  let stride = profiles;
  return {
    agents: agents.map(({ name, side, types }, a) => {
      stride /= types.length;
      const weight = side === "buyer" ? buyers : sellers;
      return { name, types, stride, weight, utilities: exactVector(utilities[a] ?? []), outside: exactVector(outside[a] ?? []) };
    }),
    outcomes,
    prior: distribution,
    independent: prior.kind === "independent",
    incentives: problem.incentives,
    participation: problem.participation,
    budget: problem.budget.rule,
    requiredProfit: problem.budget.requiredProfit,
    brokerWeight: broker,
  };
}

interface Tables {
  readonly agents: readonly { readonly name: string; readonly side: "buyer" | "seller"; readonly types: readonly string[] }[];
  readonly outcomes: readonly string[];
  /** Per agent, outcome-major. */
  readonly utilities: readonly (readonly Rational[])[];
  readonly outside: readonly (readonly Rational[])[];
  readonly prior:
    | { readonly kind: "independent"; readonly masses: readonly (readonly Rational[])[] }
    | { readonly kind: "joint"; readonly masses: readonly Rational[] };
}

function tables({ environment, discretization }: DesignProblem): Tables {
  if (environment.kind === "finite") {
    const { agents, outcomes, exact } = environment;
    if (!exact) throw new NotRational("the tables of the environment are not given as exact numbers");
    return { agents, outcomes, utilities: exact.utilities, outside: exact.outsideOptions, prior: exact.prior };
  }
  const traders = tradersOf(environment).map(({ name, side, spec }) => {
    const grid = exactGrid(spec, discretization);
    if (typeof grid === "string") throw new NotRational(`${name}: ${grid}`);
    return { name, side, grid };
  });
  return trade(traders);
}

/** A good changes hands between equally many buyers and sellers; a trader is concerned only by whether it trades. */
function trade(traders: readonly { readonly name: string; readonly side: "buyer" | "seller"; readonly grid: ExactGrid }[]): Tables {
  const all = traders.map((_, a) => a);
  const [buyers, sellers] = [all.filter((a) => traders[a]?.side === "buyer"), all.filter((a) => traders[a]?.side === "seller")];
  if (traders.length > 16) throw new NotRational(`${traders.length} traders are too many to list who trades`);
  // By the number of trades, then by the buyers, then by the sellers. With one buyer and one seller: "no trade" and "trade".
  const sets = [...Array(Math.min(buyers.length, sellers.length) + 1).keys()].flatMap((k) =>
    choices(buyers, k).flatMap((left) => choices(sellers, k).map((right) => [...left, ...right])),
  );
  const bilateral = traders.length === 2;
  return {
    agents: traders.map(({ name, side, grid }) => ({ name, side, types: grid.values.map(formatRational) })),
    outcomes: sets.map((set) =>
      set.length === 0 ? "no trade" : bilateral ? "trade" : `trade: ${set.map((a) => traders[a]?.name).join(", ")}`,
    ),
    utilities: traders.map(({ side, grid }, a) =>
      sets.flatMap((set) => grid.values.map((type) => (set.includes(a) ? (side === "buyer" ? type : type.neg()) : zero))),
    ),
    outside: traders.map(({ grid }) => grid.values.map(() => zero)),
    prior: { kind: "independent", masses: traders.map(({ grid }) => grid.masses) },
  };
}

function tradersOf(environment: Exclude<Environment, { kind: "finite" }>) {
  if (environment.kind === "bilateral-trade") {
    return [
      { name: "buyer", side: "buyer" as const, spec: environment.buyer.spec },
      { name: "seller", side: "seller" as const, spec: environment.seller.spec },
    ];
  }
  return (["buyer", "seller"] as const).flatMap((side) =>
    environment[side === "buyer" ? "buyers" : "sellers"]
      .flatMap(({ count, distribution }) => Array.from({ length: count }, () => distribution.spec))
      .map((spec, k) => ({ name: `${side} ${k + 1}`, side, spec })),
  );
}

/** The ways to choose k of the agents, in lexicographic order. */
function choices(agents: readonly number[], k: number): number[][] {
  if (k === 0) return [[]];
  return agents.flatMap((first, at) => choices(agents.slice(at + 1), k - 1).map((rest) => [first, ...rest]));
}

/** Probabilities of all profiles of independent types. */
function product(masses: readonly ExactVector[]): ExactVector {
  return masses.reduce(
    (all, own) => ({
      numerators: all.numerators.flatMap((left) => own.numerators.map((right) => left * right)),
      denominator: all.denominator * own.denominator,
    }),
    { numerators: [1n], denominator: 1n },
  );
}
