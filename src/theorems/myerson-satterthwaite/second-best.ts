import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { balancedAlphaRule, buyerIndex, sellerIndex, statedGains } from "../support/alpha-rule.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { regularLaws } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";

export const problem = ({ buyer, seller }: LawPair) => designProblem({ environment: bilateralTrade({ buyer, seller }) });

/**
 * The second best of regular laws.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2.
 */
export const secondBest: Theorem<LawPair> = {
  id: "myerson-satterthwaite/second-best",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 2",
  statement:
    "When virtual value and virtual cost are increasing, the largest gains from trade are those of p^α — trade iff v₁ + αF₁/f₁ ≤ v₂ − α(1−F₂)/f₂ — with the α in (0, 1] for which the expected virtual surplus G(α), which increases in α, is 0.",
  domain:
    "Bilateral trade; positive densities on bounded intervals with overlapping interiors, v₂ − (1−F₂)/f₂ and v₁ + F₁/f₁ increasing; gains from trade; no required profit; bayesian incentives and interim participation (and the problems with the same value).",
  errata: [],
  parametersOf: (asked) => (isSecondBest(asked) ? regularLaws(asked) : null),
  problem,
  value: ({ buyer, seller }) => statedGains(balancedAlphaRule(buyer, seller)),
  mechanism({ buyer, seller }) {
    const { alpha } = balancedAlphaRule(buyer, seller);
    return { trade: (v, c) => (sellerIndex(seller, c, alpha) <= buyerIndex(buyer, v, alpha) ? 1 : 0) };
  },
};
