import { toNumber } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import {
  type FinitePartnership,
  finitePartnershipEnvironment,
  finitePartnershipOf,
  firstBestOfPartners,
} from "../support/finite-partnership.ts";
import type { Theorem } from "../theorem.ts";
import { cell, isTruthfulExAnte } from "./exact-condition.ts";

/** True when all partners' values follow one law. */
function haveOneLaw([first, ...others]: FinitePartnership): boolean {
  return others.every(
    ({ values, masses }) =>
      values.length === first?.values.length &&
      values.every((value, k) => value.equals(first.values[k] ?? 0n) && masses[k]?.equals(first.masses[k] ?? 0n)),
  );
}

/**
 * Shares do not matter before types are known.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), theorem on partnership dissolution and the lemma on a single owner.
 */
export const anyPartnership: Theorem<FinitePartnership> = {
  id: "jagadeesan-tordjman/any-partnership",
  citation:
    "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, theorem on partnership dissolution, and lemma on a single owner",
  statement:
    "Whatever the shares, partners whose values follow one law can be served efficiently, in dominant strategies, ex-ante individually rationally and without a deficit in any state; with a single owner first, with any shares by a lottery that makes partner i the single owner with probability rᵢ.",
  domain:
    "Partnerships on finite grids with exact data, one law for all; gains from trade; dominant incentives, ex-ante participation, no-deficit budget without required profit.",
  errata: [],
  parametersOf(asked) {
    const partners = isTruthfulExAnte(asked) ? finitePartnershipOf(asked) : null;
    return partners && haveOneLaw(partners) ? partners : null;
  },
  problem: (partners) => designProblem({ environment: finitePartnershipEnvironment(partners), ...cell }),
  value(partners) {
    const exact = firstBestOfPartners(partners);
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
};
