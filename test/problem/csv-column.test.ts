import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvColumn } from "../../src/problem/csv-column.ts";
import { refusal } from "../environments/refusal.ts";

const file = "firm,cost\nA,0.25\nB,1/3\n";

describe("csvColumn", () => {
  test("reads a column as written", () => {
    expect(csvColumn(file, "cost")).toEqual(["0.25", "1/3"]);
  });

  test("reads quotes, doubled quotes, commas and line ends inside quotes, CRLF, a byte order mark and blank lines", () => {
    const text = '\uFEFF"firm, or ""name""",cost\r\n"A\nand sons","1"\r\n\r\nB, 2 \r\n';
    expect(csvColumn(text, "cost")).toEqual(["1", "2"]);
  });

  test("needs no final line end", () => {
    expect(csvColumn("cost\n1\n2", "cost")).toEqual(["1", "2"]);
  });

  test("takes the separator of the first line: semicolons or tabs where it has no comma", () => {
    expect(csvColumn("firm;cost\nA;0.25\n", "cost")).toEqual(["0.25"]);
    expect(csvColumn("firm\tcost\r\nA\t0.25\r\n", "cost")).toEqual(["0.25"]);
    expect(csvColumn('"a;b",cost\nA,0.25\n', "cost")).toEqual(["0.25"]);
    expect(csvColumn('"a,b";cost\nA;0.25\n', "cost")).toEqual(["0.25"]);
    expect(csvColumn("firm,cost;year\nA,1\n", "cost;year")).toEqual(["1"]);
  });

  test.each([
    [
      "a decimal comma in a file of one column",
      "value\n1\n2,5\n",
      "value",
      "1 cell at line 3, as many as the first line names columns",
      "2",
    ],
    ["a cell too many", "firm,cost\nA,1,2\n", "cost", "2 cells at line 2, as many as the first line names columns", "3"],
    ["a cell too few", "cost,firm\n1\n", "cost", "2 cells at line 2, as many as the first line names columns", "1"],
  ])("refuses a line with more or fewer cells than the first, with its number: %s", (_, text, column, expected, received) => {
    expect(refusal(() => csvColumn(text, column))).toMatchObject({ field: "csv", expected, received });
  });

  test("returns what any table was written from", () => {
    const cell = fc.string({ maxLength: 6 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, fc.integer()), { minLength: 1 }), fc.constantFrom("\n", "\r\n"), (rows, end) => {
        const text = ["note,cost", ...rows.map(([note, cost]) => `${quote(note)},${cost}`)].join(end);
        expect(csvColumn(text, "cost")).toEqual(rows.map(([, cost]) => String(cost)));
      }),
    );
  });
});

describe("csvColumn refuses", () => {
  test("a column that is not there", () => {
    expect(refusal(() => csvColumn(file, "costs"))).toMatchObject({
      field: "column",
      expected: 'one of the file\'s columns "firm", "cost"',
      received: '"costs"',
      remedy: 'Name the column as the first line of the file does. Did you mean "cost"?',
    });
  });

  test("a name that two columns have", () => {
    expect(refusal(() => csvColumn("cost,firm,cost\n1,A,2\n", "cost"))).toMatchObject({
      field: "column",
      received: '"cost", which is column 1 and column 3',
    });
  });

  test("a quoted empty cell, which is not a blank line", () => {
    expect(refusal(() => csvColumn('cost\n1\n""\n', "cost"))).toMatchObject({
      expected: 'a number in column "cost" at line 3',
      received: '""',
    });
    expect(refusal(() => csvColumn('cost\n1\n""', "cost"))).toMatchObject({ received: '""' });
  });

  test("an empty file", () => {
    expect(refusal(() => csvColumn("", "cost"))).toMatchObject({ field: "column", expected: "a column of the file, which is empty" });
  });

  test("a file without rows", () => {
    expect(refusal(() => csvColumn("firm,cost\n", "cost"))).toMatchObject({ field: "csv", received: "none" });
  });

  test("a cell that is not a number, with its line", () => {
    expect(refusal(() => csvColumn('firm,cost\n"A\nand sons",1\nB,n/a\n', "cost"))).toMatchObject({
      field: "csv",
      expected: 'a number in column "cost" at line 4',
      received: '"n/a"',
      remedy: "Correct or remove that line.",
    });
  });

  test("an empty cell", () => {
    expect(refusal(() => csvColumn("firm,cost\nA,\n", "cost"))).toMatchObject({ received: '""' });
  });

  test("a row that is too short", () => {
    expect(refusal(() => csvColumn("firm,cost\nA\n", "cost"))).toMatchObject({ received: "1" });
  });

  test("a quote that never closes", () => {
    expect(refusal(() => csvColumn('firm,cost\n"A,1\nB,2\n', "cost"))).toMatchObject({ field: "csv", expected: "a closing quote" });
  });
});
