import { one, type Rational, zero } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import { atMost, below } from "./cumulative.ts";
import type { DirectMechanism } from "./direct-mechanism.ts";
import { at, efficient } from "./trade.ts";

/** Definition 2: on trade the buyer pays the least value that still wins, the seller receives the greatest cost that still sells. */
export function vcgPrimeMechanism(trade: FiniteTrade): DirectMechanism {
  const { B, S } = trade;
  const x = efficient(trade);
  const onTrade = (price: (value: Rational, cost: Rational) => Rational) =>
    B.map((value) => S.map((cost) => (value.gt(cost) ? price(value, cost) : zero)));
  return {
    x,
    buyerPays: onTrade((value, cost) => B.find((other) => other.gt(cost)) ?? value),
    sellerReceives: onTrade((value, cost) => S.findLast((other) => other.lt(value)) ?? cost),
  };
}

/**
 * Π: Σ_i (1 − F_b(B_{i−1}))(F_s(B_i) − F_s(B_{i−1}))B_i − Σ_j F_s(S_j)(F_b(S_{j+1}) − F_b(S_j))S_j, with F_s(B_0) = F_b(B_0) = 0 and
 * F_b(S_{n+1}) = 1. Where a value is also a cost, F_s is its left limit (the good stays with the seller). O(m + n).
 */
export function vcgPrimeSurplus({ B, p, S, q }: FiniteTrade): Rational {
  const sellersBelow = below(S, q, B);
  const sellersUpTo = atMost(S, q, S);
  const buyersUpTo = atMost(B, p, S);
  let surplus = zero;
  let buyersBelow = zero;
  B.forEach((value, i) => {
    const weight = at(sellersBelow, i).sub(i === 0 ? zero : at(sellersBelow, i - 1));
    surplus = surplus.add(one.sub(buyersBelow).mul(weight).mul(value));
    buyersBelow = buyersBelow.add(at(p, i));
  });
  S.forEach((cost, j) => {
    const weight = (j === S.length - 1 ? one : at(buyersUpTo, j + 1)).sub(at(buyersUpTo, j));
    surplus = surplus.sub(at(sellersUpTo, j).mul(weight).mul(cost));
  });
  return surplus;
}

/** VCG′ runs no expected deficit. */
export function hasSurplus(trade: FiniteTrade): boolean {
  return vcgPrimeSurplus(trade).gte(zero);
}
