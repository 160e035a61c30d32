import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit as auditOf, type Constraints } from "../../src/audit/audit.ts";
import { mechanisms } from "../mechanism/arbitraries.ts";
import { worstViolations } from "./oracle.ts";

const constraints: fc.Arbitrary<Constraints> = fc.record({
  incentives: fc.constantFrom("bayesian", "dominant"),
  participation: fc.constantFrom("none", "ex-ante", "interim", "ex-post"),
  budgetRule: fc.constantFrom("none", "ex-ante", "no-deficit", "balanced"),
  requiredProfit: fc.integer({ min: -8, max: 8 }).map((r) => r / 4),
});

/** Difference of two violations relative to the larger, or to 1 money unit. */
const relativeGap = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));

describe("the audit of bilateral trade", () => {
  it("finds the worst violation that all pairs of types and all states show, for every kind of rule", () => {
    fc.assert(
      fc.property(constraints, mechanisms(), (asked, mechanism) => {
        const audit = auditOf(asked, mechanism);
        const truth = worstViolations(asked, mechanism);
        expect(relativeGap(audit.incentives.worst, truth.incentives)).toBeLessThan(1e-12);
        expect(relativeGap(audit.participation.worst, truth.participation)).toBeLessThan(1e-12);
        expect(relativeGap(audit.budget.worst, truth.budget)).toBeLessThan(1e-12);
        const clear = 1e-3;
        if (Math.max(truth.incentives, truth.participation, truth.budget) > clear) expect(audit.passes).toBe(false);
        if (Math.max(truth.incentives, truth.participation, truth.budget) === 0) expect(audit.passes).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
});
