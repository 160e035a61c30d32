import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import type { QuantileCells } from "../../type-space/quantile-curve.ts";
import { evaluatorOf, type Feasible } from "../kernel/evaluators.ts";
import { after } from "../kernel/ironing.ts";
import { type Terms, weightOf } from "../kernel/terms.ts";
import { type Majorant, majorantCells, majorise, worthShift } from "./majorant.ts";

/** A group whose law is cut into cells. */
export interface CutGroup extends AgentGroup {
  readonly cut: QuantileCells;
}

/** A market whose laws are cut into cells. */
export interface CutMarket {
  readonly groups: readonly CutGroup[];
  readonly frontier: Feasible;
}

/** An upper bound on a Lagrangian of the continuous problem, with the majorants that it rests on (one per group). */
export interface DualBound {
  readonly value: number;
  /** The part of `value` that allows for rounding and for errors of the laws: finer cells do not make it smaller. */
  readonly error: number;
  readonly majorants: readonly Majorant[];
  /** How likely each piece of the majorants trades, or of a divisible good how much of it. */
  readonly trade: readonly Float64Array[];
  /** What a unit of mass of each group's majorant gains from the shift of its law. */
  readonly kappa: number;
  /** See {@link PathEvaluator.smooth}. */
  readonly smooth: boolean;
}

/**
 * The dual of the continuous problem at one multiplier, from above: `second-best` at κ = w_0 + λ (before − λ·r), `profit` for the largest profit,
 * `first-best` for the gains from trade under complete information.
 */
export function dualBound(
  { groups, frontier }: CutMarket,
  terms: Terms<number>,
  lambda: number,
  of: "second-best" | "profit" | "first-best",
): DualBound {
  const kappa = of === "second-best" ? terms.broker + lambda : 1;
  const majorants = groups.map((group) => {
    const own = of === "second-best" ? weightOf(terms, group) : of === "profit" ? 0 : 1;
    return majorise(group.cut, own, kappa - own);
  });
  // With the whole slope in `objective`, a shift of the worths moves it by κ per unit of mass.
  const majorised = groups.map(({ cut }, g) => majorantCells(majorants[g] as Majorant, worthShift(cut)));
  const lagrangian = evaluatorOf(
    frontier,
    groups.map(({ count, reference }, g) => ({ count, reference, cells: (majorised[g] as (typeof majorised)[number]).cells, idle: 0 })),
    kappa,
  );
  const sources = majorised.map(({ size }, g) => ({
    objective: size,
    profit: size,
    relativeError: groups[g]?.cut.relativeError as number,
  }));
  const found = lagrangian.measure(after(0), sources);
  let value = found.objective + found.objectiveError;
  groups.forEach(({ count, cut }, g) => {
    value += count * (majorants[g] as Majorant).jump * (1 + 4 * cut.relativeError);
  });
  const trade = found.probability.map((own) => own.slice().reverse());
  return { value, error: found.objectiveError, majorants, trade, kappa, smooth: lagrangian.smooth === true };
}

/** The dual value at a multiplier, an upper bound on the optimum. */
export function upperAt(market: CutMarket, terms: Terms<number>, lambda: number): { readonly value: number; readonly bound: DualBound } {
  const bound = dualBound(market, terms, lambda, "second-best");
  const budgetTerm = lambda * (terms.requiredProfit ?? 0);
  return { value: bound.value - budgetTerm + 4 * unitRoundoff * Math.abs(budgetTerm), bound };
}
