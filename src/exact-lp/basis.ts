import { type ExactVector, exactVector } from "../arithmetic/exact-vector.ts";
import type { Basis } from "../solver/options.ts";
import type { ExactProgram, ExactRow } from "./program.ts";
import { ExactLinearSystem } from "./solve.ts";

/** Which columns are basic and which rows are held at their bound: equally many. Columns that are not basic are 0. */
export interface ExactBasis {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

/** The exact point and multipliers of a basis. */
export interface BasicSolution {
  readonly basis: ExactBasis;
  readonly system: ExactLinearSystem;
  /** One entry per column. */
  readonly point: ExactVector;
  /** One entry per row: shadow prices of the integer rows. */
  readonly prices: ExactVector;
  /** Rows that the point violates. */
  readonly violatedRows: readonly number[];
  /** Columns ≥ 0 that are negative. */
  readonly violatedColumns: readonly number[];
  /** Inequalities whose price is negative: the bound of the row is worth leaving. */
  readonly pricedWrong: readonly number[];
  /** Columns that are worth raising (free ones: or lowering). */
  readonly worthMoving: readonly { readonly column: number; readonly up: boolean }[];
}

/** The basis of a solver in the terms used here; null when it does not fit. */
export function readBasis(program: ExactProgram, basis: Basis): ExactBasis | null {
  const columns = Array.from({ length: program.columns }, (_, j) => j).filter((j) => basis.columns[j] === "basic");
  const rows = program.rows.map((_, i) => i).filter((i) => basis.rows[i] !== "basic");
  return columns.length === rows.length ? { columns, rows } : null;
}

/**
 * Solves the square system of a basis exactly: basic columns against the rows that are held, and its transpose for the multipliers.
 * Null when its matrix is singular; throws OutOfTime after `until`.
 */
export function basicSolution(program: ExactProgram, basis: ExactBasis, until?: number): BasicSolution | null {
  const { rows, nonNegative } = program;
  const system = systemOf(program, basis, until);
  if (!system) return null;
  const objective = exactVector(program.objective);
  const point = pointOf(program, basis, system);
  const priced = system.solveTransposed(basis.columns.map((j) => objective.numerators[j] as bigint));
  // In c = Aᵀy + z a row that is held from below has y ≤ 0: its shadow price is −y.
  const prices = {
    numerators: scatter(
      rows.length,
      basis.rows,
      priced.numerators.map((y) => -y),
    ),
    denominator: priced.denominator * objective.denominator,
  };
  const costs = reducedCosts(program, prices);
  return {
    basis,
    system,
    point,
    prices,
    violatedRows: rows.flatMap((row, i) => (respects(row, point) ? [] : [i])),
    violatedColumns: point.numerators.flatMap((value, j) => (j < nonNegative && value < 0n ? [j] : [])),
    pricedWrong: rows.flatMap((row, i) => (!row.equality && (prices.numerators[i] as bigint) < 0n ? [i] : [])),
    worthMoving: costs.numerators.flatMap((cost, j) =>
      cost > 0n || (cost < 0n && j >= nonNegative) ? [{ column: j, up: cost > 0n }] : [],
    ),
  };
}

/** The exact point of a basis alone; null when its matrix is singular or the point is not feasible. Throws OutOfTime after `until`. */
export function feasibleBasicPoint(program: ExactProgram, basis: ExactBasis, until: number): ExactVector | null {
  const system = systemOf(program, basis, until);
  const point = system && pointOf(program, basis, system);
  if (!point || point.numerators.some((value, j) => j < program.nonNegative && value < 0n)) return null;
  return program.rows.every((row) => respects(row, point)) ? point : null;
}

/** The square system of basic columns and held rows; null when it is singular. */
function systemOf({ rows }: ExactProgram, basis: ExactBasis, until?: number): ExactLinearSystem | null {
  const place = new Map(basis.columns.map((j, k) => [j, k]));
  const held = basis.rows.map((i) => entriesAt(entriesOf(rows[i] as ExactRow), place));
  return ExactLinearSystem.factor({ size: held.length, rows: held }, until);
}

function pointOf({ rows, columns }: ExactProgram, basis: ExactBasis, system: ExactLinearSystem): ExactVector {
  const solved = system.solve(basis.rows.map((i) => (rows[i] as ExactRow).bound));
  return { numerators: scatter(columns, basis.columns, solved.numerators), denominator: solved.denominator };
}

/** The entries of a row as pairs. */
export function entriesOf({ columns, values }: ExactRow): readonly (readonly [column: number, value: bigint])[] {
  return columns.map((j, e) => [j, values[e] as bigint]);
}

/** The row of a square system that entries are, those whose column has a place in it. */
export function entriesAt(entries: readonly (readonly [column: number, value: bigint])[], place: ReadonlyMap<number, number>) {
  const kept = entries.filter(([j]) => place.has(j));
  return { columns: kept.map(([j]) => place.get(j) as number), values: kept.map(([, value]) => value) };
}

export function isPrimalFeasible({ violatedRows, violatedColumns }: BasicSolution): boolean {
  return violatedRows.length === 0 && violatedColumns.length === 0;
}

export function isDualFeasible({ pricedWrong, worthMoving }: BasicSolution): boolean {
  return pricedWrong.length === 0 && worthMoving.length === 0;
}

/** c + Aᵀ·prices: what one unit of each column adds to the bound. */
export function reducedCosts(program: ExactProgram, prices: ExactVector): ExactVector {
  const objective = exactVector(program.objective);
  const costs = objective.numerators.map((c) => c * prices.denominator);
  program.rows.forEach((row, i) => {
    const price = (prices.numerators[i] as bigint) * objective.denominator;
    if (price === 0n) return;
    row.columns.forEach((j, e) => {
      costs[j] = (costs[j] as bigint) + price * (row.values[e] as bigint);
    });
  });
  return { numerators: costs, denominator: objective.denominator * prices.denominator };
}

/** Σ values·x of a row, times the vector's denominator. */
export function activity(row: ExactRow, point: ExactVector): bigint {
  return row.columns.reduce((sum, j, e) => sum + (row.values[e] as bigint) * (point.numerators[j] as bigint), 0n);
}

function respects(row: ExactRow, point: ExactVector): boolean {
  const excess = activity(row, point) - row.bound * point.denominator;
  return row.equality ? excess === 0n : excess >= 0n;
}

export function scatter(length: number, places: readonly number[], values: readonly bigint[]): bigint[] {
  const all = new Array<bigint>(length).fill(0n);
  places.forEach((place, k) => {
    all[place] = values[k] as bigint;
  });
  return all;
}
