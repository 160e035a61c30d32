import { entryOf } from "../../arithmetic/exact-vector.ts";
import { formatRational, type Rational, rational, zero } from "../../arithmetic/rational.ts";
import { type Comparable, entryMaps, exchanges } from "../../environments/symmetry.ts";
import type { MechanismTable } from "../format.ts";
import type { NaiveProblem } from "../verify/finite/naive-problem.ts";
import { lotteryTable, type Proved, paymentTexts } from "./proof.ts";

/** Most fractions that an average is taken of. */
const mostFractions = 1_000_000;

/**
 * A proof whose mechanism treats alike agents alike: the mean of it over all ways in which they can trade places, in exact arithmetic. The mean satisfies the same linear constraints and attains
 * the same value, so that the claim stands. As it was where nobody is alike, or there would be too many fractions.
 */
export function evenly(problem: NaiveProblem, proved: Proved): Proved {
  const { proof } = proved;
  if (!("multipliers" in proof) || proof.mechanism === null || proof.mechanism.payments.rule !== "table") return proved;
  const comparable = comparableOf(problem);
  const ways = exchanges(comparable);
  const outcomes = problem.outcomes.length;
  const profiles = problem.prior.numerators.length;
  if (ways.length === 1 || ways.length * profiles * (outcomes + problem.agents.length) > mostFractions) return proved;
  const own = [...chances(proof.mechanism, outcomes), ...proof.mechanism.payments.values.flat().map((text) => rational(text))];
  const sums = own.map(() => zero);
  for (const map of entryMaps(comparable.types, ways))
    map.forEach((from, k) => {
      const entry = own[from] as Rational;
      if (!entry.equals(zero)) sums[k] = (sums[k] as Rational).add(entry);
    });
  const mean = sums.map((sum) => (sum.equals(zero) ? sum : sum.div(rational(ways.length))));
  const mechanism: MechanismTable = {
    lottery: lotteryTable(mean.slice(0, profiles * outcomes), outcomes),
    payments: {
      rule: "table",
      values: paymentTexts(problem.agents.map((_, a) => mean.slice(profiles * (outcomes + a), profiles * (outcomes + a + 1)))),
    },
  };
  return {
    ...proved,
    proof: { ...proof, mechanism },
    repairs: [...proved.repairs, `the mean over ${ways.length} ways in which alike agents trade places`],
  };
}

function chances({ lottery }: MechanismTable, outcomes: number): Rational[] {
  const all = new Array<Rational>(lottery.length * outcomes).fill(zero);
  lottery.forEach((entry, p) => {
    if (typeof entry === "number") all[p * outcomes + entry] = rational(1);
    else for (const [o, probability] of entry) all[p * outcomes + o] = rational(probability);
  });
  return all;
}

function comparableOf({ agents, outcomes, prior }: NaiveProblem): Comparable {
  const types = agents.map((agent) => agent.types.length);
  return {
    types,
    outcomes: outcomes.length,
    utility: (a, o, k) => textOf(agents[a]?.utilities, o * (types[a] as number) + k),
    outside: (a, k) => textOf(agents[a]?.outside, k),
    weight: (a) => formatRational(agents[a]?.weight ?? zero),
    ownMass: null,
    profileMass: (profile) => String(prior.numerators[profile]),
  };
}

function textOf(vector: NaiveProblem["prior"] | undefined, k: number): string {
  return vector ? formatRational(entryOf(vector, k)) : "";
}
