import { exactDouble, type Rational, toNumber } from "../arithmetic/rational.ts";
import type { MultilateralTrade } from "../environments/environment.ts";
import { typeSpaceOf } from "../environments/law.ts";
import { multilateralMechanism } from "../mechanism/multilateral.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Ironed } from "../result.ts";
import { discretize } from "../type-space/discretize.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { MarketGroupOptimum, MarketOptimum, MarketSolution, MarketTerms } from "../virtual-surplus/bracket/multilateral.ts";
import { solveMarketBracket, solveMarketGrid } from "../virtual-surplus/bracket/multilateral.ts";
import { tradesAtProfile } from "../virtual-surplus/kernel/profile.ts";
import { isGrid } from "./grid-problem.ts";
import type { SolveOptions } from "./options.ts";
import type { Answer, RouteContext } from "./route.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { unsolved } from "./unsolved.ts";
import { widthNotReached } from "./words.ts";

const self = { name: "virtual-surplus", version: "1" };

/** A market of m buyers and n sellers by virtual surplus, on grids or on the laws themselves. */
export function marketByVirtualSurplus(
  problem: DesignProblem,
  environment: MultilateralTrade,
  { options, stopwatch }: RouteContext,
  proof: string | undefined,
): Answer {
  const terms = { weights: problem.objective, budget: problem.budget };
  const first = stopwatch.time("search", () => solveMarket(problem, environment, options, terms, stopwatch));
  const lower = isGrid(problem) && first.status === "infeasible" ? withinRounding(problem, environment, Number(first.largestProfit)) : null;
  const found = lower
    ? stopwatch.time("search", () =>
        solveMarket(problem, environment, options, { ...terms, budget: { ...problem.budget, requiredProfit: lower } }, stopwatch),
      )
    : first;
  if (!("lambda" in found)) return unsolved(problem, found, self, () => proof ?? "no proof was asked for");
  const grid = isGrid(problem);
  const mechanism = stopwatch.time("mechanism", () =>
    marketMechanism(
      found,
      found.groups.map((group) => group.transfer),
      problem.participation === "ex-post" ? "on-trade" : "separable",
    ),
  );
  return {
    route: "virtual-surplus",
    status: found.status,
    explanation: grid
      ? "Optimal: the mechanism attains the dual value of the budget's multiplier up to rounding."
      : found.status === "optimal"
        ? "Optimal up to the stated bracket, which is proved for the continuous problem itself: a feasible mechanism attains the lower bound, a dual bound gives the upper."
        : widthNotReached(options.width ?? problem.width),
    value: { ...found.value, exact: null },
    firstBest: { ...found.firstBest, exact: null },
    mechanism,
    multiplier: found.lambda,
    multiplierExact: null,
    ironed: ironedGroups(found.groups),
    level: grid ? "float" : "continuum",
    solver: self,
    ...(proof === undefined ? {} : { proof }),
  };
}

/** Share of the largest type by which sums over a market's types may be wrong. */
const roundingShare = 2 ** -44;

/**
 * A required profit that is lower by no more than rounding, when the largest profit that was computed misses the required one by no more than that; null when it
 * misses it for certain. No trade at no payment makes 0, so a profit of 0 or less is never out of reach.
 */
function withinRounding({ budget, discretization }: DesignProblem, environment: MultilateralTrade, largestProfit: number): Rational | null {
  const groups = [...environment.buyers, ...environment.sellers];
  const sizes = groups.map(({ count, distribution }) => {
    const { values } = typeSpaceOf(distribution, discretization, "the market");
    return count * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  });
  const rounding = roundingShare * sizes.reduce((sum, size) => sum + size, 0);
  const required = toNumber(budget.requiredProfit);
  return required <= 0 || required - largestProfit <= rounding ? budget.requiredProfit.sub(exactDouble(rounding)) : null;
}

/** The search for the given terms (the problem's own, or those of the first best). */
export function solveMarket(
  problem: DesignProblem,
  environment: MultilateralTrade,
  options: SolveOptions,
  terms: MarketTerms,
  stopwatch: Stopwatch,
): MarketSolution {
  const roles = [
    ...environment.buyers.map((group) => ({ role: "buyer" as const, ...group })),
    ...environment.sellers.map((group) => ({ role: "seller" as const, ...group })),
  ];
  if (isGrid(problem)) {
    const rule = problem.discretization ?? { rule: "atoms" as const, points: 1 };
    const groups = roles.map(({ role, count, distribution }) => ({
      role,
      count,
      types: discretize(distribution, distribution.pieces.length === 0 ? { ...rule, rule: "atoms" } : rule),
    }));
    return solveMarketGrid(groups, terms);
  }
  return solveMarketBracket(
    roles.map(({ role, count, distribution }) => ({ role, count, law: distribution })),
    terms,
    {
      width: options.width ?? problem.width,
      maxCells: options.maxCells,
      timeLimitSeconds: options.timeLimitSeconds,
      onRound: (round) =>
        options.onProgress?.({
          solver: self.name,
          iterations: round.cells.reduce((a, b) => a + b, 0),
          seconds: stopwatch.timings.total ?? 0,
          objective: round.lower,
        }),
    },
  );
}

/** The mechanism among the traders with the given interim transfers, one vector per group. */
export function marketMechanism(found: MarketOptimum, transfers: readonly Float64Array[], transferRule: "separable" | "on-trade") {
  const inputs = found.groups.map((group, g) => ({
    role: group.role,
    count: group.count,
    types: group.types,
    allocation: group.probability,
    transfer: transfers[g] as Float64Array,
    ...(transferRule === "on-trade" ? { lumpSum: group.lumpSum } : {}),
  }));
  return multilateralMechanism({
    buyers: inputs.filter((group) => group.role === "buyer"),
    sellers: inputs.filter((group) => group.role === "seller"),
    tradesAt: tradesAtProfile(found.groups, found),
    transferRule,
  });
}

export function ironedGroups(groups: readonly MarketGroupOptimum[]): Ironed {
  const ends = (group: MarketGroupOptimum) => {
    const cells = group.types as TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array };
    return group.ironed.map(({ from, to }) => ({
      from: (cells.low ?? group.types.values)[from] as number,
      to: (cells.high ?? group.types.values)[to - 1] as number,
    }));
  };
  return {
    buyers: groups.filter((group) => group.role === "buyer").map(ends),
    sellers: groups.filter((group) => group.role === "seller").map(ends),
  };
}
