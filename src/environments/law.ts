import type { Distribution, DistributionSpec } from "../distributions/distribution.ts";
import { lawOf } from "../distributions/registry.ts";
import { refuse, refuseAs, under } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import { discretize } from "../type-space/discretize.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** A law as constructors take it: built already, or as an instance file states it. */
export type Law = Distribution | DistributionSpec;

/** The law itself; errors name their place below `field`. */
export function readLaw(law: Law, field: string): Distribution {
  if (typeof law !== "object" || law === null || Array.isArray(law)) {
    refuse(
      field,
      'a law such as uniform({ min: 0, max: 1 }) or {"distribution": "uniform", "min": 0, "max": 1}',
      law,
      "Give a distribution or what an instance file writes for it.",
    );
  }
  return lawOf(law, field);
}

/** The grid of a law: its own atoms when it is finite, else by the discretization, which it then needs. */
export function typeSpaceOf(law: Distribution, discretization: Discretization | undefined, field: string): TypeSpace {
  if (law.pieces.length === 0) return discretize(law, { ...discretization, rule: "atoms", points: 1 });
  if (discretization === undefined) {
    refuseAs(
      "discretization",
      `a discretization, because the ${law.kind} law of ${field} is not finite`,
      "nothing",
      'Add "discretization": {"rule": "midpoint", "points": 40}, or use a discrete law.',
    );
  }
  return under("discretization", () => discretize(law, discretization));
}
