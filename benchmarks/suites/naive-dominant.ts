import type { Program } from "../../src/index.ts";

/**
 * Dominant × ex-post × no-deficit written naively: x_ij, t^b_ij, t^s_ij and the neighbours' incentive constraints in both directions for each state.
 */
export function naiveProgram(types: { readonly values: Float64Array; readonly masses: Float64Array }): Program {
  const { values, masses } = types;
  const n = values.length;
  const cells = n * n;
  const at = (i: number, j: number) => i * n + j;
  const starts = [0];
  const indices: number[] = [];
  const coefficients: number[] = [];
  const row = (...entries: readonly (readonly [column: number, value: number])[]) => {
    for (const [column, value] of entries) {
      indices.push(column);
      coefficients.push(value);
    }
    starts.push(indices.length);
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const v = values[i] as number;
      const c = values[j] as number;
      const own = at(i, j);
      for (const other of [i - 1, i + 1]) {
        if (other < 0 || other >= n) continue;
        row([own, v], [cells + own, -1], [at(other, j), -v], [cells + at(other, j), 1]);
      }
      for (const other of [j - 1, j + 1]) {
        if (other < 0 || other >= n) continue;
        row([own, -c], [2 * cells + own, 1], [at(i, other), c], [2 * cells + at(i, other), -1]);
      }
      row([own, v], [cells + own, -1]);
      row([2 * cells + own, 1], [own, -c]);
      row([cells + own, 1], [2 * cells + own, -1]);
    }
  }
  const rowCount = starts.length - 1;
  const columnCount = 3 * cells;
  const objective = new Float64Array(columnCount);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      objective[at(i, j)] = (masses[i] as number) * (masses[j] as number) * ((values[i] as number) - (values[j] as number));
  return {
    name: "naive dominant",
    columnCount,
    rowCount,
    objective,
    offset: 0,
    columnLower: new Float64Array(columnCount).fill(Number.NEGATIVE_INFINITY).fill(0, 0, cells),
    columnUpper: new Float64Array(columnCount).fill(Number.POSITIVE_INFINITY).fill(1, 0, cells),
    rowLower: new Float64Array(rowCount),
    rowUpper: new Float64Array(rowCount).fill(Number.POSITIVE_INFINITY),
    matrix: { starts: Int32Array.from(starts), indices: Int32Array.from(indices), values: Float64Array.from(coefficients) },
    columnName: (column) => `c${column}`,
    rowName: (r) => `r${r}`,
  };
}
