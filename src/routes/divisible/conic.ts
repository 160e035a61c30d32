import { toNumber, zero } from "../../arithmetic/rational.ts";
import type { DivisibleTrade } from "../../environments/divisible-trade.ts";
import type { Refusal } from "../../errors.ts";
import { bilateralMechanism } from "../../mechanism/bilateral.ts";
import { divisibleMechanism } from "../../mechanism/divisible.ts";
import { expectation } from "../../mechanism/expectation.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { countsAllGains, heaviestWeight } from "../../problem/objective.ts";
import { budgetBalances, budgetStage, participationStage } from "../../problem/words.ts";
import { boundedness } from "../../program/boundedness.ts";
import { feasibility, tradeMeans } from "../../program/feasibility.ts";
import { demandsOf } from "../../program/question.ts";
import type { ConicSolver } from "../../solver/conic.ts";
import { solveGrid } from "../../virtual-surplus/grid/solve-grid.ts";
import { efficientTerms } from "../../virtual-surplus/kernel/terms.ts";
import { about } from "../answer/finish.ts";
import { isGrid, toAverages, toFewerPoints, toGrid } from "../grid-problem.ts";
import { inEveryState } from "../market-mechanism.ts";
import { type Answer, type RouteContext, without } from "../route.ts";
import { contradiction, unboundedness } from "../words.ts";
import { type DivisibleProgram, type DivisibleTradeQuestion, divisibleDualBound, divisibleProgram } from "./conic-program.ts";

const route = "quadratic-program";

/** Most pairs of types: the cones of ten thousand take seconds. */
const mostStates = 10_000;

/** Share of the first best within which a value must meet its dual bound. */
const gapShare = 1e-6;

/** True where the conic program serves a divisible good, or why it does not and what does. */
export function servedByCones(problem: DesignProblem, environment: DivisibleTrade): true | Refusal {
  if (!isGrid(problem))
    return {
      assumption: "On continuous laws a divisible good is served by virtual surplus, with bayesian incentives and interim participation.",
      changes: [toGrid(problem, 400), { incentives: "bayesian", participation: "interim" }],
    };
  if (inEveryState(problem) && budgetBalances[problem.budget.rule])
    return {
      assumption: "A budget that is balanced in every state is an equation in the squares of the quantities, and no convex program.",
      changes: [{ [problem.budget.requiredProfit.equals(zero) ? "budget" : "budget.rule"]: "no-deficit" }, ...toAverages(problem)],
    };
  const { buyer, seller } = environment.typeSpaces(problem.discretization);
  const states = buyer.values.length * seller.values.length;
  if (states <= mostStates) return true;
  return {
    assumption: `There are ${states} pairs of types, and at most ${mostStates} are served.`,
    changes: toFewerPoints(problem, mostStates),
    alternative: "Types that are listed are as many as there are.",
  };
}

/** The best mechanism for a divisible good on finite types, by a conic program whose dual bound is recomputed from its multipliers. */
export async function solveByCones(
  problem: DesignProblem,
  environment: DivisibleTrade,
  solver: ConicSolver,
  { options, stopwatch, stated }: RouteContext,
): Promise<Answer> {
  const spaces = environment.typeSpaces(problem.discretization);
  const question: DivisibleTradeQuestion = { ...demandsOf(problem), ...spaces, curvature: toNumber(environment.curvature) };
  const label = () => ({ name: solver.name, version: solver.version });
  const efficient = firstBestOf(environment, spaces);
  const firstBest = about(efficient);
  const proof = stated && "no certificate covers divisible goods";
  if (!boundedness(question).bounded) return without(route, "unbounded", unboundedness(problem), firstBest, label(), proof);
  const conicProgram = stopwatch.time("build", () => divisibleProgram(question));
  const optimal = (explanation: string, { value, upper, point }: { value: number; upper: number; point: Float64Array }): Answer => ({
    route,
    status: "optimal",
    explanation,
    value: { lower: value, upper, exact: null },
    firstBest,
    mechanism: stopwatch.time("mechanism", () => mechanismOf(question, conicProgram, point)),
    level: "float",
    solver: label(),
    proof,
  });
  if (efficient === 0 && isWorthAtMostGains(problem) && problem.budget.requiredProfit.equals(zero)) {
    const idle = new Float64Array(conicProgram.program.columnCount);
    return optimal("Optimal: no pair of types gains from trade, so that nobody trades and nobody pays.", {
      value: 0,
      upper: 0,
      point: idle,
    });
  }
  const solution = await stopwatch.timeAsync("solve", () =>
    solver.solveConic(conicProgram.program, { timeLimitSeconds: options.timeLimitSeconds, tolerance: 1e-10 }),
  );
  stopwatch.add("solver", solution.seconds);
  const end = (status: "infeasible" | "limit" | "error", why: string) => without(route, status, why, firstBest, label(), proof);
  if (solution.status === "limit")
    return end("limit", `${solver.name} stopped at a limit (${solution.message}). Raise it, or use fewer types.`);
  const { point, multipliers } = solution;
  if (solution.status !== "optimal" || !point || !multipliers) {
    // A pair of types creates no more with quantities to choose from than the whole unit would, or nothing: what excludes an indivisible good excludes this one.
    const rule = feasibility(question, tradeMeans(spaces, efficient));
    if (rule.status === "infeasible") return end("infeasible", `${contradiction(problem, [])} ${rule.reason}`);
    return end("error", `${solver.name} did not solve the program (${solution.message}), and no verdict of it stands without a proof.`);
  }
  const value = solution.objective * conicProgram.unit + conicProgram.constant;
  const states = spaces.buyer.values.length * spaces.seller.values.length;
  const upper = Math.max(value, divisibleDualBound(conicProgram, states, multipliers) * conicProgram.unit + conicProgram.constant);
  const stake = toNumber(heaviestWeight(problem.objective)) * (efficient + Math.abs(question.budget.requiredProfit));
  if (!(upper - value <= gapShare * stake))
    return end("error", `${solver.name} says ${value}, but its multipliers prove no more than that the value is at most ${upper}.`);
  return optimal(
    `Optimal according to ${solver.name}, whose multipliers bound the value from above by ${upper}, as recomputed from the program; the mechanism has passed the audit.`,
    { value, upper, point },
  );
}

/** Where there are no gains there is no value: rents and profit are the gains, and each of them is at least 0 or they count alike. */
function isWorthAtMostGains({ objective, participation, budget }: DesignProblem): boolean {
  return countsAllGains(objective) || (participationStage[participation] !== "never" && budgetStage[budget.rule] !== "never");
}

/** Gains from trade of the efficient quantities. */
function firstBestOf({ groups, curvature }: DivisibleTrade, { buyer, seller }: ReturnType<DivisibleTrade["typeSpaces"]>): number {
  const onTypes = [
    { ...groups[0], types: buyer },
    { ...groups[1], types: seller },
  ];
  const found = solveGrid({ groups: onTypes, frontier: { name: "pair", curvature }, terms: efficientTerms });
  if (!("lambda" in found)) throw new Error("the first best has no constraints that could exclude it");
  return found.value.lower;
}

function mechanismOf(question: DivisibleTradeQuestion, stated: DivisibleProgram, point: Float64Array): Mechanism {
  const { buyer, seller, curvature, budget, weights } = question;
  const { origin, unit, inEveryState } = stated;
  const [m, n] = [buyer.values.length, seller.values.length];
  const x = point.slice(0, m * n).map((quantity) => Math.min(1, Math.max(0, quantity)));
  if (inEveryState) {
    const money = (from: number) => x.map((quantity, at) => unit * (point[from + at] as number) + origin * quantity);
    const transferRule = { kind: "matrix", buyer: money(m * n), seller: money(2 * m * n) } as const;
    return bilateralMechanism({ buyer, seller, curvature, allocationRule: { kind: "matrix", x }, transferRule });
  }
  const quantity = (i: number, j: number) => x[i * n + j] as number;
  const expected = {
    buyer: buyer.values.map((_, i) => expectation(seller.masses, x.subarray(i * n, (i + 1) * n))),
    seller: seller.values.map((_, j) =>
      expectation(
        buyer.masses,
        buyer.values.map((__, i) => quantity(i, j)),
      ),
    ),
  };
  const money = (from: number, own: Float64Array) => own.map((share, k) => unit * (point[from + k] as number) + origin * share);
  const outlay = expectation(
    buyer.masses,
    buyer.values.map((_, i) =>
      expectation(
        seller.masses,
        seller.values.map((__, j) => 0.5 * curvature * quantity(i, j) ** 2),
      ),
    ),
  );
  const transfer = { buyer: money(m * n, expected.buyer), seller: money(m * n + m, expected.seller) };
  if (budgetBalances[budget.rule]) {
    // What is left beyond the required profit goes to the heavier side, whose weight it has in the program.
    const left = expectation(buyer.masses, transfer.buyer) - expectation(seller.masses, transfer.seller) - outlay - budget.requiredProfit;
    const heavier = weights.buyers > weights.sellers ? "buyer" : "seller";
    transfer[heavier] = transfer[heavier].map((t) => t + (heavier === "buyer" ? -left : left));
  }
  return divisibleMechanism({ buyer, seller, curvature, quantity, expected, outlay, transfer });
}
