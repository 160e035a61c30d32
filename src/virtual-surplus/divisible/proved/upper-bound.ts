import { above } from "../../../arithmetic/interval.ts";
import { type Rational, toNumberBelow } from "../../../arithmetic/rational.ts";
import { u } from "../../../distributions/enclosure.ts";
import type { ProvedGroup } from "../../bracket/proved/group.ts";
import type { Levels } from "../../bracket/proved/levels.ts";
import { provedLines } from "../../bracket/proved/lines.ts";
import { nothingGained, type ProvedUpperBound } from "../../bracket/proved/upper-bound.ts";
import { expectedSurplus } from "./expected-surplus.ts";

/**
 * Bounds the Lagrangian of a divisible good with curvature c > 0 from above, before − λr: at the price κ of payments the best quantity for two virtual worths that add up to d is worth
 * ψ(d) = max of d·x − ½κc·x² over x ∈ [0, 1], a convex function that rises. So E ψ of lines above the curves is a bound, with what unbounded best types need: an interim quantity falls
 * in the quantile and is at most 1.
 */
export function divisibleUpperBound(curvature: Rational): ProvedUpperBound {
  return (groups, dual, negligible) => {
    const found = provedLines(groups, dual, negligible);
    if (!found) return nothingGained(groups);
    const { lines, jump, gaps } = found;
    const band = toNumberBelow(dual.of === "second-best" ? dual.kappa.mul(curvature) : curvature);
    const [buyer, seller] = [lineOf(groups, lines, true), lineOf(groups, lines, false)];
    const value = expectedSurplus(buyer, seller, Math.max(0, band));
    return { value: value === 0 && jump === 0 ? 0 : above(value + above(jump * (1 + 8 * u))), gaps };
  };
}

function lineOf(groups: readonly ProvedGroup[], lines: readonly Levels[], buyer: boolean): Levels {
  return lines[groups.findIndex((group) => group.buyer === buyer)] as Levels;
}
