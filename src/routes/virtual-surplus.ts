import { formatRational } from "../arithmetic/rational.ts";
import type { BilateralTrade } from "../environments/environment.ts";
import { bilateralMechanism } from "../mechanism/bilateral.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Ironed, Result } from "../result.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { type BracketSolution, solveBracket } from "../virtual-surplus/bracket/bilateral-bracket.ts";
import { type GridSolution, solveGrid } from "../virtual-surplus/grid/grid.ts";
import type { IronedInterval } from "../virtual-surplus/kernel/ironing.ts";
import { isGrid } from "./choose.ts";
import { about, exactly, finish } from "./finish.ts";
import { auditIntervals } from "./interval-audit.ts";
import type { SolveOptions } from "./options.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { unsolved } from "./unsolved.ts";
import { widthNotReached } from "./words.ts";

const self = { name: "virtual-surplus", version: "1" };

/** Bilateral trade by virtual surplus, on a grid (exactly where the data are rational) or on the laws themselves (a proved bracket). */
export function bilateralByVirtualSurplus(
  problem: DesignProblem,
  environment: BilateralTrade,
  options: SolveOptions,
  stopwatch: Stopwatch,
): Result {
  return isGrid(problem) ? onGrid(problem, environment, options, stopwatch) : onLaws(problem, environment, options, stopwatch);
}

function onGrid(problem: DesignProblem, environment: BilateralTrade, options: SolveOptions, stopwatch: Stopwatch): Result {
  const { buyer, seller } = stopwatch.time("discretize", () => environment.typeSpaces(problem.discretization));
  const { budget, objective } = problem;
  const found: GridSolution = stopwatch.time("search", () =>
    solveGrid({ buyer, seller, weights: objective, budget, exactLimit: options.exactLimit }),
  );
  if (found.status === "infeasible") {
    const largestProfit = found.exactLargestProfit ? formatRational(found.exactLargestProfit) : found.largestProfit;
    return unsolved(problem, { status: "infeasible", largestProfit }, self, stopwatch);
  }
  if (found.status === "unbounded") return unsolved(problem, found, self, stopwatch);
  const mechanism = stopwatch.time("mechanism", () => thresholdMechanism(problem, buyer, seller, found));
  const { exact } = found;
  return finish(
    problem,
    {
      route: "virtual-surplus",
      status: "optimal",
      explanation: exact
        ? "Optimal, proved in exact arithmetic: the mechanism attains the dual value of the budget's multiplier."
        : "Optimal: the mechanism attains the dual value of the budget's multiplier up to rounding.",
      value: exact ? exactly(exact.value) : about(found.value),
      firstBest: exact ? exactly(exact.firstBest) : about(found.firstBest),
      mechanism,
      multiplier: found.lambda,
      multiplierExact: exact?.lambda ?? null,
      ironed: ironedTypes(found.ironed, buyer, seller),
      level: exact ? "exact" : "float",
      solver: self,
    },
    stopwatch,
  );
}

function onLaws(problem: DesignProblem, environment: BilateralTrade, options: SolveOptions, stopwatch: Stopwatch): Result {
  const { budget, objective } = problem;
  const width = options.width ?? problem.width;
  const found: BracketSolution = stopwatch.time("search", () =>
    solveBracket({
      buyer: environment.buyer,
      seller: environment.seller,
      weights: objective,
      budget,
      options: {
        width,
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
    }),
  );
  if (!("lambda" in found)) return unsolved(problem, found, self, stopwatch);
  const mechanism = stopwatch.time("mechanism", () => thresholdMechanism(problem, found.buyer, found.seller, found));
  return finish(
    problem,
    {
      route: "virtual-surplus",
      status: found.status,
      explanation:
        found.status === "optimal"
          ? "Optimal up to the stated bracket, which is proved for the continuous problem itself: a feasible mechanism attains the lower bound, a dual bound gives the upper."
          : widthNotReached(width),
      value: { ...found.value, exact: null },
      firstBest: { ...found.firstBest, exact: null },
      mechanism,
      audit: stopwatch.time("audit", () => auditIntervals(problem, mechanism, found.buyer, found.seller)),
      multiplier: found.lambda,
      multiplierExact: null,
      ironed: ironedTypes(found.ironed, found.buyer, found.seller),
      level: "continuum",
      solver: self,
    },
    stopwatch,
  );
}

interface ThresholdFound {
  readonly allocation: { readonly weight: number; readonly loose: Int32Array; readonly tight: Int32Array };
  readonly buyerTransfer: Float64Array;
  readonly sellerTransfer: Float64Array;
  readonly lumpSum: number;
}

/** The transfers in every state that the words of the problem ask for, with the interim transfers found. */
export function thresholdMechanism(problem: DesignProblem, buyer: TypeSpace, seller: TypeSpace, found: ThresholdFound): BilateralMechanism {
  const { incentives, participation, objective } = problem;
  const { weight, loose, tight } = found.allocation;
  const allocationRule = { kind: "threshold", mix: weight, generous: loose, strict: tight } as const;
  const interim = { buyerTransfer: found.buyerTransfer, sellerTransfer: found.sellerTransfer };
  if (incentives === "bayesian" && participation !== "ex-post") {
    return bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: "separable" }, interim });
  }
  const toBuyer = objective.buyers.compare(objective.sellers) >= 0 ? found.lumpSum : 0;
  const lumpSum = { buyer: toBuyer, seller: found.lumpSum - toBuyer };
  // The tight prices of a threshold allocation are dominant and ex-post individually rational at once; their expectation is the interim transfer.
  return bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: "tight", lumpSum } });
}

function ironedTypes(
  ironed: { readonly buyer: readonly IronedInterval[]; readonly seller: readonly IronedInterval[] },
  buyer: TypeSpace,
  seller: TypeSpace,
): Ironed {
  const ends = (types: TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array }, intervals: readonly IronedInterval[]) =>
    intervals.map(({ from, to }) => ({
      from: (types.low ?? types.values)[from] as number,
      to: (types.high ?? types.values)[to - 1] as number,
    }));
  return { buyers: [ends(buyer, ironed.buyer)], sellers: [ends(seller, ironed.seller)] };
}
