import { doubleDouble } from "../arithmetic/interval/double-double.ts";
import { zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { enclosureOf } from "../distributions/enclosure.ts";
import { type BilateralTrade, isBilateralTrade } from "../environments/bilateral-trade.ts";
import { postedPrice as postedPriceMechanism } from "../mechanism/rules/posted/price.ts";
import { type BestPostedPrice, bestPrice } from "../price-distribution/posted/best-price.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../problem/words.ts";
import { splitAt } from "../type-space/split-at.ts";
import { efficientTerms } from "../virtual-surplus/kernel/terms.ts";
import { certifiedPrice } from "./cell-program/certified.ts";
import { isGrid } from "./grid-problem.ts";
import type { Answer, Route } from "./route.ts";
import { firstBestOf, searchMarket } from "./search-market.ts";
import { measuredByTypes, numericalBracket, widthNotReached } from "./words.ts";

const self = { name: "posted-price", version: "1" };

/**
 * Dominant incentives, ex-post participation and a balanced budget on intervals of types: every mechanism is a lottery over posted prices, so that one price is best
 * for every objective, which is linear in the lottery. Atoms inside the intervals change nothing: what no type can be offered, no atom can.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42; M. Čopič, C. Ponsatí, Theorem 10.
 */
export const postedPrice: Route = {
  name: "posted-price",
  accepts(problem) {
    const { environment, incentives, participation, budget } = problem;
    const inEveryState =
      incentivesStage[incentives] === "ex-post" &&
      participationStage[participation] === "ex-post" &&
      budgetStage[budget.rule] === "ex-post";
    if (!isBilateralTrade(environment) || !inEveryState || !budgetBalances[budget.rule]) return false;
    // At one price the broker keeps nothing and adds nothing.
    if (!budget.requiredProfit.equals(zero)) return false;
    // Where types have gaps between them, other mechanisms than posted prices are balanced, too.
    return !isGrid(problem) && isInterval(environment.buyer) && isInterval(environment.seller);
  },
  async solve(problem, context) {
    const environment = problem.environment as BilateralTrade;
    const { options, stopwatch } = context;
    const width = options.width ?? problem.width;
    const search = { width, timeLimitSeconds: options.timeLimitSeconds, maxCells: options.maxCells };
    const found = stopwatch.time("search", () => bestPrice(environment.groups, problem.objective, search));
    const efficient = searchMarket(problem, environment, efficientTerms, context);
    if (!("lambda" in efficient)) throw new Error(`the efficient allocation is never ${efficient.status}`);
    const mechanism = stopwatch.time("mechanism", () => {
      const [buyer, seller] = [splitAt(environment.buyer, found.price, "buyer"), splitAt(environment.seller, found.price, "seller")];
      return postedPriceMechanism(buyer, seller, found.price);
    });
    const { stated, solver } = context;
    const proof = stated && (await stopwatch.timeAsync("proof", () => certifiedPrice(stated, found.price, solver, options)));
    return {
      route: "posted-price",
      ...statusOf(found, width),
      value: { lower: found.lower, upper: found.upper, exact: found.upper === 0 ? zero : null },
      firstBest: firstBestOf(efficient),
      mechanism,
      price: found.price,
      solver: self,
      proof,
    };
  },
};

/** Types without a gap: one point, or pieces that touch, with atoms among them; no two ends that only look alike in doubles. */
function isInterval(law: Distribution): boolean {
  const { pieces, atoms } = law;
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last) return atoms.length === 1;
  const touch = pieces.every(({ from }, k) => k === 0 || from === pieces[k - 1]?.to);
  if (!touch || atoms.some(({ at }) => at < first.from || at > last.to)) return false;
  const enclosure = enclosureOf(law);
  if (!enclosure) return true;
  const breaks = enclosure.breaks.map(doubleDouble);
  const places = { hi: Float64Array.from(breaks, ({ hi }) => hi), lo: Float64Array.from(breaks, ({ lo }) => lo) };
  return enclosure.tails(places, 1).high.every((density) => density > 0);
}

function statusOf(found: BestPostedPrice, width: number): Pick<Answer, "status" | "explanation" | "level"> {
  const { lower, upper, proved } = found;
  const closed = upper - lower <= width * upper;
  const basis =
    "on intervals of types these constraints leave lotteries over posted prices only (Hagerty–Rogerson), and of these one price is best";
  const explanation =
    upper === 0
      ? `Optimal: ${basis}, and none gives anything to those whom the objective counts.`
      : !proved
        ? numericalBracket(closed ? null : width)
        : closed
          ? `Optimal up to the stated bracket, which is proved for the continuous problem itself: ${basis}. The best price is ${found.price}.${measuredByTypes({ lower, upper }, width)}`
          : widthNotReached(width);
  return { status: closed ? "optimal" : "limit", explanation, level: proved ? "continuum" : "float" };
}
