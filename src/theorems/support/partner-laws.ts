import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { isPartnership, type Partnership, partnership } from "../../environments/partnership.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { StatedValue } from "../theorem.ts";
import { hasDensityOnInterval } from "./laws.ts";
import { hasBudget, maximisesGains } from "./problem-cell.ts";
import { integratePieces } from "./quadrature.ts";
import { findRoot } from "./root.ts";

/** Partners by share and law, one entry each. */
export type PartnerLaws = readonly { readonly share: Rational; readonly law: Distribution }[];

/** Largest number of partners for which statements on laws are looked for: quadratures grow with its square. */
const mostPartners = 60;

/** The partners when the problem is about a partnership on laws with positive densities on bounded intervals, not discretized; else null. */
export function partnerLawsOf({ environment, discretization }: DesignProblem): PartnerLaws | null {
  if (!isPartnership(environment) || discretization !== undefined) return null;
  if (!environment.groups.every(({ law }) => hasDensityOnInterval(law))) return null;
  const partners = environment.groups.flatMap(({ count, reference, law }) =>
    count > mostPartners ? [] : Array.from({ length: count }, () => ({ share: reference, law })),
  );
  const members = environment.groups.reduce((total, { count }) => total + count, 0);
  return partners.length === members && members <= mostPartners ? partners : null;
}

export function partnershipOf(partners: PartnerLaws): Partnership {
  return partnership({ partners: partners.map(({ share, law }) => ({ share, distribution: law })) });
}

/** True for gains from trade under bayesian incentives and interim participation without required profit, whatever the budget holds for. */
export function isDissolution(asked: DesignProblem): boolean {
  return (
    maximisesGains(asked) &&
    asked.incentives === "bayesian" &&
    asked.participation === "interim" &&
    hasBudget(asked, ["ex-ante", "no-deficit", "balanced"])
  );
}

/** What efficient division leaves when every partner gets no more than incentives and participation force, on average. */
export interface EfficientSurplus {
  /** Σᵢ min_v [E max(v, the others) − rᵢv] − (n − 1)·E max. */
  readonly surplus: number;
  /** Of each partner: where the minimum lies. */
  readonly worstOff: readonly number[];
  readonly firstBest: number;
  /** Length of the interval of all values: the scale of rounding errors. */
  readonly range: number;
}

/** By quadrature. */
export function efficientSurplus(partners: PartnerLaws): EfficientSurplus {
  const ends = partners.flatMap(({ law }) => [law.support.min, law.support.max]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const product = (v: number, without: number) => partners.reduce((all, { law }, j) => (j === without ? all : all * law.cdf(v)), 1);
  /** E max(v, everybody but i) = high − ∫_v^high of the product of their cdfs. */
  const mean = (v: number, without: number) => high - integratePieces((t) => product(t, without), v, high, ends);
  const best = mean(low, -1);
  const worstOff = partners.map(({ share, law }, i) => findRoot((v) => product(v, i) - toNumber(share), law.support.min, law.support.max));
  const rooms = partners.map(({ share }, i) => mean(worstOff[i] as number, i) - toNumber(share) * (worstOff[i] as number));
  const held = partners.reduce(
    (sum, { share, law }) =>
      sum + toNumber(share) * (law.support.max - integratePieces((t) => law.cdf(t), law.support.min, law.support.max, ends)),
    0,
  );
  return {
    surplus: rooms.reduce((sum, room) => sum + room, 0) - (partners.length - 1) * best,
    worstOff,
    firstBest: best - held,
    range: high - low,
  };
}

/** Accuracy of the quadratures, relative to the range of values. */
const quadratureError = 1e-9;

/** First best where the surplus pays for it, less where it does not; when it is too close to tell, no more than it. */
export function dissolutionValue(surplus: number, { firstBest, range }: Pick<EfficientSurplus, "firstBest" | "range">): StatedValue {
  const stated = { value: firstBest, tolerance: quadratureError * Math.max(1, range / Math.max(firstBest, 1e-300)) };
  if (surplus > quadratureError * range) return stated;
  return { ...stated, relation: surplus < -quadratureError * range ? "<" : "<=" };
}
