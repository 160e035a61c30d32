import { designProblem } from "../../problem/design-problem.ts";
import {
  dissolutionValue,
  efficientSurplus,
  isDissolution,
  type PartnerLaws,
  partnerLawsOf,
  partnershipOf,
} from "../support/partner-laws.ts";
import type { Theorem } from "../theorem.ts";

/**
 * Exactly when a partnership can be dissolved efficiently with interim participation.
 *
 * @see L. Makowski, C. Mezzetti (1994), Bayesian and weakly robust first best mechanisms: characterizations, J. Econ. Theory 64; S. Galavotti, condition (6).
 */
export const interimCondition: Theorem<PartnerLaws> = {
  id: "makowski-mezzetti/interim-condition",
  citation:
    "L. Makowski, C. Mezzetti (1994), Bayesian and weakly robust first best mechanisms: characterizations, J. Econ. Theory 64; as condition (6) of S. Galavotti",
  statement:
    "Partners with shares rᵢ can be served efficiently under bayesian incentives, interim participation and a balanced budget iff (n−1)·E[g] ≤ Σᵢ min_v [Gᵢ(v) − rᵢv], with g the highest value and Gᵢ(v) its mean given vᵢ = v; the minimum lies where the others' values are all below v with probability rᵢ.",
  domain:
    "Partnerships with positive densities on bounded intervals, not discretized; gains from trade; bayesian incentives, interim participation; ex-ante, no-deficit or balanced budget without required profit.",
  errata: ["GA-5"],
  parametersOf: (asked) => (isDissolution(asked) ? partnerLawsOf(asked) : null),
  problem: (partners) => designProblem({ environment: partnershipOf(partners), budget: "balanced" }),
  value(partners) {
    const found = efficientSurplus(partners);
    return dissolutionValue(found.surplus, found);
  },
};
