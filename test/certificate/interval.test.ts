import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClarabelSolver } from "../../solvers/clarabel.ts";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { toNumber } from "../../src/arithmetic/rational.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { cells, tradeInstance } from "./support/instances.ts";

const exact = createHighsSolver();

/** HiGHS without its basis, every number off by up to `noise` (relative to the largest): what a first-order method would return. */
function noisy(noise: number): Solver {
  const disturb = (values: Float64Array | undefined) => {
    if (!values) return undefined;
    const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    return values.map((value, k) => value + noise * size * Math.sin(1e4 * (k + 1)));
  };
  return {
    name: "noisy",
    version: "1",
    capabilities: { ...exact.capabilities, basis: false },
    async solve(program, options) {
      const result = await exact.solve(program, options);
      return { ...result, basis: undefined, point: disturb(result.point), rowMultipliers: disturb(result.rowMultipliers) };
    },
  };
}

describe("without a usable basis", () => {
  test("random instances of every cell that needs a solver: proved intervals of small width that contain the exact value", async () => {
    const needing = cells.filter(
      ({ incentives, participation, budget }) =>
        (budget === "no-deficit" || budget === "balanced") &&
        (incentives === "dominant" ? participation !== "none" : participation === "ex-post"),
    );
    const counts: Record<string, number> = {};
    const widths: number[] = [];
    for (let k = 0; k < 96; k++) {
      const cell = needing[k % needing.length] as (typeof cells)[number];
      const [instance] = fc.sample(tradeInstance(cell, 2, 5), { numRuns: 1, seed: 5000 + k });
      const problem = parseInstance(instance);
      const truth = await certify(problem, { solver: exact });
      const rough = await certify(problem, { solver: noisy(1e-13) });
      if (truth.certificate === null || truth.verdict.status !== "optimal") continue;
      const outcome = rough.certificate === null ? rough.reason : rough.verdict.level;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (rough.certificate === null || rough.verdict.status !== "optimal") continue;
      const { lower, upper } = rough.verdict;
      expect(lower.lte(truth.verdict.lower)).toBe(true);
      expect(upper.gte(truth.verdict.upper)).toBe(true);
      const size = Math.max(1, Math.abs(toNumber(upper)));
      widths.push(toNumber(upper.sub(lower)) / size);
    }
    widths.sort((a, b) => a - b);
    console.log("intervals:", JSON.stringify(counts), "median width", widths[widths.length >> 1], "largest", widths.at(-1));
    expect(counts.interval).toBeGreaterThan(40);
    expect(Object.keys(counts).every((outcome) => outcome === "interval" || outcome === "exact")).toBe(true);
    expect(widths.at(-1)).toBeLessThan(1e-7);
  });

  test("an interior-point solver: Clarabel", async () => {
    for (let k = 0; k < 4; k++) {
      const [instance] = fc.sample(tradeInstance({ incentives: "dominant", participation: "ex-post", budget: "balanced" }, 3, 4), {
        numRuns: 1,
        seed: 40 + k,
      });
      const problem = parseInstance(instance);
      const truth = await certify(problem, { solver: exact });
      const rough = await certify(problem, { solver: createClarabelSolver() });
      if (truth.certificate === null || truth.verdict.status !== "optimal") continue;
      if (rough.certificate === null || rough.verdict.status !== "optimal") throw new Error(JSON.stringify(rough));
      expect(rough.certificate.provenance.solver?.name).toBe("clarabel");
      expect(rough.verdict.lower.lte(truth.verdict.lower)).toBe(true);
      expect(rough.verdict.upper.gte(truth.verdict.upper)).toBe(true);
      expect(toNumber(rough.verdict.upper.sub(rough.verdict.lower))).toBeLessThan(1e-5 * (1 + Math.abs(toNumber(rough.verdict.upper))));
    }
  });
});
