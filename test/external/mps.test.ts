import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExternalSolver } from "../../solvers/external.ts";
import { externalPresets } from "../../solvers/external-presets.ts";
import { highs } from "../../solvers/highs.ts";
import { writeMps } from "../../src/program/mps/write-mps.ts";
import type { Program } from "../../src/program/program.ts";
import { problems } from "../conformance/problems.ts";
import { linearPrograms } from "../conformance/random-programs.ts";
import { assignment } from "../conformance/sized-programs.ts";
import { readMps } from "../support/read-mps.ts";

const execute = promisify(execFile);
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "secondbest-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Linear problems with an optimum, as plain files: no scaling, so not those on which absolute tolerances fail. */
const plain = problems.filter(
  ({ kind, status, name }) => kind === "linear" && status[0] === "optimal" && !/tiny|huge|no columns/.test(name),
);

async function written(program: Program): Promise<string> {
  const path = join(folder, "program.mps");
  await writeFile(path, writeMps(program));
  return path;
}

describe("a written file", () => {
  it.each(plain)("has its worked value for clp: $name", async ({ program, objective }) => {
    const { stdout } = await execute("clp", [await written(program), "-direction", "minimize", "-solve"]);
    const value = /^Optimal objective (\S+)/m.exec(stdout)?.[1];
    expect(-Number(value)).toBeCloseTo(objective as number, 6);
  });

  it.each(plain)("has its worked value for glpsol: $name", async ({ program, objective }) => {
    const solution = join(folder, "solution");
    await execute("glpsol", ["--freemps", await written(program), "--min", "--nopresol", "--write", solution]);
    const value = /^s bas \d+ \d+ f f (\S+)$/m.exec(await readFile(solution, "utf8"))?.[1];
    expect(-Number(value)).toBeCloseTo(objective as number, 6);
  });

  it("comes back from glpsol as a program with the same optimum", async () => {
    await fc.assert(
      fc.asyncProperty(linearPrograms, async (program) => {
        // GLPK aborts when it is to write a file without rows.
        fc.pre(program.rowLower.some((lower, i) => Number.isFinite(lower) || Number.isFinite(program.rowUpper[i])));
        const again = join(folder, "again.mps");
        await execute("glpsol", ["--freemps", await written(program), "--min", "--check", "--wfreemps", again]);
        const copy = readMps(await readFile(again, "utf8"));
        expect(copy.columnCount).toBe(program.columnCount);
        const [before, after] = [await highs.solve(program), await highs.solve(copy)];
        expect(after.status).toBe(before.status);
        if (before.status === "optimal") expect(after.objective).toBeCloseTo(before.objective, 6);
      }),
      { numRuns: 60 },
    );
  });
});

describe("external solvers", () => {
  const solvers = [createExternalSolver(externalPresets.glpsol), createExternalSolver(externalPresets.clp)];

  it("agree with HiGHS on random programs", async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(linearPrograms, async (program) => {
        const truth = await highs.solve(program);
        seen.set(truth.status, (seen.get(truth.status) ?? 0) + 1);
        for (const solver of solvers) {
          const result = await solver.solve(program);
          const possible = result.status === "infeasible-or-unbounded" ? ["infeasible", "unbounded"] : [result.status];
          expect(possible, `${solver.name}: ${result.message}`).toContain(truth.status);
          if (truth.status === "optimal") expect(result.objective).toBeCloseTo(truth.objective, 6);
        }
      }),
      { numRuns: 60 },
    );
    for (const status of ["optimal", "infeasible", "unbounded"]) expect(seen.get(status) ?? 0, status).toBeGreaterThan(3);
  });

  it.each(solvers)("$name solves an assignment of 30", async (solver) => {
    const [mine, theirs] = [await solver.solve(assignment(30)), await highs.solve(assignment(30))];
    expect(mine.status).toBe("optimal");
    expect(mine.objective).toBeCloseTo(theirs.objective, 6);
  });
});
