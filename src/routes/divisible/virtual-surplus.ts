import { toNumber, toNumberAbove, toNumberBelow } from "../../arithmetic/rational.ts";
import type { DivisibleTrade } from "../../environments/divisible-trade.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import { divisibleMechanism } from "../../mechanism/divisible.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import { enumerationLimit } from "../../mechanism/states.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { incentivesStage, participationStage } from "../../problem/words.ts";
import type { Bracket, Ironed } from "../../result.ts";
import type { ExactDivisible } from "../../virtual-surplus/divisible/exact-grid.ts";
import { quantityAt } from "../../virtual-surplus/divisible/lagrangian.ts";
import type { DivisibleOptimum, DivisibleSide, DivisibleSolution } from "../../virtual-surplus/divisible/optimum.ts";
import { solveDivisibleBracket } from "../../virtual-surplus/divisible/solve-bracket.ts";
import { solveDivisibleGrid } from "../../virtual-surplus/divisible/solve-grid.ts";
import { exactly } from "../answer/finish.ts";
import { unsolved } from "../answer/unsolved.ts";
import { cellOf } from "../cells.ts";
import { isGrid } from "../grid-problem.ts";
import { endsOf } from "../market-mechanism.ts";
import type { Answer, RouteContext } from "../route.ts";
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

/** Whether a constraint of the problem speaks of single states, so that payments must be right in each of them. */
function inEveryState({ incentives, participation }: DesignProblem): boolean {
  return incentivesStage[incentives] === "ex-post" || participationStage[participation] === "ex-post";
}

/** The best mechanism for a divisible good by virtual surplus: x = clip((β̄ − σ̄)/((w_0 + λ)c), 0, 1). */
export function solveBySurplus(problem: DesignProblem, environment: DivisibleTrade, { options, stopwatch, stated }: RouteContext): Answer {
  const curvature = toNumber(environment.curvature);
  const terms = { weights: problem.objective, budget: problem.budget };
  const { groups } = environment;
  const width = options.width ?? problem.width;
  const grid = isGrid(problem);
  const search = (): DivisibleSolution => {
    if (!grid)
      return solveDivisibleBracket({
        ...{ groups, curvature: environment.curvature, terms },
        options: {
          width,
          maxCells: options.maxCells,
          timeLimitSeconds: options.timeLimitSeconds,
          onRound: ({ cells, lower }) =>
            options.onProgress?.({
              solver: self.name,
              iterations: cells.reduce((a, b) => a + b, 0),
              seconds: stopwatch.timings.total ?? 0,
              objective: lower,
            }),
        },
      });
    const { buyer, seller } = environment.typeSpaces(problem.discretization);
    return solveDivisibleGrid({
      groups: [
        { ...groups[0], types: buyer },
        { ...groups[1], types: seller },
      ],
      curvature: environment.curvature,
      terms,
    });
  };
  const found = stopwatch.time("search", search);
  if (!("lambda" in found)) return unsolved(problem, found, self);
  return {
    route: "virtual-surplus",
    status: found.status,
    explanation: grid
      ? found.exact
        ? "Optimal: the stated bounds are proved in exact arithmetic, quantities near the multiplier of the budget attain the lower and its dual gives the upper one; the mechanism has passed the audit."
        : "Optimal: the quantities attain the dual value of the budget's multiplier up to rounding."
      : bracketExplained(found, width),
    value: found.exact ? between(found.exact) : { ...found.value, exact: null },
    firstBest: found.exact ? exactly(found.exact.firstBest) : { ...found.firstBest, exact: null },
    mechanism: stopwatch.time("mechanism", () => mechanismOf(problem, found, curvature)),
    multiplier: found.lambda,
    multiplierExact: null,
    ironed: { buyers: [ironedTypes(found.sides[0])], sellers: [ironedTypes(found.sides[1])] },
    level: found.exact ? (found.exact.lower.equals(found.exact.upper) ? "exact" : "interval") : found.proved ? "continuum" : "float",
    solver: self,
    ...(stated && { proof: "no certificate covers divisible goods" }),
  };
}

/** What the bracket on the laws is worth. */
function bracketExplained({ status, proved }: DivisibleOptimum, width: number): string {
  if (!proved) return numericalBracket(status === "optimal" ? null : width);
  return status === "optimal" ? provedBracket : widthNotReached(width);
}

function between({ lower, upper }: ExactDivisible): Bracket {
  return { lower: toNumberBelow(lower), upper: toNumberAbove(upper), exact: lower.equals(upper) ? lower : null };
}

function mechanismOf(problem: DesignProblem, { sides, band, outlay }: DivisibleOptimum, curvature: number): Mechanism {
  const [buyer, seller] = sides;
  const rule = { slope: [buyer.worth, seller.worth], band } as const;
  const quantity = (i: number, j: number) => quantityAt(rule, i, j);
  const types = { buyer: buyer.types, seller: seller.types };
  if (!inEveryState(problem))
    return divisibleMechanism({
      ...{ ...types, curvature, quantity, outlay },
      expected: { buyer: buyer.quantity, seller: seller.quantity },
      transfer: { buyer: buyer.payment, seller: seller.payment.map((paid) => 0 - paid) },
    });
  const n = seller.worth.length;
  const x = new Float64Array(buyer.worth.length * n).map((_, at) => quantity(Math.floor(at / n), at % n));
  // Quantities are monotone in every state, so that tight prices are dominant and ex-post individually rational.
  const transferRule = { kind: "tight", lumpSum: { buyer: buyer.lumpSum, seller: seller.lumpSum } } as const;
  return bilateralMechanism({ ...types, curvature, allocationRule: { kind: "matrix", x }, transferRule });
}

/** Neighbouring types with one virtual worth. */
function ironedTypes({ types, worth }: DivisibleSide): Ironed["buyers"][number] {
  const { low, high } = endsOf(types);
  const pools: { from: number; to: number }[] = [];
  for (let k = 0, next = 0; k < worth.length; k = next) {
    next = k + 1;
    while (next < worth.length && worth[next] === worth[k]) next++;
    if (next - k > 1 && Number.isFinite(worth[k] as number)) pools.push({ from: low[k] as number, to: high[next - 1] as number });
  }
  return pools;
}
