import { type Rational, zero } from "../../src/arithmetic/rational.ts";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { expectation, type FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import { knotsOf } from "../../src/theorems/support/laws.ts";
import { replicaPrice } from "../../src/theorems/support/participation-charges.ts";
import { integratePieces } from "../../src/theorems/support/quadrature.ts";

/** ∫ min(P(S ≤ t), P(B > t)) dt by quadrature of the definition. */
export function integratedCharges(buyer: Distribution, seller: Distribution): number {
  const from = Math.min(buyer.support.min, seller.support.min);
  const to = Math.max(buyer.support.max, seller.support.max);
  return integratePieces((t) => Math.min(seller.cdf(t), buyer.survival(t)), from, to, [
    ...knotsOf(buyer, seller),
    replicaPrice(buyer, seller),
  ]);
}

/** 2∫F_S(1−F_B) − ∫min(F_S, 1−F_B) for finite types, exactly. */
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
