import { formatRational, rational, toNumber, zero } from "../arithmetic/rational.ts";
import { defaultProofOptions, definitionOf, inWords } from "../certificate/prove/certificate.ts";
import { liftCells, type ProvedCells, proveInfeasibleContinuum } from "../certificate/prove/continuum-proof.ts";
import type { Proved } from "../certificate/prove/proof.ts";
import { liftInfeasibleTrade, liftTrade } from "../certificate/prove/trade-proof.ts";
import { readInstance } from "../certificate/verify/instance.ts";
import type { NaiveProblem } from "../certificate/verify/naive-problem.ts";
import type { BilateralTrade } from "../environments/environment.ts";
import { bilateralMechanism } from "../mechanism/bilateral.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Ironed } from "../result.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { type BracketSolution, solveBracket } from "../virtual-surplus/bracket/bilateral-bracket.ts";
import { type GridOptimum, type GridSolution, solveGrid } from "../virtual-surplus/grid/grid.ts";
import type { IronedInterval } from "../virtual-surplus/kernel/ironing.ts";
import { stakesOf } from "../virtual-surplus/kernel/market.ts";
import { interimProbabilities } from "../virtual-surplus/kernel/threshold.ts";
import { tightBuyerTransfers, tightSellerTransfers } from "../virtual-surplus/kernel/tight-transfers.ts";
import { cellOf, servedAmongMany } from "./cells.ts";
import { about, exactly } from "./finish.ts";
import { isGrid } from "./grid-problem.ts";
import { cellTypesOf } from "./lifted.ts";
import { provedByProgram } from "./linear-program.ts";
import { marketByVirtualSurplus } from "./market.ts";
import type { Answer, Route, RouteContext } from "./route.ts";
import { unsolved } from "./unsolved.ts";
import { widthNotReached } from "./words.ts";

const self = { name: "virtual-surplus", version: "1" };

/** Virtual surplus: see the table of cells. */
export const virtualSurplus: Route = {
  name: "virtual-surplus",
  accepts: ({ environment, ...words }) => {
    if (environment.kind === "finite")
      return {
        because: "Virtual surplus is for traders with independent types and linear utility.",
        instead: "The linear program serves any finite environment.",
      };
    if (cellOf(words) !== "virtual-surplus" || (environment.kind !== "bilateral-trade" && !servedAmongMany[words.incentives]))
      return {
        because: "Virtual surplus does not serve this combination of words.",
        instead: "A linear program on finitely many types does.",
      };
    return true;
  },
  async solve(problem, context) {
    const { environment } = problem;
    if (environment.kind === "bilateral-trade")
      return isGrid(problem) ? onGrid(problem, environment, context) : onLaws(problem, environment, context);
    if (environment.kind === "multilateral-trade") {
      // Markets are proved through their program, where it is small enough.
      const found =
        context.stated && isGrid(problem) ? await provedByProgram(problem, context) : "no proof for the continuum covers markets";
      return typeof found === "string" ? marketByVirtualSurplus(problem, environment, context, context.stated && found) : found;
    }
    throw new Error("a finite environment has no virtual surplus");
  },
};

function onGrid(problem: DesignProblem, environment: BilateralTrade, { options, stopwatch, stated }: RouteContext): Answer {
  const { buyer, seller } = stopwatch.time("discretize", () => environment.typeSpaces(problem.discretization));
  const { budget, objective } = problem;
  const naive = stated && definitionOf(stated);
  const exactLimit = typeof naive === "object" ? Number.POSITIVE_INFINITY : options.exactLimit;
  const found: GridSolution = stopwatch.time("search", () => solveGrid({ buyer, seller, weights: objective, budget, exactLimit }));
  if (found.status === "infeasible") {
    const largestProfit = found.exactLargestProfit ? formatRational(found.exactLargestProfit) : found.largestProfit;
    return unsolved(problem, { status: "infeasible", largestProfit }, self, () =>
      typeof naive === "object" ? liftInfeasibleTrade(naive) : (naive ?? "no proof was asked for"),
    );
  }
  if (found.status === "unbounded") return unsolved(problem, found, self);
  const mechanism = stopwatch.time("mechanism", () => thresholdMechanism(problem, buyer, seller, found));
  const { exact } = found;
  return {
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
    ...(naive === undefined ? {} : { proof: typeof naive === "string" ? naive : liftGrid(problem, naive, found) }),
  };
}

function liftGrid({ objective }: DesignProblem, naive: NaiveProblem, { exact, allocation }: GridOptimum): Proved | string {
  if (!exact) return "the types are not rational numbers";
  const { value, lambda, weight, lumpSum } = exact;
  const lumpSums = objective.buyers.gte(objective.sellers) ? ([lumpSum, zero] as const) : ([zero, lumpSum] as const);
  return liftTrade(naive, { value, lambda, weight, loose: allocation.loose, tight: allocation.tight, lumpSums });
}

function onLaws(problem: DesignProblem, environment: BilateralTrade, context: RouteContext): Answer {
  const { options, stopwatch, stated } = context;
  const { budget, objective } = problem;
  const width = options.width ?? problem.width;
  const cellLimit = options.proof && { ...defaultProofOptions, ...options.proof }.cellLimit;
  const found: BracketSolution = stopwatch.time("search", () =>
    solveBracket({
      buyer: environment.buyer,
      seller: environment.seller,
      weights: objective,
      budget,
      options: {
        width,
        maxCells: Math.min(options.maxCells, cellLimit ?? Number.POSITIVE_INFINITY),
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
  if (!("lambda" in found))
    return unsolved(problem, found, self, () =>
      stated ? inWords(() => proveInfeasibleContinuum(readInstance(stated.instance), environment)) : "no proof was asked for",
    );
  const proof = stated && stopwatch.time("proof", () => inWords(() => liftCells(problem, readInstance(stated.instance), found, width)));
  const { buyer, seller, ...rules } = typeof proof === "object" ? provedCells(problem, proof) : found;
  const mechanism = stopwatch.time("mechanism", () => thresholdMechanism(problem, buyer, seller, rules));
  return {
    route: "virtual-surplus",
    status: found.status,
    explanation:
      found.status === "optimal"
        ? "Optimal up to the stated bracket, which is proved for the continuous problem itself: a feasible mechanism attains the lower bound, a dual bound gives the upper."
        : widthNotReached(width),
    value: { ...found.value, exact: null },
    firstBest: { ...found.firstBest, exact: null },
    mechanism,
    multiplier: found.lambda,
    multiplierExact: null,
    ironed: ironedTypes(found.ironed, found.buyer, found.seller),
    level: "continuum",
    solver: self,
    ...(proof === undefined ? {} : { proof }),
  };
}

/** The mechanism of a proof on cells, in doubles: thresholds on the proof's own cells, with tight transfers. */
function provedCells({ objective, budget }: DesignProblem, { cells, mechanism }: ProvedCells) {
  const buyer = cellTypesOf(cells.buyer, 1);
  const seller = cellTypesOf(cells.seller, -1);
  const allocation = {
    weight: toNumber(rational(mechanism.mix)),
    loose: Int32Array.from(mechanism.generous),
    tight: Int32Array.from(mechanism.strict),
  };
  const probability = interimProbabilities(allocation, buyer.masses, seller.masses);
  const tight = (toBuyer: number, toSeller: number) => ({
    buyerTransfer: tightBuyerTransfers(buyer.prices, probability.buyer, toBuyer),
    sellerTransfer: tightSellerTransfers(seller.prices, probability.seller, toSeller),
  });
  const { handsOut, requiredProfit } = stakesOf({ weights: objective, budget });
  const plain = tight(0, 0);
  const profit = expectation(buyer.masses, plain.buyerTransfer) - expectation(seller.masses, plain.sellerTransfer);
  const lumpSum = handsOut ? Math.max(0, profit - requiredProfit) : 0;
  const toBuyer = objective.buyers.gte(objective.sellers) ? lumpSum : 0;
  return { buyer, seller, allocation, lumpSum, ...tight(toBuyer, lumpSum - toBuyer) };
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
