import type { Distribution, DistributionSpec } from "../distributions/distribution.ts";
import { distribution } from "../distributions/registry.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import { discretize } from "../type-space/discretize.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** A law as constructors take it: built already, or as an instance file states it. */
export type Law = Distribution | DistributionSpec;

/** The law itself; errors name their place below `field`. */
export function readLaw(law: Law, field: string): Distribution {
  if (typeof law === "object" && law !== null && "cdf" in law) return law;
  if (typeof law !== "object" || law === null || Array.isArray(law)) {
    throw new InvalidInputError({
      field,
      expected: 'a law such as uniform({ min: 0, max: 1 }) or {"distribution": "uniform", "min": 0, "max": 1}',
      received: show(law),
      remedy: "Give a distribution or what an instance file writes for it.",
    });
  }
  try {
    return distribution(law);
  } catch (error) {
    throw error instanceof InvalidInputError ? error.under(field) : error;
  }
}

/** The grid of a law: its own atoms when it is finite, else by the discretization, which it then needs. */
export function typeSpaceOf(law: Distribution, discretization: Discretization | undefined, field: string): TypeSpace {
  if (law.pieces.length === 0) return discretize(law, { ...discretization, rule: "atoms", points: 1 });
  if (discretization === undefined) {
    throw new InvalidInputError({
      field: "discretization",
      expected: `a discretization, because the ${law.kind} law of ${field} is not finite`,
      received: "nothing",
      remedy: 'Add "discretization": {"rule": "midpoint", "points": 40}, or use a discrete law.',
    });
  }
  try {
    return discretize(law, discretization);
  } catch (error) {
    throw error instanceof InvalidInputError ? error.under("discretization") : error;
  }
}
