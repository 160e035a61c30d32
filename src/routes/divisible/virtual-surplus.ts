import { toNumber, toNumberAbove, toNumberBelow } from "../../arithmetic/rational.ts";
import type { DivisibleTrade } from "../../environments/divisible-trade.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import { divisibleMechanism } from "../../mechanism/divisible.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { enumerationLimit } from "../../mechanism/states.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Bracket } from "../../result.ts";
import { type ExactDivisible, exactDivisible } from "../../virtual-surplus/divisible/exact-grid.ts";
import { quantityAt } from "../../virtual-surplus/divisible/lagrangian.ts";
import type { GroupOptimum } from "../../virtual-surplus/kernel/optimum.ts";
import { termsOf } from "../../virtual-surplus/kernel/terms.ts";
import { exactly } from "../answer/finish.ts";
import { unsolved } from "../answer/unsolved.ts";
import { cellOf } from "../cells.ts";
import { isGrid } from "../grid-problem.ts";
import { inEveryState, ironedParties, receipts } from "../market-mechanism.ts";
import type { Answer, RouteContext } from "../route.ts";
import { type MarketOptimum, searchMarket } from "../search-market.ts";
import { numericalBracket, provedBracket, widthNotReached } from "../words.ts";

const self = { name: "virtual-surplus", version: "1" };

/** Whether virtual surplus serves a divisible good. Payments in every state are tables of them: of finitely many types, and not too many. */
export function servedBySurplus(problem: DesignProblem, environment: DivisibleTrade): boolean {
  if (cellOf(problem) !== "virtual-surplus") return false;
  if (!inEveryState(problem)) return true;
  if (!isGrid(problem)) return false;
  const { buyer, seller } = environment.typeSpaces(problem.discretization);
  return buyer.values.length * seller.values.length <= enumerationLimit;
}

/** The best mechanism for a divisible good by virtual surplus: x = clip((β̄ − σ̄)/((w_0 + λ)c), 0, 1). */
export function solveBySurplus(problem: DesignProblem, environment: DivisibleTrade, context: RouteContext): Answer {
  const { options, stopwatch, stated } = context;
  const { groups, curvature } = environment;
  const terms = { weights: problem.objective, budget: problem.budget };
  const width = options.width ?? problem.width;
  const grid = isGrid(problem);
  const market = {
    groups,
    frontier: { name: "pair", curvature } as const,
    grids: (discretization = problem.discretization) => {
      const { buyer, seller } = environment.typeSpaces(discretization);
      return [buyer, seller];
    },
  };
  const found = searchMarket(problem, market, terms, context);
  if (!("lambda" in found)) return unsolved(problem, found, self);
  const exact = grid ? stopwatch.time("search", () => exactDivisible(found.groups, curvature, termsOf(terms), found.lambda)) : null;
  const proved = "proved" in found && found.proved;
  return {
    route: "virtual-surplus",
    status: found.status,
    explanation: exact
      ? "Optimal: the stated bounds are proved in exact arithmetic, quantities near the multiplier of the budget attain the lower and its dual gives the upper one; the mechanism has passed the audit."
      : grid
        ? "Optimal: the quantities attain the dual value of the budget's multiplier up to rounding."
        : bracketExplained(found.status, proved, width),
    value: exact ? between(exact) : { ...found.value, exact: null },
    firstBest: exact ? exactly(exact.firstBest) : { ...found.firstBest, exact: null },
    mechanism: stopwatch.time("mechanism", () => mechanismOf(problem, found, toNumber(curvature))),
    multiplier: found.lambda,
    ironed: ironedParties(found.groups),
    level: exact ? (exact.lower.equals(exact.upper) ? "exact" : "interval") : proved ? "continuum" : "float",
    solver: self,
    ...(stated && { proof: "no certificate covers divisible goods" }),
  };
}

/** What the bracket on the laws is worth. */
function bracketExplained(status: MarketOptimum["status"], proved: boolean, width: number): string {
  if (!proved) return numericalBracket(status === "optimal" ? null : width);
  return status === "optimal" ? provedBracket : widthNotReached(width);
}

function between({ lower, upper }: ExactDivisible): Bracket {
  return { lower: toNumberBelow(lower), upper: toNumberAbove(upper), exact: lower.equals(upper) ? lower : null };
}

function mechanismOf(problem: DesignProblem, { groups, allocation }: MarketOptimum, curvature: number): Mechanism {
  if (allocation.kind !== "quantities") throw new Error("a divisible good is traded in quantities");
  const [buyer, seller] = groups as readonly [GroupOptimum, GroupOptimum];
  const quantity = (i: number, j: number) => quantityAt(allocation, i, j);
  const types = { buyer: buyer.types, seller: seller.types };
  if (!inEveryState(problem))
    return divisibleMechanism({
      ...{ ...types, curvature, quantity, outlay: allocation.outlay },
      expected: { buyer: buyer.probability, seller: seller.probability },
      transfer: { buyer: buyer.payment, seller: receipts(seller) },
    });
  const n = seller.payment.length;
  const x = new Float64Array(buyer.payment.length * n).map((_, at) => quantity(Math.floor(at / n), at % n));
  // Quantities are monotone in every state, so that tight prices are dominant and ex-post individually rational.
  const transferRule = { kind: "tight", lumpSum: { buyer: buyer.lumpSum, seller: seller.lumpSum } } as const;
  return bilateralMechanism({ ...types, curvature, allocationRule: { kind: "matrix", x }, transferRule });
}
