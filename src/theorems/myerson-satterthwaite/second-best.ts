import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { alphaRule, balancedAlphaRule, buyerIndex, sellerIndex } from "../support/alpha-rule.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { regularLaws } from "../support/problem-laws.ts";
import { type LawPair, regularPairs } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";
import { leastSubsidy } from "./least-subsidy.ts";
import { virtualSurplus } from "./profit-identity.ts";

const problem = ({ buyer, seller }: LawPair) => designProblem({ environment: bilateralTrade({ buyer, seller }) });

/** Accuracy of α and of what follows from it: quadrature and root finding leave about 1e-11. */
const accuracy = 1e-9;

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
  samples: (seed) => regularPairs(seed, 5),
  parametersOf: (asked) => (isSecondBest(asked) ? regularLaws(asked) : null),
  problem,
  value: ({ buyer, seller }) => ({ value: balancedAlphaRule(buyer, seller).gains, tolerance: accuracy }),
  mechanism({ buyer, seller }) {
    const { alpha } = balancedAlphaRule(buyer, seller);
    return { trade: (v, c) => (sellerIndex(seller, c, alpha) <= buyerIndex(buyer, v, alpha) ? 1 : 0) };
  },
  checks: [
    {
      name: "value and multiplier against the engine",
      usesEngine: true,
      async run(pair, engine) {
        const rule = balancedAlphaRule(pair.buyer, pair.seller);
        const optimum = await engine.optimum(problem(pair));
        return [
          ...againstEngine("second best", optimum, { value: rule.gains, tolerance: accuracy }, 1e-7),
          compare("multiplier λ = α/(1 − α)", optimum.multiplier ?? Number.NaN, "=", rule.alpha / (1 - rule.alpha), 1e-3),
        ];
      },
    },
    {
      name: "G(α): minus the least subsidy at 0, increasing, nonnegative at 1; profit against the double integral",
      usesEngine: false,
      async run(pair) {
        const { buyer, seller } = pair;
        const profits = [0, 0.2, 0.4, 0.6, 0.8, 1].map((alpha) => alphaRule(buyer, seller, alpha).profit);
        const steps = profits.slice(1).map((profit, k) => profit - (profits[k] as number));
        const posted = alphaRule(buyer, seller, 0);
        const integral = virtualSurplus(
          pair,
          [seller.support.min, Math.min(seller.support.max, buyer.support.max)],
          (c) => Math.max(c, buyer.support.min),
          () => buyer.support.max,
        );
        return [
          compare("G(0)", profits[0] as number, "=", -leastSubsidy(pair), 1e-9),
          compare("G(0) by the double integral", posted.profit, "=", integral, 1e-9),
          compare("smallest step of G over α = 0, 0.2, …, 1", Math.min(...steps), ">", 0, 0),
          compare("G(1)", profits.at(-1) as number, ">=", 0, 0),
        ];
      },
    },
  ],
};
