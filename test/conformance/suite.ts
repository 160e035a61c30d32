import { afterAll, describe, expect, it } from "vitest";
import { InvalidInputError } from "../../src/errors.ts";
import type { Program } from "../../src/program/program.ts";
import type { Solver, SolverCapabilities } from "../../src/solver/solver.ts";
import { expectFarkas, expectOptimal, expectRay } from "./optimality.ts";
import type { Problem } from "./problem.ts";
import { problems } from "./problems.ts";
import { assignment } from "./sized-programs.ts";
import { smallProgram } from "./small-program.ts";

export interface ConformanceConfig {
  /** Relative tolerance of points, values and multipliers; default 10 × the declared accuracy. */
  readonly tolerance?: number;
}

/** Why a solver is not asked a problem, from what it declares; undefined when it is. */
function notServed(kind: Problem["kind"], capabilities: SolverCapabilities): string | undefined {
  if (kind === "linear") return capabilities.linear ? undefined : "no linear programs";
  if (!capabilities.quadratic) return "no quadratic programs";
  if (kind === "convex" && capabilities.quadratic === "strictly-convex") return "strictly convex quadratic programs only";
  return undefined;
}

/** Registers the conformance tests of one solver; skips follow from its capabilities alone and are printed. */
export function runConformance(solver: Solver, config: ConformanceConfig = {}): void {
  const { capabilities } = solver;
  const tolerance = config.tolerance ?? 10 * capabilities.accuracy;
  const skipped: string[] = [];
  const test = (name: string, reason: string | undefined, body: () => Promise<void>) => {
    if (reason === undefined) it(name, body);
    else {
      skipped.push(`${name}: ${reason}`);
      it.skip(`${name} (${reason})`, body);
    }
  };

  describe(`${solver.name}: worked problems`, () => {
    for (const problem of problems) {
      test(problem.name, notServed(problem.kind, capabilities), () => expectAnswer(solver, problem, tolerance));
    }
  });

  describe(`${solver.name}: manners`, () => {
    const sample = problems.find(({ kind, status }) => status[0] === "optimal" && notServed(kind, capabilities) === undefined) as Problem;

    it("leaves the program as it was", async () => {
      const before = copyOf(sample.program);
      await solver.solve(sample.program);
      expect(copyOf(sample.program)).toEqual(before);
    });

    it("gives the same answer twice, in arrays of the caller's own", async () => {
      const first = await solver.solve(sample.program);
      const point = Array.from(first.point ?? []);
      first.point?.fill(Number.NaN);
      const second = await solver.solve(sample.program);
      expect(Array.from(second.point ?? [])).toEqual(point);
      expect(point.length).toBe(sample.program.columnCount);
    });

    it("knows its version after a solve", async () => {
      await solver.solve(sample.program);
      expect(solver.version).toMatch(/\d/);
    });

    it("refuses a program beyond its size", async () => {
      const program = { ...sample.program, rowCount: capabilities.maxRows + 1 };
      await expect(solver.solve(program)).rejects.toThrow(InvalidInputError);
      await expect(solver.solve({ ...sample.program, columnCount: capabilities.maxColumns + 1 })).rejects.toThrow(InvalidInputError);
    });

    it("refuses data that is not a program", async () => {
      await expect(solver.solve({ ...sample.program, objective: sample.program.objective.map(() => Number.NaN) })).rejects.toThrow(
        InvalidInputError,
      );
      await expect(solver.solve({ ...sample.program, rowLower: new Float64Array(99) })).rejects.toThrow(InvalidInputError);
    });

    it("refuses options out of range", async () => {
      await expect(solver.solve(sample.program, { tolerance: 1 })).rejects.toThrow(InvalidInputError);
      await expect(solver.solve(sample.program, { timeLimitSeconds: 0 })).rejects.toThrow(InvalidInputError);
    });

    it("refuses what it does not declare", async () => {
      const quadratic = smallProgram({ objective: [1], quadratic: [[1]] });
      const linear = smallProgram({ objective: [1], columns: [[0, 1]] });
      if (capabilities.quadratic) expect((await solver.solve(quadratic)).status).toBe("optimal");
      else await expect(solver.solve(quadratic)).rejects.toThrow(InvalidInputError);
      if (capabilities.linear) expect((await solver.solve(linear)).status).toBe("optimal");
      else await expect(solver.solve(linear)).rejects.toThrow(InvalidInputError);
    });

    const linearOnly = capabilities.linear ? undefined : "no linear programs";
    test("stops at the time limit", linearOnly ?? (capabilities.timeLimit ? undefined : "no time limit"), async () => {
      const result = await solver.solve(assignment(14), { timeLimitSeconds: 1e-6 });
      expect(result.status).toBe("limit");
      expect(result.rowMultipliers).toBeUndefined();
    });

    test("reports progress", linearOnly ?? (capabilities.progress ? undefined : "no progress"), async () => {
      const seen: number[] = [];
      const result = await solver.solve(assignment(14), { onProgress: ({ iterations }) => seen.push(iterations) });
      expect(result.status).toBe("optimal");
      expect(seen.length).toBeGreaterThan(0);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    });

    test("starts warm from its own basis", linearOnly ?? (capabilities.warmStart ? undefined : "no warm start"), async () => {
      const program = assignment(14);
      const cold = await solver.solve(program);
      expect(cold.iterations).toBeGreaterThan(0);
      const warm = await solver.solve(program, { basis: cold.basis });
      expect(warm.status).toBe("optimal");
      expect(warm.iterations).toBe(0);
      expect(warm.objective).toBeCloseTo(cold.objective, 9);
      const short = { columns: [], rows: [] };
      await expect(solver.solve(program, { basis: short })).rejects.toThrow(InvalidInputError);
    });
  });

  afterAll(() => {
    if (skipped.length > 0) console.info(`${solver.name} is not asked:\n${skipped.map((line) => `  ${line}`).join("\n")}`);
  });
}

async function expectAnswer(solver: Solver, problem: Problem, tolerance: number): Promise<void> {
  const { program } = problem;
  const result = await solver.solve(program);
  expect(problem.status, result.message).toContain(result.status);
  const { capabilities } = solver;
  if (result.status === "optimal") {
    if (capabilities.duals) expectOptimal(program, result, tolerance);
    const close = (got: ArrayLike<number> | undefined, expected: ArrayLike<number> | undefined, what: string) => {
      if (!expected) return;
      expect(got?.length, what).toBe(expected.length);
      for (let k = 0; k < expected.length; k++) {
        const size = Math.max(1, Math.abs(expected[k] as number));
        expect(Math.abs((got?.[k] as number) - (expected[k] as number)), `${what} ${k}: ${got?.[k]}`).toBeLessThanOrEqual(tolerance * size);
      }
    };
    close([result.objective], [problem.objective as number], "objective");
    close(result.point, problem.point, "point");
    if (capabilities.duals) {
      close(result.rowMultipliers, problem.rowMultipliers, "row multiplier");
      close(result.reducedCosts, problem.reducedCosts, "reduced cost");
    }
    if (capabilities.basis && problem.kind === "linear" && program.columnCount > 0) expectBasis(program, result.basis);
    return;
  }
  expect(result.objective).toBeNaN();
  expect(result.point).toBeUndefined();
  if (!capabilities.rays) return;
  if (result.status === "infeasible") expectFarkas(program, result.farkas ?? []);
  if (result.status === "unbounded") expectRay(program, result.ray ?? []);
}

/** As many basic columns and rows as there are rows, and nobody rests on a bound that is not there. */
function expectBasis(program: Program, basis: { readonly columns: readonly string[]; readonly rows: readonly string[] } | undefined): void {
  expect(basis).toBeDefined();
  if (!basis) return;
  expect([...basis.columns, ...basis.rows].filter((status) => status === "basic")).toHaveLength(program.rowCount);
  const check = (status: string | undefined, lower: number, upper: number) => {
    if (status === "at-lower") expect(lower).toBeGreaterThan(Number.NEGATIVE_INFINITY);
    if (status === "at-upper") expect(upper).toBeLessThan(Number.POSITIVE_INFINITY);
  };
  for (let j = 0; j < program.columnCount; j++) check(basis.columns[j], program.columnLower[j] as number, program.columnUpper[j] as number);
  for (let i = 0; i < program.rowCount; i++) check(basis.rows[i], program.rowLower[i] as number, program.rowUpper[i] as number);
}

function copyOf(program: Program): unknown {
  return structuredClone(Object.fromEntries(Object.entries(program).filter(([, value]) => typeof value !== "function")));
}
