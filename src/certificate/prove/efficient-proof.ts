import { entryOf } from "../../arithmetic/exact-vector.ts";
import { formatRational, one, type Rational, ratio, sumRationals, zero } from "../../arithmetic/rational.ts";
import { budgetBalances, budgetStage, participationStage } from "../../problem/words.ts";
import type { NaiveAgent, NaiveProblem } from "../verify/finite/naive-problem.ts";
import { typeAt } from "../verify/finite/profiles.ts";
import { lotteryTable, MultiplierDraft, type Proved, paymentTexts } from "./proof.ts";

/** A proof in an efficient cell, with the gains from trade of the efficient outcome. */
export interface ProvedEfficient extends Proved {
  readonly gains: Rational;
}

/**
 * The exact optimum, or its infeasibility, of a bounded problem in which nothing is lost by private information because participation is decided
 * before types are known (or not at all) and the budget is ex ante, absent, or, with bayesian incentives and independent types, of any kind:
 * the efficient outcome with Groves payments, or, when the budget is to hold in every state, with the expected-externality payments that have the
 * same interim values.
 *
 * @see T. Groves (1973), Incentives in Teams, Econometrica 41; C. d'Aspremont, L.-A. Gérard-Varet (1979), J. Public Econ. 11.
 */
export function proveEfficient(problem: NaiveProblem): ProvedEfficient {
  const { agents, outcomes, prior, participation, budget, brokerWeight, requiredProfit } = problem;
  const profiles = prior.numerators.length;
  const heaviest = agents.reduce((most, { weight }) => (weight.gt(most) ? weight : most), zero);
  const anyone = participationStage[participation] === "never";
  const stage = budgetStage[budget];
  const balanced = budgetBalances[budget];
  // κ, the common worth of a unit of money.
  const kappa = balanced || anyone || heaviest.gt(brokerWeight) ? heaviest : brokerWeight;
  const lambda = kappa.sub(brokerWeight);
  if (stage === "never" ? !lambda.equals(zero) : !balanced && lambda.lt(zero)) throw new Error("the value is unbounded");

  const utility = (a: number, o: number, p: number) => {
    const agent = agents[a] as NaiveAgent;
    return entryOf(agent.utilities, o * agent.types.length + typeAt(agent, p));
  };
  const best = prior.numerators.map((_, p) => {
    let outcome = 0;
    let most: Rational | null = null;
    outcomes.forEach((_, o) => {
      const total = sumRationals(agents.map((_, a) => utility(a, o, p)));
      if (most === null || total.gt(most)) [outcome, most] = [o, total];
    });
    return { outcome, total: most as unknown as Rational };
  });
  const mean = (value: (p: number) => Rational) =>
    sumRationals(prior.numerators.map((mass, p) => value(p).mul(ratio(mass, prior.denominator))));
  const surplus = mean((p) => (best[p] as { total: Rational }).total);
  const outside = agents.map((agent) => mean((p) => entryOf(agent.outside, typeAt(agent, p))));
  const gains = surplus.sub(sumRationals(outside));

  const draft = (weights: readonly Rational[], worth: Rational, budgetPrice: Rational) => {
    const multipliers = new MultiplierDraft();
    if (!anyone) for (const [a, weight] of weights.entries()) multipliers.participation(a, 0, worth.sub(weight));
    if (stage === "ex-ante") multipliers.budget(0, budgetPrice);
    else if (stage === "ex-post") for (let p = 0; p < profiles; p++) multipliers.budget(p, budgetPrice.mul(entryOf(prior, p)));
    return multipliers.table();
  };
  const method = "efficient outcome, exact";
  if (!anyone && stage !== "never" && requiredProfit.gt(gains)) {
    const none = agents.map(() => zero);
    return {
      claim: { status: "infeasible" },
      proof: { kind: "finite", mechanism: null, multipliers: draft(none, one, one) },
      method,
      repairs: [],
      gains,
    };
  }
  const profit = balanced || lambda.gt(zero) || (anyone && stage !== "never") ? requiredProfit : gains;
  // The first of the heaviest agents receives what the broker does not keep.
  const receiver = agents.findIndex(({ weight }) => weight.equals(heaviest));
  const rents = agents.map((_, a) => (a === receiver ? gains.sub(profit) : zero));
  const value = formatRational(sumRationals(agents.map(({ weight }, a) => weight.mul(rents[a] as Rational))).add(brokerWeight.mul(profit)));

  const charge = agents.map((_, a) => surplus.sub(outside[a] as Rational).sub(rents[a] as Rational));
  const groves = agents.map((_, a) =>
    best.map(({ outcome, total }, p) =>
      utility(a, outcome, p)
        .sub(total)
        .add(charge[a] as Rational),
    ),
  );
  const everyState = stage === "ex-post";
  const interim = () =>
    agents.map((agent, a) => {
      const sums = agent.types.map(() => zero);
      const masses = agent.types.map(() => zero);
      for (let p = 0; p < profiles; p++) {
        const [k, mass] = [typeAt(agent, p), entryOf(prior, p)];
        sums[k] = (sums[k] as Rational).add(mass.mul(groves[a]?.[p] as Rational));
        masses[k] = (masses[k] as Rational).add(mass);
      }
      return sums.map((sum, k) => sum.div(masses[k] as Rational));
    });
  const chance = best.flatMap(({ outcome }) => outcomes.map((_, o) => (o === outcome ? one : zero)));
  return {
    claim: { status: "optimal", lower: value, upper: value },
    proof: {
      kind: "finite",
      mechanism: {
        lottery: lotteryTable(chance, outcomes.length),
        payments: everyState ? { rule: "separable", values: paymentTexts(interim()) } : { rule: "table", values: paymentTexts(groves) },
      },
      multipliers: draft(
        agents.map(({ weight }) => weight),
        kappa,
        lambda,
      ),
    },
    method,
    repairs: [],
    gains,
  };
}
