import { toNumber, zero } from "../../arithmetic/rational.ts";
import { type BilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { recoverBilateral } from "../../mechanism/recover/recover.ts";
import { firstBestGains } from "../../mechanism/sums.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { type TradeQuestion, tradeQuestion } from "../../program/question.ts";
import { ThresholdProgram } from "../../program/thresholds/threshold-program.ts";
import { about } from "../answer/finish.ts";
import { isGrid, toFewerPoints } from "../grid-problem.ts";
import { provedByProgram } from "../linear-program.ts";
import { type Answer, type Route, without } from "../route.ts";
import { bestMixture, type ThresholdMixture } from "./best-mixture.ts";
import { interiorGuide } from "./interior.ts";

/** Pairs of types beyond which the program over threshold sets is faster than the one over states. */
const leastStates = 22_500;

/** Most pairs of types: every pair takes 20 bytes and a part of every step. */
const mostStates = 4_000_000;

/**
 * Dominant incentives, ex-post participation and no deficit in any state between many types: lotteries over threshold sets, see {@link ThresholdProgram}. Smaller problems
 * are the program's, which also prices every incentive constraint.
 */
export const thresholdSets: Route = {
  name: "threshold-sets",
  accepts(problem) {
    const { environment, incentives, participation, budget, objective } = problem;
    const inEveryState =
      incentivesStage[incentives] === "ex-post" &&
      participationStage[participation] === "ex-post" &&
      budgetStage[budget.rule] === "ex-post" &&
      !budgetBalances[budget.rule];
    if (!isBilateralTrade(environment) || !isGrid(problem) || !inEveryState) return false;
    // Rents are not tight when they weigh more than profit, and a profit in states without trade cannot be made.
    if (objective.buyers.gt(objective.broker) || objective.sellers.gt(objective.broker) || budget.requiredProfit.gt(zero)) return false;
    const { buyer, seller } = environment.typeSpaces(problem.discretization);
    return buyer.values.length * seller.values.length >= leastStates;
  },
  async solve(problem, context) {
    const { options, stopwatch, solver, conic } = context;
    if (!solver)
      throw new UnsupportedProblemError({
        assumption: "This combination of constraints needs a solver.",
        alternative: "Pass one, such as highs.",
      });
    refuseMoreStates(problem);
    const proof = context.stated && (await provedByProgram(problem, context));
    if (typeof proof === "object") return proof;
    const question = tradeQuestion(problem);
    const program = stopwatch.time("build", () => new ThresholdProgram(question));
    const guide = conic && ((timeLimitSeconds: number) => interiorGuide(question, conic, timeLimitSeconds));
    const found = await stopwatch.timeAsync("solve", () => bestMixture(program, solver, options, guide));
    stopwatch.add("solver", found.seconds);
    const { buyer, seller } = (problem.environment as BilateralTrade).typeSpaces(problem.discretization);
    const firstBest = about(firstBestGains(buyer, seller));
    const label = { name: solver.name, version: solver.version };
    const { status, lower, upper } = found;
    if (status === "error")
      return without(
        "threshold-sets",
        "error",
        `${solver.name} did not solve a program over threshold sets: ${found.message}.`,
        firstBest,
        label,
        proof,
      );
    const answer: Answer = {
      route: "threshold-sets",
      status,
      explanation: explanationOf(found, solver.name),
      // Rounding may leave the two in the wrong order where they meet.
      value: { lower: Math.min(lower, upper), upper, exact: null },
      firstBest,
      mechanism: stopwatch.time("mechanism", () => mechanismOf(problem, question, found)),
      level: "float",
      solver: label,
      proof,
    };
    return answer;
  },
};

/** Before any memory is taken. */
function refuseMoreStates(problem: DesignProblem): void {
  const { buyer, seller } = (problem.environment as BilateralTrade).typeSpaces(problem.discretization);
  const states = buyer.values.length * seller.values.length;
  if (states > mostStates)
    throw new UnsupportedProblemError({
      assumption: `There are ${states.toLocaleString("en-US")} pairs of types, and at most ${mostStates.toLocaleString("en-US")} are served.`,
      changes: toFewerPoints(problem, mostStates),
      alternative: "Types that are listed are as many as there are.",
    });
}

function explanationOf({ status, mixture, columns, rows, message }: ThresholdMixture, solver: string): string {
  const met = `a lottery over ${mixture.length} of ${columns} threshold sets, found with ${solver} from the profits of ${rows} states`;
  return status === "optimal"
    ? `Optimal: ${met}, attains what no lottery exceeds at the prices of these states, as recomputed for all threshold sets; the mechanism has passed the audit.`
    : `The bounds did not meet (${solver}: ${message}): ${met} attains the lower one, the prices of these states prove the upper one. Raise the time limit, or use fewer types.`;
}

/** The lottery in every state, with tight rents. */
function mechanismOf(problem: DesignProblem, { buyer, seller, weights, ...asked }: TradeQuestion, { mixture }: ThresholdMixture) {
  const [m, n] = [buyer.values.length, seller.values.length];
  const x = new Float64Array(m * n);
  for (const { set, weight } of mixture)
    for (let i = 0; i < m; i++) for (let j = 0; j < (set[i] as number); j++) (x[i * n + j] as number) += weight;
  const pays = new Float64Array(m * n);
  const receives = new Float64Array(m * n);
  const buyerTransfer = new Float64Array(m);
  const sellerTransfer = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let rent = 0;
    for (let i = 0; i < m; i++) {
      const value = buyer.values[i] as number;
      if (i > 0) rent += (value - (buyer.values[i - 1] as number)) * (x[(i - 1) * n + j] as number);
      pays[i * n + j] = value * (x[i * n + j] as number) - rent;
      (buyerTransfer[i] as number) += (seller.masses[j] as number) * (pays[i * n + j] as number);
    }
  }
  for (let i = 0; i < m; i++) {
    let rent = 0;
    for (let j = n - 1; j >= 0; j--) {
      const cost = seller.values[j] as number;
      if (j + 1 < n) rent += ((seller.values[j + 1] as number) - cost) * (x[i * n + j + 1] as number);
      receives[i * n + j] = cost * (x[i * n + j] as number) + rent;
      (sellerTransfer[j] as number) += (buyer.masses[i] as number) * (receives[i * n + j] as number);
    }
  }
  const { incentives, participation } = asked;
  return recoverBilateral({
    buyer,
    seller,
    x,
    interim: { buyerTransfer, sellerTransfer },
    transfers: { kind: "matrix", buyer: pays, seller: receives },
    restore: { incentives, participation, budgetRule: problem.budget.rule, requiredProfit: toNumber(problem.budget.requiredProfit) },
  });
}
