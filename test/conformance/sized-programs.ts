import type { Program } from "../../src/program/program.ts";

/**
 * The assignment problem of n workers and n jobs with value ((3i + 1)(5j + 2) mod 17) + 1 of worker i in job j: max Σ v x, every row and column of x
 * sums to at most 1. n² columns, 2n rows; a vertex is a permutation, so that it is highly degenerate.
 */
export function assignment(n: number): Program {
  const columns = n * n;
  const starts = new Int32Array(2 * n + 1);
  const indices = new Int32Array(2 * columns);
  for (let row = 0; row < 2 * n; row++) {
    starts[row + 1] = (row + 1) * n;
    for (let k = 0; k < n; k++) indices[row * n + k] = row < n ? row * n + k : k * n + (row - n);
  }
  return {
    name: `assignment ${n}`,
    columnCount: columns,
    rowCount: 2 * n,
    objective: Float64Array.from({ length: columns }, (_, k) => assignmentValue(Math.floor(k / n), k % n)),
    offset: 0,
    columnLower: new Float64Array(columns),
    columnUpper: new Float64Array(columns).fill(Number.POSITIVE_INFINITY),
    rowLower: new Float64Array(2 * n).fill(Number.NEGATIVE_INFINITY),
    rowUpper: new Float64Array(2 * n).fill(1),
    matrix: { starts, indices, values: new Float64Array(2 * columns).fill(1) },
    columnName: (column) => `x(${Math.floor(column / n)}, ${column % n})`,
    rowName: (row) => (row < n ? `worker ${row}` : `job ${row - n}`),
  };
}

export function assignmentValue(worker: number, job: number): number {
  return (((3 * worker + 1) * (5 * job + 2)) % 17) + 1;
}
