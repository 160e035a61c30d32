import type { RiskAverseTrade } from "../../../environments/risk-averse-trade.ts";
import { refuse } from "../../../errors.ts";
import type { Discretization } from "../../../type-space/discretization.ts";
import { atomsIn } from "../../../type-space/type-pieces.ts";
import { attitudesOf, lotteryMechanism, type PricedMechanism, simpleMechanism } from "../../priced.ts";
import { checkLottery } from "../price-lottery.ts";

/** Increasing prices with probabilities of total 1. */
export interface PriceMasses {
  readonly values: Float64Array;
  readonly masses: Float64Array;
}

/**
 * A posted price drawn at random before reports are heard: trade at it iff value ≥ price ≥ cost, whatever the attitude to risk; on a grid of types.
 *
 * Throws InvalidInputError when prices do not increase or masses are no probabilities.
 *
 * @example
 * const one = postedLottery(environment, { rule: "midpoint", points: 6 }, { values: Float64Array.of(0.5), masses: Float64Array.of(1) });
 *
 * @see J. Čopič, C. Ponsatí (2006), Examples 3 and 8.
 */
export function postedLottery(
  environment: RiskAverseTrade,
  discretization: Discretization | undefined,
  { values, masses }: PriceMasses,
): PricedMechanism {
  checkLottery(values, masses);
  const { buyer, seller, attitudes } = partsOf(environment, discretization);
  return lotteryMechanism(attitudes, buyer, seller, (i, j) =>
    Array.from(values).flatMap((price, k) => {
      const possible = price >= (seller.low[j] as number) && price <= (buyer.low[i] as number) && (masses[k] as number) > 0;
      return possible ? [{ probability: masses[k] as number, buyerPays: price, sellerReceives: price }] : [];
    }),
  );
}

/**
 * The simple mechanism of a distribution of prices, on a grid of types: trade with probability F(s, b)^γ at the mean price between s and b.
 *
 * Throws InvalidInputError when prices do not increase, masses are no probabilities, or the traders have no common power.
 *
 * @example
 * const simple = simpleRule(environment, { rule: "midpoint", points: 6 }, { values: Float64Array.of(0.25, 0.75), masses: Float64Array.of(0.5, 0.5) });
 *
 * @see J. Čopič, C. Ponsatí (2006), Proposition 13.
 */
export function simpleRule(environment: RiskAverseTrade, discretization: Discretization | undefined, prices: PriceMasses): PricedMechanism {
  checkLottery(prices.values, prices.masses);
  const { utility } = environment;
  if (utility.buyer.power === null || utility.seller.power?.equals(utility.buyer.power) !== true)
    refuse(
      "environment.utility",
      "one power of both traders",
      "utilities that differ, or are given in code",
      "Simple mechanisms of this form are incentive compatible for a common power only.",
    );
  const { buyer, seller, attitudes } = partsOf(environment, discretization);
  return simpleMechanism(prices, utility.buyer.power.valueOf(), attitudes, buyer, seller);
}

function partsOf(environment: RiskAverseTrade, discretization: Discretization | undefined) {
  const { buyer, seller } = environment.typeSpaces(discretization);
  return { buyer: atomsIn(buyer), seller: atomsIn(seller), attitudes: attitudesOf(environment) };
}
