import { describe, expect, it } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { createHighsSolver } from "../../solvers/highs.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { smallProgram } from "../conformance/small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const feasible = smallProgram({
  objective: [3, 4],
  rows: [
    [-inf, [1, 1], 4],
    [-inf, [1, 3], 6],
  ],
});
const infeasible = smallProgram({
  objective: [1, 1],
  rows: [
    [-inf, [1, 1], 1],
    [3, [1, 1], inf],
  ],
});
const unbounded = smallProgram({ objective: [1, 1], rows: [[-inf, [1, -1], 1]] });

const solves = 10_000;
/** Growth that a collector between two runs may leave; a leak of one small model (about 60 kB) per solve would be 600 MB. */
const allowedBytes = 60 * 2 ** 20;

async function residentGrowth(solver: Solver): Promise<number> {
  const round = async (count: number) => {
    for (let k = 0; k < count; k++) {
      const program = k % 10 === 1 ? infeasible : k % 10 === 2 ? unbounded : feasible;
      const { status } = await solver.solve(program);
      if (status !== (program === feasible ? "optimal" : program === infeasible ? "infeasible" : "unbounded")) throw new Error(status);
    }
  };
  await round(solves / 5);
  const before = process.memoryUsage().rss;
  await round(solves);
  return process.memoryUsage().rss - before;
}

describe(`${solves} solves in one process`, () => {
  it("do not grow the memory of HiGHS", async () => {
    const growth = await residentGrowth(createHighsSolver());
    console.info(`HiGHS: resident memory grew by ${(growth / 2 ** 20).toFixed(1)} MiB over ${solves} solves`);
    expect(growth).toBeLessThan(allowedBytes);
  });

  it("do not grow the memory of Clarabel", async () => {
    const growth = await residentGrowth(clarabel);
    console.info(`Clarabel: resident memory grew by ${(growth / 2 ** 20).toFixed(1)} MiB over ${solves} solves`);
    expect(growth).toBeLessThan(allowedBytes);
  });
});
