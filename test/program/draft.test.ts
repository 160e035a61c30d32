import { expect, test } from "vitest";
import { absent, Draft } from "../../src/program/draft.ts";

test("rows in compressed form, names by family, objective and bounds as written", () => {
  const draft = new Draft();
  const x = draft.columns("x", 2, [0, 1], (k) => `x${k}`);
  const y = draft.columns("y", 1, [Number.NEGATIVE_INFINITY, 5], () => "y");
  draft.objective(x + 1, 3);
  draft.objective(x + 1, 0.5);
  draft.objective(absent, 7);
  draft.constant(2);
  draft.family("first", (k) => `first ${k}`);
  draft.entry(x, 1);
  draft.entry(y, -2);
  draft.row(0, 4);
  draft.family("second", (k) => `second ${k}`);
  draft.entry(absent, 9);
  draft.entry(x, 0);
  draft.row(0, 0); // nothing in it, and 0 = 0
  draft.entry(x + 1, 2);
  draft.row(0, 2); // 0 ≤ x ≤ 1 says so already
  draft.entry(x + 1, 2);
  draft.row(0, 1);
  draft.entry(x + 1, -1);
  draft.row(-1, 0); // so does this
  draft.row(1, 1); // nothing in it, and 0 ≠ 1: stays, for the solver to refuse
  const program = draft.finish("test");
  expect(program).toMatchObject({ name: "test", columnCount: 3, rowCount: 3, offset: 2 });
  expect([...program.objective]).toEqual([0, 3.5, 0]);
  expect([...program.columnLower]).toEqual([0, 0, Number.NEGATIVE_INFINITY]);
  expect([...program.columnUpper]).toEqual([1, 1, 5]);
  expect([...program.matrix.starts]).toEqual([0, 2, 3, 3]);
  expect([...program.matrix.indices]).toEqual([0, 2, 1]);
  expect([...program.matrix.values]).toEqual([1, -2, 2]);
  expect([...program.rowLower]).toEqual([0, 0, 1]);
  expect([...program.rowUpper]).toEqual([4, 1, 1]);
  expect([0, 1, 2].map((row) => program.rowName(row))).toEqual(["first 0", "second 2", "second 4"]);
  expect([0, 1, 2].map((column) => program.columnName(column))).toEqual(["x0", "x1", "y"]);
  expect(draft.closedRowFamilies().map(({ name, start, count }) => [name, start, count])).toEqual([
    ["first", 0, 1],
    ["second", 1, 2],
  ]);
});

test("storage grows: ten thousand rows of three entries", () => {
  const draft = new Draft();
  const x = draft.columns("x", 10_000, [0, 1], (k) => `x${k}`);
  draft.family("rows", (k) => `row ${k}`);
  for (let k = 0; k < 10_000; k++) {
    for (let d = 0; d < 3; d++) draft.entry(x + ((k + d) % 10_000), k + d + 1);
    draft.row(0, k);
  }
  const program = draft.finish("large");
  expect(program.rowCount).toBe(10_000);
  expect(program.matrix.values[29_999]).toBe(10_002);
  expect(program.matrix.indices[29_999]).toBe(1);
  expect(program.rowUpper[9_999]).toBe(9_999);
  expect(program.rowName(9_999)).toBe("row 9999");
});
