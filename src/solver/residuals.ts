import { DoubleDouble } from "../arithmetic/double-double.ts";
import type { Program } from "../program/program.ts";

/** A point and row multipliers with twice the digits of a double: each number is the sum of its two parts. */
export interface PreciseSolution {
  readonly point: Float64Array;
  readonly pointLow: Float64Array;
  readonly rowMultipliers: Float64Array;
  readonly rowMultipliersLow: Float64Array;
}

/** A solver's answer as the leading parts, the others 0. */
export function preciseSolution(point: Float64Array, rowMultipliers: Float64Array): PreciseSolution {
  return { point, pointLow: new Float64Array(point.length), rowMultipliers, rowMultipliersLow: new Float64Array(rowMultipliers.length) };
}

/** What a solution leaves of a linear program, computed from its data in twice the precision. */
export interface Residuals {
  /** rowLower − Ax and rowUpper − Ax, length m each: the room below is ≤ 0 and the room above ≥ 0 where the row holds. */
  readonly rowsBelow: Float64Array;
  readonly rowsAbove: Float64Array;
  /** columnLower − x and columnUpper − x, length n each. */
  readonly columnsBelow: Float64Array;
  readonly columnsAbove: Float64Array;
  /** c − Aᵀy, length n, and bounds on its error. */
  readonly reducedCosts: Float64Array;
  readonly reducedCostErrors: Float64Array;
}

/** The residuals of a linear program at a solution. O(nonzeros). */
export function residualsOf(program: Program, solution: PreciseSolution): Residuals {
  const { rowCount: m, columnCount: n, matrix } = program;
  const { starts, indices, values } = matrix;
  const { point, pointLow, rowMultipliers, rowMultipliersLow } = solution;
  const rowsBelow = new Float64Array(m);
  const rowsAbove = new Float64Array(m);
  const costs = Array.from({ length: n }, (_, j) => {
    const sum = new DoubleDouble();
    sum.add(program.objective[j] as number);
    return sum;
  });
  for (let row = 0; row < m; row++) {
    const activity = new DoubleDouble();
    const y = rowMultipliers[row] as number;
    const yLow = rowMultipliersLow[row] as number;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      const a = values[k] as number;
      activity.addProduct(a, point[j] as number);
      activity.addProduct(a, pointLow[j] as number);
      const cost = costs[j] as DoubleDouble;
      cost.addProduct(-a, y);
      cost.addProduct(-a, yLow);
    }
    const [high, low] = activity.parts;
    rowsBelow[row] = (program.rowLower[row] as number) - high - low;
    rowsAbove[row] = (program.rowUpper[row] as number) - high - low;
  }
  return {
    rowsBelow,
    rowsAbove,
    columnsBelow: program.columnLower.map((bound, j) => bound - (point[j] as number) - (pointLow[j] as number)),
    columnsAbove: program.columnUpper.map((bound, j) => bound - (point[j] as number) - (pointLow[j] as number)),
    reducedCosts: Float64Array.from(costs, (cost) => cost.value),
    reducedCostErrors: Float64Array.from(costs, (cost) => cost.error),
  };
}

/** Largest |entry| of each row and of each column of a matrix; 1 where there is none. */
export function sizesOf({ matrix, rowCount, columnCount }: Program): { readonly rows: Float64Array; readonly columns: Float64Array } {
  const rows = new Float64Array(rowCount);
  const columns = new Float64Array(columnCount);
  const { starts, indices, values } = matrix;
  for (let row = 0; row < rowCount; row++) {
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      const size = Math.abs(values[k] as number);
      rows[row] = Math.max(rows[row] as number, size);
      columns[j] = Math.max(columns[j] as number, size);
    }
  }
  return { rows: rows.map((size) => size || 1), columns: columns.map((size) => size || 1) };
}

/**
 * Worst violation of a row, and of a column bound times the column's largest entry: how far the point is from what the rows ask, in their own units.
 */
export function worstViolation(program: Program, residuals: Residuals): number {
  const { columns } = sizesOf(program);
  let worst = 0;
  const see = (violation: number) => {
    worst = Number.isNaN(violation) ? Number.POSITIVE_INFINITY : Math.max(worst, violation);
  };
  residuals.rowsBelow.forEach((room, row) => {
    see(Math.max(room, -(residuals.rowsAbove[row] as number)));
  });
  residuals.columnsBelow.forEach((room, j) => {
    see(Math.max(room, -(residuals.columnsAbove[j] as number)) * (columns[j] as number));
  });
  return worst;
}
