import { rational, toNumber, zero } from "../arithmetic/rational.ts";
import { defaultProofOptions, definitionOf, inWords } from "../certificate/prove/certificate.ts";
import { liftCells, type ProvedCells, proveInfeasibleContinuum } from "../certificate/prove/continuum-proof.ts";
import type { Proved } from "../certificate/prove/proof.ts";
import { liftInfeasibleTrade, liftTrade } from "../certificate/prove/trade-proof.ts";
import type { NaiveProblem } from "../certificate/verify/finite/naive-problem.ts";
import { readInstance } from "../certificate/verify/instance.ts";
import { gridDuals, lawDuals } from "../duals/chain-duals.ts";
import { isBilateralTrade } from "../environments/bilateral-trade.ts";
import { isLinear, type LinearEnvironment, signOf } from "../environments/linear.ts";
import { isPartnership } from "../environments/partnership.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { budgetBalances } from "../problem/words.ts";
import { byTypes, type Optimum } from "../virtual-surplus/kernel/optimum.ts";
import { inDoubles, lumpSum, termsOf } from "../virtual-surplus/kernel/terms.ts";
import { interimProbabilities, type Thresholds } from "../virtual-surplus/kernel/thresholds.ts";
import { inWorthOrder } from "../virtual-surplus/kernel/worth-cells.ts";
import { exactly } from "./answer/finish.ts";
import { cellTypesOf } from "./answer/lifted.ts";
import { unsolved } from "./answer/unsolved.ts";
import { cellOf, servedAmongMany } from "./cells.ts";
import { isGrid } from "./grid-problem.ts";
import { provedByProgram } from "./linear-program.ts";
import { endsOf, ironedParties, marketMechanism } from "./market-mechanism.ts";
import { dividedByPools, dividesByPools } from "./partnership/pools.ts";
import type { Answer, Route, RouteContext } from "./route.ts";
import { firstBestOf, type MarketOptimum, searchMarket } from "./search-market.ts";
import { measuredByTypes, numericalBracket, provedBracket, widthNotReached } from "./words.ts";

const self = { name: "virtual-surplus", version: "1" };

/** Virtual surplus: see the table of cells. */
export const virtualSurplus: Route = {
  name: "virtual-surplus",
  accepts: (problem) => {
    const { environment, incentives } = problem;
    if (!isLinear(environment) || cellOf(problem) !== "virtual-surplus") return false;
    if (isPartnership(environment)) return dividesByPools(problem, environment);
    return environment.frontier.name === "pair" || servedAmongMany[incentives];
  },
  async solve(problem, context) {
    const { environment } = problem;
    if (!isLinear(environment)) throw new Error("a finite environment has no virtual surplus");
    if (isPartnership(environment)) {
      if (!isGrid(problem)) return dividedByPools(problem, environment, context);
      // Small ones are proved through their program.
      const proved = context.stated && (await provedByProgram(problem, context));
      return typeof proved === "object" ? proved : { ...dividedByPools(problem, environment, context), ...(proved && { proof: proved }) };
    }
    if (!isGrid(problem)) return answered(problem, environment, context, liftContinuum(problem, environment, context));
    if (isBilateralTrade(environment)) return answered(problem, environment, context, liftOnGrid(problem, context));
    // Markets on grids are proved through their program, where it is small enough.
    const found = context.stated ? await provedByProgram(problem, context) : "no proof was asked for";
    if (typeof found !== "string") return found;
    return answered(problem, environment, context, { infeasible: () => found, optimal: context.stated && (() => found) });
  },
};

/** How what the search finds is lifted to a proof, or in words why it is not. */
interface Lift {
  readonly infeasible: () => Proved | string;
  /** Absent when no proof is asked for. */
  readonly optimal?: ((found: MarketOptimum) => Proved | ProvedCells | string) | undefined;
  /** What the proof asks of the search. */
  readonly limits?: { readonly exactLimit?: number; readonly maxCells?: number };
}

function liftContinuum(problem: DesignProblem, environment: LinearEnvironment, { stated, options }: RouteContext): Lift {
  const { cellLimit } = { ...defaultProofOptions, ...options.proof };
  return {
    limits: options.proof ? { maxCells: Math.min(options.maxCells, cellLimit) } : {},
    infeasible: () =>
      stated ? inWords(() => proveInfeasibleContinuum(readInstance(stated.instance), environment)) : "no proof was asked for",
    optimal:
      stated &&
      (({ groups }) => {
        const ends = groups.map(({ types }) => endsOf(types));
        return inWords(() => liftCells(problem, environment, readInstance(stated.instance), ends, options.width ?? problem.width));
      }),
  };
}

function liftOnGrid(problem: DesignProblem, { stated }: RouteContext): Lift {
  const naive = stated && definitionOf(stated);
  if (typeof naive !== "object")
    return { infeasible: () => naive ?? "no proof was asked for", optimal: naive === undefined ? naive : () => naive };
  return {
    infeasible: () => liftInfeasibleTrade(naive),
    optimal: (found) => liftGrid(problem, naive, found),
    limits: { exactLimit: Number.POSITIVE_INFINITY },
  };
}

function liftGrid({ objective, budget }: DesignProblem, naive: NaiveProblem, { exact, allocation }: MarketOptimum): Proved | string {
  if (!exact || allocation.kind !== "thresholds") return "the types are not rational numbers";
  const { value, lambda, weight, lumpSum } = exact;
  const toBuyer = termsOf({ weights: objective, budget }).receiver === "buyers";
  const lumpSums = toBuyer ? ([lumpSum, zero] as const) : ([zero, lumpSum] as const);
  return liftTrade(naive, { value, lambda, weight, loose: allocation.loose, tight: allocation.tight, lumpSums });
}

function answered(problem: DesignProblem, environment: LinearEnvironment, context: RouteContext, lift: Lift): Answer {
  const { options, stopwatch } = context;
  const terms = { weights: problem.objective, budget: problem.budget };
  const found = searchMarket(problem, environment, terms, context, lift.limits);
  if (!("lambda" in found)) return unsolved(problem, found, self, lift.infeasible);
  const { optimal } = lift;
  const proof = optimal && stopwatch.time("proof", () => optimal(found));
  const mechanism = stopwatch.time("mechanism", () =>
    marketMechanism(problem, typeof proof === "object" && "cells" in proof ? provedCells(problem, environment, proof) : found),
  );
  const { exact } = found;
  const grid = isGrid(problem);
  return {
    route: "virtual-surplus",
    status: found.status,
    explanation: exact
      ? "Optimal, proved in exact arithmetic: the mechanism attains the dual value of the budget's multiplier."
      : grid
        ? "Optimal: the mechanism attains the dual value of the budget's multiplier up to rounding."
        : !("proved" in found && found.proved)
          ? numericalBracket(found.status === "optimal" ? null : (options.width ?? problem.width))
          : found.status === "optimal"
            ? `${provedBracket}${measuredByTypes(found.value, options.width ?? problem.width)}`
            : widthNotReached(options.width ?? problem.width),
    value: exact ? exactly(exact.value) : { ...(grid ? withoutLoss(problem, found.value) : found.value), exact: null },
    firstBest: firstBestOf(found),
    mechanism,
    multiplier: found.lambda,
    multiplierExact: exact?.lambda ?? null,
    duals: stopwatch.time("duals", () =>
      grid
        ? gridDuals(
            problem,
            environment,
            found.groups.map(({ types }) => types),
            found.lambda,
          )
        : lawDuals(problem, environment, found.lambda),
    ),
    ironed: ironedParties(found.groups),
    ...("rounds" in found && { rounds: found.rounds }),
    level: exact ? "exact" : "proved" in found && found.proved ? "continuum" : "float",
    solver: self,
    proof,
  };
}

/** No trade at no payment is worth 0 wherever nothing is required: what is below is rounding. */
function withoutLoss({ budget }: DesignProblem, value: MarketOptimum["value"]): MarketOptimum["value"] {
  if (budget.requiredProfit.gt(zero) || (budgetBalances[budget.rule] && budget.requiredProfit.lt(zero))) return value;
  return { lower: Math.max(0, value.lower), upper: Math.max(0, value.upper) };
}

/** The mechanism of a proof on cells, in doubles: thresholds on the proof's own cells, with tight payments. */
function provedCells(
  { objective, budget }: DesignProblem,
  environment: LinearEnvironment,
  { cells, mechanism }: ProvedCells,
): Pick<Optimum, "groups" | "allocation"> {
  const groups = environment.groups.map((group, g) => ({
    ...group,
    types: cellTypesOf(g === 0 ? cells.buyer : cells.seller, signOf(group)),
  }));
  const [first, second] = groups.map((group) => inWorthOrder(group.types.masses, signOf(group))) as [Float64Array, Float64Array];
  const allocation: Thresholds = {
    kind: "thresholds",
    weight: toNumber(rational(mechanism.mix)),
    loose: Int32Array.from(mechanism.generous),
    tight: Int32Array.from(mechanism.strict),
  };
  const terms = inDoubles(termsOf({ weights: objective, budget }));
  const found = { lagrangian: null, lambda: Number.NaN, allocation, probability: interimProbabilities(allocation, first, second) };
  const plain = byTypes(groups, { ...found, lumpSum: 0 }, terms);
  const profit = plain.groups.reduce((sum, { count, types, payment }) => sum + count * expectation(types.masses, payment), 0);
  return byTypes(groups, { ...found, lumpSum: Math.max(0, lumpSum(terms, profit)) }, terms);
}
