import { exactDouble, type Rational, ratio, zero } from "../arithmetic/rational.ts";
import type { Program } from "../program/program.ts";
import type { ExactProgram, ExactRow } from "./program.ts";

/**
 * A linear program in doubles as the exact program that it states, its doubles taken as they are. Its columns are those ≥ 0 first, then those without bounds; an upper
 * bound of the former becomes a row. Rows with two bounds become two.
 */
export function exactForm(program: Program): ExactProgram<number> {
  const { columnCount, columnLower, columnUpper, rowCount, rowLower, rowUpper, matrix } = program;
  let nonNegative = 0;
  while (nonNegative < columnCount && columnLower[nonNegative] === 0) nonNegative++;
  for (let j = nonNegative; j < columnCount; j++)
    if (Number.isFinite(columnLower[j]) || Number.isFinite(columnUpper[j]))
      throw new Error(`column ${program.columnName(j)} has bounds out of order`);
  const rows: ExactRow<number>[] = [];
  const add = (of: number, columns: readonly number[], entries: readonly number[], bound: number, sign: 1 | -1, equality: boolean) => {
    const { integers, scale } = wholeNumbers([bound, ...entries], sign);
    rows.push({ of, columns, values: integers.slice(1), bound: integers[0] as bigint, equality, scale });
  };
  for (let i = 0; i < rowCount; i++) {
    const [start, end] = [matrix.starts[i] as number, matrix.starts[i + 1] as number];
    const columns = Array.from(matrix.indices.subarray(start, end));
    const entries = Array.from(matrix.values.subarray(start, end));
    const [lower, upper] = [rowLower[i] as number, rowUpper[i] as number];
    if (lower === upper) add(i, columns, entries, lower, 1, true);
    else {
      if (Number.isFinite(lower)) add(i, columns, entries, lower, 1, false);
      if (Number.isFinite(upper)) add(i, columns, entries, upper, -1, false);
    }
  }
  for (let j = 0; j < nonNegative; j++)
    if (Number.isFinite(columnUpper[j])) add(rowCount + j, [j], [1], columnUpper[j] as number, -1, false);
  return {
    columns: columnCount,
    nonNegative,
    objective: Array.from(program.objective, (c) => (c === 0 ? zero : exactDouble(c))),
    offset: program.offset === 0 ? zero : exactDouble(program.offset),
    rows,
  };
}

/** Doubles times sign and the least power of two that makes them whole. */
function wholeNumbers(doubles: readonly number[], sign: 1 | -1): { readonly integers: readonly bigint[]; readonly scale: Rational } {
  const rationals = doubles.map((x) => (x === 0 ? zero : exactDouble(x)));
  const denominator = rationals.reduce((most, { d }) => (d > most ? d : most), 1n);
  return {
    integers: rationals.map(({ s, n, d }) => BigInt(sign) * s * n * (denominator / d)),
    scale: ratio(1n, denominator),
  };
}
