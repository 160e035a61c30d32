import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { isRational } from "../arithmetic/rational.ts";
import { refuseAs, show } from "../errors.ts";
import { readValue } from "./set-path.ts";
import { didYouMean } from "./suggestion.ts";

/** How the cells of a CSV text are written; what is left out is found in the text or is as most programs write it. */
export interface CsvDialect {
  /** Between cells. Left out: what a first line `sep=;` says, else a comma, or a semicolon or tab if the first line has one of these and no comma. */
  readonly delimiter?: string | undefined;
  /** Before the decimals: "." (default) or ",". */
  readonly decimal?: "." | "," | undefined;
  /** Between groups of three digits; default none. A space means any space, however narrow. */
  readonly thousands?: string | undefined;
  /** What becomes of rows without a number ("", NA, N/A, NaN, null, a dash): `refuse` (default) or `skip`. */
  readonly missing?: "refuse" | "skip" | undefined;
}

/** Cells that say that there is no number. */
const noNumber = new Set(["", "na", "n/a", "nan", "null", "none", "-", "."]);

/**
 * The numbers in columns of a CSV text whose first line names the columns (RFC 4180: quotes, doubled quotes, CRLF), one list a column, row by row. Numbers are kept as written,
 * so that decimals stay exact. Names are compared after Unicode normalisation. Blank lines, and lines of nothing but separators, are skipped; a cell that is no number is refused with its line, and so is a line
 * with more or fewer cells than the first.
 *
 * Throws InvalidInputError with field `column` (no such column, or two of that name), `delimiter`, `decimal` or `thousands` (marks that contradict each other) or `csv`.
 *
 * @example
 * csvColumns("cost;firm\n0,25;A\n0,5;B\n", ["cost"], { decimal: "," }); // [["0.25", "0.5"]]
 */
export function csvColumns(text: string, columns: readonly string[], dialect: CsvDialect = {}): string[][] {
  refuseEncoding(text);
  const table = withoutSeparatorLine(text);
  const marks = marksOf(table.text, { ...dialect, delimiter: dialect.delimiter ?? table.delimiter });
  const [header, ...rows] = recordsOf(table.text, marks.delimiter);
  const names = header?.cells.map((cell) => cell.trim().normalize("NFC")) ?? [];
  const places = columns.map((column) => placeOf(column, names));
  if (rows.length === 0) refuseAs("csv", "at least one row below the names", "none", "Add the samples.");
  const found: string[][] = columns.map(() => []);
  for (const { cells, line } of rows) {
    requireCells(cells, names, line);
    const own = places.map((place) => (cells[place] as string).trim());
    if (marks.missing === "skip" && own.some((cell) => noNumber.has(cell.toLowerCase()))) continue;
    own.forEach((cell, k) => {
      const number = numberIn(cell, marks);
      if (number === null) refuseAs("csv", `a number in column ${show(columns[k])} at line ${line}`, show(cell), remedyFor(cell));
      found[k]?.push(number);
    });
  }
  if (found[0]?.length === 0) refuseAs("csv", "at least one row with a number", "none", "Add the samples.");
  return found;
}

/**
 * The rows of a CSV text as records by the names in its first line: a cell is read as `--set` reads a value. Empty cells are left out.
 * Throws InvalidInputError with field `csv` for a row with more or fewer cells than there are names.
 *
 * @example
 * csvRows("incentives,environment.buyer.max\ndominant,3/2\n"); // [{ incentives: "dominant", "environment.buyer.max": "3/2" }]
 */
export function csvRows(text: string): Record<string, unknown>[] {
  refuseEncoding(text);
  const table = withoutSeparatorLine(text);
  const [header, ...rows] = recordsOf(table.text, marksOf(table.text, { delimiter: table.delimiter }).delimiter);
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  return rows.map(({ cells, line }) => {
    requireCells(cells, names, line);
    return Object.fromEntries(
      names
        .map((name, k) => [name, (cells[k] as string).trim()])
        .filter(([, cell]) => cell !== "")
        .map(([name, cell]) => [name, readValue(cell as string, `csv line ${line}`)]),
    );
  });
}

/** What to do about a cell that is no number. */
function remedyFor(cell: string): string {
  if (noNumber.has(cell.toLowerCase())) return 'Correct or remove that line, or say "missing": "skip".';
  if (/\d\s*[%‰]$/.test(cell)) return "Write shares as numbers in the whole column: 50% is 0.5.";
  if (/^\(.*\)$/.test(cell)) return "Write negative numbers with a minus.";
  if (/^\p{Sc}|\p{Sc}$|^\p{L}{1,3}\s?[\d.,]|\d\s?\p{L}{2,3}$/u.test(cell))
    return "Write the numbers of the column without currency or unit.";
  return 'Correct or remove that line; decimal commas and marks between thousands are read with "decimal": "," and "thousands": ".".';
}

/** Excel's first line `sep=;`, which names the separator, taken out; lines keep their numbers. */
function withoutSeparatorLine(text: string): { readonly text: string; readonly delimiter: string | undefined } {
  const [line, delimiter] = /^\uFEFF?"?sep=([^\r\n])"?(?=[\r\n])/i.exec(text) ?? [];
  return line === undefined ? { text, delimiter: undefined } : { text: text.slice(line.length), delimiter };
}

function requireCells(cells: readonly string[], names: readonly string[], line: number): void {
  if (cells.length === names.length) return;
  refuseAs(
    "csv",
    `${names.length} cell${names.length === 1 ? "" : "s"} at line ${line}, as many as the first line names columns`,
    `${cells.length}`,
    'A decimal comma or a comma in a text splits a cell: say "decimal": ",", put texts in quotes, or separate cells by semicolons.',
  );
}

type Marks = Required<{ readonly [K in keyof CsvDialect]: NonNullable<CsvDialect[K]> }>;

function marksOf(text: string, { delimiter, decimal = ".", thousands = "", missing = "refuse" }: CsvDialect): Marks {
  const between = delimiter ?? separatorOf(text, decimal === "," ? [";", "\t"] : [",", ";", "\t"]);
  if ([...between].length !== 1 || /["\r\n]/.test(between))
    refuseAs("delimiter", "one character that is no quote and no line end", show(between), 'Write, for example, "delimiter": ";".');
  if ([...thousands].length > 1 || /[\d"\r\n+-]/.test(thousands))
    refuseAs("thousands", "one character that is no digit, sign or quote", show(thousands), 'Write, for example, "thousands": ".".');
  if (thousands === decimal)
    refuseAs(
      "thousands",
      `another mark than that before the decimals, ${show(decimal)}`,
      show(thousands),
      'With "thousands": "." say "decimal": ",".',
    );
  return { delimiter: between, decimal, thousands, missing };
}

/** The first of the marks that the first line has outside quotes. */
function separatorOf(text: string, marks: readonly string[]): string {
  const firstLine = (
    text
      .replace(/"[^"]*"/g, "")
      .replace(/^\uFEFF?[\r\n]+/, "")
      .split(/[\r\n]/, 1)[0] as string
  ).trimEnd();
  return marks.find((mark) => firstLine.includes(mark)) ?? (marks[0] as string);
}

/** The number in its own notation, with a point and without marks between thousands; null when it is none. */
function numberIn(cell: string, { decimal, thousands }: Marks): string | null {
  let text = cell.replace(/^\u2212/, "-");
  if (/\s/.test(thousands)) text = text.replace(/\s/g, thousands);
  if (thousands !== "") {
    const mark = thousands.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const grouped = new RegExp(`^[+-]?\\d{1,3}(?:${mark}\\d{3})+(?!\\d)`);
    if (text.includes(thousands) && !grouped.test(text)) return null;
    text = text.replaceAll(thousands, "");
  }
  if (decimal === ",") {
    if (text.includes(".")) return null;
    text = text.replace(",", ".");
  }
  return isRational(text) ? text : null;
}

function placeOf(column: string, names: readonly string[]): number {
  const wanted = column.trim().normalize("NFC");
  const place = names.indexOf(wanted);
  if (place < 0)
    refuseAs(
      "column",
      names.length === 0 ? "a column of the file, which is empty" : `one of the file's columns ${names.map(show).join(", ")}`,
      show(column),
      remedyForName(wanted, names) ?? `Name the column as the first line of the file does.${didYouMean(column, names)}`,
    );
  const again = names.indexOf(wanted, place + 1);
  if (again >= 0)
    refuseAs(
      "column",
      "a name that only one column of the file has",
      `${show(column)}, which is column ${place + 1} and column ${again + 1}`,
      "Rename one of them in the file.",
    );
  return place;
}

/** What to do where the first line is not what it should be. */
function remedyForName(wanted: string, [first = "", ...others]: readonly string[]): string | undefined {
  if (first.startsWith("#")) return "The first line names the columns: remove remarks above it.";
  const [, mark] = others.length === 0 ? (/[^\p{L}\p{N}]*([^\p{L}\p{N}_.-])/u.exec(first.replace(wanted, "")) ?? []) : [];
  return mark !== undefined && first.includes(wanted) ? `If that is what separates columns, say "delimiter": ${show(mark)}.` : undefined;
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where the record starts; the first line is 1. */
  readonly line: number;
}

/** The records with their lines; blank lines are none, a quoted empty cell is one. */
function recordsOf(text: string, delimiter: string): CsvRecord[] {
  let parsed: { readonly record: string[]; readonly info: { readonly lines: number }; readonly raw: string }[];
  try {
    const options = { delimiter, bom: true, info: true, raw: true, relax_column_count: true, ltrim: true };
    parsed = parse(text, options) as unknown as typeof parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? ` of line ${error.lines}` : "";
    if (error.code === "CSV_QUOTE_NOT_CLOSED")
      refuseAs("csv", "a closing quote", `the end of the file in a quoted cell${line}`, "Close the quote.");
    refuseAs("csv", "a table as RFC 4180 has it", error.message, "Put cells that hold quotes in quotes, and double the quotes inside.");
  }
  return parsed.flatMap(({ record, info, raw }) => {
    if (raw.trim() === "" || (record.length > 1 && record.every((cell) => cell.trim() === ""))) return [];
    const ends = raw.replace(/\r?\n$/, "").match(/\n/g)?.length ?? 0;
    return [{ cells: record, line: info.lines - ends }];
  });
}

function refuseEncoding(text: string): void {
  if (!text.includes("\u0000") && !text.startsWith("\ufffd\ufffd")) return;
  refuseAs("csv", "a text in UTF-8", "one that looks like UTF-16", 'Save it as "CSV UTF-8".');
}
