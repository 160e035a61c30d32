import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../src/errors.ts";
import { type CsvDialect, csvColumns } from "../../src/problem/csv-column.ts";
import type { DesignProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { refusal } from "../environments/refusal.ts";

const csvColumn = (text: string, column: string, dialect?: CsvDialect) => csvColumns(text, [column], dialect)[0];

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

  test.each([
    ["a line that names the separator, as Excel writes it", "sep=;\r\nfirm;value\r\nA;1,5\r\n", { decimal: "," }, ["1.5"]],
    ["one behind a byte order mark, in quotes", '\uFEFF"sep=|"\nfirm|value\nA|1.5\n', {}, ["1.5"]],
    ["lines that end in carriage returns alone, with commas below semicolons", 'firm;value\r"A, B";1.5\rC;2\r', {}, ["1.5", "2"]],
    ["lines of nothing but separators, which spreadsheets leave below a table", "firm,value\nA,1.5\n,\n , \n", {}, ["1.5"]],
    [
      "narrow and unbreakable spaces between thousands",
      "value\n1\u00a0234,5\n2\u202f000\n",
      { decimal: ",", thousands: " " },
      ["1234.5", "2000"],
    ],
    ["apostrophes between thousands", "value\n1'234.5\n", { thousands: "'" }, ["1234.5"]],
    ["a typographic minus", "value\n\u22121.5\n", {}, ["-1.5"]],
  ] as const)("reads %s", (_, text, dialect, numbers) => {
    expect(csvColumn(text, "value", dialect)).toEqual(numbers);
  });

  test.each([
    ["a per cent", "value\n50%\n", "50% is 0.5"],
    ["a currency before", "value\n€0.50\n", "without currency or unit"],
    ["a currency behind", 'value\n"1,234.50 EUR"\n', "without currency or unit"],
    ["brackets of accountants", "value\n(1.50)\n", "with a minus"],
    ["remarks above the names", "# made by hand\nvalue\n1\n", "remove remarks above it"],
    ["another separator", "firm|value\nA|1\n", '"delimiter": "|"'],
    ["spaces between columns", "firm value\nA 1\n", '"delimiter": " "'],
  ])("says what to do about %s", (_, text, remedy) => {
    expect(refusal(() => csvColumn(text, "value")).remedy).toContain(remedy);
  });

  test("counts lines from the first of the file, also where that names the separator", () => {
    expect(refusal(() => csvColumn("sep=;\nfirm;value\nA;x\n", "value")).expected).toContain("at line 3");
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
      remedy: 'Correct or remove that line, or say "missing": "skip".',
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

describe("how numbers are written", () => {
  test("decimal commas, marks between thousands, missing numbers, weights", () => {
    const text = "Betrag;Gewicht\n1.234,5;3\n-0,25;1\n;7\nn/a;2\n12;4\n";
    const dialect = { decimal: ",", thousands: ".", missing: "skip" } as const;
    expect(csvColumns(text, ["Betrag", "Gewicht"], dialect)).toEqual([
      ["1234.5", "-0.25", "12"],
      ["3", "1", "4"],
    ]);
    expect(csvColumns("a|b\n1 000 000|x\n", ["a"], { delimiter: "|", thousands: " " })).toEqual([["1000000"]]);
    expect(csvColumns("a\n1'234\n", ["a"], { thousands: "'" })).toEqual([["1234"]]);
    expect(csvColumns("a\tb\n0,5\t1\n", ["a"], { decimal: "," })).toEqual([["0.5"]]);
  });

  test("a mark between other than three digits is no mark between thousands, and a point is no decimal comma", () => {
    expect(refusal(() => csvColumn("a;b\n1.5;x\n", "a", { decimal: ",", thousands: "." }))).toMatchObject({ received: '"1.5"' });
    expect(refusal(() => csvColumn("a;b\n1.5;x\n", "a", { decimal: "," }))).toMatchObject({ received: '"1.5"' });
    expect(refusal(() => csvColumn("a\n1,5,7\n", "a", { decimal: ",", delimiter: ";" }))).toMatchObject({ received: '"1,5,7"' });
  });

  test("marks that contradict each other are refused", () => {
    expect(refusal(() => csvColumn(file, "cost", { thousands: "." }))).toMatchObject({ field: "thousands" });
    expect(refusal(() => csvColumn(file, "cost", { thousands: "0" }))).toMatchObject({ field: "thousands" });
    expect(refusal(() => csvColumn(file, "cost", { delimiter: ";;" }))).toMatchObject({ field: "delimiter" });
  });

  test("UTF-16 is named, and names are the same in every Unicode form", () => {
    const utf16 = [...file].map((sign) => `${sign}\u0000`).join("");
    expect(refusal(() => csvColumn(`\ufffd\ufffd${utf16}`, "cost"))).toMatchObject({ received: "one that looks like UTF-16" });
    expect(csvColumn("cou\u0302t\n1\n", "co\u00fbt")).toEqual(["1"]);
  });

  test("skipping everything leaves nothing", () => {
    expect(refusal(() => csvColumn("a\nNA\n-\n", "a", { missing: "skip" }))).toMatchObject({ expected: "at least one row with a number" });
  });
});

describe("weights", () => {
  const trade = (buyer: object, text?: string) =>
    parseInstance(
      { format: "secondbest/instance@1", environment: { kind: "bilateral-trade", buyer, seller: { distribution: "point-mass", at: 0 } } },
      text === undefined ? {} : { readCsv: (_, columns, dialect) => csvColumns(text, columns, dialect) },
    );
  const buyerOf = (problem: DesignProblem) => (serializeInstance(problem).environment as { buyer: object }).buyer;

  test("of any total, divided by it exactly, listed or in a column of a file, equal samples together", () => {
    const listed = trade({ distribution: "discrete", values: [1, 2, 3], weights: [33.3, 33.3, 33.4] });
    expect(buyerOf(listed)).toEqual({ distribution: "discrete", values: [1, 2, 3], masses: [0.333, 0.333, 0.334] });
    const law = { distribution: "empirical", csv: "x.csv", column: "v", weights: "n" };
    const file = trade(law, "v,n\n2,3\n1,1\n2,0.5\n7,0\n");
    expect(buyerOf(file)).toEqual({ distribution: "discrete", values: [1, 2], masses: ["2/9", "7/9"] });
  });

  test("wrong ones are refused", () => {
    expect(refusal(() => trade({ distribution: "discrete", values: [1, 2], weights: [1, 0] }))).toMatchObject({
      field: "environment.buyer.weights[1]",
    });
    expect(refusal(() => trade({ distribution: "discrete", values: [1, 2], weights: [1] }))).toBeInstanceOf(InvalidInputError);
    expect(refusal(() => trade({ distribution: "discrete", values: [1], masses: [1], weights: [1] }))).toMatchObject({ received: "both" });
    expect(refusal(() => trade({ distribution: "discrete", values: [1] }))).toMatchObject({ received: "neither" });
    expect(refusal(() => trade({ distribution: "empirical", samples: [1], decimal: "," }))).toMatchObject({
      field: "environment.buyer.decimal",
    });
    const negative = { distribution: "empirical", csv: "x.csv", column: "v", weights: "n" };
    expect(refusal(() => trade(negative, "v,n\n2,-1\n"))).toMatchObject({ field: "environment.buyer.weights" });
  });
});
