import { DoubleDouble, DoubleDoubles } from "../arithmetic/double-double.ts";
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

/** What a point leaves of the rows and bounds of a program, computed from its data in twice the precision. */
export interface Rooms {
  /** rowLower − Ax and rowUpper − Ax, length m each: the room below is ≤ 0 and the room above ≥ 0 where the row holds. */
  readonly rowsBelow: Float64Array;
  readonly rowsAbove: Float64Array;
  /** columnLower − x and columnUpper − x, length n each. */
  readonly columnsBelow: Float64Array;
  readonly columnsAbove: Float64Array;
}

/** What row multipliers leave of the objective, in twice the precision. */
export interface ReducedCosts {
  /** c − Aᵀy, length n, and bounds on its error. */
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** The room that a point leaves. O(nonzeros). */
export function roomsOf(program: Program, { point, pointLow }: Pick<PreciseSolution, "point" | "pointLow">): Rooms {
  const { rowCount: m, matrix } = program;
  const { starts, indices, values } = matrix;
  const rowsBelow = new Float64Array(m);
  const rowsAbove = new Float64Array(m);
  for (let row = 0; row < m; row++) {
    const activity = new DoubleDouble();
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      const a = values[k] as number;
      const [x, low] = [point[j] as number, pointLow[j] as number];
      // Most of a vertex is 0, and a solver's answer has no second parts.
      if (x !== 0) activity.addProduct(a, x);
      if (low !== 0) activity.addProduct(a, low);
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
  };
}

/** The reduced costs that row multipliers leave. O(nonzeros of the rows whose multiplier is not 0). */
export function preciseReducedCosts(
  program: Program,
  { rowMultipliers, rowMultipliersLow }: Pick<PreciseSolution, "rowMultipliers" | "rowMultipliersLow">,
): ReducedCosts {
  const { starts, indices, values } = program.matrix;
  const costs = new DoubleDoubles(program.objective);
  for (let row = 0; row < program.rowCount; row++) {
    const y = rowMultipliers[row] as number;
    const yLow = rowMultipliersLow[row] as number;
    if (y === 0 && yLow === 0) continue;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      costs.addProduct(j, -(values[k] as number), y);
      if (yLow !== 0) costs.addProduct(j, -(values[k] as number), yLow);
    }
  }
  return { values: costs.values, errors: costs.errors };
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
 * Worst violation of a row, and of a column bound times the column's largest entry ({@link sizesOf}): how far the point is from what the rows ask, in their own units.
 */
export function worstViolation({ rowsBelow, rowsAbove, columnsBelow, columnsAbove }: Rooms, columnSizes: Float64Array): number {
  let worst = 0;
  const see = (violation: number) => {
    if (!(violation <= worst)) worst = Number.isNaN(violation) ? Number.POSITIVE_INFINITY : violation;
  };
  for (let row = 0; row < rowsBelow.length; row++) see(Math.max(rowsBelow[row] as number, -(rowsAbove[row] as number)));
  for (let j = 0; j < columnsBelow.length; j++)
    see(Math.max(columnsBelow[j] as number, -(columnsAbove[j] as number)) * (columnSizes[j] as number));
  return worst;
}
