import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation, ownCheck } from "./support/checks.ts";
import { atMost, below } from "./support/cumulative.ts";
import { type DirectMechanism, violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { at, efficient, finiteTrade } from "./support/trade.ts";
import { expectedSurplus, vcgMechanism } from "./vcg.ts";

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

export const vcgPrime: Theorem<FiniteTrade> = {
  id: "kos-manea/vcg-prime",
  citation: citation("Definition 2 and the formula of Π"),
  statement:
    "Under VCG′ truth is dominant and nobody loses in any state, in every state the broker does at least as well as under VCG, and its expected surplus is Π, a sum over the two cdfs.",
  domain: "bilateral trade with finite types",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      finiteTrade([7, 9, 10], ["1/3", "1/3", "1/3"], [3, 8, 9], ["1/3", "1/3", "1/3"]),
      ...draws(6, () => drawTrade(source, source.integer(1, 5), source.integer(1, 5))),
    ];
  },
  checks: [
    ownCheck("Π against the transfers of Definition 2 added up over all states", (trade) => [
      compareExact("Π", expectedSurplus(trade, vcgPrimeMechanism(trade)), vcgPrimeSurplus(trade)),
    ]),
    ownCheck("all deviations in all states", (trade) => [
      noViolation(
        "dominant incentives and ex-post participation",
        violations(trade, vcgPrimeMechanism(trade), { incentives: "dominant", participation: "ex-post", budget: "none" }),
      ),
    ]),
    ownCheck("state by state against VCG", (trade) => {
      const plain = vcgMechanism(trade);
      const prime = vcgPrimeMechanism(trade);
      const worse = (cheaper: readonly (readonly Rational[])[], dearer: readonly (readonly Rational[])[]) =>
        cheaper.flatMap((row, i) => row.filter((entry, j) => entry.gt(at(at(dearer, i), j)))).length;
      return [
        noViolation("states in which the buyer pays less than under VCG", worse(plain.buyerPays, prime.buyerPays)),
        noViolation("states in which the seller receives more than under VCG", worse(prime.sellerReceives, plain.sellerReceives)),
      ];
    }),
  ],
};
