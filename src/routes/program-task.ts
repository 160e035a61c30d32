import type { Duals } from "../duals/duals.ts";
import { rowDuals, tradeDuals } from "../duals/program-duals.ts";
import { isBilateralTrade } from "../environments/bilateral-trade.ts";
import { isPartnership } from "../environments/partnership.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import { partnershipMechanism } from "../mechanism/partnership.ts";
import type { Demanded } from "../mechanism/recover/demanded.ts";
import { recoverBilateral, recoverFinite } from "../mechanism/recover/recover.ts";
import { treatedAlike } from "../mechanism/recover/treated-alike.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Family } from "../program/family.ts";
import type { Layout, Multipliers } from "../program/layout.ts";
import type { Program } from "../program/program.ts";
import { type Demands, finiteQuestion, tradeQuestion } from "../program/question.ts";
import { build } from "../program/reduced/build.ts";
import { settleProfit } from "../program/reduced/trade.ts";
import { buildReference } from "../program/reference/finite.ts";
import type { SolverResult } from "../solver/solver.ts";

/** A program, and how its point becomes a mechanism. */
export interface ProgramTask {
  readonly program: Program;
  /** One unit of the rows' money. */
  readonly unit: number;
  /** Least distance of two neighbouring types of a side as a share of the largest of any two; 1 where all pairs of types have constraints of their own. */
  readonly nearest: number;
  /** The shadow price of the budget in money, when one row states the budget. */
  multiplier(solution: SolverResult): number | null;
  duals(multipliers: Multipliers): Duals | null;
  mechanism(point: Float64Array): Mechanism;
}

/** The program of a problem on finitely many types. */
export function programTask(problem: DesignProblem): ProgramTask {
  return isBilateralTrade(problem.environment) ? tradeTask(problem) : finiteTask(problem);
}

function tradeTask(problem: DesignProblem): ProgramTask {
  const question = tradeQuestion(problem);
  const { program, layout } = build(question);
  const { buyer, seller } = question;
  // What the constant that a balanced budget takes out of the objective contributes to the shadow price.
  const settled = question.weights.broker - settleProfit(question).weights.broker;
  return {
    program,
    unit: layout.unit,
    nearest: Math.min(nearestShare(buyer.values), nearestShare(seller.values)),
    multiplier: budgetMultiplier(layout, settled),
    duals: (multipliers) => tradeDuals(problem, layout.prices(multipliers), [buyer.masses, seller.masses], settled),
    mechanism: (point) => recoverBilateral({ ...layout.recover(point), buyer, seller, restore: demanded(question) }),
  };
}

/** The price of the one row that states the budget, if there is one, less what it lacks. */
function budgetMultiplier(
  { rowFamilies, unit }: Pick<Layout, "unit"> & { rowFamilies: readonly Family[] },
  settled: number,
): ProgramTask["multiplier"] {
  const budget = rowFamilies.find(({ name, count }) => name === "budget" && count === 1);
  return ({ rowMultipliers }) => (budget && rowMultipliers ? 0 - (rowMultipliers[budget.start] as number) / unit - settled : null);
}

function nearestShare(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 1; k < values.length; k++) least = Math.min(least, (values[k] as number) - (values[k - 1] as number));
  return values.length < 2 ? 1 : least / ((values.at(-1) as number) - (values[0] as number));
}

function finiteTask(problem: DesignProblem): ProgramTask {
  const question = finiteQuestion(problem);
  const { environment } = question;
  const linear = isPartnership(problem.environment) ? problem.environment.grids(problem.discretization) : null;
  const { program, layout } = buildReference(linear ? { ...question, neighboursOnly: true } : question);
  return {
    program,
    unit: layout.unit,
    nearest: linear ? Math.min(...linear.map(({ values }) => nearestShare(values))) : 1,
    multiplier: budgetMultiplier(layout, 0),
    duals: (multipliers) => rowDuals(problem, layout.prices(multipliers)),
    mechanism(point) {
      const { lottery, payments: paid } = treatedAlike(problem, environment, layout.lotteryOf(point), layout.paymentsOf(point));
      const found = recoverFinite(environment, lottery, paid, demanded(question));
      if (!isPartnership(problem.environment) || !linear) return found;
      const { allocation, payments } = found.states;
      return partnershipMechanism(problem.environment, linear, allocation[0] as Float64Array, payments);
    },
  };
}

function demanded({ incentives, participation, budget }: Demands): Demanded {
  return { incentives, participation, budgetRule: budget.rule, requiredProfit: budget.requiredProfit };
}
