import { type Rational, rational } from "../../../arithmetic/rational.ts";
import type { GroupsProof, PartnershipProof } from "../../format.ts";
import { type Bounds, present } from "../bounds.ts";
import { continuumBound } from "../continuum/bound.ts";
import { partnershipBound, partnersOfProof } from "../continuum/partners.ts";
import { tradersInCells, tradersOf } from "../continuum/traders.ts";
import { NotCovered } from "../fields.ts";
import type { ParticipationWord, StatedProblem } from "../instance.ts";
import { Rejection } from "../rejection.ts";
import { groupsOfProof } from "./agents.ts";
import { groupsAttained } from "./attained.ts";
import { groupsBound } from "./bound.ts";

/** Where every type's rent is at least 0 on average, as the bound at κ takes for granted. */
const participates: Readonly<Record<ParticipationWord, boolean>> = { none: false, "ex-ante": false, interim: true, "ex-post": true };

/** What a proof on cells of groups shows. */
export function groupsBounds(stated: StatedProblem, { groups, mechanism, bound }: GroupsProof): Bounds {
  const { environment, discretization } = stated;
  if (!("buyers" in environment || "partners" in environment))
    throw new Rejection(`proof.kind: continuum-groups is not for ${environment.kind}`);
  if (discretization !== null) throw new Rejection("proof.kind: the instance is a grid, and the proof speaks of the continuum");
  return {
    attained: () => groupsAttained(stated, groupsOfProof(stated, groups), present(mechanism)),
    bound: (objective) =>
      "kappa" in bound
        ? boundOnAverage(stated, bound, objective)
        : groupsBound(stated, groupsOfProof(stated, bound.groups), bound, objective),
  };
}

/** The bound at κ on what mechanisms attain whose constraints hold on average only. */
export function boundOnAverage(
  stated: StatedProblem,
  { groups, kappa, pools }: Pick<PartnershipProof, "groups" | "kappa" | "pools">,
  objective: boolean,
): Rational {
  if (!participates[stated.participation]) throw new NotCovered(`no bound at κ covers ${stated.participation} participation`);
  if ("partners" in stated.environment) {
    const onAverage: StatedProblem = { ...stated, incentives: "bayesian", participation: "interim" };
    const partners = partnersOfProof(onAverage, { kind: "continuum-partnership", groups });
    return partnershipBound(onAverage, partners, { kappa, pools }, objective);
  }
  if (pools.length > 0) throw new Rejection("proof.bound.pools: buyers and sellers have none");
  const traders = tradersOf(stated.environment);
  if (groups.length !== traders.length) throw new Rejection(`proof.bound.groups: ${traders.length} are expected`);
  return continuumBound(stated, tradersInCells(traders, groups), rational(kappa), objective);
}
