import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { type DirectMechanism, onRealTypes } from "./support/direct-mechanism.ts";
import { at, exactly, isInterleaved, larger, problemOf, smaller, tradeOf } from "./support/trade.ts";
import { twoTypeEfficientSurplus } from "./support/two-type-surplus.ts";
import { allocation2, twoTypes } from "./support/two-types.ts";
import { optimalAllocation, twoTypeGains } from "./theorem-4.ts";

/** The optimal allocation: efficient where possible, else that of Theorem 4. */
function allocation(trade: FiniteTrade): readonly (readonly Rational[])[] {
  return twoTypeEfficientSurplus(trade).gte(zero) ? allocation2(one, zero, one, one) : optimalAllocation(trade);
}

/**
 * Prices at which nobody loses in any state: B₁ when both types are low, S₂ when both are high, and between them, where B₂ meets S₁,
 * the middle of what both truthful incentives allow.
 */
export function exPostMechanism(trade: FiniteTrade): DirectMechanism {
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  const x = allocation(trade);
  const [x11, x22] = [at(at(x, 0), 0), at(at(x, 1), 1)];
  // B₂ does not report B₁: q₁(B₂ − t) + q₂x₂₂(B₂ − S₂) ≥ q₁x₁₁(B₂ − B₁). S₁ does not report S₂: p₂(t − S₁) + p₁x₁₁(B₁ − S₁) ≥ p₂x₂₂(S₂ − S₁).
  const most = B2.sub(x11.mul(B2.sub(B1))).add(q2.mul(x22).mul(B2.sub(S2)).div(q1));
  const least = S1.add(x22.mul(S2.sub(S1))).sub(p1.mul(x11).mul(B1.sub(S1)).div(p2));
  const t21 = larger(least, B1).add(smaller(most, S2)).div(one.add(one));
  const t = allocation2(x11.mul(B1), zero, t21, x22.mul(S2));
  return { x, buyerPays: t, sellerReceives: t };
}

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade, { participation: "ex-post" });

export const value = (trade: FiniteTrade) => exactly(twoTypeGains(trade, allocation(trade)));

export const twoTypesExPost: Theorem<FiniteTrade> = {
  id: "kos-manea/two-types-ex-post",
  citation: `${citation("section 8")}; T. Matsuo (1989), J. Econ. Theory 49`,
  statement:
    "With two types a side and S₁ < B₁ < S₂ < B₂, ex-post participation costs nothing beyond interim participation: prices B₁, S₂ and one between them attain the first best when Π(x*) ≥ 0, and by the same prices the second best of Theorem 4 otherwise.",
  domain:
    "bilateral trade with two types a side, S₁ < B₁ < S₂ < B₂; bayesian incentives, ex-post participation, budget ex-ante, no-deficit or balanced, no required profit; gains from trade",
  errata: ["KM-2"],
  parametersOf(candidate) {
    if (candidate.incentives !== "bayesian" || candidate.participation !== "ex-post" || !maximisesGains(candidate)) return null;
    if (!hasBudget(candidate, ["ex-ante", "no-deficit", "balanced"])) return null;
    const trade = tradeOf(candidate);
    return trade && isInterleaved(trade) ? trade : null;
  },
  problem,
  value,
  mechanism: (trade) => onRealTypes(trade, exPostMechanism(trade)),
};
