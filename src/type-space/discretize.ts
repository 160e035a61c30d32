import type { Distribution } from "../distributions/distribution.ts";
import { refuse, refuseAs, UnsupportedProblemError } from "../errors.ts";
import { atomsOf } from "./atoms.ts";
import type { Discretization, DiscretizationRule } from "./discretization.ts";
import { equalMass } from "./equal-mass.ts";
import { gauss } from "./gauss.ts";
import { mergeRare } from "./merge-rare.ts";
import { midpoint } from "./midpoint.ts";
import type { TypeSpace } from "./type-space.ts";

/** Largest number of points of a discretization. */
const maxPoints = 10_000_000;

/**
 * The type space of a law: a grid of increasing `values` with positive `masses` of total 1, by one of the rules of {@link Discretization}.
 *
 * Types of probability 0 are left out, rare ones merged when `mergeBelow` says so ({@link mergeRare}). Without a discretization a purely discrete law yields its atoms. `exact` is present when the law's
 * exact form determines the grid: always for `atoms` and `midpoint`, for `equal-mass` when the density is piecewise constant, never for `gauss`.
 *
 * Throws InvalidInputError when `points` is not an integer from 1 to 10,000,000, the rule is unknown, or the law has a continuous part and no
 * rule is given; UnsupportedProblemError when the rule cannot serve the law.
 *
 * @example
 * discretize(uniform({ min: 0, max: 1 }), { rule: "midpoint", points: 2 }); // values [0.25, 0.75], masses [0.5, 0.5]
 */
export function discretize(law: Distribution, discretization?: Discretization): TypeSpace {
  const space = everyType(law, discretization);
  return discretization?.mergeBelow === undefined ? space : mergeRare(space, discretization.mergeBelow);
}

function everyType(law: Distribution, discretization: Discretization | undefined): TypeSpace {
  if (discretization === undefined) {
    if (law.pieces.length === 0) return atomsOf(law);
    refuseAs(
      "discretization",
      `a rule, because the ${law.kind} law is not finite`,
      "nothing",
      'Add "discretization": {"rule": "midpoint", "points": 40}, or use a discrete law.',
    );
  }
  const { rule, points } = discretization;
  if (rule === "atoms") {
    if (law.pieces.length === 0) return atomsOf(law);
    throw new UnsupportedProblemError({
      assumption: `The rule "atoms" serves finite laws, and the ${law.kind} law has a continuous part.`,
      changes: [{ "discretization.rule": "equal-mass", "discretization.points": 40 }],
    });
  }
  if (!Number.isInteger(points) || points < 1 || points > maxPoints) {
    refuse("points", `an integer from 1 to ${maxPoints}`, points, "Choose how many types the continuous part becomes, for example 40.");
  }
  if (!Object.hasOwn(cuts, rule)) refuse("rule", '"atoms", "midpoint", "equal-mass" or "gauss"', rule, "Choose one of these rules.");
  return cuts[rule](law, points);
}

/** What each rule makes of a continuous part. */
const cuts: Readonly<Record<Exclude<DiscretizationRule, "atoms">, (law: Distribution, points: number) => TypeSpace>> = {
  midpoint,
  "equal-mass": equalMass,
  gauss,
};
