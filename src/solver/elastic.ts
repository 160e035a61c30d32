import type { Program } from "../program/program.ts";

/**
 * The program that violates the rows of another one as little as possible: columns s⁺ and s⁻ ≥ 0 for every row, which becomes
 *
 *     rowLower ≤ A x + size·(s⁺ − s⁻) ≤ rowUpper,   maximise −Σ (s⁺ + s⁻),
 *
 * with `sizes` the largest entries of the rows, so that s is a relative violation. It always has an optimum when the column bounds do not cross; where
 * that is not 0 its row multipliers are Farkas multipliers of the other program. The first columns and all rows are those of the other.
 */
export function elasticProgram(program: Program, sizes: Float64Array): Program {
  const { rowCount: m, columnCount: n, matrix } = program;
  const { starts, indices, values } = matrix;
  const entries = starts[m] as number;
  const elastic = {
    starts: starts.slice(0, m + 1),
    indices: new Int32Array(entries + 2 * m),
    values: new Float64Array(entries + 2 * m),
  };
  let end = 0;
  for (let row = 0; row < m; row++) {
    elastic.starts[row] = end;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      elastic.indices[end] = indices[k] as number;
      elastic.values[end++] = values[k] as number;
    }
    for (const sign of [1, -1]) {
      elastic.indices[end] = n + 2 * row + (sign > 0 ? 0 : 1);
      elastic.values[end++] = sign * (sizes[row] as number);
    }
  }
  elastic.starts[m] = end;
  const grown = (own: Float64Array, value: number) => {
    const all = new Float64Array(n + 2 * m).fill(value);
    all.set(own);
    return all;
  };
  return {
    name: `${program.name}, least violation`,
    columnCount: n + 2 * m,
    rowCount: m,
    objective: grown(new Float64Array(n), -1),
    offset: 0,
    columnLower: grown(program.columnLower, 0),
    columnUpper: grown(program.columnUpper, Number.POSITIVE_INFINITY),
    rowLower: program.rowLower,
    rowUpper: program.rowUpper,
    matrix: elastic,
    columnName: (column) => (column < n ? program.columnName(column) : `violation of ${program.rowName((column - n) >> 1)}`),
    rowName: (row) => program.rowName(row),
  };
}
