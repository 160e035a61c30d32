import { isRational } from "../arithmetic/rational.ts";
import { InvalidInputError, show } from "../errors.ts";
import { readValue } from "./set-path.ts";
import { didYouMean } from "./suggestion.ts";

/**
 * The numbers in one column of a CSV text whose first line names the columns (RFC 4180: quotes, doubled quotes, CRLF). The separator is a comma, or a
 * semicolon or tab if the first line has one of these and no comma. Numbers are kept as written, so that decimals stay exact. Blank lines are skipped; an
 * empty or non-numeric cell is refused, and so is a line with more or fewer cells than the first.
 *
 * Throws InvalidInputError with field `column` (no such column, or two of that name) or `csv` (anything else).
 *
 * @example
 * csvColumn("cost,firm\n0.25,A\n0.5,B\n", "cost"); // ["0.25", "0.5"]
 */
export function csvColumn(text: string, column: string): string[] {
  const [header, ...rows] = csvRecords(text);
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const index = names.indexOf(column);
  if (index < 0) {
    throw new InvalidInputError({
      field: "column",
      expected: names.length === 0 ? "a column of the file, which is empty" : `one of the file's columns ${names.map(show).join(", ")}`,
      received: show(column),
      remedy: `Name the column as the first line of the file does.${didYouMean(column, names)}`,
    });
  }
  if (names.indexOf(column, index + 1) >= 0) {
    throw new InvalidInputError({
      field: "column",
      expected: "a name that only one column of the file has",
      received: `${show(column)}, which is column ${index + 1} and column ${names.indexOf(column, index + 1) + 1}`,
      remedy: "Rename one of them in the file.",
    });
  }
  if (rows.length === 0) {
    throw new InvalidInputError({
      field: "csv",
      expected: "at least one row below the names",
      received: "none",
      remedy: "Add the samples.",
    });
  }
  return rows.map(({ cells, line }) => {
    requireCells(cells, names, line);
    const cell = cells[index]?.trim();
    if (cell === undefined || !isRational(cell)) {
      throw new InvalidInputError({
        field: "csv",
        expected: `a number in column ${show(column)} at line ${line}`,
        received: show(cell),
        remedy: "Correct or remove that line.",
      });
    }
    return cell;
  });
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where the record starts; the first line is 1. */
  readonly line: number;
}

/** Comma, unless the first line has none outside quotes but a semicolon or a tab. */
function separatorOf(body: string): string {
  const firstLine = (body.replace(/"[^"]*"/g, "").split("\n", 1)[0] as string).trimEnd();
  return [",", ";", "\t"].find((separator) => firstLine.includes(separator)) ?? ",";
}

/**
 * The rows of a CSV text as records by the names in its first line: a cell is read as `--set` reads a value. Empty cells are left out.
 * Throws InvalidInputError with field `csv` for a row with more or fewer cells than there are names.
 *
 * @example
 * csvRows("incentives,environment.buyer.max\ndominant,3/2\n"); // [{ incentives: "dominant", "environment.buyer.max": "3/2" }]
 */
export function csvRows(text: string): Record<string, unknown>[] {
  const [header, ...rows] = csvRecords(text);
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

function requireCells(cells: readonly string[], names: readonly string[], line: number): void {
  if (cells.length !== names.length) {
    throw new InvalidInputError({
      field: "csv",
      expected: `${names.length} cell${names.length === 1 ? "" : "s"} at line ${line}, as many as the first line names columns`,
      received: `${cells.length}`,
      remedy:
        "A decimal comma or a comma in a text splits a cell: write decimals with a point, put texts in quotes, or separate cells by semicolons.",
    });
  }
}

function csvRecords(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let wasQuoted = false;
  let line = 1;
  let start = 1;
  const endRecord = () => {
    cells.push(cell);
    if (cells.length > 1 || cell.trim() !== "" || wasQuoted) records.push({ cells, line: start });
    cells = [];
    cell = "";
    wasQuoted = false;
    start = line;
  };
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(body);
  for (let k = 0; k < body.length; k++) {
    const character = body[k] as string;
    if (character === "\n") line++;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (body[k + 1] === '"') {
        cell += '"';
        k++;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === "") {
      quoted = true;
      wasQuoted = true;
      cell = "";
    } else if (character === separator) {
      cells.push(cell);
      cell = "";
    } else if (character === "\n") endRecord();
    else if (character !== "\r") cell += character;
  }
  if (quoted) {
    throw new InvalidInputError({
      field: "csv",
      expected: "a closing quote",
      received: `the end of the file in a quoted cell of line ${start}`,
      remedy: "Close the quote.",
    });
  }
  if (cell !== "" || cells.length > 0 || wasQuoted) endRecord();
  return records;
}
