import { toNumber } from "../arithmetic/rational.ts";
import { massTotalTolerance } from "../arithmetic/tolerance.ts";
import { isBilateralTrade } from "../environments/bilateral-trade.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import { refuse, refuseAs, UnsupportedProblemError } from "../errors.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../problem/design-problem.ts";
import { type RentWeights, weightsByParty } from "../problem/objective.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** Weights w_b on buyers' rents, w_s on sellers' rents (or one for each entry of a list of partners), w_0 on the broker's profit; all ≥ 0, not all 0. */
export interface Weights extends RentWeights<number> {
  readonly broker: number;
}

/** What a design problem asks for, whatever its environment, in floats: programs are floating-point objects. */
export interface Demands {
  readonly incentives: Incentives;
  readonly participation: Participation;
  /** `requiredProfit` is r in money: negative for an allowed subsidy. */
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: number };
  readonly weights: Weights;
}

/** Bilateral trade on two type spaces (m buyer types, n seller types), as the reduced programs take it. */
export interface TradeQuestion extends Demands {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
}

/** Any finite environment, as the reference program takes it. */
export interface FiniteQuestion extends Demands {
  readonly environment: FiniteEnvironment;
  /**
   * Keep the reports of neighbouring types only. Nothing is lost where types are ordered and every utility is linear in them: what a type gains by a far report is at most what
   * the types on the way gain by those of their neighbours.
   */
  readonly neighboursOnly?: boolean;
}

/** The demands of a design problem, rationals rounded to the nearest doubles. */
export function demandsOf(problem: DesignProblem): Demands {
  const { budget, objective } = problem;
  return {
    incentives: problem.incentives,
    participation: problem.participation,
    budget: { rule: budget.rule, requiredProfit: toNumber(budget.requiredProfit) },
    weights: {
      buyers: toNumber(objective.buyers),
      sellers: toNumber(objective.sellers),
      ...(objective.partners && { partners: objective.partners.map(toNumber) }),
      broker: toNumber(objective.broker),
    },
  };
}

/** A bilateral-trade problem on its type spaces. Throws UnsupportedProblemError for another environment. */
export function tradeQuestion(problem: DesignProblem): TradeQuestion {
  const { environment } = problem;
  if (!isBilateralTrade(environment)) {
    throw new UnsupportedProblemError({
      assumption: `The reduced programs are for bilateral trade; this environment is ${"stated" in environment ? environment.stated : environment.kind}.`,
      alternative: "buildReference(finiteQuestion(problem)) serves every finite environment.",
    });
  }
  return { ...demandsOf(problem), ...environment.typeSpaces(problem.discretization) };
}

/** Any problem on its finite environment. */
export function finiteQuestion(problem: DesignProblem): FiniteQuestion {
  const { environment, discretization } = problem;
  return { ...demandsOf(problem), environment: environment.toFinite(discretization) };
}

/** Refuses what no program can mean: weights that are negative, all 0 or not finite, and an r that is not finite. */
export function checkDemands({ budget, weights }: Demands): void {
  const stated = new Map<string, number>([...weightsByParty(weights), ["broker", weights.broker]]);
  for (const [who, weight] of stated) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      refuse(`weights.${who}`, "a finite number ≥ 0", weight, "Weights count how much a dollar matters in each party's hands.");
    }
  }
  if ([...stated.values()].every((weight) => weight === 0)) {
    refuseAs(
      "weights",
      "at least one positive weight",
      "all 0",
      "With no weight every mechanism is as good as any other; gains from trade is { buyers: 1, sellers: 1, broker: 1 }.",
    );
  }
  if (!Number.isFinite(budget.requiredProfit)) {
    refuse(
      "budget.requiredProfit",
      "a finite amount of money",
      budget.requiredProfit,
      'Use 0, a negative number for an allowed subsidy, or the budget rule "none".',
    );
  }
}

/** Refuses a type space that is not one (see TypeSpace): lengths, order, positive masses of total 1. */
export function checkTypeSpace(space: TypeSpace, field: "buyer" | "seller"): void {
  const { values, masses } = space;
  const wrong = (path: string, expected: string, received: unknown): never =>
    refuse(`${field}.${path}`, expected, received, "Type spaces made by discretize() satisfy this.");
  if (values.length === 0) wrong("values", "at least one type", "none");
  if (masses.length !== values.length) wrong("masses", `one mass per type (${values.length})`, masses.length);
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number;
    const mass = masses[k] as number;
    if (!Number.isFinite(value) || (k > 0 && value <= (values[k - 1] as number))) {
      wrong(`values[${k}]`, "finite, strictly increasing values", value);
    }
    if (!(mass > 0)) wrong(`masses[${k}]`, "a positive mass", mass);
    total += mass;
  }
  if (!(Math.abs(total - 1) <= massTotalTolerance)) wrong("masses", "masses of total 1", total);
}
