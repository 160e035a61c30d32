import { refuseAs, show } from "../../errors.ts";
import type { Program, SparseRows } from "../program.ts";
import { toColumns } from "./sparse-columns.ts";

/**
 * A program as text in free MPS format, for solvers that are programs of their own.
 *
 * MPS minimises and solvers disagree about `OBJSENSE` (clp ignores it, glpsol rejects it), so the objective is written negated: min −c·x − offset + ½ xᵀQx.
 * Numbers are the shortest decimals that read back as the same double. Names are made of letters, digits, `_` and `.`, unique by their index; what a
 * person calls them follows in comment lines, with the bounds of the rare rows whose two bounds RANGES cannot carry exactly. `readMps` reads all
 * of it back. Columns appear in order; entries that are 0 are left out.
 *
 * @throws InvalidInputError when bounds cross or a number is not finite: MPS cannot say that.
 * @example
 * const text = writeMps(program);
 * readMps(text); // the same program
 *
 * The constant of the objective is a column `constant` that is fixed at 1: a right-hand side of the objective means minus the constant to CPLEX, Gurobi, HiGHS and Clp, and the constant itself to GLPK.
 *
 * Source: IBM (1972), MPSX.
 */
export function writeMps(program: Program): string {
  refuseUnwritable(program);
  const columns = Array.from({ length: program.columnCount }, (_, j) => mpsColumnName(program, j));
  const rows = Array.from({ length: program.rowCount }, (_, i) => mpsRowName(program, i));
  const lines: string[] = [
    "* Written by secondbest. To be minimised: the objective is the negative of the one maximised.",
    `* name ${JSON.stringify(program.name)}`,
  ];
  for (const [j, name] of columns.entries()) lines.push(`* column ${name} ${JSON.stringify(program.columnName(j))}`);
  for (const [i, name] of rows.entries()) lines.push(`* row ${name} ${JSON.stringify(program.rowName(i))}`);
  for (const [i, name] of rows.entries()) {
    const [lower, upper] = [program.rowLower[i] as number, program.rowUpper[i] as number];
    const range = rangeOf(lower, upper);
    if (range && !range.exact) lines.push(`* exact ${name} ${lower} ${upper}`);
  }
  lines.push(`NAME ${clean(program.name) || "program"}`, "ROWS", ` N ${objectiveRow}`);
  for (const [i, name] of rows.entries()) lines.push(` ${rowType(program.rowLower[i] as number, program.rowUpper[i] as number)} ${name}`);
  lines.push("COLUMNS");
  writeColumns(program, columns, rows, lines);
  if (program.offset !== 0) lines.push(` ${constantColumn} ${objectiveRow} ${number(0 - program.offset)}`);
  lines.push("RHS");
  const ranges: string[] = [];
  for (const [i, name] of rows.entries()) {
    const [lower, upper] = [program.rowLower[i] as number, program.rowUpper[i] as number];
    const range = rangeOf(lower, upper);
    const rhs = range ? range.rhs : Number.isFinite(upper) ? upper : lower;
    if (Number.isFinite(rhs) && rhs !== 0) lines.push(` rhs ${name} ${number(rhs)}`);
    if (range) ranges.push(` rng ${name} ${number(range.width)}`);
  }
  if (ranges.length > 0) lines.push("RANGES", ...ranges);
  lines.push("BOUNDS");
  for (const [j, name] of columns.entries()) writeBounds(name, program.columnLower[j] as number, program.columnUpper[j] as number, lines);
  if (program.offset !== 0) lines.push(` FX bnd ${constantColumn} 1`);
  if (program.quadratic) writeQuadratic(program.quadratic, columns, lines);
  lines.push("ENDATA", "");
  return lines.join("\n");
}

/** The name of column j in the file of {@link writeMps}. */
export function mpsColumnName(program: Program, column: number): string {
  return mpsName("x", column, program.columnName(column));
}

/** The name of row i in the file of {@link writeMps}. */
export function mpsRowName(program: Program, row: number): string {
  return mpsName("r", row, program.rowName(row));
}

const objectiveRow = "objective";

/** No name of a column is this one: they begin with x and a number. */
const constantColumn = "constant";

/** Longest part of a name that is taken over from what a person calls it. */
const longestName = 40;

function mpsName(prefix: string, index: number, name: string): string {
  const readable = clean(name);
  return readable === "" ? `${prefix}${index}` : `${prefix}${index}_${readable}`;
}

function clean(name: string): string {
  return name
    .replace(/[^A-Za-z0-9.]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, longestName);
}

/** The shortest decimal that reads back as the same double; −0 is 0. */
function number(value: number): string {
  return String(value);
}

function rowType(lower: number, upper: number): "E" | "L" | "G" | "N" {
  if (lower === upper) return "E";
  const range = rangeOf(lower, upper);
  if (range) return range.type;
  return upper < Number.POSITIVE_INFINITY ? "L" : lower > Number.NEGATIVE_INFINITY ? "G" : "N";
}

interface Range {
  readonly type: "L" | "G";
  readonly rhs: number;
  readonly width: number;
  /** Whether rhs ∓ width gives the other bound to the last bit. */
  readonly exact: boolean;
}

/** A row with two different finite bounds: one of them and the width, from whichever side loses nothing if there is one. */
function rangeOf(lower: number, upper: number): Range | undefined {
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || lower === upper) return undefined;
  const width = upper - lower;
  if (upper - width === lower || lower + width !== upper) return { type: "L", rhs: upper, width, exact: upper - width === lower };
  return { type: "G", rhs: lower, width, exact: true };
}

function writeColumns(program: Program, columns: readonly string[], rows: readonly string[], lines: string[]): void {
  const entries = toColumns(program.matrix, program.columnCount);
  for (const [j, name] of columns.entries()) {
    const c = program.objective[j] as number;
    const start = entries.starts[j] as number;
    const end = entries.starts[j + 1] as number;
    if (c !== 0 || start === end) lines.push(` ${name} ${objectiveRow} ${number(0 - c)}`);
    for (let k = start; k < end; k++) lines.push(` ${name} ${rows[entries.indices[k] as number]} ${number(entries.values[k] as number)}`);
  }
}

function writeBounds(name: string, lower: number, upper: number, lines: string[]): void {
  const [hasLower, hasUpper] = [lower > Number.NEGATIVE_INFINITY, upper < Number.POSITIVE_INFINITY];
  if (lower === upper) lines.push(` FX bnd ${name} ${number(lower)}`);
  else if (!hasLower && !hasUpper) lines.push(` FR bnd ${name}`);
  else {
    if (!hasLower) lines.push(` MI bnd ${name}`);
    else if (lower !== 0) lines.push(` LO bnd ${name} ${number(lower)}`);
    if (hasUpper) lines.push(` UP bnd ${name} ${number(upper)}`);
  }
}

function writeQuadratic(quadratic: SparseRows, columns: readonly string[], lines: string[]): void {
  lines.push("QUADOBJ");
  const entries = toColumns(quadratic, columns.length);
  for (const [j, name] of columns.entries()) {
    for (let k = entries.starts[j] as number; k < (entries.starts[j + 1] as number); k++) {
      lines.push(` ${name} ${columns[entries.indices[k] as number]} ${number(entries.values[k] as number)}`);
    }
  }
}

function refuseUnwritable(program: Program): void {
  const unwritable = (field: string, expected: string, received: string): never =>
    refuseAs(field, expected, received, "MPS has no way to write this.");
  const checkFinite = (field: string, values: ArrayLike<number>, count: number) => {
    for (let k = 0; k < count; k++)
      if (!Number.isFinite(values[k] as number)) unwritable(`${field}[${k}]`, "a finite number", show(values[k]));
  };
  const checkBounds = (field: string, lower: Float64Array, upper: Float64Array) => {
    for (let k = 0; k < lower.length; k++) {
      const [from, to] = [lower[k] as number, upper[k] as number];
      const fine = from <= to && from < Number.POSITIVE_INFINITY && to > Number.NEGATIVE_INFINITY;
      if (!fine) unwritable(`${field}[${k}]`, "lower ≤ upper", `${from} and ${to}`);
      if (!Number.isFinite(to - from) && Number.isFinite(to) && Number.isFinite(from))
        unwritable(`${field}[${k}]`, "a finite width", `${from} to ${to}`);
    }
  };
  checkFinite("program.objective", program.objective, program.columnCount);
  checkFinite("program.offset", [program.offset], 1);
  checkFinite("program.matrix.values", program.matrix.values, program.matrix.starts[program.rowCount] as number);
  if (program.quadratic)
    checkFinite("program.quadratic.values", program.quadratic.values, program.quadratic.starts[program.columnCount] as number);
  checkBounds("program row", program.rowLower, program.rowUpper);
  checkBounds("program column", program.columnLower, program.columnUpper);
}
