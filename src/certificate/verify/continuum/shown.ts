import { rational } from "../../../arithmetic/rational.ts";
import type { ContinuumProof, MarketProof, PartnershipProof } from "../../format.ts";
import { type Bounds, present } from "../bounds.ts";
import type { StatedProblem } from "../instance.ts";
import { attainedBy } from "./attained.ts";
import { continuumBound } from "./bound.ts";
import { attainedByPartners, partnershipBound, partnersOfProof } from "./partners.ts";
import { rankedByCounts, tradersOfProof } from "./traders.ts";

/** What a proof for continuous types shows. */
export function continuumBounds(stated: StatedProblem, proof: ContinuumProof | MarketProof): Bounds {
  const traders = tradersOfProof(stated, proof);
  const ranks = () => ("buyer" in proof ? rankedByCounts(present(proof.mechanism), traders) : present(proof.mechanism));
  return {
    attained: () => attainedBy(stated, traders, ranks()),
    bound: (objective) => continuumBound(stated, traders, rational(proof.kappa), objective),
  };
}

/** What a proof for continuous values of partners shows. */
export function partnershipBounds(stated: StatedProblem, proof: PartnershipProof): Bounds {
  const groups = partnersOfProof(stated, proof);
  return {
    attained: () => attainedByPartners(stated, groups, present(proof.mechanism)),
    bound: (objective) => partnershipBound(stated, groups, proof, objective),
  };
}
