import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { highs } from "../../solvers/highs.ts";
import { safeUpperBound } from "../../src/solver/dual-bound.ts";
import { elasticProgram } from "../../src/solver/elastic.ts";
import { preciseSolution, roomsOf, sizesOf, worstViolation } from "../../src/solver/residuals.ts";
import { bareResult } from "../../src/solver/result.ts";
import type { Solver, SolverResult } from "../../src/solver/solver.ts";
import { solveVerified } from "../../src/solver/verified.ts";
import { smallProgram } from "../conformance/small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const tolerance = { violation: 1e-12, value: 1e-12 };

/** A solver that gives the same answer to the first question, whatever it is, and is honest afterwards. */
function lying(answer: Partial<SolverResult> & Pick<SolverResult, "status" | "message">, lies = inf): Solver {
  let told = 0;
  return {
    ...highs,
    name: "liar",
    version: "1",
    solve: async (program, options) => (told++ < lies ? bareResult(answer.status, answer) : highs.solve(program, options)),
  };
}

/** max 3x + 2y subject to x + y ≤ 4, x + 3y ≤ 6, 0 ≤ x ≤ 3: (3, 1), value 11. */
const sample = smallProgram({
  objective: [3, 2],
  rows: [
    [-inf, [1, 1], 4],
    [-inf, [1, 3], 6],
  ],
  columns: [
    [0, 3],
    [0, inf],
  ],
});

describe("the dual bound", () => {
  it("is the value at the right multipliers, and above it at any others", () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (a, b) => {
        const bound = (y: readonly number[]) => safeUpperBound(sample, preciseSolution(Float64Array.of(3, 1), Float64Array.from(y)));
        expect(bound([2, 0])).toBeGreaterThanOrEqual(11);
        expect(bound([2, 0])).toBeLessThan(11 + 1e-8);
        expect(bound([a, b])).toBeGreaterThanOrEqual(11);
      }),
    );
  });
});

describe("a verdict", () => {
  it("of an optimum is within the tolerance of the truth", async () => {
    const { status, solution, upper } = await solveVerified(sample, highs, tolerance);
    expect(status).toBe("optimal");
    expect(solution.objective).toBeCloseTo(11, 11);
    expect(upper).toBeGreaterThanOrEqual(11);
    expect(upper).toBeLessThan(11 + 1e-11);
  });

  it.each([
    ["a point that is not feasible", { point: Float64Array.of(3, 3), rowMultipliers: Float64Array.of(2, 0) }],
    ["a point that is not optimal", { point: Float64Array.of(1, 1), rowMultipliers: Float64Array.of(0, 0) }],
    ["no point", {}],
  ])("is not taken from a solver that calls optimal %s", async (_, answer) => {
    const { status, tried } = await solveVerified(sample, lying({ status: "optimal", message: "trust me", ...answer }), tolerance);
    expect(status).toBe("error");
    expect(tried.join()).toContain("liar");
  });

  it("is corrected by refinement where only digits are missing", async () => {
    const answer = { point: Float64Array.of(2.9999, 1.0002), rowMultipliers: Float64Array.of(2.0001, 0) };
    const { status, solution } = await solveVerified(sample, lying({ status: "optimal", message: "nearly", ...answer }, 1), tolerance);
    expect(status).toBe("optimal");
    expect(solution.objective).toBeCloseTo(11, 11);
    expect([...(solution.point ?? [])]).toEqual([3, 1]);
  });

  it.each(["infeasible", "unbounded", "infeasible-or-unbounded"] as const)("is not taken from a solver's bare word %s", async (status) => {
    const verdict = await solveVerified(sample, lying({ status, message: "trust me" }), tolerance);
    expect(verdict.status).toBe("error");
    // Asked again, an honest solver finds the optimum.
    expect((await solveVerified(sample, lying({ status, message: "trust me" }, 1), tolerance)).status).toBe("optimal");
  });

  it("of infeasibility is found from the least violation when the solver has no proof", async () => {
    const impossible = smallProgram({
      objective: [1, 1],
      rows: [
        [-inf, [1, 1], 1],
        [1, [1, 0], inf],
        [1, [0, 1], inf],
      ],
    });
    const verdict = await solveVerified(impossible, lying({ status: "error", message: "gave up" }, 2), tolerance);
    expect(verdict.status).toBe("infeasible");
    expect(verdict.solution.farkas).toBeDefined();
    expect((await solveVerified(impossible, clarabel, { violation: 1e-7, value: 1e-7 })).status).toBe("infeasible");
  });

  it("of unboundedness needs a feasible point beside the ray", async () => {
    const open = smallProgram({ objective: [1, 0], rows: [[-inf, [1, -1], 1]] });
    expect((await solveVerified(open, highs, tolerance)).status).toBe("unbounded");
    const empty = smallProgram({
      objective: [1, 0],
      rows: [
        [-inf, [1, -1], 1],
        [2, [0, 1], inf],
        [-inf, [0, 1], 1],
      ],
    });
    expect((await solveVerified(empty, lying({ status: "unbounded", message: "", ray: Float64Array.of(1, 1) }, 1), tolerance)).status).toBe(
      "infeasible",
    );
  });
});

it("the least violation of rows that contradict each other is their distance", async () => {
  const apart = smallProgram({
    objective: [1],
    rows: [
      [-inf, [2], 2],
      [8, [2], inf],
    ],
  });
  const sizes = sizesOf(apart);
  const { objective, point } = await highs.solve(elasticProgram(apart, sizes.rows));
  // x ≤ 1 and x ≥ 4, in units of the entries.
  expect(objective).toBeCloseTo(-3, 9);
  const own = preciseSolution((point as Float64Array).slice(0, 1), new Float64Array(2));
  expect(worstViolation(roomsOf(apart, own), sizes.columns)).toBeGreaterThan(2.9);
});

it("a point that is no number violates more than any tolerance", () => {
  const program = smallProgram({ objective: [1, 1], rows: [[-inf, [1, 1], 1]] });
  const own = preciseSolution(Float64Array.of(Number.NaN, 0), new Float64Array(1));
  expect(worstViolation(roomsOf(program, own), sizesOf(program).columns)).toBe(inf);
});
