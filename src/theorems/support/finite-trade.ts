import { type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { type BilateralTrade, bilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";

import type { DesignProblem } from "../../problem/design-problem.ts";

/**
 * Finite bilateral trade in exact arithmetic: buyer values B increasing with masses p, seller costs S increasing with masses q.
 */
export interface FiniteTrade {
  readonly B: readonly Rational[];
  readonly p: readonly Rational[];
  readonly S: readonly Rational[];
  readonly q: readonly Rational[];
}

/** Largest number of types a side for which exact statements are looked for: beyond it exact arithmetic would cost more than solving. */
const mostExactTypes = 400;

/** The finite trade when the problem is bilateral, on a grid of at most {@link mostExactTypes} types a side, with exact data; else null. */
export function finiteTradeOf(problem: DesignProblem): FiniteTrade | null {
  const { environment, discretization } = problem;
  if (!isBilateralTrade(environment)) return null;
  const finite = environment.buyer.pieces.length === 0 && environment.seller.pieces.length === 0;
  if (!finite && discretization === undefined) return null;
  const points = (law: Distribution) => law.atoms.length + (law.pieces.length > 0 && discretization ? discretization.points : 0);
  if (Math.max(points(environment.buyer), points(environment.seller)) > mostExactTypes) return null;
  const { buyer, seller } = environment.typeSpaces(discretization);
  if (!buyer.exact || !seller.exact) return null;
  return { B: buyer.exact.values, p: buyer.exact.masses, S: seller.exact.values, q: seller.exact.masses };
}

/** The environment of a finite trade. */
export function finiteEnvironmentOf({ B, p, S, q }: FiniteTrade): BilateralTrade {
  return bilateralTrade({
    buyer: { distribution: "discrete", values: B, masses: p },
    seller: { distribution: "discrete", values: S, masses: q },
  });
}

/** E[f] over pairs of types. */
export function expectation(trade: FiniteTrade, f: (i: number, j: number) => Rational): Rational {
  return sumRationals(
    trade.p.flatMap((pi, i) =>
      trade.q.map((qj, j) => {
        const value = f(i, j);
        return value.equals(zero) ? zero : value.mul(pi).mul(qj);
      }),
    ),
  );
}

/** Virtual values ψ_i = B_i − (B_{i+1} − B_i)(1 − F_b(B_i))/p_i. */
export function virtualValues({ B, p }: FiniteTrade): Rational[] {
  return B.map((value, i) => {
    const next = B[i + 1];
    if (next === undefined) return value;
    const above = sumRationals(p.slice(i + 1));
    return value.sub(
      next
        .sub(value)
        .mul(above)
        .div(p[i] as Rational),
    );
  });
}

/** Virtual costs φ_j = S_j + (S_j − S_{j−1}) F_s(S_{j−1})/q_j. */
export function virtualCosts({ S, q }: FiniteTrade): Rational[] {
  return S.map((cost, j) => {
    const previous = S[j - 1];
    if (previous === undefined) return cost;
    const below = sumRationals(q.slice(0, j));
    return cost.add(
      cost
        .sub(previous)
        .mul(below)
        .div(q[j] as Rational),
    );
  });
}
