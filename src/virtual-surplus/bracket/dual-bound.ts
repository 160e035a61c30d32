import type { Distribution } from "../../distributions/distribution.ts";
import type { QuantileCells } from "../../type-space/quantile-curve.ts";
import { after } from "../kernel/ironing.ts";
import { marketLagrangian, type Weights } from "../kernel/market.ts";
import { type Majorant, majorantSide, majorantSizes, majorise } from "./majorant.ts";
import { measure } from "./path-error.ts";

/** `count` traders with independent types from one law. */
export interface LawGroup {
  readonly role: "buyer" | "seller";
  readonly count: number;
  readonly law: Distribution;
}

/** A group whose law is cut into cells. */
export interface CellGroup extends LawGroup {
  readonly cells: QuantileCells;
}

/** An upper bound on a Lagrangian of the continuous problem, with the majorants that it rests on (one per group). */
export interface DualBound {
  readonly value: number;
  /** The part of `value` that allows for rounding and for errors of the laws: finer cells do not make it smaller. */
  readonly error: number;
  readonly majorants: readonly Majorant[];
  /** What a unit of mass of each group's majorant gains from the shift of its law. */
  readonly kappa: number;
}

/**
 * The dual of the continuous problem at one multiplier, from above: `second-best` at κ = w_0 + λ (before − λ·r), `profit` for the largest profit,
 * `first-best` for the gains from trade under complete information.
 */
export function dualBound(
  groups: readonly CellGroup[],
  weights: Weights,
  lambda: number,
  of: "second-best" | "profit" | "first-best",
): DualBound {
  const kappa = of === "second-best" ? weights.broker + lambda : 1;
  const majorants = groups.map(({ role, cells }) => {
    const own = of === "second-best" ? (role === "buyer" ? weights.buyers : weights.sellers) : of === "profit" ? 0 : 1;
    return majorise(cells, own, kappa - own);
  });
  // With the whole slope in `objective`, a shift of the types moves it by κ per unit of mass.
  const sides = groups.map(({ role, count, cells }, g) => ({
    role,
    count,
    side: majorantSide(majorants[g] as Majorant, role, cells.shift),
    idle: 0,
  }));
  const sources = groups.map(({ role, cells }, g) => {
    const sizes = majorantSizes(majorants[g] as Majorant, role);
    return { objective: sizes, profit: sizes, relativeError: cells.relativeError };
  });
  const market = marketLagrangian(sides, kappa);
  const found = measure(market, sides, sources, kappa, after(0));
  let value = found.objective + found.objectiveError;
  groups.forEach(({ count, cells }, g) => {
    value += count * (majorants[g] as Majorant).jump * (1 + 4 * cells.relativeError);
  });
  return { value, error: found.objectiveError, majorants, kappa };
}
