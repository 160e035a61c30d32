import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { balanced } from "./support/balanced-transfers.ts";
import { citation } from "./support/citation.ts";
import { type DirectMechanism, onRealTypes } from "./support/direct-mechanism.ts";
import { needsSecondBest } from "./support/needs-second-best.ts";
import { secondBestTrades } from "./support/second-best-trades.ts";
import { tightTransfers } from "./support/tight-transfers.ts";
import { exactly, problemOf } from "./support/trade.ts";
import { allocation2, sumOfProducts, twoTypes } from "./support/two-types.ts";

/** M = [B₁ − S₁][B₂ − (S₂ − q₁S₁)/q₂] − [B₂ − S₂][(B₁ − p₂B₂)/p₁ − S₁]: positive when trade of B₂ with S₂ is the better use of the surplus. */
export function discriminant(trade: FiniteTrade): Rational {
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  const seller = B2.sub(S2.sub(q1.mul(S1)).div(q2));
  const buyer = B1.sub(p2.mul(B2)).div(p1).sub(S1);
  return B1.sub(S1).mul(seller).sub(B2.sub(S2).mul(buyer));
}

/** The optimal allocation: x₂₁ = 1, x₁₂ = 0, and of x₁₁, x₂₂ one is 1 and the other takes what surplus is left. */
export function optimalAllocation(trade: FiniteTrade): readonly (readonly Rational[])[] {
  return discriminant(trade).gte(zero) ? favouringHighTypes(trade) : favouringLowTypes(trade);
}

/** x₂₂ = 1, x₁₁ = p₂[B₂ − S₂]/(q₁[p₂B₂ + p₁S₁ − B₁]). */
export function favouringHighTypes(trade: FiniteTrade): readonly (readonly Rational[])[] {
  const { B1, B2, p1, p2, S1, S2, q1 } = twoTypes(trade);
  const x11 = p2.mul(B2.sub(S2)).div(q1.mul(p2.mul(B2).add(p1.mul(S1)).sub(B1)));
  return allocation2(x11, zero, one, one);
}

/** x₁₁ = 1, x₂₂ = q₁[B₁ − S₁]/(p₂[S₂ − q₂B₂ − q₁S₁]). */
export function favouringLowTypes(trade: FiniteTrade): readonly (readonly Rational[])[] {
  const { B1, B2, p2, S1, S2, q1, q2 } = twoTypes(trade);
  const x22 = q1.mul(B1.sub(S1)).div(p2.mul(S2.sub(q2.mul(B2)).sub(q1.mul(S1))));
  return allocation2(one, zero, one, x22);
}

/** Gains from trade of an allocation of two types a side. */
export function twoTypeGains(trade: FiniteTrade, x: readonly (readonly Rational[])[]): Rational {
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  const [[x11, x12], [x21, x22]] = x as [[Rational, Rational], [Rational, Rational]];
  return sumOfProducts([p1, q1, B1.sub(S1), x11], [p1, q2, B1.sub(S2), x12], [p2, q1, B2.sub(S1), x21], [p2, q2, B2.sub(S2), x22]);
}

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade) => exactly(twoTypeGains(trade, optimalAllocation(trade)));

export function mechanismOf(trade: FiniteTrade): DirectMechanism {
  const x = optimalAllocation(trade);
  return balanced(trade, x, tightTransfers({ trade, x }), zero);
}

export const theorem4: Theorem<FiniteTrade> = {
  id: "kos-manea/theorem-4",
  citation: citation("Theorem 4, with the branches in the right order"),
  statement:
    "With two types a side, S₁ < B₁ < S₂ < B₂ and Π(x*) < 0, the second best has x₂₁ = 1, x₁₂ = 0 and: x₂₂ = 1, x₁₁ = p₂[B₂ − S₂]/(q₁[p₂B₂ + p₁S₁ − B₁]) if M > 0; x₁₁ = 1, x₂₂ = q₁[B₁ − S₁]/(p₂[S₂ − q₂B₂ − q₁S₁]) if M < 0.",
  errata: ["KM-1", "KM-2", "KM-3"],
  ...secondBestTrades("two types a side, S₁ < B₁ < S₂ < B₂, Π(x*) < 0", (trade) => needsSecondBest(trade)),
  problem,
  value,
  mechanism: (trade) => onRealTypes(trade, mechanismOf(trade)),
};
