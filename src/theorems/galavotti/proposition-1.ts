import { type Rational, ratio, toNumber, zero } from "../../arithmetic/rational.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import {
  expectedWelfare,
  type FinitePartnership,
  finitePartnershipEnvironment,
  finitePartnershipOf,
  firstBestOfPartners,
  profilesOf,
  welfareOf,
} from "../support/finite-partnership.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";

/** C*ᵢ for i = 1, 2: the least over profiles of ½g + ½(Gᵢ − G₋ᵢ) − rᵢvᵢ, the largest lump-sum charge that ex-post participation leaves room for. */
export function largestCharges(partners: FinitePartnership): readonly [Rational, Rational] {
  const expected = [0, 1].map((i) => expectedWelfare(partners, i));
  const half = ratio(1n, 2n);
  return [0, 1].map((i) =>
    profilesOf(partners)
      .map((profile) => {
        const [own, other] = [i, 1 - i].map((j) => expected[j]?.[profile[j] as number] as Rational) as [Rational, Rational];
        const { share, values } = partners[i] as FinitePartnership[number];
        return welfareOf(partners, profile)
          .add(own.sub(other))
          .mul(half)
          .sub(share.mul(values[profile[i] as number] as Rational));
      })
      .reduce((least, value) => (value.lt(least) ? value : least)),
  ) as [Rational, Rational];
}

/** True for gains from trade under bayesian incentives, ex-post participation and a balanced budget. */
function isExPostBalanced(asked: DesignProblem): boolean {
  return maximisesGains(asked) && asked.incentives === "bayesian" && asked.participation === "ex-post" && hasBudget(asked, ["balanced"]);
}

/** Gains from trade under bayesian incentives, ex-post participation and a balanced budget. */
export const exPostBalanced = (partners: FinitePartnership) =>
  designProblem({
    environment: finitePartnershipEnvironment(partners),
    incentives: "bayesian",
    participation: "ex-post",
    budget: "balanced",
  });

/**
 * A sufficient condition for efficiency with ex-post participation.
 *
 * @see S. Galavotti, Proposition 1.
 */
export const propositionOne: Theorem<FinitePartnership> = {
  id: "galavotti/proposition-1",
  citation: "S. Galavotti, Efficient and ex-post individually rational trade between unidentified traders, Proposition 1, condition (7)",
  statement:
    "With two partners, if C₁* + C₂* ≥ 0 for Cᵢ* = inf_v {½g(v) + ½(Gᵢ(vᵢ) − G₋ᵢ(v₋ᵢ)) − sᵢvᵢ}, where g is the highest value and Gᵢ its mean given vᵢ, an efficient, ex-post balanced, interim incentive-compatible, ex-post individually rational mechanism exists: the largest gains from trade are the first best.",
  domain:
    "Two partners on finite grids with exact data; C₁* + C₂* ≥ 0; gains from trade; bayesian incentives, ex-post participation, balanced budget without required profit.",
  errata: ["GA-5"],
  parametersOf(asked) {
    const partners = isExPostBalanced(asked) ? finitePartnershipOf(asked) : null;
    if (partners?.length !== 2) return null;
    const [first, second] = largestCharges(partners);
    return first.add(second).gte(zero) ? partners : null;
  },
  problem: exPostBalanced,
  value(partners) {
    const exact = firstBestOfPartners(partners);
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
};
