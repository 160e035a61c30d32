import { describe, expect, it } from "vitest";
import { beta, bilateralTrade, constraintsOf, designProblem, isBilateral, solve, truncatedNormal } from "../../src/index.ts";
import { worstViolations } from "../audit/oracle.ts";

const laws = {
  beta: { buyer: beta({ a: 22, b: 22, min: 0, max: 1 }), seller: beta({ a: 20, b: 22, min: 0, max: 1 }) },
  normal: {
    buyer: truncatedNormal({ mean: 8, sd: 1, min: 0, max: 16 }),
    seller: truncatedNormal({ mean: 7, sd: 1, min: 0, max: 16 }),
  },
};

/** Types of mass 1e-20: states that no probability prices, where a solver may leave anything. */
describe.each(Object.entries(laws))("bell-shaped grids (%s)", (_, { buyer, seller }) => {
  const on = (words: object) =>
    designProblem({ environment: bilateralTrade({ buyer, seller }), discretization: { rule: "midpoint", points: 20 }, ...words });

  it.each([
    { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" },
    { incentives: "dominant", participation: "interim", budget: "no-deficit" },
    { incentives: "bayesian", participation: "ex-post", budget: "balanced" },
    { incentives: "bayesian", participation: "ex-post", budget: "no-deficit" },
  ] as const)(
    "$incentives × $participation × $budget: optimal, with violations of at most 1e-7 of the stakes and payments of the order of the values",
    async (words) => {
      const problem = on(words);
      const result = await solve(problem);
      expect(result.status).toBe("optimal");
      const { mechanism, audit } = result;
      if (!mechanism || !isBilateral(mechanism) || !audit) throw new Error("an audited bilateral mechanism was expected");
      const truth = worstViolations(constraintsOf(problem), mechanism);
      for (const violation of Object.values(truth)) expect(violation).toBeLessThanOrEqual(1e-7 * audit.scale);
      const largest = Math.max(...mechanism.buyer.values, ...mechanism.seller.values);
      mechanism.buyer.values.forEach((__, i) => {
        mechanism.seller.values.forEach((___, j) => {
          expect(Math.abs(mechanism.buyerPays(i, j))).toBeLessThanOrEqual(20 * largest);
          expect(Math.abs(mechanism.sellerReceives(i, j))).toBeLessThanOrEqual(20 * largest);
        });
      });
      // What the words ask beyond these can only cost.
      const looser = await solve(on({ incentives: "bayesian", participation: words.participation === "ex-ante" ? "ex-ante" : "interim" }));
      expect(result.value.lower).toBeLessThanOrEqual(looser.value.upper * (1 + 1e-9));
      expect(result.value.lower).toBeGreaterThan(0.8 * looser.value.upper);
    },
  );
});
