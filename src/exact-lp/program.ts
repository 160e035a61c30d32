import { type Rational, ratio, toNumber } from "../arithmetic/rational.ts";
import type { Program } from "../program/program.ts";
import type { SolverResult } from "../solver/solver.ts";

/**
 * A linear program in exact numbers: maximise objective·x + offset subject to the rows, the first `nonNegative` columns ≥ 0, the others free.
 * What a row stands for is `Of`'s business; nothing here reads it.
 */
export interface ExactProgram<Of = unknown> {
  readonly columns: number;
  readonly nonNegative: number;
  readonly objective: readonly Rational[];
  readonly offset: Rational;
  readonly rows: readonly ExactRow<Of>[];
}

/** Solves an exact program in doubles, with a solver and options fixed elsewhere. */
export type SolveExact = (program: ExactProgram) => Promise<SolverResult>;

/** Σ values·x[columns] ≥ (or =) bound, in integers without a common factor: `scale` times what `of` says. */
export interface ExactRow<Of = unknown> {
  readonly of: Of;
  readonly columns: readonly number[];
  readonly values: readonly bigint[];
  readonly bound: bigint;
  readonly equality: boolean;
  readonly scale: Rational;
}

/** The program in doubles, each row divided by its largest entry, for a solver. `rowUnits` are those divisors. */
export function floatProgram(program: ExactProgram): { readonly program: Program; readonly rowUnits: readonly bigint[] } {
  const { rows, columns, nonNegative, objective, offset } = program;
  const rowUnits = rows.map(
    ({ values }) => values.reduce((most, value) => (value > most ? value : -value > most ? -value : most), 0n) || 1n,
  );
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = (starts[i] as number) + row.columns.length;
  });
  const bounds = rows.map(({ bound }, i) => toNumber(ratio(bound, rowUnits[i] as bigint)));
  return {
    rowUnits,
    program: {
      name: "certificate",
      columnCount: columns,
      rowCount: rows.length,
      objective: Float64Array.from(objective, toNumber),
      offset: toNumber(offset),
      columnLower: Float64Array.from({ length: columns }, (_, j) => (j < nonNegative ? 0 : Number.NEGATIVE_INFINITY)),
      columnUpper: new Float64Array(columns).fill(Number.POSITIVE_INFINITY),
      rowLower: Float64Array.from(bounds),
      rowUpper: Float64Array.from(bounds, (bound, i) => (rows[i]?.equality ? bound : Number.POSITIVE_INFINITY)),
      matrix: {
        starts,
        indices: Int32Array.from(rows.flatMap((row) => row.columns)),
        values: Float64Array.from(rows.flatMap(({ values }, i) => values.map((value) => toNumber(ratio(value, rowUnits[i] as bigint))))),
      },
      columnName: (column) => `column ${column}`,
      rowName: (row) => `row ${row}`,
    },
  };
}
