import { type NumberInput, type Rational, rational, sumRationals, toNumber, zero } from "../../../arithmetic/rational.ts";
import { isBilateralTrade } from "../../../environments/bilateral-trade.ts";
import { type DesignProblem, type DesignProblemInput, designProblem } from "../../../problem/design-problem.ts";
import { type FiniteTrade, finiteEnvironmentOf, finiteTradeOf } from "../../support/finite-trade.ts";
import type { StatedValue } from "../../theorem.ts";

/** Statements about finite types are looked up for problems of at most this many types a side: beyond, exact sums take longer than solving. */
const mostTypes = 400;

export function finiteTrade(
  B: readonly NumberInput[],
  p: readonly NumberInput[],
  S: readonly NumberInput[],
  q: readonly NumberInput[],
): FiniteTrade {
  return { B: B.map(rational), p: p.map(rational), S: S.map(rational), q: q.map(rational) };
}

/** Entry k of a list that is known to be long enough. */
export function at<T>(list: readonly T[], k: number): T {
  return list[k] as T;
}

/** The finite types of a bilateral problem with exact data and at most {@link mostTypes} types a side; else null. */
export function tradeOf(problem: DesignProblem): FiniteTrade | null {
  const { environment, discretization } = problem;
  if (!isBilateralTrade(environment)) return null;
  const many = [environment.buyer, environment.seller].some(
    (law) => law.atoms.length > mostTypes || (law.pieces.length > 0 && (discretization?.points ?? 0) > mostTypes),
  );
  return many ? null : finiteTradeOf(problem);
}

/** The second-best problem on these types (bayesian, interim, balanced, gains from trade), or a variant of it. */
export function problemOf(trade: FiniteTrade, variant: Partial<Omit<DesignProblemInput, "environment">> = {}): DesignProblem {
  return designProblem({ environment: finiteEnvironmentOf(trade), budget: "balanced", ...variant });
}

/** True when no value is also a cost (Kos–Manea, section 2). */
export function isDisjoint(trade: FiniteTrade): boolean {
  let j = 0;
  for (const value of trade.B) {
    while (j < trade.S.length && at(trade.S, j).lt(value)) j++;
    if (j < trade.S.length && at(trade.S, j).equals(value)) return false;
  }
  return true;
}

/** True for two types a side with S₁ < B₁ < S₂ < B₂, the one order in which a fixed price cannot be efficient. */
export function isInterleaved(trade: FiniteTrade): boolean {
  const { B, S } = trade;
  return B.length === 2 && S.length === 2 && at(S, 0).lt(at(B, 0)) && at(B, 0).lt(at(S, 1)) && at(S, 1).lt(at(B, 1));
}

/** The efficient allocation, x_ij = 1 if B_i > S_j, else 0 (a tie leaves the good to the seller). */
export function efficient({ B, S }: FiniteTrade): Rational[][] {
  return B.map((value) => S.map((cost) => (value.gt(cost) ? rational(1) : zero)));
}

/** Σ_k masses_k·entries_k. */
export function mean(masses: readonly Rational[], entries: readonly Rational[]): Rational {
  return sumRationals(masses.map((mass, k) => mass.mul(at(entries, k))));
}

/** X^b_i = Σ_j q_j x_ij. */
export function buyerInterim(trade: FiniteTrade, x: readonly (readonly Rational[])[]): Rational[] {
  return x.map((row) => mean(trade.q, row));
}

/** X^s_j = Σ_i p_i x_ij. */
export function sellerInterim(trade: FiniteTrade, x: readonly (readonly Rational[])[]): Rational[] {
  return trade.S.map((_, j) =>
    mean(
      trade.p,
      x.map((row) => at(row, j)),
    ),
  );
}

/** An exact value as a theorem states it. */
export function exactly(value: Rational): StatedValue {
  return { value: toNumber(value), exact: value, tolerance: 0 };
}

/** Larger and smaller of two rationals. */
export function larger(a: Rational, b: Rational): Rational {
  return a.gt(b) ? a : b;
}

export function smaller(a: Rational, b: Rational): Rational {
  return a.lt(b) ? a : b;
}
