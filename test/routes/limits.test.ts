import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { audit, constraintsOf } from "../../src/audit/audit.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import {
  bilateralTrade,
  type DesignProblem,
  designProblem,
  type Environment,
  finiteEnvironment,
  multilateralTrade,
  partnership,
  resultJson,
  type Solver,
  solve,
} from "../../src/index.ts";
import { standStill } from "../../src/routes/limits/stand-still.ts";
import { bareResult } from "../../src/solver/result.ts";

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };

/** A solver whose time is always over, at once or with a point in its hands. */
const stopped = (point?: (columns: number) => Promise<Float64Array | undefined>): Solver => ({
  name: "stopped",
  version: "1",
  capabilities: highs.capabilities,
  solve: async (program) => bareResult("limit", { message: "the time is over", point: await point?.(program.columnCount) }),
});

const atoms = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 3 }).map(
  (values): DistributionSpec => ({
    distribution: "discrete",
    values: [...values].sort((a, b) => a - b),
    masses: values.map(() => `1/${values.length}`),
  }),
);

const anyFinite = fc
  .array(fc.array(fc.integer({ min: -3, max: 4 }), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 3 })
  .map((tables) =>
    finiteEnvironment({
      agents: tables.map((_, a) => ({ name: `agent ${a}`, types: ["low", "high"] })),
      prior: { independent: tables.map(() => ["1/3", "2/3"]) },
      outcomes: ["nothing", "build"],
      utilities: tables.map((table) => [[0, 0], table]),
    }),
  );

const anyEnvironment: fc.Arbitrary<Environment> = fc.oneof(
  fc.tuple(atoms, atoms).map(([buyer, seller]) => bilateralTrade({ buyer, seller })),
  fc
    .tuple(atoms, atoms)
    .map(([a, b]) => multilateralTrade({ buyers: [{ count: 2, distribution: a }], sellers: [{ count: 1, distribution: b }] })),
  fc.tuple(atoms, atoms).map(([a, b]) =>
    partnership({
      partners: [
        { share: "2/3", distribution: a },
        { share: "1/3", distribution: b },
      ],
    }),
  ),
  anyFinite,
);

const anyProblem = fc
  .record({
    environment: anyEnvironment,
    incentives: fc.constantFrom("bayesian", "dominant"),
    participation: fc.constantFrom("none", "ex-ante", "interim", "ex-post"),
    rule: fc.constantFrom("none", "ex-ante", "no-deficit", "balanced"),
    requiredProfit: fc.constantFrom("0", "0", "-1/2", "1/4"),
    objective: fc.constantFrom("gains-from-trade", "broker-profit", "weights"),
  } as const)
  .map(({ rule, requiredProfit, objective, ...words }) => {
    const rents =
      words.environment.kind === "linear" && words.environment.stated === "partnership" ? { partners: [1, 2] } : { buyers: 2, sellers: 1 };
    return designProblem({
      ...words,
      budget: { rule, requiredProfit: rule === "none" ? 0 : requiredProfit },
      objective: objective === "weights" ? { weights: { ...rents, broker: 1 } } : objective,
    });
  });

describe("a program whose solver stops with nothing", () => {
  test("keeps a bracket that holds the optimum, with a mechanism that is feasible", async () => {
    const seen = { mechanism: 0, none: 0 };
    await fc.assert(
      fc.asyncProperty(anyProblem, async (problem: DesignProblem) => {
        const best = await solve(problem, { solver: highs });
        const kept = await solve(problem, { solver: stopped() });
        if (kept.status !== "limit") {
          expect(kept.status).toBe(best.status);
          return;
        }
        // A mechanism was found, so that it cannot be infeasible.
        if (kept.mechanism) expect(best.status).toBe("optimal");
        seen[kept.mechanism ? "mechanism" : "none"]++;
        expect(kept.value.upper).toBeLessThan(Number.POSITIVE_INFINITY);
        expect(kept.level).toBe("float");
        if (kept.mechanism) expect(kept.audit?.passes).toBe(true);
        else expect(kept.value.lower).toBe(Number.NEGATIVE_INFINITY);
        if (best.status !== "optimal") return;
        const slack = 1e-6 * (1 + Math.abs(best.value.upper));
        expect(kept.value.lower).toBeLessThanOrEqual(best.value.upper + slack);
        expect(kept.value.upper).toBeGreaterThanOrEqual(best.value.lower - slack);
      }),
      { numRuns: 50 },
    );
    expect(seen.mechanism).toBeGreaterThan(20);
  });

  test("two traders on a grid: posted price below, the second best of weaker words above, by closed forms", async () => {
    const problem = designProblem({
      environment: bilateralTrade({ buyer: unit, seller: unit }),
      incentives: "dominant",
      participation: "ex-post",
      budget: "balanced",
      discretization: { rule: "midpoint", points: 100 },
    });
    const { value, explanation, mechanism } = await solve(problem, { solver: stopped() });
    // On U[0,1]² the best posted price attains 1/8, the bayesian optimum is 9/64; a grid of 100 midpoints is within 1 % of both.
    expect(value.lower).toBeCloseTo(1 / 8, 2);
    expect(value.upper).toBeCloseTo(9 / 64, 2);
    expect(value.upper).toBeLessThan(1 / 6 - 0.02);
    expect(explanation).toMatch(
      /stopped at a limit.*posted-price.*feasible, as audited.*optimum under bayesian incentives, interim participation/s,
    );
    expect(mechanism).not.toBeNull();
  });

  test("a point that the solver had is an incumbent where it is feasible, and nothing where it is not", async () => {
    const environment = finiteEnvironment({
      agents: ["Ann", "Bob"].map((name) => ({ name, types: ["low", "high"] })),
      prior: {
        independent: [
          ["1/2", "1/2"],
          ["1/2", "1/2"],
        ],
      },
      outcomes: ["a", "b"],
      utilities: [
        [
          [1, 1],
          [0, 3],
        ],
        [
          [1, 1],
          [0, 3],
        ],
      ],
      outsideOptions: [
        ["1/2", "1/2"],
        ["1/2", "1/2"],
      ],
    });
    const problem = designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "no-deficit" });
    const best = await solve(problem, { solver: highs });
    // No outcome changes nothing, so that there is no offer to fall back on; here the point of HiGHS's optimum, then the same out of place.
    const optimum = stopped();
    const found = await solve(problem, {
      solver: {
        ...optimum,
        solve: async (program) => ({ ...bareResult("limit", { message: "time" }), point: (await highs.solve(program)).point }),
      },
    });
    expect(found.value.lower).toBeCloseTo(best.value.lower, 6);
    const wrong = await solve(problem, { solver: stopped(async (columns) => new Float64Array(columns).fill(0.3)) });
    expect(wrong.status).toBe("limit");
    expect(wrong.value.lower).toBeLessThanOrEqual(best.value.lower + 1e-9);
    expect(resultJson(wrong).value.upper).toBeGreaterThanOrEqual(best.value.lower);
  });
});

test("no trade: everybody pays its part of the required profit, and keeps what it has", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const mechanism = standStill(problem);
      if (!mechanism) throw new Error("every environment here has an outcome that changes nothing");
      const words = { ...constraintsOf(problem), participation: "none" } as const;
      const { budget, incentives } = audit(words, mechanism);
      expect(budget.worst).toBeLessThanOrEqual(1e-12);
      expect(incentives.worst).toBe(0);
    }),
    { numRuns: 60 },
  );
});
