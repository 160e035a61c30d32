import type { ExactVector } from "../../arithmetic/exact-vector.ts";
import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import { isDualFeasible, isPrimalFeasible } from "../../exact-lp/basis.ts";
import { exactOptimum, type FloatSolve, objectiveAt, solveExact } from "../../exact-lp/optimum.ts";
import type { ExactProgram, ExactRow } from "../../exact-lp/program.ts";
import { rationalRow } from "../../exact-lp/rational-row.ts";
import { innerRows } from "./inner-program.ts";
import { outerRows } from "./outer-program.ts";
import { columnOf, type UniformPair } from "./uniform-pair.ts";

export type Question = "largest share" | "smallest share" | { readonly leastSubsidyAt: Rational };

/** The exact optimum of a program, with the point that attains it. */
export interface ProvedOptimum {
  readonly value: Rational;
  readonly point: ExactVector;
  readonly pivots: number;
}

const approximations = { outer: outerRows, inner: innerRows } as const;

/**
 * The exact answer of the outer or the inner program: a basis of the solver, solved in rational numbers, whose point satisfies every row and whose
 * prices prove that none is better. Throws when the solver's basis does not lead there.
 */
export async function provedOptimum(
  pair: UniformPair,
  side: keyof typeof approximations,
  question: Question,
  options: FloatSolve,
): Promise<ProvedOptimum> {
  const { columns, rows } = approximations[side](pair);
  const fixed = (column: number, value: Rational) => rationalRow(new Map([[column, one]]), value, true);
  const asked: readonly ExactRow<null>[] =
    typeof question === "string"
      ? [rationalRow(new Map([[columnOf.share, one.neg()]]), one.neg()), fixed(columnOf.subsidy, zero)]
      : [fixed(columnOf.share, question.leastSubsidyAt)];
  const sign = question === "largest share" ? one : one.neg();
  const goal = typeof question === "string" ? columnOf.share : columnOf.subsidy;
  const program: ExactProgram<null> = {
    columns,
    nonNegative: 2,
    objective: Array.from({ length: columns }, (_, j) => (j === goal ? sign : zero)),
    offset: zero,
    rows: [...rows, ...asked],
  };
  const result = await solveExact(program, options);
  const best = exactOptimum(program, result);
  if (!best || !isPrimalFeasible(best.solution) || !isDualFeasible(best.solution)) {
    throw new Error(
      `${side} program, ${JSON.stringify(question)}: ${options.solver.name} ended with ${result.status} (${result.message}), and no exact optimum was reached from there`,
    );
  }
  return { value: objectiveAt(program, best.solution.point).mul(sign), point: best.solution.point, pivots: best.pivots };
}
