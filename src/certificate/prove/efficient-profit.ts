import { entryOf } from "../../arithmetic/exact-vector.ts";
import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import { isDualFeasible, isPrimalFeasible } from "../../exact-lp/basis.ts";
import { exactOptimum, type FloatSolve, solveExact } from "../../exact-lp/optimum.ts";
import type { ExactProgram } from "../../exact-lp/program.ts";
import type { NaiveProblem } from "../verify/finite/naive-problem.ts";
import { typeAt } from "../verify/finite/profiles.ts";
import { exactProgram, type RowOf } from "./exact-program.ts";

/**
 * The largest profit R for which some mechanism always chooses an outcome of the largest surplus and meets every constraint with R in the place of the required
 * profit: in expectation or in every state, as the budget says; ties are broken as is best. Exact: a primal and a dual solution of the program over efficient
 * outcomes agree in rational arithmetic. `unbounded` where participation sets no limit; in words why there is no answer.
 *
 * Throws Error for a problem without a budget.
 */
export async function largestEfficientProfit(
  problem: NaiveProblem,
  adjacent: boolean,
  options: FloatSolve,
): Promise<{ readonly profit: Rational } | { readonly none: string }> {
  if (problem.budget === "none") throw new Error("without a budget no profit is asked for");
  const program = overEfficientOutcomes(problem, adjacent);
  const result = await solveExact(program, options);
  if (result.status !== "optimal") return { none: `${options.solver.name} ended with ${result.status}` };
  const best = exactOptimum(program, result);
  if (!best || !isPrimalFeasible(best.solution) || !isDualFeasible(best.solution))
    return { none: "the solver's answer could not be proved" };
  return { profit: entryOf(best.solution.point, program.columns - 1) };
}

/** The program of the definition, less the lotteries over outcomes of a smaller surplus, with the profit as a last, free column. */
function overEfficientOutcomes(problem: NaiveProblem, adjacent: boolean): ExactProgram<RowOf> {
  const { outcomes, prior } = problem;
  const profiles = prior.numerators.length;
  const full = exactProgram({ ...problem, requiredProfit: zero }, adjacent);
  const kept = new Int32Array(full.columns).fill(-1);
  let columns = 0;
  for (let p = 0; p < profiles; p++) for (const o of efficientOutcomes(problem, p)) kept[p * outcomes.length + o] = columns++;
  const nonNegative = columns;
  for (let j = full.nonNegative; j < full.columns; j++) kept[j] = columns++;
  const profit = columns++;
  const rows = full.rows.map((row) => {
    const entries = row.columns.flatMap((column, e) => {
      const place = kept[column] as number;
      return place < 0 ? [] : [{ place, value: row.values[e] as bigint }];
    });
    if (row.of.family === "budget") {
      // One agent's payments say how much one unit of profit is in this row.
      const own = row.values.reduce((sum, value, e) => ((row.columns[e] as number) < full.nonNegative + profiles ? sum + value : sum), 0n);
      entries.push({ place: profit, value: -own });
    }
    return { ...row, columns: entries.map(({ place }) => place), values: entries.map(({ value }) => value) };
  });
  const objective = new Array<Rational>(columns).fill(zero);
  objective[profit] = one;
  return { columns, nonNegative, objective, offset: zero, rows };
}

/** The outcomes of the largest surplus at a profile, in the order in which outcomes are listed. */
export function efficientOutcomes({ agents, outcomes }: NaiveProblem, profile: number): number[] {
  const surplus = outcomes.map((_, o) =>
    agents.reduce((sum, agent) => sum.add(entryOf(agent.utilities, o * agent.types.length + typeAt(agent, profile))), zero),
  );
  const most = surplus.reduce((top, own) => (own.gt(top) ? own : top));
  return [...outcomes.keys()].filter((o) => surplus[o]?.equals(most));
}
