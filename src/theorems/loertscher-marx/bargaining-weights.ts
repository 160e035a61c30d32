import type { Rational } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { type FinitePartnership, finitePartnershipEnvironment } from "../support/finite-partnership.ts";
import type { Theorem } from "../theorem.ts";

/** Two partners on grids, and the bargaining weight of the second when that of the first is 1. */
export interface WeighedPartners {
  readonly partners: FinitePartnership;
  readonly weight: Rational;
}

/** Largest weighted sum of rents under bayesian incentives, interim participation and a balanced budget. */
export const bargaining = ({ partners, weight }: WeighedPartners) =>
  designProblem({
    environment: finitePartnershipEnvironment(partners),
    objective: { weights: { partners: [1, weight], broker: 0 } },
    budget: "balanced",
  });

/**
 * What efficiency needs of bargaining power.
 *
 * @see S. Loertscher, L. Marx (2025), Bargaining among partners.
 */
export const bargainingWeights: Theorem<WeighedPartners> = {
  id: "loertscher-marx/bargaining-weights",
  citation: "S. Loertscher, L. Marx (2025), Bargaining among partners: two agents with overlapping supports",
  statement:
    "Two partners bargain to the largest weighted sum of their rents under bayesian incentives, interim participation and a balanced budget: with overlapping supports equal weights, not equal shares, are what efficiency needs. Equal weights reach the first best wherever some mechanism does; with unequal ones an inefficient division gives a larger sum than every efficient one.",
  domain: "Two partners on grids whose values interleave, with shares for which efficiency is possible; weights 1 and w.",
  errata: [],
  problem: bargaining,
};
