import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { partnership } from "../../environments/partnership.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { type ExactInterval, sameInterval, uniformInterval } from "../support/laws.ts";
import { dissolutionValue, isDissolution, partnerLawsOf } from "../support/partner-laws.ts";
import type { Theorem } from "../theorem.ts";

/** Partners with these shares whose values are all uniform on one interval. */
export interface UniformPartners {
  readonly shares: readonly Rational[];
  readonly interval: ExactInterval;
}

/** (n−1)/n·[n/(n+1) − Σ rᵢ^{n/(n−1)}], for values on an interval of length 1. */
export function uniformSurplus(shares: readonly Rational[]): number {
  const n = shares.length;
  const powers = shares.reduce((sum, share) => sum + toNumber(share) ** (n / (n - 1)), 0);
  return ((n - 1) / n) * (n / (n + 1) - powers);
}

/** The type of a partner with this share that gains least from efficient division among n, on [0, 1]. */
export function uniformWorstOff(share: Rational, n: number): number {
  return toNumber(share) ** (1 / (n - 1));
}

/** The partners when all laws are uniform on one interval, on laws and under interim participation; else null. */
export function uniformPartnersOf(asked: DesignProblem): UniformPartners | null {
  const partners = isDissolution(asked) ? partnerLawsOf(asked) : null;
  if (!partners) return null;
  const intervals = partners.map(({ law }) => uniformInterval(law));
  const [first] = intervals;
  return first && intervals.every((own) => own && sameInterval(own, first))
    ? { shares: partners.map(({ share }) => share), interval: first }
    : null;
}

/** The partnership of uniform partners. */
export function uniformPartnership({ shares, interval: { min, max } }: UniformPartners) {
  return partnership({ partners: shares.map((share) => ({ share, distribution: { distribution: "uniform", min, max } })) });
}

/** E max − ½ on [0, 1] is (n−1)/(2(n+1)), whatever the shares. */
function uniformFirstBest(n: number): Rational {
  return rational(n - 1).div(2 * (n + 1));
}

/**
 * Efficient dissolution for uniform values.
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Theorem 1 and the discussion after it.
 */
export const uniformSurplusTheorem: Theorem<UniformPartners> = {
  id: "cramton-gibbons-klemperer/uniform-surplus",
  citation:
    "P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55, Theorem 1 for uniform values",
  statement:
    "With n uniform values on [0, 1] efficient division leaves ((n−1)/n)·[n/(n+1) − Σ rᵢ^{n/(n−1)}] on average when every partner's worst-off type, rᵢ^{1/(n−1)}, gains nothing: a partnership can be dissolved efficiently iff Σ rᵢ^{n/(n−1)} ≤ n/(n+1); for n = 2 iff r₁ lies in ½ ± √3/6.",
  domain:
    "Partnerships with uniform values on one interval, not discretized; gains from trade; bayesian incentives, interim participation; ex-ante, no-deficit or balanced budget without required profit.",
  errata: [],
  parametersOf: uniformPartnersOf,
  problem: (partners) => designProblem({ environment: uniformPartnership(partners), budget: "balanced" }),
  value({ shares, interval: { min, max } }) {
    const width = max.sub(min);
    const exact = uniformFirstBest(shares.length).mul(width);
    const surplus = uniformSurplus(shares);
    const { relation } = dissolutionValue(surplus, { firstBest: toNumber(exact), range: 1 });
    const known = { value: toNumber(exact), exact, tolerance: 0 };
    if (shares.length > 2) return relation ? { ...known, relation } : known;
    // Σ r² ≤ 2/3, in rationals.
    const squares = shares.reduce((sum, share) => sum.add(share.mul(share)), zero);
    return squares.mul(3n).lte(2n) ? known : { ...known, relation: "<" };
  },
};
