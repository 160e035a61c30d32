import { InvalidInputError, show } from "../../src/errors.ts";
import { toColumns } from "../../src/program/mps/sparse-columns.ts";
import type { Program, SparseRows } from "../../src/program/program.ts";

/**
 * Reads a linear or convex quadratic program in free MPS format, as `writeMps` writes it and as others commonly do: sections NAME, ROWS,
 * COLUMNS, RHS, RANGES, BOUNDS, QUADOBJ, QMATRIX, ENDATA; set names may be left out; OBJSENSE MIN or MAX. The first N row is the objective, other N
 * rows are rows without bounds. A file that minimises becomes the program that maximises the negative.
 *
 * @throws InvalidInputError naming the line and what is wrong with it; integer columns are not served.
 * @example
 * readMps(writeMps(program)); // the same program, entries sorted by row and column
 */
export function readMps(text: string): Program {
  const file = new MpsFile();
  let section = "";
  let line = 0;
  for (const raw of text.split(/\r?\n/)) {
    line++;
    try {
      if (raw.startsWith("*")) file.comment(raw);
      else if (raw.trim() === "") continue;
      else if (!/^\s/.test(raw)) {
        const [keyword = "", ...rest] = raw.trim().split(/\s+/);
        section = keyword.toUpperCase();
        file.open(section, rest);
        if (section === "ENDATA") return file.program();
      } else file.data(section, fieldsOf(raw));
    } catch (error) {
      if (error instanceof InvalidInputError) throw error.under(`line ${line}`);
      throw error;
    }
  }
  throw wrong(`line ${line}`, "ENDATA", "the end of the text", "The file is cut off.");
}

/** The fields of a data line; one that begins with `$`, from the third on, starts a comment. */
function fieldsOf(raw: string): string[] {
  const fields = raw.trim().split(/\s+/);
  const comment = fields.findIndex((field, k) => k >= 2 && field.startsWith("$"));
  return comment < 0 ? fields : fields.slice(0, comment);
}

type RowType = "N" | "E" | "L" | "G";

interface Entry {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

class MpsFile {
  private name: string | undefined;
  private maximise = false;
  private objective: string | undefined;
  private readonly rows = new Map<string, number>();
  private readonly rowTypes: RowType[] = [];
  private readonly rhs: number[] = [];
  private readonly ranges = new Map<number, number>();
  private readonly exact = new Map<number, readonly [number, number]>();
  private readonly columns = new Map<string, number>();
  private readonly costs: number[] = [];
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  private readonly entries: Entry[] = [];
  private readonly seen = new Set<string>();
  private readonly quadratic: Entry[] = [];
  private hasQuadratic = false;
  private constant = 0;
  private readonly names = { column: new Map<string, string>(), row: new Map<string, string>() };
  private readonly exactByName = new Map<string, readonly [number, number]>();

  /** What people call things, and bounds that RANGES rounds, are in comments of a fixed form; any other comment is skipped. */
  comment(raw: string): void {
    const named = /^\* (column|row) (\S+) (".*")$/.exec(raw);
    if (named) this.names[named[1] as "column" | "row"].set(named[2] as string, JSON.parse(named[3] as string));
    const title = /^\* name (".*")$/.exec(raw);
    if (title) this.name = JSON.parse(title[1] as string);
    const exact = /^\* exact (\S+) (\S+) (\S+)$/.exec(raw);
    if (exact) this.exactByName.set(exact[1] as string, [value(exact[2]), value(exact[3])]);
  }

  open(section: string, rest: readonly string[]): void {
    if (!sections.has(section))
      throw wrong("section", [...sections].join(", "), show(section), "Integer and conic sections are not served.");
    if (section === "NAME") this.name ??= rest.join(" ");
    if (section === "OBJSENSE" && rest[0]) this.sense(rest[0]);
    if (section === "QUADOBJ" || section === "QMATRIX") this.hasQuadratic = true;
  }

  data(section: string, fields: readonly string[]): void {
    switch (section) {
      case "OBJSENSE":
        this.sense(fields[0] ?? "");
        break;
      case "ROWS":
        this.row(fields);
        break;
      case "COLUMNS":
        this.column(fields);
        break;
      case "RHS":
        this.pairs(fields, (name, number) => {
          if (name === this.objective) this.constant = -number;
          else this.rhs[this.rowIndex(name)] = number;
        });
        break;
      case "RANGES":
        this.pairs(fields, (name, number) => {
          this.ranges.set(this.rowIndex(name), number);
        });
        break;
      case "BOUNDS":
        this.bound(fields);
        break;
      case "QUADOBJ":
      case "QMATRIX":
        this.quadraticEntry(section, fields);
        break;
      default:
        throw wrong(
          "section",
          "a section with data",
          show(section || "none"),
          "Data lines follow ROWS, COLUMNS, RHS, RANGES, BOUNDS or QUADOBJ.",
        );
    }
  }

  program(): Program {
    if (this.objective === undefined) throw wrong("ROWS", "an objective row of type N", "none", "Add one, even if it is empty.");
    const sign = this.maximise ? 1 : -1;
    const m = this.rowTypes.length;
    // The constant of the objective is a column of its own, fixed at 1, as the writer has it.
    const last = [...this.columns.keys()].at(-1);
    if (last === "constant" && this.lower.at(-1) === 1 && this.upper.at(-1) === 1) {
      this.columns.delete(last);
      this.constant += this.costs.pop() as number;
      this.lower.pop();
      this.upper.pop();
    }
    const n = this.costs.length;
    for (const [name, bounds] of this.exactByName) this.exact.set(this.rowIndex(name), bounds);
    const bounds = this.rowTypes.map((type, i) => this.exact.get(i) ?? rowBounds(type, this.rhs[i] as number, this.ranges.get(i)));
    const columnNames = [...this.columns.keys()].map((name) => this.names.column.get(name) ?? name);
    const rowNames = [...this.rows.keys()].map((name) => this.names.row.get(name) ?? name);
    return {
      name: this.name ?? "",
      columnCount: n,
      rowCount: m,
      objective: Float64Array.from(this.costs, (c) => sign * c + 0),
      offset: sign * this.constant + 0,
      columnLower: Float64Array.from(this.lower),
      columnUpper: Float64Array.from(this.upper),
      rowLower: Float64Array.from(bounds, ([lower]) => lower),
      rowUpper: Float64Array.from(bounds, ([, upper]) => upper),
      matrix: toRows(this.entries, m, n),
      ...(this.hasQuadratic ? { quadratic: toRows(this.maximise ? negated(this.quadratic) : this.quadratic, n, n) } : {}),
      columnName: (column) => columnNames[column] as string,
      rowName: (row) => rowNames[row] as string,
    };
  }

  private sense(word: string): void {
    const sense = word.toUpperCase();
    if (!["MIN", "MINIMIZE", "MAX", "MAXIMIZE"].includes(sense))
      throw wrong("OBJSENSE", "MIN or MAX", show(word), "Leave it out to minimise.");
    this.maximise = sense.startsWith("MAX");
  }

  private row(fields: readonly string[]): void {
    const [type = "", name = ""] = fields;
    if (fields.length !== 2 || !["N", "E", "L", "G"].includes(type))
      throw wrong("ROWS", "N, E, L or G and a name", show(fields.join(" ")), freeFormat);
    if (this.rows.has(name) || name === this.objective) throw wrong("ROWS", "each row once", show(name), "Rename one of the two rows.");
    if (type === "N" && this.objective === undefined) this.objective = name;
    else {
      this.rows.set(name, this.rowTypes.length);
      this.rowTypes.push(type as RowType);
      this.rhs.push(0);
    }
  }

  private column(fields: readonly string[]): void {
    const [name = "", ...rest] = fields;
    if (rest[0] === "'MARKER'") throw wrong("COLUMNS", "continuous columns", "an integer marker", "Integer programs are not served.");
    let column = this.columns.get(name);
    if (column === undefined) {
      column = this.costs.length;
      this.columns.set(name, column);
      this.costs.push(0);
      this.lower.push(0);
      this.upper.push(Number.POSITIVE_INFINITY);
    }
    if (rest.length === 0 || rest.length % 2 === 1)
      throw wrong("COLUMNS", "a column, then pairs of row and number", show(fields.join(" ")), freeFormat);
    for (let k = 0; k < rest.length; k += 2) {
      const rowName = rest[k] as string;
      const number = value(rest[k + 1]);
      const key = `${name} ${rowName}`;
      if (this.seen.has(key)) throw wrong("COLUMNS", "each entry once", `${show(name)} in ${show(rowName)} again`, "Add the two entries.");
      this.seen.add(key);
      if (rowName === this.objective) this.costs[column] = number;
      else this.entries.push({ row: this.rowIndex(rowName), column, value: number });
    }
  }

  /** Pairs of row and number, after the name of the set unless it is left out. */
  private pairs(fields: readonly string[], store: (name: string, number: number) => void): void {
    const start = fields.length % 2;
    if (fields.length < 2) throw wrong("RHS or RANGES", "pairs of row and number", show(fields.join(" ")), freeFormat);
    for (let k = start; k < fields.length; k += 2) store(fields[k] as string, value(fields[k + 1]));
  }

  private bound(fields: readonly string[]): void {
    const type = fields[0] ?? "";
    const valued = ["LO", "UP", "FX"].includes(type);
    if (!valued && !["FR", "MI", "PL"].includes(type))
      throw wrong("BOUNDS", "LO, UP, FX, FR, MI or PL", show(type), "Integer bounds are not served.");
    const name = fields[valued ? fields.length - 2 : fields.length - 1] ?? "";
    const column = this.columnIndex(name);
    if (fields.length < (valued ? 3 : 2))
      throw wrong("BOUNDS", "a type, a column and, except for FR, MI and PL, a number", show(fields.join(" ")), freeFormat);
    const number = valued ? value(fields[fields.length - 1]) : 0;
    if (type === "LO" || type === "FX") this.lower[column] = number;
    if (type === "UP" || type === "FX") this.upper[column] = number;
    if (type === "FR" || type === "MI") this.lower[column] = Number.NEGATIVE_INFINITY;
    if (type === "FR" || type === "PL") this.upper[column] = Number.POSITIVE_INFINITY;
  }

  /** QUADOBJ lists each pair once, QMATRIX both ways: of the latter the upper half is skipped. */
  private quadraticEntry(section: string, fields: readonly string[]): void {
    if (fields.length !== 3) throw wrong(section, "two columns and a number", show(fields.join(" ")), freeFormat);
    const [a, b] = [this.columnIndex(fields[0] as string), this.columnIndex(fields[1] as string)];
    const number = value(fields[2]);
    if (section === "QMATRIX" && a > b) return;
    this.quadratic.push({ row: Math.max(a, b), column: Math.min(a, b), value: number });
  }

  private rowIndex(name: string): number {
    const index = this.rows.get(name);
    if (index === undefined) throw wrong("row", "a row named in ROWS", show(name), "Check the spelling; names must not contain blanks.");
    return index;
  }

  private columnIndex(name: string): number {
    const index = this.columns.get(name);
    if (index === undefined)
      throw wrong("column", "a column named in COLUMNS", show(name), "Check the spelling; names must not contain blanks.");
    return index;
  }
}

const sections: ReadonlySet<string> = new Set([
  "NAME",
  "OBJSENSE",
  "ROWS",
  "COLUMNS",
  "RHS",
  "RANGES",
  "BOUNDS",
  "QUADOBJ",
  "QMATRIX",
  "ENDATA",
]);

const freeFormat = "The format is free MPS: fields separated by blanks, data lines indented.";

function rowBounds(type: RowType, rhs: number, range: number | undefined): readonly [number, number] {
  switch (type) {
    case "N":
      return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    case "L":
      return [range === undefined ? Number.NEGATIVE_INFINITY : rhs - Math.abs(range), rhs];
    case "G":
      return [rhs, range === undefined ? Number.POSITIVE_INFINITY : rhs + Math.abs(range)];
    case "E":
      return range === undefined ? [rhs, rhs] : range < 0 ? [rhs + range, rhs] : [rhs, rhs + range];
  }
}

function value(text: string | undefined): number {
  const number = Number(text);
  if (text === undefined || text === "" || Number.isNaN(number)) throw wrong("number", "a decimal number", show(text), freeFormat);
  return number;
}

function negated(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => ({ ...entry, value: -entry.value }));
}

/** Rows with increasing columns: through the columns of the transpose. */
function toRows(entries: readonly Entry[], rowCount: number, columnCount: number): SparseRows {
  const starts = new Int32Array(columnCount + 1);
  for (const { column } of entries) (starts[column + 1] as number)++;
  for (let j = 0; j < columnCount; j++) starts[j + 1] = (starts[j + 1] as number) + (starts[j] as number);
  const next = starts.slice(0, columnCount);
  const indices = new Int32Array(entries.length);
  const values = new Float64Array(entries.length);
  for (const { row, column, value } of entries) {
    const slot = (next[column] as number)++;
    indices[slot] = row;
    values[slot] = value;
  }
  return toColumns({ starts, indices, values }, rowCount);
}

function wrong(field: string, expected: string, received: string, remedy: string): InvalidInputError {
  return new InvalidInputError({ field, expected, received, remedy });
}
