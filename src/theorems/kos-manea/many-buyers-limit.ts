import { one, type Rational, rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { efficientTrade, type Market, marketProblem, power } from "./support/market.ts";
import { at, exactly, larger, smaller } from "./support/trade.ts";

/** Δ·P(S < B_m), with Δ = min{B_m − S_j : S_j < B_m}. */
export function limitSurplus({ B, S, q }: FiniteTrade): Rational {
  const top = at(B, B.length - 1);
  const dearest = S.findLast((cost) => cost.lt(top));
  if (dearest === undefined) return zero;
  return top.sub(dearest).mul(sumRationals(q.filter((_, j) => at(S, j).lt(top))));
}

/**
 * How far Π_I can be from its limit: P(at most one of I buyers has the highest value) times twice the spread of the types, because with
 * two such buyers the surplus is Δ·1{S < B_m}, and otherwise it lies within the spread.
 */
export function distanceBound({ B, p, S }: FiniteTrade, buyers: number): Rational {
  const mass = at(p, p.length - 1);
  const spread = larger(at(B, B.length - 1), at(S, S.length - 1)).sub(smaller(at(B, 0), at(S, 0)));
  const single = rational(buyers)
    .mul(mass)
    .mul(power(one.sub(mass), buyers - 1));
  return power(one.sub(mass), buyers).add(single).mul(spread).mul(rational(2));
}

/** The least number of buyers from which on trade is efficient. */
export function buyersNeededForGood(trade: FiniteTrade): number {
  const limit = limitSurplus(trade);
  if (limit.lte(zero)) throw new RangeError("needs B_m > S_1");
  let needed = 1;
  // Beyond the first number at which the bound is below the limit, Π_I stays positive: the bound falls in I.
  for (let buyers = 1; buyers === 1 || distanceBound(trade, buyers - 1).gte(limit); buyers++)
    if (efficientTrade({ ...trade, buyers, sellers: 1 }).surplus.lt(zero)) needed = buyers + 1;
  return needed;
}

const manyBuyers = (trade: FiniteTrade): Market => ({ ...trade, buyers: Math.max(2, buyersNeededForGood(trade)), sellers: 1 });

export const problem = (trade: FiniteTrade): DesignProblem => marketProblem(manyBuyers(trade));

export const value = (trade: FiniteTrade) => exactly(efficientTrade(manyBuyers(trade)).gains);

export const manyBuyersLimit: Theorem<FiniteTrade> = {
  id: "kos-manea/many-buyers-limit",
  citation: citation("section 5, after Example 2, with the factor P(S < B_m)"),
  statement:
    "As the number of buyers grows, the surplus of VCG′ tends to Δ·P(S < B_m), Δ the least positive B_m − S_j; so with B_m > S₁ trade is efficient from some number of buyers on, even where the highest value lies below the highest cost.",
  domain: "one seller and buyers with one finite law, no value equal to a cost, B_m > S₁",
  errata: ["KM-7"],
  problem,
  value,
};
