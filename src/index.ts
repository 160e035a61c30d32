import { clarabel } from "../solvers/clarabel.ts";
import { highs } from "../solvers/highs.ts";
import { solverByName } from "../solvers/registry.ts";
import { type CertifyOptions, certify as certifyWith } from "./analysis/certify.ts";
import { type Convergence, type ConvergenceOptions, convergence as convergenceWith } from "./analysis/convergence/convergence.ts";
import { type Domination, dominate as dominateWith } from "./analysis/dominate.ts";
import { type DataFrontier, type DataFrontierOptions, dataFrontier as frontierOfData } from "./analysis/estimate/data-frontier.ts";
import type { Observations } from "./analysis/estimate/sample.ts";
import { type Evaluation, evaluate as evaluateWith } from "./analysis/evaluate/evaluate.ts";
import { type ExplainOptions, explainWith } from "./analysis/explain/explain.ts";
import type { Explanation } from "./analysis/explain/explanation.ts";
import { type FrontierOptions, frontier as frontierWith, type ValueFrontier } from "./analysis/frontier.ts";
import { type WordLists, type WordTable, wordTable as wordTableWith } from "./analysis/word-table.ts";
import type { CriterionName } from "./analysis/worst-case/criteria.ts";
import {
  worstCase as searchWorstCase,
  type WorstCase,
  type WorstCaseFamily,
  type WorstCaseOptions,
} from "./analysis/worst-case/worst-case.ts";
import type { Certified } from "./certificate/prove/certificate.ts";
import type { PricedMechanism } from "./mechanism/priced.ts";
import type { DesignProblem } from "./problem/design-problem.ts";
import { serialisable } from "./report/result/json.ts";
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
  return serialisable(await solveWith(problem, highs, { ...options, solver: solverOf(options) }, clarabel));
}

function solverOf({ solver }: Pick<SolveSettings, "solver">): Solver | undefined {
  return typeof solver === "string" ? solverByName(solver) : solver;
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
  return efficientDissolutionWith(problem, highs, { ...options, solver: solverOf(options) });
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
  options: Pick<SolveSettings, "solver"> = {},
): Promise<Domination> {
  return dominateWith(problem, mechanism, solverOf(options) ?? highs);
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
 * Why the answer to a problem is what it is, by the names of agents and types: what constraints cost and where trade is lost at an optimum; which constraints exclude each other
 * where nothing is feasible; with `efficient`, why efficiency is impossible. HiGHS solves what needs a program, unless `options.solver` says otherwise. See {@link Explanation}.
 *
 * Throws UnsupportedProblemError where efficiency is asked of a problem that has no finite definition in exact numbers.
 *
 * @example
 * const { conflict } = await explain(problem, { efficient: "trade" });
 * console.log(conflict?.relaxations.subsidy); // { value: 0.15625, exact: "5/32" } for four midpoints of U[0,1] a side
 */
export function explain(problem: DesignProblem, options: Partial<ExplainOptions> & SolveSettings = {}): Promise<Explanation> {
  const { efficient, points, ...settings } = options;
  const solver = solverOf(options) ?? highs;
  const by = {
    solve: (next: DesignProblem) => solve(next, settings),
    byProgram: (next: DesignProblem) => solve(next, { ...settings, solver }),
    solver,
  };
  return explainWith(problem, by, { efficient, points, timeLimitSeconds: options.timeLimitSeconds });
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

/**
 * How grid values and the bounds on a continuous problem depend on the number of cells, with fitted orders and limits by extrapolation, which are estimates; see {@link Convergence}.
 *
 * Throws InvalidInputError for wrong numbers of cells, UnsupportedProblemError for a problem with finitely many types.
 *
 * @example
 * const { rows } = await convergence(problem, { cells: [4, 8] });
 * console.log(rows.map(({ inner, outer }) => outer - inner));
 */
export function convergence(
  problem: DesignProblem,
  options: Partial<ConvergenceOptions> & Pick<SolveSettings, "solver"> = {},
): Promise<Convergence> {
  const { solver: _, ...asked } = options;
  return convergenceWith(problem, solverOf(options) ?? highs, solve, asked);
}

/**
 * The efficient frontier of a design problem, each point a solve of its own by the solver of `settings`, HiGHS unless told otherwise; see {@link FrontierOptions}.
 *
 * Throws InvalidInputError for a wrong kind or number of points, UnsupportedProblemError where there is no such frontier.
 *
 * @example
 * const { points } = await frontier(problem, { kind: "gains-profit", points: 5 });
 */
export function frontier(
  problem: DesignProblem,
  options: Partial<FrontierOptions> = {},
  settings: SolveSettings = {},
): Promise<ValueFrontier> {
  return frontierWith(problem, options, (changed, own) => solve(changed, { ...settings, ...own }));
}

/**
 * A law at which a ratio of what mechanisms attain is small, exact; see {@link WorstCase} for what is and is not proved.
 *
 * @example
 * const { ratio, instance } = await worstCase("flat-revenue", "random-offerer", { timeLimitSeconds: 30 }); // ratio.upper < 1/2.09
 */
export function worstCase(family: WorstCaseFamily, criterion: CriterionName, options: WorstCaseOptions = {}): Promise<WorstCase> {
  return searchWorstCase(family, criterion, options, { solver: highs, solve });
}

/**
 * The second-best frontier of laws estimated from data, with bootstrap bands; see {@link DataFrontier}.
 *
 * @example
 * const { secondBest, observed } = await dataFrontier({ samples: values }, { samples: costs }, { draws: 1000, price: 0.5 });
 */
export function dataFrontier(buyer: Observations, seller: Observations, options: DataFrontierOptions = {}): Promise<DataFrontier> {
  return frontierOfData(buyer, seller, options, solve);
}

export { createHighsSolver, type HighsLoading } from "../solvers/highs.ts";
export { registerSolver, solverByName, solverNames } from "../solvers/registry.ts";
export * from "./core.ts";
