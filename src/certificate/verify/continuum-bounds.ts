import { rational } from "../../arithmetic/rational.ts";
import type { ContinuumProof, Names } from "../format.ts";
import { type Bounds, present } from "./bounds.ts";
import { attainedBy, continuumBound, sidesOf } from "./continuum.ts";
import type { StatedProblem } from "./instance.ts";
import { continuumNames, requireNames } from "./names.ts";

/** What a proof for continuous types shows. */
export function continuumBounds(stated: StatedProblem, proof: ContinuumProof, names: Names): Bounds {
  requireNames(names, continuumNames);
  const sides = sidesOf(stated, proof);
  return {
    attained: () => attainedBy(stated, sides, present(proof.mechanism)),
    bound: (objective) => continuumBound(stated, sides, rational(proof.kappa), objective),
  };
}
