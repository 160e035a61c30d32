import { inverseHazard } from "../../src/theorems/support/alpha-rule.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { regularPairs } from "../support/sample-laws.ts";

/** ∫∫ over the region low(v₁) ≤ v₂ ≤ high(v₁) of ([v₂ − (1−F₂)/f₂] − [v₁ + F₁/f₁]) f₁ f₂: the right-hand side of (1). */
export function virtualSurplus(
  { buyer, seller }: LawPair,
  costs: readonly [number, number],
  low: (cost: number) => number,
  high: (cost: number) => number,
  knots: readonly number[] = [buyer.support.min, buyer.support.max],
): number {
  const index2 = (v: number) => v - inverseHazard(buyer.survival(v), buyer.pdf(v));
  const index1 = (c: number) => c + inverseHazard(seller.cdf(c), seller.pdf(c));
  const overValues = (c: number) => {
    const own = index1(c);
    return expectationOver(buyer, (v) => index2(v) - own, low(c), high(c));
  };
  return expectationOver(seller, overValues, costs[0], costs[1], knots);
}

/** Interim rents of a mechanism known by its payments: those of the seller and of the buyer. */
interface Rents {
  seller(cost: number): number;
  buyer(value: number): number;
}

/**
 * The expected-externality mechanism with the efficient allocation: each receives what the other is expected to gain from his report,
 * paid by the other; incentive compatible by construction, without any use of virtual values.
 *
 * @see C. d'Aspremont, L.-A. Gérard-Varet (1979), Incentives and Incomplete Information, J. Public Econ. 11.
 */
export function externalityRents({ buyer, seller }: LawPair): Rents {
  const costOfTrade = (value: number) => expectationOver(seller, (c) => c, seller.support.min, value);
  const valueOfTrade = (cost: number) => expectationOver(buyer, (v) => v, cost, buyer.support.max);
  const expectedCost = expectationOver(buyer, costOfTrade, undefined, undefined, [seller.support.min, seller.support.max]);
  const expectedValue = expectationOver(seller, valueOfTrade, undefined, undefined, [buyer.support.min, buyer.support.max]);
  return {
    seller: (cost) => valueOfTrade(cost) + expectedCost - cost * buyer.survival(cost),
    buyer: (value) => value * seller.cdf(value) - costOfTrade(value) - expectedValue,
  };
}

/** E[(what a price leaves to a type that trades at it for sure)]: U₁(b₁) + U₂(a₂) of the posted price. */
function postedPriceRents({ buyer, seller }: LawPair, price: number): number {
  const sellerWorst = Math.max(price - seller.support.max, 0) * buyer.survival(price);
  const buyerWorst = Math.max(buyer.support.min - price, 0) * seller.cdf(price);
  return sellerWorst + buyerWorst;
}

/**
 * Equation (1): in every incentive-compatible mechanism the rents of the worst types add up to the expected virtual surplus.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 1, first part.
 */
export const profitIdentity: CheckedTheorem<LawPair> = {
  id: "myerson-satterthwaite/profit-identity",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 1, equation (1)",
  statement:
    "In every bayesian incentive-compatible mechanism the rent of the costliest seller plus that of the lowest buyer, which are the smallest rents, equals E[([V₂ − (1−F₂(V₂))/f₂(V₂)] − [V₁ + F₁(V₁)/f₁(V₁)])·p(V₁, V₂)].",
  domain: "Independent types with positive densities on bounded intervals; any balanced incentive-compatible mechanism.",
  errata: [],
  samples: (seed) => regularPairs(seed, 4),
  checks: [
    {
      name: "posted prices: rents by inspection against the integral of virtual surplus",
      usesEngine: false,
      async run(pair) {
        const { buyer, seller } = pair;
        const [low, high] = [Math.min(buyer.support.min, seller.support.min), Math.max(buyer.support.max, seller.support.max)];
        return [0.1, 0.35, 0.6, 0.9].map((share) => {
          const price = low + share * (high - low);
          const integral = virtualSurplus(
            pair,
            [seller.support.min, Math.min(price, seller.support.max)],
            () => Math.max(price, buyer.support.min),
            () => buyer.support.max,
          );
          return compare(`price ${price.toFixed(3)}`, integral, "=", postedPriceRents(pair, price), 1e-9);
        });
      },
    },
    {
      name: "expected-externality mechanism: rents from its payments against the integral of virtual surplus",
      usesEngine: false,
      async run(pair) {
        const { buyer, seller } = pair;
        const rents = externalityRents(pair);
        const integral = virtualSurplus(
          pair,
          [seller.support.min, Math.min(seller.support.max, buyer.support.max)],
          (c) => Math.max(c, buyer.support.min),
          () => buyer.support.max,
        );
        const worst = { seller: rents.seller(seller.support.max), buyer: rents.buyer(buyer.support.min) };
        let lower = 0;
        for (let k = 0; k < 20; k++) {
          const [c, v] = [seller, buyer].map(({ support }) => support.min + (k / 20) * (support.max - support.min)) as [number, number];
          if (rents.seller(c) < worst.seller - 1e-10) lower++;
          if (rents.buyer(v + (buyer.support.max - buyer.support.min) / 20) < worst.buyer - 1e-10) lower++;
        }
        return [
          compare("U₁(b₁) + U₂(a₂)", worst.seller + worst.buyer, "=", integral, 1e-9),
          noViolation("types with a smaller rent than the worst type", lower),
        ];
      },
    },
  ],
};
