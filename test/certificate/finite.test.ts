import fc from "fast-check";
import { expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { toNumber } from "../../src/arithmetic/rational.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import { finiteInstance } from "./support/finite-instances.ts";
import { isProof } from "./support/oracle.ts";

const solver = createHighsSolver();

test("random finite environments, all deviations: the exact value is that of the reference program, and the second opinion agrees", async () => {
  const counts: Record<string, number> = {};
  for (const instance of fc.sample(finiteInstance, { numRuns: 120 })) {
    const problem = parseInstance(instance);
    const { buyers, sellers, broker } = problem.objective;
    const { program } = buildReference({
      environment: problem.environment.toFinite(),
      incentives: problem.incentives,
      participation: problem.participation,
      budget: { rule: problem.budget.rule, requiredProfit: toNumber(problem.budget.requiredProfit) },
      weights: { buyers: toNumber(buyers), sellers: toNumber(sellers), broker: toNumber(broker) },
    });
    const float = await solver.solve(program);
    const certified = await certify(problem, { solver });
    const told = JSON.stringify(instance);
    if (certified.certificate === null) {
      expect(["unbounded", "error"], `${certified.reason} ${told}`).toContain(float.status);
      counts.unbounded = (counts.unbounded ?? 0) + 1;
      continue;
    }
    const { verdict, certificate } = certified;
    expect(isProof(JSON.parse(JSON.stringify(certificate))), told).toBe(true);
    expect(verdict.level, told).toBe("exact");
    counts[verdict.status] = (counts[verdict.status] ?? 0) + 1;
    // A solver may fail on an infeasible program; the second opinion has checked the proof.
    if (verdict.status === "infeasible") expect(["infeasible", "error"], told).toContain(float.status);
    else {
      expect(float.status, told).toBe("optimal");
      expect(toNumber(verdict.lower) - float.objective, told).toBeLessThan(1e-6);
      expect(toNumber(verdict.lower) - float.objective, told).toBeGreaterThan(-1e-6);
    }
  }
  console.log("finite environments:", JSON.stringify(counts));
  expect(Math.min(counts.optimal ?? 0, counts.infeasible ?? 0, counts.unbounded ?? 0)).toBeGreaterThan(5);
});
