import fc from "fast-check";
import { expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational } from "../../src/arithmetic/rational.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { type Cell, tradeInstance } from "./support/instances.ts";

const honest = createHighsSolver();

/** Optimises a slightly different objective: its basis is feasible for the program asked for, and not optimal. */
const mistaken: Solver = {
  ...honest,
  name: "mistaken",
  version: "1",
  solve: (program, options) =>
    honest.solve(
      { ...program, objective: program.objective.map((c, j) => (program.columnLower[j] === 0 ? c * (1 + 0.95 * Math.sin(7 * j)) : c)) },
      options,
    ),
};

test("a basis that is feasible and not optimal is led to the optimum by exact pivots", async () => {
  const cells: Cell[] = [
    { incentives: "dominant", participation: "ex-post", budget: "no-deficit" },
    { incentives: "dominant", participation: "interim", budget: "balanced" },
    { incentives: "bayesian", participation: "ex-post", budget: "no-deficit" },
    { incentives: "dominant", participation: "ex-ante", budget: "balanced" },
  ];
  let pivoted = 0;
  for (let k = 0; k < 40; k++) {
    const [instance] = fc.sample(tradeInstance(cells[k % cells.length] as Cell, 2, 4), { numRuns: 1, seed: 900 + k });
    const problem = parseInstance(instance);
    const truth = await certify(problem, { solver: honest });
    if (truth.certificate === null || truth.verdict.status !== "optimal") continue;
    const found = await certify(problem, { solver: mistaken });
    if (found.certificate === null || found.verdict.status !== "optimal") throw new Error(JSON.stringify(found));
    expect(found.verdict.level).toBe("exact");
    expect(formatRational(found.verdict.lower)).toBe(formatRational(truth.verdict.lower));
    if (found.certificate.provenance.repairs.some((repair) => /\d+ exact pivots/.test(repair))) pivoted++;
  }
  expect(pivoted).toBeGreaterThan(8);
});
