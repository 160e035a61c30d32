import fc from "fast-check";
import { expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { toNumber } from "../../src/arithmetic/rational.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import { cells } from "./support/instances.ts";
import { isProof } from "./support/oracle.ts";
import { masses } from "./support/rational-laws.ts";

const solver = createHighsSolver();

/** Two or three agents with two or three types, two or three outcomes, any prior, outside options: any utilities, so all deviations count. */
const finiteInstance = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
    outcomes: fc.integer({ min: 2, max: 3 }),
    joint: fc.boolean(),
    cell: fc.constantFrom(...cells),
    weights: fc.constantFrom([1, 1, 1], [0, 0, 1], [1, 2, 3], [2, 1, 0]),
    outside: fc.boolean(),
  })
  .chain(({ sizes, outcomes, joint, cell, weights: [buyers, sellers, broker], outside }) => {
    const number = fc.integer({ min: -4, max: 6 }).map((n) => `${n}/2`);
    const list = <T>(of: fc.Arbitrary<T>, length: number) => fc.array(of, { minLength: length, maxLength: length });
    const profiles = sizes.reduce((product, size) => product * size, 1);
    const prior = joint
      ? masses(profiles).map((table) => ({ joint: table }))
      : fc.tuple(...sizes.map((size) => masses(size))).map((tables) => ({ independent: tables }));
    const utilities = fc.tuple(...sizes.map((size) => list(list(number, size), outcomes)));
    const options = fc.tuple(...sizes.map((size) => list(number, size)));
    return fc.tuple(prior, utilities, options, fc.constantFrom("0", "-1", "1/2")).map(([own, table, reservations, r]) => ({
      format: "secondbest/instance@1",
      environment: {
        kind: "finite",
        agents: sizes.map((size, a) => ({
          name: `agent ${a}`,
          side: a % 2 === 0 ? "buyer" : "seller",
          types: Array.from({ length: size }, (_, k) => `type ${k}`),
        })),
        prior: own,
        outcomes: Array.from({ length: outcomes }, (_, o) => `outcome ${o}`),
        utilities: table,
        ...(outside && { outsideOptions: reservations }),
      },
      incentives: cell.incentives,
      participation: cell.participation,
      budget: { rule: cell.budget, requiredProfit: cell.budget === "none" ? "0" : r },
      objective: { weights: { buyers, sellers, broker } },
    }));
  });

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
