import { type ExactVector, entryOf, exactVector } from "../../arithmetic/exact-vector.ts";
import { exactDouble, toNumber } from "../../arithmetic/rational.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import type { FloatSolve } from "../../exact-lp/optimum.ts";
import { floatProgram } from "../../exact-lp/program.ts";
import type { Program, SparseRows } from "../../program/program.ts";
import { optimalityError, worstError } from "../../solver/optimality.ts";
import type { Solver } from "../../solver/solver.ts";
import { exactlyOn, type Face } from "./face.ts";
import { columnsOf } from "./wishes.ts";

/** The point of a face that a quadratic wish chooses. */
export interface Chosen {
  readonly kind: "chosen";
  readonly point: ExactVector;
  /** The worst relative residual of the Karush–Kuhn–Tucker conditions, as audited from the program. */
  readonly residual: number;
  /** The point satisfies the constraints of the face in exact arithmetic. */
  readonly exact: boolean;
}

/** Minimised over a face: Σ_j weight_j (x_j − target_j)², and for each group Σ weight_j (x_j − mean of the group)². */
export interface Squares {
  readonly targets: readonly { readonly column: number; readonly weight: number; readonly target: number }[];
  /** Each group's own mean is free, so that what is minimised is a variance. */
  readonly groups: readonly (readonly { readonly column: number; readonly weight: number }[])[];
  /** Money², what squares are measured by: a variance may be 0, and errors are relative. */
  readonly size: number;
}

/** E Σ_a (t_a − E t_a)². */
export function varianceOf(naive: NaiveProblem, stake: number): Squares {
  const columns = columnsOf(naive);
  const groups = naive.agents.map((_, a) =>
    naive.prior.numerators.flatMap((mass, p) =>
      mass === 0n ? [] : [{ column: columns.payment(a, p), weight: toNumber(entryOf(naive.prior, p)) }],
    ),
  );
  return { targets: [], groups, size: stake ** 2 };
}

/**
 * The point of a face with the least squares, by a quadratic program; made exactly feasible where the program is small, so that the objective that defines the face is attained to the last digit.
 * In words why there is none.
 */
export async function leastSquares(face: Face, squares: Squares, solver: Solver, limits: FloatSolve): Promise<Chosen | string> {
  const program = quadraticProgram(face, squares);
  const solution = await solver.solve(program, { timeLimitSeconds: limits.timeLimitSeconds, tolerance: Math.max(limits.tolerance, 1e-9) });
  if (solution.status !== "optimal" || !solution.point) return `${solver.name}: ${solution.status} (${solution.message})`;
  if (!solution.rowMultipliers) return `${solver.name} gave no multipliers, so that its answer cannot be audited`;
  const residual = worstError(optimalityError(program, solution.point, solution.rowMultipliers));
  const { columns, nonNegative } = face.program;
  const given = solution.point.slice(0, columns).map((x, j) => (face.dropped.has(j) ? 0 : j < nonNegative ? Math.max(0, x) : x));
  const exact = await exactlyOn(face, given, limits);
  return { kind: "chosen", point: exact ?? exactVector(Array.from(given, exactDouble)), residual, exact: exact !== null };
}

/** The face in doubles with a column for the mean of each group and one for the size; maximised is minus the squares. */
function quadraticProgram({ program: exact, dropped }: Face, { targets, groups, size }: Squares): Program {
  const { program } = floatProgram(exact);
  // The last column is fixed at 1 and worth the size of squares, so that a variance of 0 does not make every error infinite; a distance has targets of that size.
  const measured = groups.length > 0 ? 1 : 0;
  const count = program.columnCount + groups.length + measured;
  const objective = new Float64Array(count);
  const rows: { columns: number[]; values: number[] }[] = Array.from({ length: count }, () => ({ columns: [], values: [] }));
  const square = (i: number, j: number, value: number) => {
    const { columns, values } = rows[i] as (typeof rows)[number];
    columns.push(j);
    values.push(value);
  };
  if (measured) objective[count - 1] = size;
  let constant = measured * size;
  for (const { column, weight, target } of targets) {
    square(column, column, 2 * weight);
    objective[column] = 2 * weight * target;
    constant += weight * target ** 2;
  }
  groups.forEach((members, g) => {
    const mean = program.columnCount + g;
    for (const { column, weight } of members) {
      square(column, column, 2 * weight);
      square(mean, column, -2 * weight);
    }
    square(mean, mean, 2 * members.reduce((sum, { weight }) => sum + weight, 0));
  });
  const starts = new Int32Array(count + 1);
  rows.forEach(({ columns }, k) => {
    starts[k + 1] = (starts[k] as number) + columns.length;
  });
  const quadratic: SparseRows = {
    starts,
    indices: Int32Array.from(rows.flatMap(({ columns }) => columns)),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
  };
  const extended = (list: Float64Array, entry: number) => {
    const longer = new Float64Array(count).fill(entry);
    longer.set(list);
    return longer;
  };
  const columnLower = extended(program.columnLower, Number.NEGATIVE_INFINITY);
  const columnUpper = extended(program.columnUpper, Number.POSITIVE_INFINITY).map((upper, j) => (dropped.has(j) ? 0 : upper));
  if (measured) columnLower[count - 1] = columnUpper[count - 1] = 1;
  return {
    ...program,
    name: "least squares",
    columnCount: count,
    objective,
    offset: -constant,
    columnLower,
    columnUpper,
    quadratic,
  };
}
