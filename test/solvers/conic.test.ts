import { describe, expect, it } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { InvalidInputError } from "../../src/errors.ts";
import type { SparseRows } from "../../src/program/program.ts";
import type { Cones, ConicProgram } from "../../src/solver/conic.ts";

function rows(matrix: readonly (readonly number[])[]): SparseRows {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of matrix) {
    for (const [j, value] of row.entries()) {
      if (value === 0) continue;
      indices.push(j);
      values.push(value);
    }
    starts.push(values.length);
  }
  return { starts: Int32Array.from(starts), indices: Int32Array.from(indices), values: Float64Array.from(values) };
}

function conic(
  objective: readonly number[],
  matrix: readonly (readonly number[])[],
  b: readonly number[],
  cones: Partial<Cones>,
  quadratic?: readonly (readonly number[])[],
): ConicProgram {
  return {
    columnCount: objective.length,
    rowCount: matrix.length,
    objective: Float64Array.from(objective),
    ...(quadratic ? { quadratic: rows(quadratic) } : {}),
    matrix: rows(matrix),
    rightHandSide: Float64Array.from(b),
    cones: { zero: 0, nonnegative: 0, secondOrder: [], exponential: 0, power: [], ...cones },
  };
}

/** c − Qx = Aᵀy, the multipliers' convention. */
function expectStationary(program: ConicProgram, x: Float64Array, y: Float64Array, Q: readonly (readonly number[])[] = []): void {
  const priced = new Float64Array(program.columnCount);
  const { starts, indices, values } = program.matrix;
  for (let i = 0; i < program.rowCount; i++) {
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      const j = indices[k] as number;
      priced[j] = (priced[j] as number) + (values[k] as number) * (y[i] as number);
    }
  }
  for (let j = 0; j < program.columnCount; j++) {
    const curvature = (Q[j] ?? []).reduce((sum, q, l) => sum + q * (x[l] as number), 0);
    expect((program.objective[j] as number) - curvature).toBeCloseTo(priced[j] as number, 5);
  }
}

describe("conic programs", () => {
  it("second-order cone: max x + y in the unit disc is √2 at (√½, √½)", async () => {
    // (1, x, y) in the cone: b − Ax with A = (0; −I).
    const program = conic(
      [1, 1],
      [
        [0, 0],
        [-1, 0],
        [0, -1],
      ],
      [1, 0, 0],
      { secondOrder: [3] },
    );
    const { status, objective, point, multipliers } = await clarabel.solveConic(program);
    expect(status).toBe("optimal");
    expect(objective).toBeCloseTo(Math.SQRT2, 6);
    for (const x of point ?? []) expect(x).toBeCloseTo(Math.SQRT1_2, 6);
    expectStationary(program, point as Float64Array, multipliers as Float64Array);
  });

  it("power cone: max t with (2, 8, t) in the cone of α = ½ is √16 = 4, α = ¼ gives 2^¼·8^¾", async () => {
    for (const alpha of [0.5, 0.25]) {
      const program = conic([1], [[0], [0], [-1]], [2, 8, 0], { power: [alpha] });
      const { status, objective, point, multipliers } = await clarabel.solveConic(program);
      expect(status).toBe("optimal");
      expect(objective).toBeCloseTo(2 ** alpha * 8 ** (1 - alpha), 5);
      expectStationary(program, point as Float64Array, multipliers as Float64Array);
    }
  });

  it("exponential cone: max x with (x, 1, 5) in the cone is ln 5", async () => {
    const program = conic([1], [[-1], [0], [0]], [0, 1, 5], { exponential: 1 });
    const { status, objective } = await clarabel.solveConic(program);
    expect(status).toBe("optimal");
    expect(objective).toBeCloseTo(Math.log(5), 6);
  });

  it("takes the cones in their order, with a quadratic objective", async () => {
    // max x + 2y − ½(x² + y² + xy) subject to x = ½ (zero), y ≤ 1 (nonnegative): the gradient in y at (½, 1) is 2 − 1 − ¼ = ¾ > 0, so y = 1.
    const Q = [
      [1, 0.5],
      [0.5, 1],
    ];
    const program = conic(
      [1, 2],
      [
        [1, 0],
        [0, 1],
      ],
      [0.5, 1],
      { zero: 1, nonnegative: 1 },
      [[1], [0.5, 1]],
    );
    const { status, objective, point, multipliers } = await clarabel.solveConic(program);
    expect(status).toBe("optimal");
    expect(objective).toBeCloseTo(0.5 + 2 - 0.5 * (0.25 + 1 + 0.5), 6);
    expect(Array.from(multipliers ?? []).map((y) => Math.round(y * 1e5) / 1e5)).toEqual([0, 0.75]);
    expectStationary(program, point as Float64Array, multipliers as Float64Array, Q);
  });

  it("tells infeasible from unbounded, also when both duals and primals are empty", async () => {
    expect((await clarabel.solveConic(conic([1], [[-1]], [0], { nonnegative: 1 }))).status).toBe("unbounded");
    expect((await clarabel.solveConic(conic([0], [[1], [-1]], [0, -1], { nonnegative: 2 }))).status).toBe("infeasible");
    const both = conic(
      [1, 1],
      [
        [1, 0],
        [-1, 0],
        [0, -1],
      ],
      [0, -1, 0],
      { nonnegative: 3 },
    );
    const { status, objective, point } = await clarabel.solveConic(both);
    expect(status).toBe("infeasible");
    expect(objective).toBeNaN();
    expect(point).toBeUndefined();
  });

  it.each([
    ["cones that do not fill the rows", conic([1], [[1]], [1], { nonnegative: 2 })],
    ["a power outside (0, 1)", conic([1], [[1], [1], [1]], [1, 1, 1], { power: [1] })],
    ["a cone of no dimension", conic([1], [], [], { secondOrder: [0] })],
    ["a right-hand side of another length", { ...conic([1], [[1]], [1], { nonnegative: 1 }), rightHandSide: Float64Array.of(1, 2) }],
    ["a number that is none", conic([Number.NaN], [[1]], [1], { nonnegative: 1 })],
  ])("refuses %s before WebAssembly sees it", async (_, program) => {
    await expect(clarabel.solveConic(program)).rejects.toThrow(InvalidInputError);
    // The module survived.
    expect((await clarabel.solveConic(conic([1], [[1]], [1], { nonnegative: 1 }))).status).toBe("optimal");
  });
});
