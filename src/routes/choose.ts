import { isDivisibleTrade } from "../environments/divisible-trade.ts";
import { isRiskAverseTrade, type MechanismClass } from "../environments/risk-averse-trade.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Solver } from "../solver/solver.ts";
import { cellProgram } from "./cell-program/route.ts";
import { divisibleCones, divisibleSurplus } from "./divisible/divisible-trade.ts";
import { efficient } from "./efficient.ts";
import { linearProgram } from "./linear-program.ts";
import type { SolveOptions } from "./options.ts";
import { postedPrice } from "./posted-price.ts";
import { concaveProgram } from "./risk-averse/concave-program.ts";
import { priceLotteries } from "./risk-averse/price-lotteries.ts";
import type { Route } from "./route.ts";
import { thresholdSets } from "./thresholds/threshold-sets.ts";
import { virtualSurplus } from "./virtual-surplus.ts";

/** Every route, the sharpest first. */
const routes: readonly Route[] = [virtualSurplus, efficient, postedPrice, cellProgram, thresholdSets, linearProgram];

/** The routes of a divisible good, the sharpest first. */
const divisible: readonly Route[] = [divisibleSurplus, divisibleCones];

/** Whether a problem or its options ask for more than any one optimum. */
export function asksForOptima({ select }: DesignProblem, { rentRanges, nearest }: Pick<SolveOptions, "rentRanges" | "nearest">): boolean {
  return select.length > 0 || rentRanges || nearest !== undefined;
}

/** The one route of each class of mechanisms of risk-averse traders. */
const ofClass: Readonly<Record<MechanismClass, Route>> = { simple: concaveProgram, lotteries: priceLotteries };

/**
 * The route of a problem, which may refuse it: that of the class of mechanisms for risk-averse traders; else the first that accepts, or the program, which
 * any solver that is asked for is for.
 */
export function routeOf({ environment, ...problem }: DesignProblem, solver: Solver | undefined): Route {
  if (isRiskAverseTrade(environment)) return ofClass[environment.mechanisms];
  if (isDivisibleTrade(environment))
    return divisible.find((route) => !solver && route.accepts({ environment, ...problem }) === true) ?? divisibleCones;
  if (solver) return linearProgram;
  return routes.find((route) => route.accepts({ environment, ...problem }) === true) ?? linearProgram;
}
