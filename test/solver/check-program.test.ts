import { describe, expect, it } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { InvalidInputError } from "../../src/errors.ts";
import type { Program } from "../../src/program/program.ts";
import { checkProgram } from "../../src/solver/check-program.ts";
import { defaultSolverOptions, resolveSolverOptions } from "../../src/solver/options.ts";
import { smallProgram } from "../conformance/small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const program = smallProgram({
  objective: [1, 1],
  quadratic: [
    [1, 0.5],
    [0.5, 1],
  ],
  rows: [
    [0, [1, 2], 3],
    [-inf, [0, 1], 1],
  ],
});

describe("the door of the solvers", () => {
  it("lets a program in", () => {
    expect(() => checkProgram(highs, program)).not.toThrow();
  });

  const { matrix, quadratic = matrix } = program;
  it.each<[string, string, Partial<Program>]>([
    ["an objective too short", "program.objective", { objective: Float64Array.of(1) }],
    ["an infinite objective", "program.objective[1]", { objective: Float64Array.of(1, inf) }],
    ["an offset that is no number", "program.offset[0]", { offset: Number.NaN }],
    ["a lower bound of +∞", "program.columnLower[0]", { columnLower: Float64Array.of(inf, 0) }],
    ["an upper bound of −∞", "program.rowUpper[1]", { rowUpper: Float64Array.of(3, -inf) }],
    ["a bound that is no number", "program.rowLower[0]", { rowLower: Float64Array.of(Number.NaN, 0) }],
    ["starts too short", "program.matrix.starts", { matrix: { ...matrix, starts: Int32Array.of(0, 3) } }],
    ["starts that fall", "program.matrix.starts[2]", { matrix: { ...matrix, starts: Int32Array.of(0, 3, 2) } }],
    ["a column that is not there", "program.matrix.indices[1]", { matrix: { ...matrix, indices: Int32Array.of(0, 2, 1) } }],
    ["an entry twice", "program.matrix.indices[1]", { matrix: { ...matrix, indices: Int32Array.of(0, 0, 1) } }],
    ["an infinite entry", "program.matrix.values[2]", { matrix: { ...matrix, values: Float64Array.of(1, 2, inf) } }],
    ["an entry of Q above the diagonal", "program.quadratic.indices[0]", { quadratic: { ...quadratic, indices: Int32Array.of(1, 0, 1) } }],
  ])("refuses %s", (_, field, wrong) => {
    try {
      checkProgram(highs, { ...program, ...wrong });
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).field).toBe(field);
      return;
    }
    expect.unreachable("nothing was thrown");
  });
});

describe("options", () => {
  it("have the stated defaults", () => {
    expect(resolveSolverOptions()).toEqual(defaultSolverOptions);
    expect(resolveSolverOptions({ tolerance: 1e-6 })).toEqual({ ...defaultSolverOptions, tolerance: 1e-6 });
  });

  it.each([[0], [-1], [Number.NaN]])("refuse a time limit of %d", (timeLimitSeconds) => {
    expect(() => resolveSolverOptions({ timeLimitSeconds })).toThrow(InvalidInputError);
  });

  it.each([[0], [1e-11], [1e-3], [Number.NaN]])("refuse a tolerance of %d", (tolerance) => {
    expect(() => resolveSolverOptions({ tolerance })).toThrow(InvalidInputError);
  });
});
