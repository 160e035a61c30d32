import { type Rational, zero } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import { at } from "./trade.ts";

/** P(V ≤ x) at each of increasing points, for a law with these increasing values. O(values + points). */
export function atMost(values: readonly Rational[], masses: readonly Rational[], points: readonly Rational[]): Rational[] {
  return running(values, masses, points, (value, point) => value.lte(point));
}

/** P(V < x) at each of increasing points. */
export function below(values: readonly Rational[], masses: readonly Rational[], points: readonly Rational[]): Rational[] {
  return running(values, masses, points, (value, point) => value.lt(point));
}

function running(
  values: readonly Rational[],
  masses: readonly Rational[],
  points: readonly Rational[],
  counts: (value: Rational, point: Rational) => boolean,
): Rational[] {
  let k = 0;
  let total = zero;
  return points.map((point) => {
    while (k < values.length && counts(at(values, k), point)) total = total.add(at(masses, k++));
    return total;
  });
}

/** Gains from trade of the efficient allocation, E[(B − S)⁺] = Σ_i p_i (B_i P(S < B_i) − E[S; S < B_i]). O(m + n). */
export function firstBestOf({ B, p, S, q }: FiniteTrade): Rational {
  const probability = below(S, q, B);
  const cost = below(
    S,
    q.map((mass, j) => mass.mul(at(S, j))),
    B,
  );
  return B.reduce((sum, value, i) => sum.add(at(p, i).mul(value.mul(at(probability, i)).sub(at(cost, i)))), zero);
}
