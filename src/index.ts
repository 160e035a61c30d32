import { highs } from "../solvers/highs.ts";
import { solverByName } from "../solvers/registry.ts";
import { type CertifyOptions, certify as certifyWith } from "./analysis/certify.ts";
import { type Domination, dominate as dominateWith } from "./analysis/dominate.ts";
import { type Evaluation, evaluate as evaluateWith } from "./analysis/evaluate/evaluate.ts";
import { type WordLists, type WordTable, wordTable as wordTableWith } from "./analysis/word-table.ts";
import type { Certified } from "./certificate/prove/certificate.ts";
import type { PricedMechanism } from "./mechanism/priced.ts";
import type { DesignProblem } from "./problem/design-problem.ts";
import type { Dissolution, Result } from "./result.ts";
import type { SolveOptions } from "./routes/options.ts";
import { efficientDissolutionWith, solveWith } from "./solve.ts";
import type { Solver } from "./solver/solver.ts";

/** As {@link SolveOptions}; the solver may be given by name. */
export type SolveSettings = Partial<Omit<SolveOptions, "solver">> & { readonly solver?: Solver | string | undefined };

/**
 * The best mechanism of a design problem, audited; HiGHS solves what needs a program, unless `options.solver` says otherwise.
 *
 * Infeasible, unbounded and limited problems are results with an explanation. Throws InvalidInputError for wrong options and UnsupportedProblemError when no
 * route serves the problem, with what serves instead.
 *
 * @example
 * const problem = designProblem({ environment: bilateralTrade({ buyer: uniform({ min: 0, max: 1 }), seller: uniform({ min: 0, max: 1 }) }) });
 * const { value } = await solve(problem); // { lower: 0.14062499…, upper: 0.14062500…, exact: null }
 */
export async function solve(problem: DesignProblem, options: SolveSettings = {}): Promise<Result> {
  const solver = typeof options.solver === "string" ? solverByName(options.solver) : options.solver;
  return solveWith(problem, highs, { ...options, solver });
}

/**
 * Whether a partnership can be dissolved efficiently under the constraints of its problem, the least subsidy for it, and the types that gain least; HiGHS solves what
 * needs a program, unless `options.solver` says otherwise.
 *
 * Throws UnsupportedProblemError for what is no partnership or has no such answer, InvalidInputError for wrong options.
 *
 * @example
 * const unit = { distribution: "uniform", min: 0, max: 1 } as const;
 * const environment = partnership({ partners: [{ share: "9/10", distribution: unit }, { share: "1/10", distribution: unit }] });
 * const { possible, subsidy } = await efficientDissolution(designProblem({ environment })); // false, about 23/300
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55.
 */
export function efficientDissolution(problem: DesignProblem, options: SolveSettings = {}): Promise<Dissolution> {
  const solver = typeof options.solver === "string" ? solverByName(options.solver) : options.solver;
  return efficientDissolutionWith(problem, highs, { ...options, solver });
}

/**
 * A certificate of the problem's optimum, built and verified in exact arithmetic, or the reason why there is none; HiGHS solves what needs a program, unless
 * `options.solver` says otherwise.
 *
 * Throws UnsupportedProblemError when the problem has no instance form (a law made in code).
 *
 * @example
 * const { certificate } = await certify(problem);
 * if (certificate) await writeFile("certificate.json", serializeCertificate(certificate));
 */
export function certify(problem: DesignProblem, options: Partial<CertifyOptions> = {}): Promise<Certified> {
  return certifyWith(problem, { solver: highs, ...options });
}

/**
 * Whether another mechanism at prices is nowhere worse for either risk-averse trader and somewhere better, on the grid of the problem; HiGHS solves the program
 * unless `options.solver` says otherwise. See {@link Domination} for what is and is not proved.
 *
 * @example
 * const prices = { values: Float64Array.of(0.25, 0.75), masses: Float64Array.of(0.5, 0.5) };
 * const { status } = await dominate(problem, postedLottery(environment, { rule: "midpoint", points: 6 }, prices));
 */
export function dominate(
  problem: DesignProblem,
  mechanism: PricedMechanism,
  options: { readonly solver?: Solver | string | undefined } = {},
): Promise<Domination> {
  const { solver = highs } = options;
  return dominateWith(problem, mechanism, typeof solver === "string" ? solverByName(solver) : solver);
}

/**
 * What a given mechanism achieves in a problem, beside the problem's own optimum (unless `options.secondBest` is false); see {@link Evaluation}.
 *
 * @example
 * const { gainsFromTrade, passes } = await evaluate("posted-price:p=0.5", problem); // 0.125 for U[0,1]²
 */
export function evaluate(
  mechanism: Parameters<typeof evaluateWith>[0],
  problem: DesignProblem,
  options: { readonly secondBest?: boolean } & SolveSettings = {},
): Promise<Evaluation> {
  const { secondBest = true, ...settings } = options;
  return evaluateWith(mechanism, problem, secondBest ? (asked) => solve(asked, settings) : null);
}

/**
 * One environment under every combination of words, as papers print it; see {@link WordTable}. `grid` serves the rows that no route brackets on laws.
 *
 * @example
 * const { rows } = await wordTableOf(problem, { incentives: ["bayesian", "dominant"], budget: ["no-deficit", "balanced"] });
 */
export function wordTableOf(
  problem: DesignProblem,
  words: WordLists,
  options: { readonly grid?: { readonly rule: "midpoint" | "equal-mass" | "gauss"; readonly points: number } } & SolveSettings = {},
): Promise<WordTable> {
  const { grid, ...settings } = options;
  return wordTableWith(problem, words, (asked) => solve(asked, settings), grid);
}

export { registerSolver, solverByName, solverNames } from "../solvers/registry.ts";
export { bestPostedPrice, type PostedPriceOptions } from "./analysis/best-posted-price.ts";
export { boundary, type TradeBoundary } from "./analysis/boundary.ts";
export { checkInstance } from "./analysis/check.ts";
export { comparisons, type TheoremMention } from "./analysis/compare.ts";
export type { Domination } from "./analysis/dominate.ts";
export { type Evaluation, shareOf } from "./analysis/evaluate/evaluate.ts";
export { type FrontierPoint, frontier, type ValueFrontier } from "./analysis/frontier.ts";
export type { WordLists, WordRow, WordTable } from "./analysis/word-table.ts";
export { formatRational, type NumberInput, type Rational, rational, toNumber } from "./arithmetic/rational.ts";
export type { Audit, Constraints, Violation } from "./audit/audit.ts";
export { audit, constraintsOf } from "./audit/audit.ts";
export { type Certificate, parseCertificate, readCertificateText, serializeCertificate } from "./certificate/format.ts";
export { type Certified, defaultProofOptions, type ProofOptions } from "./certificate/prove/certificate.ts";
export type { Verdict } from "./certificate/verify/verdict.ts";
export { verifyCertificate } from "./certificate/verify/verify.ts";
export type * from "./distributions/distribution.ts";
export * from "./distributions/laws.ts";
export { type BilateralTrade, bilateralTrade, isBilateralTrade } from "./environments/bilateral-trade.ts";
export type * from "./environments/environment.ts";
export { finiteEnvironment } from "./environments/finite-environment.ts";
export type * from "./environments/linear.ts";
export { isMultilateralTrade, type MultilateralTrade, multilateralTrade, type TraderGroup } from "./environments/multilateral-trade.ts";
export { isPartnership, type PartnerGroup, type PartnerInput, type Partnership, partnership } from "./environments/partnership.ts";
export {
  isRiskAverseTrade,
  type Losses,
  type MechanismClass,
  mechanismClasses,
  type RiskAverseInput,
  type RiskAverseTrade,
  riskAverseTrade,
} from "./environments/risk-averse-trade.ts";
export type { Utility, UtilityInput } from "./environments/utility.ts";
export { InvalidInputError, UnsupportedProblemError } from "./errors.ts";
export { bilateralMechanism } from "./mechanism/bilateral.ts";
export type * from "./mechanism/mechanism.ts";
export { isBilateral } from "./mechanism/mechanism.ts";
export { type GroupInput, multilateralMechanism, type TradesAt } from "./mechanism/multilateral.ts";
export { isPriced, type PricedMechanism, type PriceOutcome } from "./mechanism/priced.ts";
export { balance } from "./mechanism/rules/balance.ts";
export { linearDoubleAuction } from "./mechanism/rules/double-auction.ts";
export { equationSix } from "./mechanism/rules/equation-six.ts";
export { expectedExternality, expectedExternalityFinite } from "./mechanism/rules/expected-externality.ts";
export { groves } from "./mechanism/rules/groves.ts";
export { efficientTrades, multilateralTight } from "./mechanism/rules/multilateral-tight.ts";
export { type PriceMasses, postedLottery, simpleRule } from "./mechanism/rules/posted-lottery.ts";
export { postedPrice } from "./mechanism/rules/posted-price.ts";
export { priceLottery } from "./mechanism/rules/price-lottery.ts";
export { type Offerer, takeItOrLeaveIt } from "./mechanism/rules/take-it-or-leave-it.ts";
export { tight } from "./mechanism/rules/tight.ts";
export { tradeReduction, tradeReductionAt } from "./mechanism/rules/trade-reduction.ts";
export { vcg } from "./mechanism/rules/vcg.ts";
export { pivotal } from "./mechanism/rules/vcg-finite.ts";
export { vcgPrime } from "./mechanism/rules/vcg-prime.ts";
export { brokerProfit, expectedRents, firstBestGains, gainsFromTrade } from "./mechanism/sums.ts";
export type { BestPostedPrice } from "./price-distribution/posted/best-price.ts";
export {
  type BudgetRule,
  budgetChoices,
  type DesignProblem,
  designProblem,
  discretizationChoices,
  type Incentives,
  incentivesChoices,
  type Participation,
  participationChoices,
} from "./problem/design-problem.ts";
export { parseInstance, serializeInstance } from "./problem/instance.ts";
export type { LawJson } from "./problem/law-schema.ts";
export { type InstanceJson, startingInstances } from "./problem/schema.ts";
export { setPaths } from "./problem/set-path.ts";
export { boundedness } from "./program/boundedness.ts";
export type { Program } from "./program/program.ts";
export { finiteQuestion, tradeQuestion } from "./program/question.ts";
export { build } from "./program/reduced/build.ts";
export { buildReference } from "./program/reference/finite.ts";
export { type EvaluationJson, evaluationJson, evaluationText } from "./report/evaluation.ts";
export { type ResultJson, resultJson } from "./report/json.ts";
export { readResult } from "./report/read-result.ts";
export { type Table, type TableFormat, tableText } from "./report/table.ts";
export { resultText } from "./report/text.ts";
export type { Bracket, Dissolution, Level, Result, ResultStatus, RouteName } from "./result.ts";
export { defaultSolveOptions, type SolveOptions } from "./routes/options.ts";
export type { Solver, SolverCapabilities, SolverResult } from "./solver/solver.ts";
export { allTheorems, mentionedBy, registerTheorem, theoremById } from "./theorems/catalogue.ts";
export type { StatedValue, Theorem } from "./theorems/theorem.ts";
export { discretize } from "./type-space/discretize.ts";
export type { TypeSpace } from "./type-space/type-space.ts";
