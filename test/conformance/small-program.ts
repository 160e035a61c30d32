import type { Program, SparseRows } from "../../src/program/program.ts";

/** A program written out by hand: dense rows as [lower, coefficients, upper], everything else optional. */
export interface SmallProgram {
  readonly name?: string;
  readonly objective: readonly number[];
  readonly offset?: number;
  readonly rows?: readonly (readonly [lower: number, coefficients: readonly number[], upper: number])[];
  /** Bounds per column; default [0, ∞). */
  readonly columns?: readonly (readonly [lower: number, upper: number])[];
  /** Full symmetric matrix Q. */
  readonly quadratic?: readonly (readonly number[])[];
}

/** The {@link Program} that a small program stands for; zeros are not stored. */
export function smallProgram(small: SmallProgram): Program {
  const n = small.objective.length;
  const rows = small.rows ?? [];
  const columns = small.columns ?? small.objective.map(() => [0, Number.POSITIVE_INFINITY] as const);
  return {
    name: small.name ?? "small",
    columnCount: n,
    rowCount: rows.length,
    objective: Float64Array.from(small.objective),
    offset: small.offset ?? 0,
    columnLower: Float64Array.from(columns, ([lower]) => lower),
    columnUpper: Float64Array.from(columns, ([, upper]) => upper),
    rowLower: Float64Array.from(rows, ([lower]) => lower),
    rowUpper: Float64Array.from(rows, ([, , upper]) => upper),
    matrix: sparse(rows.map(([, coefficients]) => coefficients)),
    ...(small.quadratic ? { quadratic: sparse(small.quadratic.map((row, i) => row.slice(0, i + 1))) } : {}),
    columnName: (column) => `x${column}`,
    rowName: (row) => `row ${row}`,
  };
}

function sparse(rows: readonly (readonly number[])[]): SparseRows {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const [j, value] of row.entries()) {
      if (value === 0) continue;
      indices.push(j);
      values.push(value);
    }
    starts.push(indices.length);
  }
  return { starts: Int32Array.from(starts), indices: Int32Array.from(indices), values: Float64Array.from(values) };
}
