import type { Program } from "../../src/program/program.ts";

/** A x, the activity of every row. */
export function rowActivity(program: Program, point: ArrayLike<number>): Float64Array {
  const { starts, indices, values } = program.matrix;
  const activity = new Float64Array(program.rowCount);
  for (let row = 0; row < program.rowCount; row++) {
    let sum = 0;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++)
      sum += (values[k] as number) * (point[indices[k] as number] as number);
    activity[row] = sum;
  }
  return activity;
}
