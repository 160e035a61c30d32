import type { Program } from "../program.ts";
import type { ThresholdProgram, ThresholdSet } from "./threshold-program.ts";

/** A threshold set among those of a lottery. */
export interface ThresholdColumn {
  readonly set: ThresholdSet;
  readonly first: Int32Array;
  /** f(S). */
  readonly objective: number;
}

/** Profits that are smaller, in units of the money, are the rounding of differences: weights of a lottery make nothing of them. */
const negligible = 1e-12;

/** The program of {@link ThresholdProgram} over some of its sets and the profits of some of its states (index i·n + j), these in units of its money. */
export function masterProgram(program: ThresholdProgram, columns: readonly ThresholdColumn[], states: readonly number[]): Program {
  const { n, unit, required } = program;
  const rowCount = states.length + 1;
  const columnCount = columns.length;
  const starts = new Int32Array(rowCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  states.forEach((state, row) => {
    columns.forEach(({ set, first }, column) => {
      const profit = program.profit(set, first, Math.floor(state / n), state % n) / unit;
      if (Math.abs(profit) < negligible) return;
      indices.push(column);
      values.push(profit);
    });
    starts[row + 1] = indices.length;
  });
  columns.forEach((_, column) => {
    indices.push(column);
    values.push(1);
  });
  starts[rowCount] = indices.length;
  const bounds = (all: number) => Float64Array.from({ length: rowCount }, (_, row) => (row < states.length ? all : 1));
  return {
    name: "threshold-sets",
    columnCount,
    rowCount,
    objective: Float64Array.from(columns, ({ objective }) => objective),
    offset: 0,
    columnLower: new Float64Array(columnCount),
    columnUpper: new Float64Array(columnCount).fill(Number.POSITIVE_INFINITY),
    rowLower: bounds(required / unit),
    rowUpper: bounds(Number.POSITIVE_INFINITY),
    matrix: { starts, indices: Int32Array.from(indices), values: Float64Array.from(values) },
    columnName: (column) => `threshold set ${column}`,
    rowName: (row) =>
      row < states.length ? `profit (${Math.floor((states[row] as number) / n)}, ${(states[row] as number) % n})` : "lottery",
  };
}
