import type { Program, SparseRows } from "../src/program/program.ts";
import { smallestReliableCoefficient } from "../src/program/program.ts";

/**
 * A program in units that a backend can trust, and the way back. With row factors r, column factors s and an objective factor σ, all powers of two
 * (so that no digit changes), x = s·x′ and
 *
 *     A′ = r A s,  rowBounds′ = r·rowBounds,  columnBounds′ = columnBounds/s,  c′ = σ c s,  Q′ = σ s Q s.
 */
export interface ScaledProgram {
  readonly objective: Float64Array;
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly matrix: SparseRows;
  readonly quadratic: SparseRows | undefined;
  readonly factors: ScalingFactors;
}

export interface ScalingFactors {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly objective: number;
}

export interface ScalingTarget {
  /** Bounds larger than this make all columns shrink together until the largest is 1; default: no such thing. */
  readonly largestBound?: number;
}

/** Rounds of geometric scaling; only for programs whose rows span too many orders of magnitude. */
const geometricRounds = 8;

/**
 * Scales every row to a largest entry in [1, 2) and the objective likewise, so that an absolute tolerance of a backend means the same in every row.
 * Columns keep their units unless a column without bounds would then have an entry smaller than `smallestReliableCoefficient`: were that entry lost, the
 * column could run away. A lost entry of a column between two bounds moves its row by that much at most. Such columns never get larger units either,
 * in which a backend's tolerance would be more than it says.
 */
export function scaleProgram(program: Program, target: ScalingTarget = {}): ScaledProgram {
  const factors = scalingFactors(program, target);
  const { rows, columns, objective: sigma } = factors;
  const { matrix, quadratic } = program;
  return {
    objective: program.objective.map((c, j) => sigma * c * (columns[j] as number)),
    columnLower: program.columnLower.map((bound, j) => bound / (columns[j] as number)),
    columnUpper: program.columnUpper.map((bound, j) => bound / (columns[j] as number)),
    rowLower: program.rowLower.map((bound, i) => bound * (rows[i] as number)),
    rowUpper: program.rowUpper.map((bound, i) => bound * (rows[i] as number)),
    matrix: scaleEntries(matrix, (row, column) => (rows[row] as number) * (columns[column] as number)),
    quadratic: quadratic && scaleEntries(quadratic, (row, column) => sigma * (columns[row] as number) * (columns[column] as number)),
    factors,
  };
}

/** x = s·x′. Rays scale alike. */
export function unscalePoint(factors: ScalingFactors, point: ArrayLike<number>): Float64Array {
  return factors.columns.map((s, j) => s * (point[j] as number));
}

/** y = r·y′/σ. */
export function unscaleRowMultipliers(factors: ScalingFactors, multipliers: ArrayLike<number>): Float64Array {
  return factors.rows.map((r, i) => (r * (multipliers[i] as number)) / factors.objective);
}

/** Farkas multipliers carry no objective: y = r·y′. */
export function unscaleFarkas(factors: ScalingFactors, farkas: ArrayLike<number>): Float64Array {
  return factors.rows.map((r, i) => r * (farkas[i] as number));
}

/** z = z′/(σ s). */
export function unscaleReducedCosts(factors: ScalingFactors, reducedCosts: ArrayLike<number>): Float64Array {
  return factors.columns.map((s, j) => (reducedCosts[j] as number) / (s * factors.objective));
}

function scalingFactors(program: Program, target: ScalingTarget): ScalingFactors {
  const rows = new Float64Array(program.rowCount).fill(1);
  const columns = new Float64Array(program.columnCount).fill(1);
  if (normaliseRows(program, rows, columns) < smallestReliableCoefficient) {
    let objectiveFactor = 1;
    for (let round = 0; round < geometricRounds; round++) {
      objectiveFactor = balance(program, rows, columns, objectiveFactor);
      columns.forEach((factor, j) => {
        if (isBounded(program, j)) columns[j] = Math.min(1, factor);
      });
    }
    normaliseRows(program, rows, columns);
  }
  shrinkColumns(program, rows, columns, target.largestBound ?? Number.POSITIVE_INFINITY);
  let largest = 0;
  for (let j = 0; j < program.columnCount; j++) {
    largest = Math.max(largest, Math.abs((program.objective[j] as number) * (columns[j] as number)));
  }
  const q = program.quadratic;
  if (q) {
    forEachEntry(q, (i, j, value) => {
      largest = Math.max(largest, Math.abs(value * (columns[i] as number) * (columns[j] as number)));
    });
  }
  return { rows, columns, objective: 1 / powerOfTwo(largest) };
}

function shrinkColumns(program: Program, rows: Float64Array, columns: Float64Array, limit: number): void {
  let largest = 0;
  const see = (bound: number) => {
    if (Number.isFinite(bound)) largest = Math.max(largest, Math.abs(bound));
  };
  for (let i = 0; i < program.rowCount; i++) {
    see((program.rowLower[i] as number) * (rows[i] as number));
    see((program.rowUpper[i] as number) * (rows[i] as number));
  }
  for (let j = 0; j < program.columnCount; j++) {
    see((program.columnLower[j] as number) / (columns[j] as number));
    see((program.columnUpper[j] as number) / (columns[j] as number));
  }
  if (largest <= limit) return;
  const factor = powerOfTwo(largest);
  for (let i = 0; i < rows.length; i++) rows[i] = (rows[i] as number) / factor;
  for (let j = 0; j < columns.length; j++) columns[j] = (columns[j] as number) * factor;
}

/** Whether column j lies between two finite bounds. */
export function isBounded({ columnLower, columnUpper }: Program, j: number): boolean {
  return Number.isFinite(columnLower[j] as number) && Number.isFinite(columnUpper[j] as number);
}

/** Sets the row factors so that the largest entry of a row is in [1, 2); returns the smallest entry then of a column without bounds. */
function normaliseRows(program: Program, rows: Float64Array, columns: Float64Array): number {
  const { starts, indices, values } = program.matrix;
  let smallest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < program.rowCount; row++) {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const size = Math.abs((values[k] as number) * (columns[indices[k] as number] as number));
      if (size === 0) continue;
      low = Math.min(low, size);
      high = Math.max(high, size);
    }
    const factor = 1 / powerOfTwo(high);
    rows[row] = factor;
    if (low * factor >= smallest) continue;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      const size = Math.abs((values[k] as number) * factor * (columns[j] as number));
      if (size > 0 && size < smallest && !isBounded(program, j)) smallest = size;
    }
  }
  return smallest;
}

/**
 * One round: each row, then each column, is divided by the geometric mean of its smallest and largest entry. The objective takes part as one more row,
 * or the columns would be balanced at its expense.
 */
function balance(program: Program, rows: Float64Array, columns: Float64Array, objectiveFactor: number): number {
  const { rowCount, columnCount, matrix, objective } = program;
  for (const side of ["rows", "columns"] as const) {
    const count = side === "rows" ? rowCount : columnCount;
    const low = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(count);
    const see = (k: number, size: number) => {
      if (size === 0) return;
      low[k] = Math.min(low[k] as number, size);
      high[k] = Math.max(high[k] as number, size);
    };
    forEachEntry(matrix, (row, column, value) => {
      see(side === "rows" ? row : column, Math.abs(value) * (rows[row] as number) * (columns[column] as number));
    });
    if (side === "rows") {
      let least = Number.POSITIVE_INFINITY;
      let most = 0;
      for (let j = 0; j < columnCount; j++) {
        const size = Math.abs(objective[j] as number) * (columns[j] as number);
        if (size > 0) least = Math.min(least, size);
        most = Math.max(most, size);
      }
      objectiveFactor = most === 0 ? 1 : 1 / powerOfTwo(Math.sqrt(least) * Math.sqrt(most));
    } else {
      for (let j = 0; j < columnCount; j++) see(j, Math.abs(objective[j] as number) * (columns[j] as number) * objectiveFactor);
    }
    const factors = side === "rows" ? rows : columns;
    for (let k = 0; k < count; k++) {
      if (high[k]) factors[k] = (factors[k] as number) / powerOfTwo(Math.sqrt(low[k] as number) * Math.sqrt(high[k] as number));
    }
  }
  return objectiveFactor;
}

/** The power of two at or below a positive number (1 for 0), kept inside the range in which products of three of them stay exact. */
function powerOfTwo(value: number): number {
  if (value === 0) return 1;
  return 2 ** Math.max(-300, Math.min(300, Math.floor(Math.log2(value))));
}

function forEachEntry(matrix: SparseRows, visit: (row: number, column: number, value: number) => void): void {
  const { starts, indices, values } = matrix;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) visit(row, indices[k] as number, values[k] as number);
  }
}

function scaleEntries(matrix: SparseRows, factor: (row: number, column: number) => number): SparseRows {
  const values = new Float64Array(matrix.values.length);
  const { starts, indices } = matrix;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      values[k] = (matrix.values[k] as number) * factor(row, indices[k] as number);
    }
  }
  return { starts, indices, values };
}
