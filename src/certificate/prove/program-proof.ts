import { type ExactVector, entryOf } from "../../arithmetic/exact-vector.ts";
import { formatRational, one, type Rational, zero } from "../../arithmetic/rational.ts";
import { isDualFeasible, isPrimalFeasible } from "../../exact-lp/basis.ts";
import { OutOfTime } from "../../exact-lp/deadline.ts";
import { intervalSolution } from "../../exact-lp/interval-solution.ts";
import { exactOptimum, type FloatSolve, objectiveAt, solveExact } from "../../exact-lp/optimum.ts";
import type { ExactProgram } from "../../exact-lp/program.ts";
import type { SolverResult } from "../../solver/solver.ts";
import type { NaiveProblem } from "../verify/finite/naive-problem.ts";
import { evenly } from "./evenly.ts";
import { draftPrices, type RowOf } from "./exact-program.ts";
import { lotteryTable, MultiplierDraft, type Proved, paymentTexts, roundOutward } from "./proof.ts";

/**
 * Lifts a solver's answer to the program of a finite problem to a proof: the square system of its basis is solved exactly, a few exact pivots remove
 * what the solver's tolerance left. Where that fails the solver's numbers are made feasible, which proves an interval; where the solver failed, the
 * least shortfall of participation decides whether any mechanism is feasible.
 *
 * With `symmetric`, agents who are alike are treated alike, see {@link evenly}. Returns in words why there is no proof when a limit came first, or the solver's numbers could not be repaired.
 */
export async function liftProgram(
  problem: NaiveProblem,
  program: ExactProgram<RowOf>,
  result: SolverResult,
  options: FloatSolve,
  symmetric = false,
): Promise<Proved | string> {
  try {
    const proved = await liftInTime(problem, program, result, options);
    return typeof proved === "string" || !symmetric ? proved : evenly(problem, proved);
  } catch (error) {
    if (error instanceof OutOfTime) return error.message;
    throw error;
  }
}

async function liftInTime(
  problem: NaiveProblem,
  program: ExactProgram<RowOf>,
  result: SolverResult,
  options: FloatSolve,
): Promise<Proved | string> {
  if (result.status === "limit") return "the solver's limit of time or iterations came first";
  // A solver that fails has often met an infeasible program.
  if (result.status !== "optimal") return proveInfeasible(program, result, options);

  const best = exactOptimum(program, result, endOf(options));
  const repairs = best && best.pivots > 0 ? [`${best.pivots} exact pivots after the solver's basis`] : [];
  if (best && isPrimalFeasible(best.solution) && isDualFeasible(best.solution)) {
    const { point, prices } = best.solution;
    const value = formatRational(objectiveAt(program, point));
    return {
      claim: { status: "optimal", lower: value, upper: value },
      proof: finiteProof(problem, program, point, prices),
      method: "exact solution of the solver's basis",
      repairs,
    };
  }
  const interval = await intervalSolution(program, result, best?.solution ?? null, (other) => solveExact(other, options));
  if (typeof interval === "string") return interval;
  return {
    claim: {
      status: "optimal",
      lower: formatRational(roundOutward(objectiveAt(program, interval.point), -1n)),
      upper: formatRational(roundOutward(boundAt(program, interval.prices), 1n)),
    },
    proof: finiteProof(problem, program, interval.point, interval.prices),
    method: "the solver's numbers, made feasible",
    repairs: [...repairs, ...interval.repairs],
  };
}

/** When the time of a solve is over, on the clock of `performance.now()`. */
function endOf({ timeLimitSeconds }: FloatSolve): number {
  return performance.now() + 1000 * timeLimitSeconds;
}

/**
 * Prices of the constraints that exclude every mechanism, from the program that buys participation at the least cost: allow every agent to
 * fall short of its outside option by s (in the units of its row) and minimise s. The optimum is positive, and its multipliers are the proof.
 */
async function proveInfeasible(program: ExactProgram<RowOf>, first: SolverResult, options: FloatSolve): Promise<Proved | string> {
  const shortfall = program.columns;
  // The new column must come before the free ones: columns ≥ 0 are the first.
  const place = (column: number) => (column < program.nonNegative ? column : column + 1);
  const elastic: ExactProgram<RowOf> = {
    columns: shortfall + 1,
    nonNegative: program.nonNegative + 1,
    objective: Array.from({ length: shortfall + 1 }, (_, j) => (j === program.nonNegative ? one.neg() : zero)),
    offset: zero,
    rows: program.rows.map((row) => {
      const columns = row.columns.map(place);
      if (row.of.family !== "participation") return { ...row, columns };
      const unit = row.values.reduce((most, value) => (value > most ? value : -value > most ? -value : most), 1n);
      return { ...row, columns: [...columns, program.nonNegative], values: [...row.values, unit] };
    }),
  };
  const best = exactOptimum(elastic, await solveExact(elastic, options), endOf(options));
  if (!best || !isPrimalFeasible(best.solution) || !isDualFeasible(best.solution)) {
    return `the solver ended with ${first.status} (${first.message}), and infeasibility could not be proved`;
  }
  const { point, prices } = best.solution;
  if (entryOf(point, program.nonNegative).equals(zero)) {
    return `the solver ended with ${first.status} (${first.message}), but mechanisms exist`;
  }
  const draft = new MultiplierDraft();
  draftPrices(
    elastic,
    Array.from(prices.numerators, (_, i) => entryOf(prices, i)),
    draft,
  );
  return {
    claim: { status: "infeasible" },
    proof: { kind: "finite", mechanism: null, multipliers: draft.table() },
    method: "exact solution of the solver's basis for the least shortfall of participation",
    repairs: best.pivots > 0 ? [`${best.pivots} exact pivots after the solver's basis`] : [],
  };
}

/** The proof that a mechanism and prices make, both columns and rows of the program in exact numbers. */
export function finiteProof(problem: NaiveProblem, program: ExactProgram<RowOf>, point: ExactVector, prices: ExactVector): Proved["proof"] {
  const { agents, outcomes, prior } = problem;
  const profiles = prior.numerators.length;
  const values = Array.from(point.numerators, (_, j) => entryOf(point, j));
  const draft = new MultiplierDraft();
  draftPrices(
    program,
    Array.from(prices.numerators, (_, i) => entryOf(prices, i)),
    draft,
  );
  return {
    kind: "finite",
    mechanism: {
      lottery: lotteryTable(values.slice(0, profiles * outcomes.length), outcomes.length),
      payments: {
        rule: "table",
        values: paymentTexts(agents.map((_, a) => values.slice(profiles * (outcomes.length + a), profiles * (outcomes.length + a + 1)))),
      },
    },
    multipliers: draft.table(),
  };
}

/** The bound that prices prove when they leave the payments no effect: each lottery picks its best outcome. */
function boundAt(program: ExactProgram<RowOf>, prices: ExactVector): Rational {
  const { objective, offset, rows, nonNegative } = program;
  const worth = objective.slice(0, nonNegative);
  let constant = offset;
  const lotteries: (readonly number[])[] = [];
  rows.forEach((row, i) => {
    if (row.of.family === "lottery") {
      lotteries.push(row.columns);
      return;
    }
    if (prices.numerators[i] === 0n) return;
    const price = entryOf(prices, i);
    constant = constant.sub(price.mul(row.bound));
    row.columns.forEach((j, e) => {
      if (j < nonNegative) worth[j] = (worth[j] as Rational).add(price.mul(row.values[e] as bigint));
    });
  });
  for (const columns of lotteries) {
    constant = constant.add(columns.map((j) => worth[j] as Rational).reduce((best, gain) => (gain.gt(best) ? gain : best)));
  }
  return constant;
}
