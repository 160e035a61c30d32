import { rational } from "../../../arithmetic/rational.ts";
import type { ContinuumProof, MarketProof, Names } from "../../format.ts";
import { type Bounds, present } from "../bounds.ts";
import type { StatedProblem } from "../instance.ts";
import { continuumNames, requireNames } from "../names.ts";
import { attainedBy } from "./attained.ts";
import { continuumBound } from "./bound.ts";
import { rankedByCounts, tradersOfProof } from "./traders.ts";

/** What a proof for continuous types shows. */
export function continuumBounds(stated: StatedProblem, proof: ContinuumProof | MarketProof, names: Names): Bounds {
  requireNames(names, continuumNames);
  const traders = tradersOfProof(stated, proof);
  const ranks = () => ("buyer" in proof ? rankedByCounts(present(proof.mechanism), traders) : present(proof.mechanism));
  return {
    attained: () => attainedBy(stated, traders, ranks()),
    bound: (objective) => continuumBound(stated, traders, rational(proof.kappa), objective),
  };
}
