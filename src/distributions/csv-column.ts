import { isRational, type NumberInput, rational, toNumber } from "../arithmetic/rational.ts";
import { InvalidInputError } from "../errors.ts";

/**
 * The numbers in one column of a CSV text whose first line names the columns.
 *
 * Cells may be quoted; the separator is a comma, or a semicolon or tab if the first line contains that and no comma. Blank lines are skipped.
 * A cell holds a decimal or a fraction such as `1/3`; what a double holds exactly comes back as a number, anything else as written.
 *
 * Throws InvalidInputError when the text has no line, no such column, no sample, or a cell that is not a number (naming its line).
 *
 * @example
 * parseCsvColumn("name,price\nann,2.5\nbob,3\n", "price"); // [2.5, 3]
 */
export function parseCsvColumn(text: string, column: string): NumberInput[] {
  const records = parseRecords(text);
  const header = records[0];
  if (header === undefined) fail("csv", "a CSV text whose first line names the columns", "an empty text", "Check the file.");
  const names = header.cells.map((name) => name.trim());
  const index = names.indexOf(column);
  if (index < 0) {
    fail(
      "column",
      `one of the columns ${names.map((name) => JSON.stringify(name)).join(", ")}`,
      JSON.stringify(column),
      "Name a column of the file, in its spelling.",
    );
  }
  if (names.indexOf(column, index + 1) >= 0) {
    fail("column", "a column name that occurs once", `${JSON.stringify(column)} twice`, "Rename one of the columns in the file.");
  }
  const samples = records.slice(1).map(({ cells, line }) => {
    const cell = cells[index]?.trim();
    if (cell === undefined || !isRational(cell)) {
      const received = cell === undefined ? `only ${cells.length} cells` : cell === "" ? "an empty cell" : JSON.stringify(cell);
      fail("csv", `a number in column ${JSON.stringify(column)} on line ${line}`, received, "Correct the cell or delete the line.");
    }
    const exact = rational(cell);
    const value = toNumber(exact);
    return Number.isFinite(value) && rational(value).equals(exact) ? value : cell;
  });
  if (samples.length === 0) fail("csv", "at least one line below the header", "a header alone", "Check the file.");
  return samples;
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Line on which the record begins, from 1. */
  readonly line: number;
}

function parseRecords(text: string): CsvRecord[] {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(body);
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let wasQuoted = false;
  let line = 1;
  let start = 1;
  const endCell = () => {
    cells.push(cell);
    cell = "";
    wasQuoted = false;
  };
  const endRecord = () => {
    const blank = cells.length === 0 && cell.trim() === "" && !wasQuoted;
    endCell();
    if (!blank) records.push({ cells, line: start });
    cells = [];
  };
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
    } else if (character === separator) endCell();
    else if (character === "\n") {
      endRecord();
      start = line;
    } else if (character !== "\r") cell += character;
  }
  if (quoted) fail("csv", "quotation marks in pairs", `one left open in the record of line ${start}`, "Close the quotation mark.");
  endRecord();
  return records;
}

/** Comma, unless the first line has none but has a semicolon or a tab outside quotation marks. */
function separatorOf(body: string): string {
  const firstLine = body.slice(0, body.indexOf("\n") < 0 ? undefined : body.indexOf("\n")).replace(/"[^"]*"/g, "");
  if (firstLine.includes(",")) return ",";
  return firstLine.includes(";") ? ";" : firstLine.includes("\t") ? "\t" : ",";
}

function fail(field: string, expected: string, received: string, remedy: string): never {
  throw new InvalidInputError({ field, expected, received, remedy });
}
