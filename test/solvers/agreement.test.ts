import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { highs } from "../../solvers/highs.ts";
import { javascriptLpSolver } from "../../solvers/javascript-lp-solver.ts";
import { numeric } from "../../solvers/numeric.ts";
import type { Program } from "../../src/program/program.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { expectFarkas, expectOptimal, expectRay } from "../conformance/optimality.ts";
import { linearPrograms, quadraticPrograms } from "../conformance/random-programs.ts";
import { assignment, assignmentValue } from "../conformance/sized-programs.ts";

/** Solves and proves: an optimal answer by its multipliers, the others by Farkas vectors and rays where the solver gives them. */
async function proved(solver: Solver, program: Program): Promise<{ readonly status: string; readonly objective: number }> {
  const result = await solver.solve(program);
  if (result.status === "optimal") expectOptimal(program, result, 10 * solver.capabilities.accuracy);
  if (solver.capabilities.rays && result.status === "infeasible") expectFarkas(program, result.farkas ?? []);
  if (solver.capabilities.rays && result.status === "unbounded") expectRay(program, result.ray ?? []);
  return result;
}

describe("random linear programs", () => {
  it("are answered alike, with proof, by HiGHS, Clarabel and javascript-lp-solver", async () => {
    const count = new Map<string, number>();
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(linearPrograms, async (program) => {
        const truth = await proved(highs, program);
        count.set(truth.status, (count.get(truth.status) ?? 0) + 1);
        expect(["optimal", "infeasible", "unbounded"]).toContain(truth.status);
        for (const solver of [clarabel, javascriptLpSolver]) {
          const answer = await proved(solver, program);
          // javascript-lp-solver may fail, provided that it says so.
          if (solver === javascriptLpSolver && answer.status === "error") {
            failures++;
            continue;
          }
          expect(answer.status, solver.name).toBe(truth.status);
          if (truth.status === "optimal") expect(answer.objective).toBeCloseTo(truth.objective, 5);
        }
      }),
      { numRuns: 500 },
    );
    console.info(
      `random linear programs: ${[...count].map(([status, k]) => `${k} ${status}`).join(", ")}; ${failures} failures of javascript-lp-solver`,
    );
    for (const status of ["optimal", "infeasible", "unbounded"]) expect(count.get(status) ?? 0, status).toBeGreaterThan(20);
    expect(failures).toBeLessThanOrEqual(5);
  });

  it("have the same optimum whatever the units of rows and columns", async () => {
    await fc.assert(
      fc.asyncProperty(
        linearPrograms,
        fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 }),
        async (program, exponents) => {
          const unit = (k: number) => 2 ** (exponents[k % 12] as number);
          const { starts, indices } = program.matrix;
          const values = program.matrix.values.slice();
          for (let i = 0; i < program.rowCount; i++) {
            for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
              values[k] = (values[k] as number) * unit(i) * unit(6 + (indices[k] as number));
            }
          }
          const changed: Program = {
            ...program,
            objective: program.objective.map((c, j) => c * unit(6 + j)),
            columnLower: program.columnLower.map((bound, j) => bound / unit(6 + j)),
            columnUpper: program.columnUpper.map((bound, j) => bound / unit(6 + j)),
            rowLower: program.rowLower.map((bound, i) => bound * unit(i)),
            rowUpper: program.rowUpper.map((bound, i) => bound * unit(i)),
            matrix: { starts, indices, values },
          };
          const [before, after] = [await highs.solve(program), await highs.solve(changed)];
          expect(after.status).toBe(before.status);
          if (before.status === "optimal") expect(after.objective).toBeCloseTo(before.objective, 6);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("random strictly convex quadratic programs", () => {
  it("are answered alike, with proof, by Clarabel, HiGHS and numeric", async () => {
    const failures = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(quadraticPrograms, async (program) => {
        const truth = await proved(clarabel, program);
        expect(truth.status).toBe("optimal");
        for (const solver of [highs, numeric]) {
          const answer = await proved(solver, program);
          if (answer.status === "error") {
            failures.set(solver.name, (failures.get(solver.name) ?? 0) + 1);
            continue;
          }
          expect(answer.status, solver.name).toBe("optimal");
          expect(answer.objective).toBeCloseTo(truth.objective, 4);
        }
      }),
      { numRuns: 250 },
    );
    console.info(`random quadratic programs: failures ${JSON.stringify([...failures])} of 250`);
    expect(failures.get("highs") ?? 0).toBe(0);
    expect(failures.get("numeric") ?? 0).toBeLessThanOrEqual(10);
  });
});

/** The best assignment by trying every subset (Held and Karp's recursion over jobs taken): exact, integers only. */
function bestAssignment(n: number): number {
  let best = new Map<number, number>([[0, 0]]);
  for (let worker = 0; worker < n; worker++) {
    const next = new Map<number, number>();
    for (const [taken, value] of best) {
      for (let job = 0; job < n; job++) {
        if (taken & (1 << job)) continue;
        const key = taken | (1 << job);
        next.set(key, Math.max(next.get(key) ?? 0, value + assignmentValue(worker, job)));
      }
    }
    best = next;
  }
  return Math.max(...best.values());
}

describe("a degenerate program with a combinatorial answer", () => {
  it.each([highs, clarabel, javascriptLpSolver])("is solved by $name: assignment of 10", async (solver) => {
    const result = await proved(solver, assignment(10));
    expect(result.status).toBe("optimal");
    expect(result.objective).toBeCloseTo(bestAssignment(10), 4);
  });
});
