import { one, type Rational, toNumber } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import type { ExactInterval } from "../support/laws.ts";
import { findRoot } from "../support/root.ts";
import type { Theorem } from "../theorem.ts";
import { uniformPartnership, uniformPartnersOf, uniformSurplus } from "./uniform-surplus.ts";

/** Two uniform partners of whom the larger owner has this share, too much for efficient dissolution. */
export interface UnevenPartners {
  readonly share: Rational;
  readonly interval: ExactInterval;
}

/** The width δ of the pools [r − δ, r] of the larger owner and [1 − r, 1 − r + δ] of the smaller one, on [0, 1]: where the budget balances. */
export function poolWidth(share: number): number {
  const rest = 1 - share;
  const budget = (delta: number) =>
    (2 / 3 - share ** 2 - rest ** 2) / 2 +
    (2 / 3) * (share ** 3 - (share - delta) ** 3) -
    (share ** 2 - (share - delta) ** 2) / 2 -
    delta * (2 * rest ** 2 - rest);
  return findRoot(budget, 0, Math.min(2 * share - 1, 1 / 4));
}

/**
 * The second best of two uniform partners with uneven shares.
 *
 * The dual at λ = δ/(1 − 2δ) and the pool values (1 + 2λ)(r − δ) and (1 + 2λ)(1 − r) has this value, and the rule that sells to the higher of the two
 * virtual types with these pools attains it.
 */
export const uniformSecondBestOfPartners: Theorem<UnevenPartners> = {
  id: "cramton-gibbons-klemperer/uniform-second-best",
  citation:
    "Derived with this program; the problem is that of P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55, beyond the shares of its Theorem 1",
  statement:
    "For two uniform values on [0, 1] and a larger share r ≥ ½ + √3/6 the largest gains from dissolving the partnership are 1/6 − δ²(2r−1)/2 + δ³/3, where δ solves ½[⅔ − r² − (1−r)²] + ⅔(r³ − (r−δ)³) − ½(r² − (r−δ)²) − δ(2(1−r)² − (1−r)) = 0; for r = 1 it is δ = ¼ and 9/64.",
  domain:
    "Two partners with uniform values on one interval, not discretized, shares for which efficiency is impossible; gains from trade; bayesian incentives, interim participation; ex-ante, no-deficit or balanced budget without required profit.",
  errata: [],
  parametersOf(asked) {
    const partners = uniformPartnersOf(asked);
    if (partners?.shares.length !== 2 || uniformSurplus(partners.shares) >= 0) return null;
    const [first, second] = partners.shares as [Rational, Rational];
    return { share: first.gt(second) ? first : second, interval: partners.interval };
  },
  problem: ({ share, interval }) =>
    designProblem({ environment: uniformPartnership({ shares: [share, one.sub(share)], interval }), budget: "balanced" }),
  value({ share, interval: { min, max } }) {
    const r = toNumber(share);
    const delta = poolWidth(r);
    return { value: (1 / 6 - (delta ** 2 * (2 * r - 1)) / 2 + delta ** 3 / 3) * toNumber(max.sub(min)), tolerance: 1e-12 };
  },
};
