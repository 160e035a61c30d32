import type { SparseRows } from "../program.ts";

/** Compressed sparse columns: the entries of column j are `indices[k]` (rows, increasing), `values[k]` for starts[j] ≤ k < starts[j+1]. */
export interface SparseColumns {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** The same matrix by columns; O(entries). Explicit zeros are left out. */
export function toColumns(matrix: SparseRows, columnCount: number): SparseColumns {
  const rowCount = matrix.starts.length - 1;
  const count = matrix.starts[rowCount] as number;
  const starts = new Int32Array(columnCount + 1);
  for (let k = 0; k < count; k++) {
    if (matrix.values[k] === 0) continue;
    const after = (matrix.indices[k] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let j = 0; j < columnCount; j++) starts[j + 1] = (starts[j + 1] as number) + (starts[j] as number);
  const next = starts.slice(0, columnCount);
  const total = starts[columnCount] as number;
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  for (let row = 0; row < rowCount; row++) {
    for (let k = matrix.starts[row] as number; k < (matrix.starts[row + 1] as number); k++) {
      if (matrix.values[k] === 0) continue;
      const j = matrix.indices[k] as number;
      const slot = next[j] as number;
      indices[slot] = row;
      values[slot] = matrix.values[k] as number;
      next[j] = slot + 1;
    }
  }
  return { starts, indices, values };
}
