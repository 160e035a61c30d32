import { pairedFirstBest } from "../../environments/paired-first-best.ts";
import { isRiskAverseTrade, type RiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { attitudesOf, lotteryMechanism } from "../../mechanism/priced.ts";
import { lotteryPrices } from "../../price-distribution/lottery-prices.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetBalances } from "../../problem/words.ts";
import { buildLotteries, type LotteryQuestion } from "../../program/lotteries.ts";
import { solveVerified } from "../../solver/verified.ts";
import { atomsIn } from "../../type-space/type-pieces.ts";
import { about } from "../answer/finish.ts";
import { isGrid, toFewerPoints, toGrid } from "../grid-problem.ts";
import { type Answer, labelOf, type Route, without } from "../route.ts";
import { riskAverseCell } from "./risk-averse.ts";

/** Most columns of the program, estimated from types and prices. */
const columnLimit = 200_000;

/** Lotteries over prices between two risk-averse traders on finitely many types: a linear program in the probabilities. */
export const priceLotteries: Route = {
  name: "linear-program",
  accepts(problem) {
    const { environment } = problem;
    const served = riskAverseCell(problem);
    if (served !== true) return served ?? false;
    if (!isRiskAverseTrade(environment)) throw new Error("the words of risk-averse traders are theirs alone");
    if (!isGrid(problem))
      return {
        assumption: "Lotteries are a program on finitely many types, and the laws of this problem are continuous.",
        changes: [toGrid(problem, 100)],
      };
    const { buyer, seller } = environment.typeSpaces(problem.discretization);
    const [m, n] = [buyer.values.length, seller.values.length];
    const prices = environment.prices + m + n;
    const columns = (m * n * (budgetBalances[problem.budget.rule] ? prices : (prices * prices) / 2)) / 4;
    if (columns > columnLimit)
      return {
        assumption: `The program would have about ${Math.round(columns)} columns, more than ${columnLimit}.`,
        changes: toFewerPoints(problem, 100),
        alternative: `Fewer types or prices are served${budgetBalances[problem.budget.rule] ? "" : ', and more with the budget rule "balanced"'}.`,
      };
    return true;
  },
  async solve(problem, { options, stopwatch, solver, stated }) {
    if (!solver) throw new UnsupportedProblemError({ assumption: "Lotteries need a solver.", alternative: "Pass one, such as highs." });
    const environment = problem.environment as RiskAverseTrade;
    const question = stopwatch.time("build", () => lotteryQuestion(problem, environment));
    const { buyers, sellers } = problem.objective;
    const { program, lottery } = stopwatch.time("build", () =>
      buildLotteries(question, { buyers: buyers.valueOf(), sellers: sellers.valueOf() }),
    );
    const [buyer, seller] = [atomsIn(question.buyer), atomsIn(question.seller)];
    const firstBest = pairedFirstBest(buyer, seller, environment.utility);
    const tolerance = { violation: 1e-9 * Math.max(1, firstBest), value: 1e-8 * (firstBest > 0 ? firstBest : 1) };
    const { status, solution, tried, upper } = await stopwatch.timeAsync("solve", () =>
      solveVerified(program, solver, tolerance, { timeLimitSeconds: options.timeLimitSeconds, onProgress: options.onProgress }),
    );
    stopwatch.add("solver", solution.seconds);
    const { point } = solution;
    if (status !== "optimal" || !point) {
      const why =
        status === "limit"
          ? `${solver.name} stopped at a limit (${solution.message}).`
          : `${solver.name} did not solve the program: ${tried.join("; ")}.`;
      return without("linear-program", status === "limit" ? "limit" : "error", why, about(firstBest), labelOf(solver));
    }
    const attitudes = attitudesOf(environment);
    const answer: Answer = {
      route: "linear-program",
      status: "optimal",
      explanation: `Optimal among lotteries over the prices of the grid according to ${solver.name}, whose multipliers bound the value by ${upper} as recomputed from the program; the mechanism has passed the audit. More prices may do better; on a finer grid of types, with more deviations, it may be less.`,
      value: about(solution.objective),
      firstBest: about(firstBest),
      mechanism: stopwatch.time("mechanism", () => lotteryMechanism(attitudes, buyer, seller, (i, j) => lottery(point, i, j))),
      level: "float",
      solver: labelOf(solver),
      ...(stated && { proof: "no certificate covers lotteries over prices" }),
    };
    return answer;
  },
};

/** The program's question of a problem on finitely many types. */
export function lotteryQuestion(problem: DesignProblem, environment: RiskAverseTrade): LotteryQuestion {
  const { buyer, seller } = environment.typeSpaces(problem.discretization);
  const { utility, losses } = environment;
  const common = utility.buyer.power !== null && utility.seller.power?.equals(utility.buyer.power) ? utility.buyer.power.valueOf() : null;
  const prices = lotteryPrices(buyer, seller, environment.prices, common);
  return { buyer, seller, utility, losses, balanced: budgetBalances[problem.budget.rule], prices };
}
