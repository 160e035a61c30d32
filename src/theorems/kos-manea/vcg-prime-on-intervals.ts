import { type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";

/** Values and costs spread uniformly over two intervals, with buyer.min ≤ seller.min < buyer.max ≤ seller.max. */
export interface UniformTrade {
  readonly buyer: { readonly min: Rational; readonly max: Rational };
  readonly seller: { readonly min: Rational; readonly max: Rational };
}

export const length = ({ min, max }: UniformTrade["buyer"]) => max.sub(min);

export const vcgPrimeOnIntervals: Theorem<UniformTrade> = {
  id: "kos-manea/vcg-prime-on-intervals",
  citation: citation("section 3 (after Krishna and Perry 1998)"),
  statement:
    "When types fill intervals with buyer.min ≤ seller.min and buyer.max ≤ seller.max, VCG′ is VCG: on finer and finer grids its deficit rises to the first best gains, and no smaller subsidy makes efficient trade possible.",
  domain: "bilateral trade, uniform laws on two such intervals (the statement holds for all laws with positive density there)",
  errata: [],
  problem: (trade) => withSubsidy(trade, uniformFirstBest(trade)),
  value(trade) {
    const exact = uniformFirstBest(trade);
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
};

export function withSubsidy({ buyer, seller }: UniformTrade, subsidy: Rational): DesignProblem {
  return designProblem({
    environment: bilateralTrade({ buyer: { distribution: "uniform", ...buyer }, seller: { distribution: "uniform", ...seller } }),
    budget: { rule: "balanced", requiredProfit: subsidy.neg() },
  });
}

/** E[(B − S)⁺] = (buyer.max − seller.min)³ / (6·length·length), because trade happens on a triangle of types. */
export function uniformFirstBest({ buyer, seller }: UniformTrade): Rational {
  const side = buyer.max.sub(seller.min);
  return side
    .mul(side)
    .mul(side)
    .div(length(buyer).mul(length(seller)).mul(rational(6)));
}
