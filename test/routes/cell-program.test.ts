import { describe, expect, test } from "vitest";
import { bilateralTrade, designProblem, solve } from "../../src/index.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const uniforms = bilateralTrade({ buyer: unit, seller: unit });

/** Words and the optimum on U[0,1]², where it is known. */
const known: readonly (readonly [words: Partial<DesignProblemInput>, truth: number, source: string])[] = [
  [
    { incentives: "bayesian", participation: "ex-post", budget: "no-deficit" },
    9 / 64,
    "the second best is attained with ex-post participation: Chatterjee–Samuelson's equilibrium",
  ],
  [{ incentives: "bayesian", participation: "ex-post", budget: "balanced" }, 9 / 64, "the same double auction balances"],
  [{ incentives: "dominant", participation: "ex-post", budget: "no-deficit" }, 1 / 8, "one posted price is best without deficit, too"],
];

describe("brackets from programs on cells", () => {
  test.each(known)("%o on U[0,1]²: the truth %d is inside (%s)", async (words, truth) => {
    const result = await solve(designProblem({ environment: uniforms, width: 0.02, ...words }));
    expect(result.route).toBe("cell-program");
    expect(result.status).toBe("optimal");
    expect(result.level).toBe("continuum");
    expect(result.value.lower).toBeLessThanOrEqual(truth);
    expect(result.value.upper).toBeGreaterThanOrEqual(truth);
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(0.02 * truth);
    expect(result.audit?.passes).toBe(true);
    expect(result.gainsFromTrade).toBeCloseTo(result.value.lower, 9);
  });
});
