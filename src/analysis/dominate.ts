import { type Audit, audit, constraintsOf } from "../audit/audit.ts";
import { isRiskAverseTrade, type RiskAverseTrade } from "../environments/risk-averse-trade.ts";
import { refuse, refuseAs, UnsupportedProblemError } from "../errors.ts";
import { attitudesOf, lotteryMechanism, type PricedMechanism } from "../mechanism/priced.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { buildLotteries, type LotteryQuestion } from "../program/lotteries.ts";
import { lotteryQuestion, priceLotteries } from "../routes/risk-averse/price-lotteries.ts";
import type { Solver } from "../solver/solver.ts";
import { solveVerified } from "../solver/verified.ts";
import { atomsIn } from "../type-space/type-pieces.ts";

/**
 * Whether another mechanism is nowhere worse for either trader and somewhere better, on a grid of types and over the prices of the grid and of the mechanism.
 *
 * - `dominated`: {@link dominating} is such a mechanism, audited, and better by more than `tolerance` on average over the states;
 * - `undominated`: the multipliers of the program prove that none is better by more than `tolerance`;
 * - `undecided`: the solver did neither, in `explanation`.
 *
 * Neither verdict carries over to types or prices that are not on the grid: a grid has fewer deviations, and fewer prices.
 */
export interface Domination {
  readonly status: "dominated" | "undominated" | "undecided";
  readonly explanation: string;
  /** Largest possible sum of both traders' gains in utility, on average over the states, all counted alike: attained, and its proved bound. */
  readonly gain: number;
  readonly bound: number;
  readonly tolerance: number;
  readonly dominating: PricedMechanism | null;
  readonly audit: Audit | null;
  /** Of the dominating mechanism, per state (buyer type i, seller type j) at index i·n + j. */
  readonly gains: { readonly buyer: Float64Array; readonly seller: Float64Array } | null;
}

/** Share of the mechanism's own utilities below which a gain is not told from rounding. */
const share = 1e-8;

/**
 * Ex-post domination among mechanisms with dominant incentives and ex-post participation, as a linear program: the sum of all gains is maximised.
 *
 * `mechanism` must be on the grid of the problem, whose environment is of risk-averse traders. Throws InvalidInputError for a mechanism on other types, or
 * that breaks the constraints itself, UnsupportedProblemError for a problem without such a program.
 *
 * @example
 * const { status } = await dominate(problem, postedLottery(environment, grid, prices), highs);
 *
 * @see J. Čopič, C. Ponsatí (2006), section 2.1 (ex-post constrained efficiency), and the conjecture of footnote 11.
 */
export async function dominate(problem: DesignProblem, mechanism: PricedMechanism, solver: Solver): Promise<Domination> {
  const { environment } = problem;
  if (!isRiskAverseTrade(environment))
    throw new UnsupportedProblemError({
      assumption: "Ex-post domination is asked of mechanisms for bilateral trade at prices.",
      alternative: 'State the problem with "utility" and "mechanisms": {"power": 1} is risk neutrality.',
    });
  const accepted = priceLotteries.accepts(problem);
  if (accepted === false) throw new Error("price lotteries are for risk-averse traders");
  if (accepted !== true) throw new UnsupportedProblemError(accepted);
  const question = withPricesOf(lotteryQuestion(problem, environment), mechanism);
  const { buyer, seller } = question;
  const [m, n] = [buyer.values.length, seller.values.length];
  requireSame(mechanism, question);
  const own = audit(constraintsOf(problem), mechanism);
  if (!own.passes)
    refuseAs(
      "mechanism",
      "a mechanism that satisfies the constraints of the problem",
      `violations of incentives ${own.incentives.worst}, participation ${own.participation.worst}, budget ${own.budget.worst}`,
      "Only such mechanisms are held against others.",
    );
  const above = utilitiesOf(mechanism, environment, question);
  const { program, lottery } = buildLotteries(question, { above });
  const total = above.buyer.reduce((sum, u) => sum + u, 0) + above.seller.reduce((sum, u) => sum + u, 0);
  const tolerance = share * Math.max(total, 1e-6);
  const { status, solution, upper, tried } = await solveVerified(program, solver, { violation: 1e-9, value: tolerance });
  const states = m * n;
  const gain = solution.objective / states;
  const nothing = { gain, bound: upper / states, tolerance: tolerance / states, dominating: null, audit: null, gains: null };
  const { point } = solution;
  if (status !== "optimal" || !point) {
    const why = `${solver.name} did not solve the program: ${tried.join("; ") || solution.message}.`;
    return { status: "undecided", explanation: why, ...nothing, gain: Number.NaN, bound: Number.NaN };
  }
  if (upper <= tolerance * 2) {
    const explanation =
      "Undominated on this grid of types and prices: the multipliers of the program prove that no mechanism is nowhere worse and better by more than the tolerance. Types and prices between those of the grid are not spoken of.";
    return { status: "undominated", explanation, ...nothing };
  }
  const attitudes = attitudesOf(environment);
  const dominating = lotteryMechanism(attitudes, atomsIn(buyer), atomsIn(seller), (i, j) => lottery(point, i, j));
  const found = utilitiesOf(dominating, environment, question);
  const gains = {
    buyer: found.buyer.map((u, k) => u - (above.buyer[k] as number)),
    seller: found.seller.map((u, k) => u - (above.seller[k] as number)),
  };
  const worst = Math.min(...gains.buyer, ...gains.seller);
  const passed = audit(constraintsOf(problem), dominating);
  if (!passed.passes || worst < -passed.tolerance || gain <= tolerance / states) {
    const why = `${solver.name} found a mechanism that does not dominate within the tolerance of the audit (worst loss ${-worst}).`;
    return { status: "undecided", explanation: why, ...nothing };
  }
  const explanation =
    "Dominated on this grid of types and prices: the mechanism found is nowhere worse for either trader, up to the tolerance of the audit, and has passed it. It need not extend to types between those of the grid.";
  return { status: "dominated", explanation, ...nothing, dominating, audit: passed, gains };
}

/** The mechanism's own prices are possible in their states, or nothing would be no worse than it. */
function withPricesOf(question: LotteryQuestion, { states }: PricedMechanism): LotteryQuestion {
  return {
    ...question,
    prices: (i, j) => {
      const own = states.lottery(i, j).flatMap(({ buyerPays, sellerReceives }) => [buyerPays, sellerReceives]);
      return Float64Array.from(new Set([...question.prices(i, j), ...own])).sort();
    },
  };
}

function requireSame({ states }: PricedMechanism, { buyer, seller }: LotteryQuestion): void {
  const same = (own: Float64Array, grid: Float64Array) => own.length === grid.length && own.every((type, k) => type === grid[k]);
  if (same(states.buyer.low, buyer.values) && same(states.buyer.high, buyer.values) && same(states.seller.low, seller.values)) return;
  refuse(
    "mechanism",
    `a mechanism on the ${buyer.values.length} × ${seller.values.length} types of the problem`,
    `one on ${states.buyer.low.length} × ${states.seller.low.length} types`,
    "Build it with the same laws and discretization.",
  );
}

/** Expected utilities of truthful traders in every state. */
function utilitiesOf({ states }: PricedMechanism, { utility }: RiskAverseTrade, { buyer, seller }: LotteryQuestion) {
  const [m, n] = [buyer.values.length, seller.values.length];
  const utilities = { buyer: new Float64Array(m * n), seller: new Float64Array(m * n) };
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (const { probability, buyerPays, sellerReceives } of states.lottery(i, j)) {
        const at = i * n + j;
        utilities.buyer[at] = (utilities.buyer[at] as number) + probability * utility.buyer.of((buyer.values[i] as number) - buyerPays);
        utilities.seller[at] =
          (utilities.seller[at] as number) + probability * utility.seller.of(sellerReceives - (seller.values[j] as number));
      }
    }
  }
  return utilities;
}
