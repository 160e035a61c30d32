import { type ExactVector, entryOf, exactVector } from "../../arithmetic/exact-vector.ts";
import { exactDouble, type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { activity, isDualFeasible, isPrimalFeasible, reducedCosts } from "../../exact-lp/basis.ts";
import { feasiblePoint } from "../../exact-lp/feasible-point.ts";
import { exactOptimum, type FloatSolve, objectiveAt, solveExact } from "../../exact-lp/optimum.ts";
import { type ExactProgram, floatProgram } from "../../exact-lp/program.ts";
import { reducedCostsOf } from "../../solver/result.ts";
import type { SolverResult } from "../../solver/solver.ts";

/**
 * The optima of a linear program, as a program: the rows that have a price in an optimal dual hold with equality, the columns that such a dual says are worth nothing are 0. Exactly the points that
 * are complementary to that dual, hence exactly the optima: no tolerance enters where the dual is exact.
 */
export interface Face {
  readonly program: ExactProgram;
  /** Columns ≥ 0 that are 0 at every point; no row speaks of them. */
  readonly dropped: ReadonlySet<number>;
}

/** The best point of a face for an objective, with the face of all such points. */
export interface Best {
  readonly point: ExactVector;
  /** Prices of the rows. */
  readonly prices: ExactVector;
  readonly value: Rational;
  /** Value and face are proved in exact arithmetic; otherwise a solver's, up to its tolerance. */
  readonly exact: boolean;
  readonly face: Face;
}

/** Why there is no best point: the first two as the solver has confirmed them from the program. */
export interface NoBest {
  readonly failure: "infeasible" | "unbounded" | "unsolved";
  readonly why: string;
}

/** Largest number of columns whose optimal faces are found in exact arithmetic. */
const exactColumns = 1_500;

/** A multiplier of a solver counts from this share of the largest one on. */
const countsFrom = 1e-7;

/** The whole feasible set. */
export const wholeSet = (program: ExactProgram): Face => ({ program, dropped: new Set() });

/** Maximises an objective, one rational a column, over a face; constants are the caller's. */
export async function bestOn(face: Face, objective: readonly Rational[], limits: FloatSolve): Promise<Best | NoBest> {
  const wanted = objective.map((c, j) => (face.dropped.has(j) ? zero : c));
  const program: ExactProgram = { ...face.program, objective: wanted, offset: zero };
  const solution = await solveExact(program, limits);
  if (solution.status === "infeasible" || solution.status === "unbounded") return { failure: solution.status, why: solution.message };
  if (solution.status !== "optimal") return { failure: "unsolved", why: `${solution.status} (${solution.message})` };
  const found = program.columns <= exactColumns ? exactOptimum(program, solution)?.solution : undefined;
  if (found && isPrimalFeasible(found) && isDualFeasible(found)) {
    const { point, prices } = found;
    const costs = reducedCosts(program, prices);
    const priced = program.rows.map((_, i) => prices.numerators[i] !== 0n);
    const worthless = (j: number) => j < program.nonNegative && costs.numerators[j] !== 0n;
    return { point, prices, value: objectiveAt(program, point), exact: true, face: narrowed(face, priced, worthless) };
  }
  return floatBest(face, program, solution);
}

function floatBest(face: Face, program: ExactProgram, { point, rowMultipliers }: SolverResult): Best | NoBest {
  if (!point || !rowMultipliers) return { failure: "unsolved", why: "the solver gave no point with multipliers" };
  const { program: float, rowUnits } = floatProgram(program);
  const costs = reducedCostsOf(float, point, rowMultipliers);
  const largest = (of: Float64Array) => of.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
  const [fromRow, fromColumn] = [countsFrom * largest(rowMultipliers), countsFrom * largest(float.objective)];
  const exact = exactVector(Array.from(point, (x, j) => exactDouble(j < program.nonNegative ? Math.max(0, x) : x)));
  const prices = exactVector(Array.from(rowMultipliers, (y, i) => exactDouble(-y).div(rowUnits[i] as bigint)));
  const priced = Array.from(rowMultipliers, (y) => Math.abs(y) > fromRow);
  const worthless = (j: number) =>
    j < program.nonNegative && Math.abs(costs[j] as number) > fromColumn && (point[j] as number) < countsFrom;
  return { point: exact, prices, value: objectiveAt(program, exact), exact: false, face: narrowed(face, priced, worthless) };
}

function narrowed({ program, dropped }: Face, priced: readonly boolean[], worthless: (column: number) => boolean): Face {
  const gone = Array.from({ length: program.nonNegative }, (_, j) => j).filter((j) => !dropped.has(j) && worthless(j));
  const rows = program.rows.map((row, i) => (priced[i] && !row.equality ? { ...row, equality: true } : row));
  return withoutColumns({ program: { ...program, rows }, dropped }, gone);
}

/** The points of a face at which more columns ≥ 0 are 0. */
export function withoutColumns({ program, dropped }: Face, columns: Iterable<number>): Face {
  const gone = new Set(columns);
  const rows = program.rows.map((row) => {
    if (!row.columns.some((j) => gone.has(j))) return row;
    const kept = row.columns.flatMap((j, e) => (gone.has(j) ? [] : [e]));
    return { ...row, columns: kept.map((e) => row.columns[e] as number), values: kept.map((e) => row.values[e] as bigint) };
  });
  return { program: { ...program, rows }, dropped: new Set([...dropped, ...gone]) };
}

/** The points of a face that also satisfy these equations: Σ values·columns = bound, in rationals. */
export function withEquations(
  { program, dropped }: Face,
  equations: readonly { readonly columns: readonly number[]; readonly values: readonly bigint[]; readonly bound: Rational }[],
): Face {
  const [model] = program.rows;
  if (!model) throw new Error("a design problem has rows");
  const rows = equations.map(({ columns, values, bound }) => ({
    ...model,
    columns,
    values: values.map((value) => value * bound.d),
    bound: bound.s * bound.n,
    equality: true,
  }));
  return { program: { ...program, rows: [...program.rows, ...rows] }, dropped };
}

/** A vector in doubles. */
export function inDoubles(point: ExactVector): Float64Array {
  return Float64Array.from(point.numerators, (_, j) => toNumber(entryOf(point, j)));
}

/** A point near a solver's that lies on the face exactly; null where the program is too large for that, or it cannot be repaired. */
export async function exactlyOn({ program, dropped }: Face, given: Float64Array, limits: FloatSolve): Promise<ExactVector | null> {
  if (program.columns > exactColumns) return null;
  const repaired = await feasiblePoint(program, given, (other) => solveExact(other, limits));
  if (typeof repaired === "string") return null;
  // No row speaks of a column that was dropped, so that whatever it became can be undone.
  return { ...repaired.values, numerators: repaired.values.numerators.map((value, j) => (dropped.has(j) ? 0n : value)) };
}

/** Whether a point satisfies every row and sign of a program exactly. */
export function satisfies({ rows, nonNegative }: ExactProgram, point: ExactVector): boolean {
  if (point.numerators.some((value, j) => j < nonNegative && value < 0n)) return false;
  return rows.every((row) => {
    const spare = activity(row, point) - row.bound * point.denominator;
    return row.equality ? spare === 0n : spare >= 0n;
  });
}
