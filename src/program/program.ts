/**
 * A linear or convex quadratic program in the one form that every solver adapter translates:
 *
 *     maximise    c·x + offset − ½ xᵀQx
 *     subject to  rowLower ≤ A x ≤ rowUpper
 *                 columnLower ≤ x ≤ columnUpper
 *
 * with n = `columnCount` columns, m = `rowCount` rows; ±Infinity in a bound means "absent"; equal bounds make an equality or a fixed column.
 * A is stored by rows (compressed sparse rows), without duplicate entries. Q is symmetric positive semidefinite; its lower triangle is stored.
 *
 * **Sign convention of the multipliers** (row multipliers y of length m, reduced costs z of length n):
 *
 *     c − Qx = Aᵀy + z
 *
 * y_i ≥ 0 when row i is held by its upper bound, ≤ 0 when by its lower bound, 0 when slack, free when the row is an equality; z_j likewise for
 * column bounds. So y_i is the gain in the objective per unit by which the binding bound of row i is raised, and without Q the dual value is
 * offset + Σ y_i⁺ rowUpper_i − y_i⁻ rowLower_i + Σ z_j⁺ columnUpper_j − z_j⁻ columnLower_j.
 */
export interface Program {
  readonly name: string;
  readonly columnCount: number;
  readonly rowCount: number;
  /** Length n. */
  readonly objective: Float64Array;
  readonly offset: number;
  /** Length n each. */
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  /** Length m each. */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly matrix: SparseRows;
  /** Absent for a linear program. Entry (i, j) with j ≤ i stands for Q_ij = Q_ji. */
  readonly quadratic?: SparseRows;
  /** What a person calls column j, e.g. `trade(0.35, 0.2)`. Computed on demand. */
  columnName(column: number): string;
  /** What a person calls row i, e.g. `IC buyer 0.35→0.30`. Computed on demand. */
  rowName(row: number): string;
}

/** Compressed sparse rows: the entries of row i are `indices[k]`, `values[k]` for starts[i] ≤ k < starts[i+1]. `starts` has length rows + 1. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Smallest magnitude of a matrix entry that may decide anything: solvers drop 1e-9 silently, rows are scaled to stay far above it. */
export const smallestReliableCoefficient = 1e-7;

/** c·x + offset − ½ xᵀQx. */
export function objectiveValue(program: Program, point: ArrayLike<number>): number {
  let value = program.offset;
  for (let j = 0; j < program.columnCount; j++) value += (program.objective[j] as number) * (point[j] as number);
  const q = program.quadratic;
  if (q) {
    for (let i = 0; i < program.columnCount; i++) {
      for (let k = q.starts[i] as number; k < (q.starts[i + 1] as number); k++) {
        const j = q.indices[k] as number;
        value -= (i === j ? 0.5 : 1) * (q.values[k] as number) * (point[i] as number) * (point[j] as number);
      }
    }
  }
  return value;
}
