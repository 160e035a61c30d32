import { one, type Rational, sumRationals, zero } from "../../src/arithmetic/rational.ts";
import type { FiniteAgent } from "../../src/environments/environment.ts";
import type { DesignProblem } from "../../src/problem/design-problem.ts";
import type { ExactProgram } from "../support/exact-simplex.ts";

/**
 * The design problem on its finite environment for the exact simplex, straight from the definitions: lotteries over all outcomes, payments of
 * every agent at every profile, all deviations. Column p·O + o is x[p, o], column P·O + a·P + p the payment of agent a at profile p.
 * `budgetRow` is the first row of the budget, −1 without one.
 */
export function finiteProgram(problem: DesignProblem): { readonly program: ExactProgram; readonly budgetRow: number } {
  const { agents, outcomes, exact } = problem.environment.toFinite(problem.discretization);
  if (!exact) throw new Error("the environment is not exact");
  const sizes = agents.map((agent) => agent.types.length);
  const P = sizes.reduce((product, n) => product * n, 1);
  const O = outcomes.length;
  const width = P * O + agents.length * P;
  const digits = (p: number) => {
    const types: number[] = [];
    let rest = p;
    for (const n of [...sizes].reverse()) {
      types.unshift(rest % n);
      rest = Math.floor(rest / n);
    }
    return types;
  };
  const number = (types: readonly number[]) => types.reduce((p, k, a) => p * (sizes[a] as number) + k, 0);
  const profiles = Array.from({ length: P }, (_, p) => digits(p));
  const { prior } = exact;
  const chance = profiles.map((types, p) =>
    prior.kind === "joint"
      ? (prior.masses[p] as Rational)
      : types.reduce<Rational>((product, k, a) => product.mul(prior.masses[a]?.[k] as Rational), one),
  );
  const utility = (a: number, o: number, k: number) => exact.utilities[a]?.[o * (sizes[a] as number) + k] as Rational;
  const outside = (a: number, k: number) => exact.outsideOptions[a]?.[k] as Rational;
  const payment = (a: number, p: number) => P * O + a * P + p;

  const A: Rational[][] = [];
  const rowLower: (Rational | null)[] = [];
  const rowUpper: (Rational | null)[] = [];
  const row = () => new Array<Rational>(width).fill(zero);
  const require = (entries: Rational[], least: Rational, most: Rational | null = null) => {
    A.push(entries);
    rowLower.push(least);
    rowUpper.push(most);
  };
  /** Adds weight × (what agent a of type k gains at the reports p). */
  const gain = (entries: Rational[], a: number, k: number, p: number, weight: Rational) => {
    for (let o = 0; o < O; o++) entries[p * O + o] = (entries[p * O + o] as Rational).add(utility(a, o, k).mul(weight));
    const t = payment(a, p);
    entries[t] = (entries[t] as Rational).sub(weight);
  };

  profiles.forEach((_, p) => {
    const entries = row();
    for (let o = 0; o < O; o++) entries[p * O + o] = one;
    require(entries, one, one);
  });
  agents.forEach((agent, a) => {
    agent.types.forEach((_, k) => {
      const own = profiles.flatMap((types, p) => (types[a] === k ? [p] : []));
      const groups = problem.incentives === "bayesian" ? [own] : own.map((p) => [p]);
      agent.types.forEach((_, l) => {
        if (l === k) return;
        for (const group of groups) {
          const entries = row();
          for (const p of group) {
            // Any positive weight will do for a single profile; the prior's where it is an average.
            const weight = problem.incentives === "bayesian" ? (chance[p] as Rational) : one;
            gain(entries, a, k, p, weight);
            gain(entries, a, k, number((profiles[p] as number[]).with(a, l)), weight.neg());
          }
          require(entries, zero);
        }
      });
      if (problem.participation === "ex-post") {
        for (const p of own) {
          const entries = row();
          gain(entries, a, k, p, one);
          require(entries, outside(a, k));
        }
      }
      if (problem.participation === "interim") {
        const entries = row();
        let marginal = zero;
        for (const p of own) {
          gain(entries, a, k, p, chance[p] as Rational);
          marginal = marginal.add(chance[p] as Rational);
        }
        require(entries, outside(a, k).mul(marginal));
      }
    });
    if (problem.participation === "ex-ante") {
      const entries = row();
      let least = zero;
      profiles.forEach((types, p) => {
        const weight = chance[p] as Rational;
        gain(entries, a, types[a] as number, p, weight);
        least = least.add(outside(a, types[a] as number).mul(weight));
      });
      require(entries, least);
    }
  });
  const { rule, requiredProfit } = problem.budget;
  const budgetRow = rule === "none" ? -1 : A.length;
  if (rule === "ex-ante") {
    const entries = row();
    profiles.forEach((_, p) => {
      for (let a = 0; a < agents.length; a++) entries[payment(a, p)] = chance[p] as Rational;
    });
    require(entries, requiredProfit);
  } else if (rule !== "none") {
    profiles.forEach((_, p) => {
      const entries = row();
      for (let a = 0; a < agents.length; a++) entries[payment(a, p)] = one;
      require(entries, requiredProfit, rule === "balanced" ? requiredProfit : null);
    });
  }
  // Outside options are 0 or constants to the objective; the constant is left to the caller.
  const c = row();
  profiles.forEach((types, p) => {
    agents.forEach((agent, a) => {
      const weight = weightOf(problem, agent);
      gain(c, a, types[a] as number, p, weight.mul(chance[p] as Rational));
      const t = payment(a, p);
      c[t] = (c[t] as Rational).add(problem.objective.broker.mul(chance[p] as Rational));
    });
  });
  const lower = c.map((_, j) => (j < P * O ? zero : null));
  return { program: { c, A, rowLower, rowUpper, lower }, budgetRow };
}

function weightOf({ objective }: DesignProblem, { side, partner = -1 }: FiniteAgent): Rational {
  return objective.partners?.[partner] ?? (side === "buyer" ? objective.buyers : objective.sellers);
}

/** What the objective loses to outside options: Σ over agents of weight × expected outside option. */
export function outsideConstant(problem: DesignProblem): Rational {
  const { agents, exact } = problem.environment.toFinite(problem.discretization);
  if (!exact) throw new Error("the environment is not exact");
  const { prior, outsideOptions } = exact;
  let stride = outsideOptions.reduce((product, options) => product * options.length, 1);
  return sumRationals(
    outsideOptions.flatMap((options, a) => {
      stride /= options.length;
      const own = stride;
      const weight = weightOf(problem, agents[a] as FiniteAgent);
      const mass = (k: number) =>
        prior.kind === "independent"
          ? (prior.masses[a]?.[k] as Rational)
          : sumRationals(prior.masses.filter((_, p) => Math.floor(p / own) % options.length === k));
      return options.map((option, k) => (option.equals(zero) ? zero : weight.mul(mass(k)).mul(option)));
    }),
  );
}
