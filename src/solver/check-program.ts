import { refuseAs, show } from "../errors.ts";
import type { Program, SparseRows } from "../program/program.ts";
import type { Basis } from "./options.ts";
import type { Solver } from "./solver.ts";

/**
 * The door of every adapter: refuses a program that the solver does not declare to serve, or whose data is not a program.
 *
 * Crossed bounds (lower above upper) are data: such a program is infeasible, which is a result.
 *
 * @throws InvalidInputError naming the array and the entry, or the capability that is missing.
 */
export function checkProgram(solver: Pick<Solver, "name" | "capabilities">, program: Program): void {
  const { capabilities, name } = solver;
  const { columnCount: n, rowCount: m } = program;
  requireAtMost(name, "rows", m, capabilities.maxRows);
  requireAtMost(name, "columns", n, capabilities.maxColumns);
  if (program.quadratic && !capabilities.quadratic) {
    unsupported("program.quadratic", `a linear program, the only kind that ${name} solves`, "Use highs or clarabel.");
  }
  if (!program.quadratic && !capabilities.linear) {
    unsupported(
      "program.quadratic",
      `a quadratic program, the only kind that ${name} solves`,
      "Use highs, clarabel or javascript-lp-solver.",
    );
  }
  requireNumbers("program.objective", program.objective, n, "finite");
  requireNumbers("program.offset", [program.offset], 1, "finite");
  requireNumbers("program.columnLower", program.columnLower, n, "lower");
  requireNumbers("program.columnUpper", program.columnUpper, n, "upper");
  requireNumbers("program.rowLower", program.rowLower, m, "lower");
  requireNumbers("program.rowUpper", program.rowUpper, m, "upper");
  requireSparse("program.matrix", program.matrix, m, n, false);
  if (program.quadratic) requireSparse("program.quadratic", program.quadratic, n, n, true);
}

/** Refuses a starting basis of the wrong shape. */
export function checkBasis(basis: Basis, program: Program): void {
  if (basis.columns.length !== program.columnCount || basis.rows.length !== program.rowCount) {
    refuseAs(
      "basis",
      `${program.columnCount} column and ${program.rowCount} row statuses`,
      `${basis.columns.length} and ${basis.rows.length}`,
      "Pass the basis of a program of the same shape, or none.",
    );
  }
}

function requireAtMost(solver: string, what: string, count: number, limit: number): void {
  if (count <= limit) return;
  refuseAs(
    `program.${what}`,
    `at most ${limit} ${what} for ${solver}`,
    String(count),
    "Use the solver highs, which has no such limit, or a coarser grid.",
  );
}

function unsupported(field: string, expected: string, remedy: string): never {
  refuseAs(field, expected, expected.startsWith("a linear") ? "a quadratic program" : "a linear program", remedy);
}

function requireNumbers(field: string, values: ArrayLike<number>, length: number, kind: "finite" | "lower" | "upper"): void {
  if (values.length !== length) wrong(field, `${length} numbers`, `${values.length}`);
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    const fine =
      kind === "finite" ? Number.isFinite(value) : kind === "lower" ? value < Number.POSITIVE_INFINITY : value > Number.NEGATIVE_INFINITY;
    if (!fine) wrong(`${field}[${i}]`, kind === "finite" ? "a finite number" : `a ${kind} bound`, show(value));
  }
}

function requireSparse(field: string, matrix: SparseRows, rows: number, columns: number, lowerTriangle: boolean): void {
  const { starts, indices, values } = matrix;
  if (starts.length !== rows + 1) wrong(`${field}.starts`, `${rows + 1} positions`, `${starts.length}`);
  for (let row = 0; row < rows; row++) {
    if (!((starts[row] as number) <= (starts[row + 1] as number))) {
      wrong(`${field}.starts[${row + 1}]`, "a nondecreasing sequence", show(starts[row + 1]));
    }
  }
  const count = starts[rows] as number;
  if (starts[0] !== 0 || indices.length < count || values.length < count) {
    wrong(field, `entries 0 to ${count} of indices and values`, `${indices.length} indices and ${values.length} values`);
  }
  // The last row in which a column was seen, to find duplicates in one pass.
  const seen = new Int32Array(columns).fill(-1);
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1] as number;
    for (let k = starts[row] as number; k < end; k++) {
      const column = indices[k] as number;
      if (column < 0 || column >= columns || (lowerTriangle && column > row)) {
        wrong(
          `${field}.indices[${k}]`,
          lowerTriangle ? `a column of the lower triangle, at most ${row}` : `a column below ${columns}`,
          show(column),
        );
      }
      if (seen[column] === row) wrong(`${field}.indices[${k}]`, "each column once in a row", `column ${column} again in row ${row}`);
      seen[column] = row;
      if (!Number.isFinite(values[k] as number)) wrong(`${field}.values[${k}]`, "a finite number", show(values[k]));
    }
  }
}

function wrong(field: string, expected: string, received: string): never {
  refuseAs(field, expected, received, "The program is not well formed; see src/program/program.ts.");
}
