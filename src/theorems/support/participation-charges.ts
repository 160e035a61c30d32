import { type Rational, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { expectation, type FiniteTrade } from "./finite-trade.ts";
import { firstBest } from "./first-best.ts";
import { knotsOf } from "./laws.ts";
import { integratePieces } from "./quadrature.ts";

/** The price p* of the replica economy: demand P(B > p) meets supply P(S ≤ p). With atoms, where supply first reaches demand. */
export function replicaPrice(buyer: Distribution, seller: Distribution): number {
  let low = Math.min(buyer.support.min, seller.support.min);
  let high = Math.max(buyer.support.max, seller.support.max);
  for (let step = 0; step < 200 && high - low > 0; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (seller.cdf(middle) < buyer.survival(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** ∫ min(P(S ≤ t), P(B > t)) dt: the least total expected charge of a Groves scheme without deficit. */
export function leastCharges(buyer: Distribution, seller: Distribution): number {
  const from = Math.min(buyer.support.min, seller.support.min);
  const to = Math.max(buyer.support.max, seller.support.max);
  return integratePieces((t) => Math.min(seller.cdf(t), buyer.survival(t)), from, to, [
    ...knotsOf(buyer, seller),
    replicaPrice(buyer, seller),
  ]);
}

/** 2∫F_S(1−F_B) − ∫min(F_S, 1−F_B): nonnegative iff efficient, truthful, ex-ante individually rational trade needs no deficit. */
export function chargeSlack(buyer: Distribution, seller: Distribution): number {
  return 2 * firstBest(buyer, seller) - leastCharges(buyer, seller);
}

/** The same for finite types, exactly. */
export function exactChargeSlack(trade: FiniteTrade): Rational {
  const gains = expectation(trade, (i, j) => positive((trade.B[i] as Rational).sub(trade.S[j] as Rational)));
  return gains.mul(2n).sub(exactLeastCharges(trade));
}

/** ∫ min(F_S, 1 − F_B) of finite types: a step function between the types. */
export function exactLeastCharges({ B, p, S, q }: FiniteTrade): Rational {
  const points = [...B, ...S].sort((a, b) => a.compare(b));
  let total = zero;
  points.slice(1).forEach((to, k) => {
    const from = points[k] as Rational;
    const supply = S.reduce((sum, cost, j) => (cost.compare(from) <= 0 ? sum.add(q[j] as Rational) : sum), zero);
    const demand = B.reduce((sum, value, i) => (value.compare(from) > 0 ? sum.add(p[i] as Rational) : sum), zero);
    total = total.add((supply.compare(demand) < 0 ? supply : demand).mul(to.sub(from)));
  });
  return total;
}

function positive(x: Rational): Rational {
  return x.compare(zero) > 0 ? x : zero;
}
