import type { CscMatrix, solveConic } from "cvxjs";
import { InvalidInputError, show } from "../src/errors.ts";
import { toColumns } from "../src/program/mps/sparse-columns.ts";
import type { Program, SparseRows } from "../src/program/program.ts";
import type { ScaledProgram } from "./scaling.ts";

/** Clarabel takes larger bounds for absent ones. */
const largestBound = 1e20;

type ConeDims = Parameters<typeof solveConic>[4];

export interface ConeRows {
  readonly matrix: CscMatrix;
  readonly rightHandSide: Float64Array;
  readonly cones: ConeDims;
}

/** Where a conic row comes from: `index` ≥ 0 is a row, otherwise column −1−index; `sign` is −1 for a lower bound. */
export interface RowOrigins {
  readonly index: Int32Array;
  readonly sign: Int8Array;
}

/** Equalities first, then one row for every finite bound: A x ≤ upper and −A x ≤ −lower, for rows and columns. */
export function coneRows(program: Program, scaled: ScaledProgram): ConeRows & { readonly origins: RowOrigins } {
  const equalities: Side[] = [];
  const inequalities: Side[] = [];
  const addSides = (index: number, lower: number, upper: number) => {
    if (lower === upper) equalities.push({ index, sign: 1, bound: upper });
    else {
      if (upper < Number.POSITIVE_INFINITY) inequalities.push({ index, sign: 1, bound: upper });
      if (lower > Number.NEGATIVE_INFINITY) inequalities.push({ index, sign: -1, bound: -lower });
    }
  };
  for (let i = 0; i < program.rowCount; i++) addSides(i, scaled.rowLower[i] as number, scaled.rowUpper[i] as number);
  for (let j = 0; j < program.columnCount; j++) addSides(-1 - j, scaled.columnLower[j] as number, scaled.columnUpper[j] as number);
  const sides = [...equalities, ...inequalities];
  for (const { index, bound } of sides) {
    if (Math.abs(bound) < largestBound) continue;
    throw new InvalidInputError({
      field: index >= 0 ? `program row ${index}` : `program column ${-1 - index}`,
      expected: `bounds below ${largestBound} in size, after scaling`,
      received: show(bound),
      remedy: "Leave the bound out (Infinity) or use the solver highs.",
    });
  }
  const starts = new Int32Array(sides.length + 1);
  const { matrix } = scaled;
  for (const [k, { index }] of sides.entries()) {
    const count = index >= 0 ? (matrix.starts[index + 1] as number) - (matrix.starts[index] as number) : 1;
    starts[k + 1] = (starts[k] as number) + count;
  }
  const total = starts[sides.length] as number;
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  for (const [k, { index, sign }] of sides.entries()) {
    const at = starts[k] as number;
    if (index < 0) {
      indices[at] = -1 - index;
      values[at] = sign;
      continue;
    }
    const from = matrix.starts[index] as number;
    for (let e = at; e < (starts[k + 1] as number); e++) {
      indices[e] = matrix.indices[from + e - at] as number;
      values[e] = sign * (matrix.values[from + e - at] as number);
    }
  }
  return {
    matrix: byColumns({ starts, indices, values }, sides.length, program.columnCount),
    rightHandSide: Float64Array.from(sides, ({ bound }) => bound),
    cones: { zero: equalities.length, nonneg: inequalities.length, soc: [], exp: 0, power: [] },
    origins: { index: Int32Array.from(sides, ({ index }) => index), sign: Int8Array.from(sides, ({ sign }) => sign) },
  };
}

interface Side {
  readonly index: number;
  readonly sign: number;
  readonly bound: number;
}

/** The matrix as Clarabel takes it: by columns, rows increasing. */
export function byColumns(matrix: SparseRows, nrows: number, ncols: number): CscMatrix {
  const { starts, indices, values } = toColumns(matrix, ncols);
  return { nrows, ncols, colPtr: Uint32Array.from(starts), rowIdx: Uint32Array.from(indices), values };
}
