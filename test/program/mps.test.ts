import fc from "fast-check";
import loadHighs from "highs";
import { describe, expect, it } from "vitest";
import { defaultExport } from "../../solvers/default-export.ts";
import { highs } from "../../solvers/highs.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { writeMps } from "../../src/program/mps/write-mps.ts";
import type { Program } from "../../src/program/program.ts";
import { problems } from "../conformance/problems.ts";
import { arbitraryPrograms, linearPrograms } from "../conformance/random-programs.ts";
import { smallProgram } from "../conformance/small-program.ts";
import { readMps } from "../support/read-mps.ts";

const inf = Number.POSITIVE_INFINITY;

/** Everything a program is, names included, as plain data. */
function contents(program: Program): unknown {
  const { columnName, rowName, ...data } = program;
  return {
    ...data,
    columnNames: Array.from({ length: program.columnCount }, (_, j) => columnName(j)),
    rowNames: Array.from({ length: program.rowCount }, (_, i) => rowName(i)),
  };
}

const writable = problems.filter(({ name }) => name !== "crossed column bounds");

describe("writeMps and readMps", () => {
  it("give back the same program, to the last bit and with its names", () => {
    fc.assert(
      fc.property(arbitraryPrograms, (program) => {
        expect(contents(readMps(writeMps(program)))).toStrictEqual(contents(program));
      }),
      { numRuns: 500 },
    );
  });

  it.each(writable.map(({ name, program }) => ({ name, program })))("give back: $name", ({ program }) => {
    expect(contents(readMps(writeMps(program)))).toStrictEqual(contents(program));
  });

  it("writes names that are unique, without blanks, and short", () => {
    fc.assert(
      fc.property(arbitraryPrograms, (program) => {
        const lines = writeMps(program).split("\n");
        const rows = lines.slice(lines.indexOf("ROWS") + 1, lines.indexOf("COLUMNS")).map((line) => line.trim().split(" ")[1] as string);
        expect(new Set(rows).size).toBe(program.rowCount + 1);
        for (const name of rows) expect(name).toMatch(/^[A-Za-z0-9_.]{1,60}$/);
      }),
    );
  });

  it("keeps a range that subtraction would round", () => {
    // 1 − (1 − 1e-17) and 1e-17 + (1 − 1e-17) both round.
    const program = smallProgram({ objective: [1], rows: [[1e-17, [1], 1]] });
    expect(contents(readMps(writeMps(program)))).toStrictEqual(contents(program));
    const odd = smallProgram({
      objective: [1],
      rows: [
        [0.1, [1], 0.7],
        [-1e16, [1], 1 / 3],
      ],
    });
    expect(contents(readMps(writeMps(odd)))).toStrictEqual(contents(odd));
  });

  it("writes crossed bounds not at all", () => {
    expect(() => writeMps(smallProgram({ objective: [1], columns: [[2, 1]] }))).toThrow(InvalidInputError);
    expect(() => writeMps(smallProgram({ objective: [1], rows: [[2, [1], 1]] }))).toThrow(InvalidInputError);
    expect(() => writeMps(smallProgram({ objective: [Number.NaN] }))).toThrow(InvalidInputError);
  });
});

describe("the text, read by HiGHS's own parser", async () => {
  const native = await defaultExport<typeof loadHighs.default>({ default: loadHighs })();

  /** The value that another reader finds: of the minimisation, hence negated. */
  function readAndSolve(program: Program): { readonly status: number; readonly value: number } {
    const model = native.createModel();
    try {
      model.options.set("output_flag", false);
      model.readModel({ format: "mps", data: writeMps(program) });
      model.run();
      return { status: model.getModelStatus(), value: -model.getObjectiveValue() };
    } finally {
      model.dispose();
    }
  }

  const solvable = writable.filter(({ status, program, kind }) => status[0] === "optimal" && program.columnCount > 0 && kind !== "convex");
  // HiGHS drops entries below 1e-9, which its adapter prevents by scaling and a file does not.
  it.each(solvable.filter(({ name }) => name !== "a tiny coefficient decides"))(
    "has the value worked out by hand: $name",
    ({ program, objective }) => {
      const { status, value } = readAndSolve(program);
      expect(status).toBe(7);
      expect(Math.abs(value - (objective as number))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(objective as number)));
    },
  );

  it("means the same program as the adapter's arrays", async () => {
    await fc.assert(
      fc.asyncProperty(linearPrograms, async (program) => {
        const direct = await highs.solve(program);
        fc.pre(direct.status === "optimal");
        expect(readAndSolve(program).value).toBeCloseTo(direct.objective, 6);
      }),
    );
  });
});

describe("readMps", () => {
  const text = [
    "NAME test",
    "ROWS",
    " N cost",
    " L limit",
    " G need",
    " E balance",
    " N watched",
    "COLUMNS",
    " x cost 1 limit 2",
    " x need 1",
    " y cost -3 balance 1",
    " y watched 5",
    "RHS",
    " rhs limit 8 need 1",
    " rhs cost -4 balance 2",
    "RANGES",
    " rng limit 3 need 2",
    " rng balance -1",
    "BOUNDS",
    " UP bnd x 7",
    " MI bnd y",
    "ENDATA",
  ].join("\n");

  it("reads what others write: pairs on a line, ranges of every type, free rows", () => {
    const program = readMps(text);
    expect(contents(program)).toStrictEqual({
      ...(contents(
        smallProgram({
          name: "test",
          objective: [-1, 3],
          offset: -4,
          rows: [
            [5, [2, 0], 8],
            [1, [1, 0], 3],
            [1, [0, 1], 2],
            [-inf, [0, 5], inf],
          ],
          columns: [
            [0, 7],
            [-inf, inf],
          ],
        }),
      ) as object),
      columnNames: ["x", "y"],
      rowNames: ["limit", "need", "balance", "watched"],
    });
  });

  it("takes set names as optional", () => {
    const bare = text.replace(/^ (rhs|rng) /gm, " ").replace(/ bnd /g, " ");
    expect(contents(readMps(bare))).toStrictEqual(contents(readMps(text)));
  });

  it("skips comments at the end of a line", () => {
    const commented = text.replace(" x need 1", " x need 1 $ at least one").replace(" UP bnd x 7", " UP bnd x 7 $the most");
    expect(contents(readMps(commented))).toStrictEqual(contents(readMps(text)));
  });

  it("maximises when OBJSENSE says so", () => {
    const program = readMps(text.replace("ROWS\n", "OBJSENSE\n MAX\nROWS\n"));
    expect(Array.from(program.objective)).toEqual([1, -3]);
    expect(program.offset).toBe(4);
  });

  it("reads QMATRIX, both halves, as the same matrix as QUADOBJ", () => {
    const once = text.replace("ENDATA", "QUADOBJ\n x x 2\n x y 1\n y y 3\nENDATA");
    const twice = text.replace("ENDATA", "QMATRIX\n x x 2\n x y 1\n y x 1\n y y 3\nENDATA");
    expect(contents(readMps(twice))).toStrictEqual(contents(readMps(once)));
    expect(Array.from(readMps(once).quadratic?.values ?? [])).toEqual([2, 1, 3]);
  });

  it.each([
    ["an unknown section", "BOUNDS", "SOS", /line 19\.section/],
    ["an unknown row", " x need 1", " x need1 1", /line 10\.row/],
    ["an unknown column", " UP bnd x 7", " UP bnd z 7", /line 20\.column/],
    ["a bad number", " UP bnd x 7", " UP bnd x 7,5", /line 20\.number/],
    ["a repeated entry", " x need 1", " x limit 1", /line 10\.COLUMNS/],
    ["a repeated row", " G need", " G limit", /line 5\.ROWS/],
    ["an integer column", " y cost -3 balance 1", " M 'MARKER' 'INTORG'", /line 11\.COLUMNS/],
    ["an integer bound", " UP bnd x 7", " BV bnd x", /line 20\.BOUNDS/],
    ["no end", "ENDATA", "", /ENDATA/],
    ["no objective", " N cost", " L cost", /objective/],
  ])("refuses %s, naming the line", (_, from, to, message) => {
    const broken = from === " N cost" ? text.replace(" N cost", " L cost").replace(" N watched", " L watched") : text.replace(from, to);
    expect(() => readMps(broken)).toThrow(InvalidInputError);
    expect(() => readMps(broken)).toThrow(message);
  });
});
