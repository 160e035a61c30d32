import type { DesignProblem } from "./problem/design-problem.ts";
import type { Result } from "./result.ts";
import type { SolveOptions } from "./routes/options.ts";
import { solveWith } from "./solve.ts";

/**
 * The best mechanism of a design problem, audited, by the routes that need no program; `options.solver` is used where one is needed. The door `secondbest/core` brings no
 * solver along; that of `secondbest` knows them by name.
 *
 * Throws InvalidInputError for wrong options and UnsupportedProblemError when no route serves the problem without a solver.
 *
 * @example
 * import { bilateralTrade, designProblem, solve, uniform } from "secondbest/core";
 * const unit = uniform({ min: 0, max: 1 });
 * const { value } = await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) })); // { lower: 0.14062499…, upper: 0.14062500…, exact: null }
 */
export function solve(problem: DesignProblem, options: Partial<SolveOptions> = {}): Promise<Result> {
  return solveWith(problem, undefined, options);
}

export { bestPostedPrice, type PostedPriceOptions } from "./analysis/best-posted-price.ts";
export { boundary, type TradeBoundary } from "./analysis/boundary.ts";
export { checkInstance } from "./analysis/check.ts";
export { comparisons, type TheoremMention } from "./analysis/compare.ts";
export type { Domination } from "./analysis/dominate.ts";
export type { DataFrontier, DataFrontierOptions, Estimated } from "./analysis/estimate/data-frontier.ts";
export type { DrawExecutor } from "./analysis/estimate/draws.ts";
export type { Observations } from "./analysis/estimate/sample.ts";
export { type Evaluation, shareOf } from "./analysis/evaluate/evaluate.ts";
export type { Explanation } from "./analysis/explain/explanation.ts";
export {
  defaultFrontierOptions,
  type FrontierKind,
  type FrontierOptions,
  type FrontierPoint,
  type ValueFrontier,
} from "./analysis/frontier.ts";
export type { WordLists, WordRow, WordTable } from "./analysis/word-table.ts";
export type { CriterionName } from "./analysis/worst-case/criteria.ts";
export { type InstanceFamily, readInstanceFamily } from "./analysis/worst-case/instance-family.ts";
export type { WorstCase, WorstCaseFamily, WorstCaseOptions } from "./analysis/worst-case/worst-case.ts";
export { formatRational, type NumberInput, type Rational, rational, toNumber } from "./arithmetic/rational.ts";
export type { Audit, Constraints, Violation } from "./audit/audit.ts";
export { audit, constraintsOf } from "./audit/audit.ts";
export { type Certificate, serializeCertificate } from "./certificate/format.ts";
export { type Certified, defaultProofOptions, type ProofOptions } from "./certificate/prove/certificate.ts";
export { parseCertificate, readCertificateText } from "./certificate/verify/read-certificate.ts";
export type { Verdict } from "./certificate/verify/verdict.ts";
export { verifyCertificate } from "./certificate/verify/verify.ts";
export type * from "./distributions/distribution.ts";
export * from "./distributions/laws.ts";
export type { Binding, Duals } from "./duals/duals.ts";
export { type BilateralTrade, bilateralTrade, isBilateralTrade } from "./environments/bilateral-trade.ts";
export { type DivisibleInput, type DivisibleTrade, divisibleTrade, isDivisibleTrade } from "./environments/divisible-trade.ts";
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
export { type Change, InvalidInputError, type Refusal, UnsupportedProblemError } from "./errors.ts";
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
export { type PriceMasses, postedLottery, simpleRule } from "./mechanism/rules/posted/lottery.ts";
export { postedPrice } from "./mechanism/rules/posted/price.ts";
export { priceLottery } from "./mechanism/rules/price-lottery.ts";
export { type Offerer, takeItOrLeaveIt } from "./mechanism/rules/take-it-or-leave-it.ts";
export { tight } from "./mechanism/rules/tight.ts";
export { tradeReduction, tradeReductionAt } from "./mechanism/rules/trade-reduction.ts";
export { vcg } from "./mechanism/rules/vcg.ts";
export { pivotal } from "./mechanism/rules/vcg-finite.ts";
export { vcgPrime } from "./mechanism/rules/vcg-prime.ts";
export { brokerProfit, expectedRents, firstBestGains, gainsFromTrade } from "./mechanism/sums.ts";
export type { BestPostedPrice } from "./price-distribution/posted/best-price.ts";
export { type CsvDialect, csvColumns } from "./problem/csv-column.ts";
export {
  type Budget,
  type BudgetRule,
  budgetChoices,
  type DesignProblem,
  type DesignProblemInput,
  defaultWidth,
  designProblem,
  discretizationChoices,
  type Incentives,
  incentivesChoices,
  type Participation,
  participationChoices,
} from "./problem/design-problem.ts";
export { parseInstance, serializeInstance } from "./problem/instance.ts";
export type { ParseOptions } from "./problem/law-json.ts";
export type { LawJson } from "./problem/law-schema.ts";
export type { Objective } from "./problem/objective.ts";
export type { InstanceJson } from "./problem/schema.ts";
export { setPaths, withChange } from "./problem/set-path.ts";
export { startingInstances } from "./problem/starting-instances.ts";
export { boundedness } from "./program/boundedness.ts";
export type { Program } from "./program/program.ts";
export { finiteQuestion, tradeQuestion } from "./program/question.ts";
export { build } from "./program/reduced/build.ts";
export { buildReference } from "./program/reference/finite.ts";
export { type ExplanationJson, explanationJson, explanationText } from "./report/explanation/explanation.ts";
export { type ResultJson, resultJson } from "./report/result/json.ts";
export { readResult } from "./report/result/read-result.ts";
export { resultText } from "./report/result/text.ts";
export { type EvaluationJson, evaluationJson, evaluationText } from "./report/studies/evaluation.ts";
export { type Table, type TableFormat, tableText } from "./report/table.ts";
export type { Bracket, Dissolution, Level, Result, ResultStatus, RouteName } from "./result.ts";
export { isGrid } from "./routes/grid-problem.ts";
export { defaultSolveOptions, type SolveOptions } from "./routes/options.ts";
export type { Solver, SolverCapabilities, SolverResult } from "./solver/solver.ts";
export { allTheorems, mentionedBy, registerTheorem, theoremById } from "./theorems/catalogue.ts";
export type { StatedValue, Theorem } from "./theorems/theorem.ts";
export { discretize } from "./type-space/discretize.ts";
export type { TypeSpace } from "./type-space/type-space.ts";
