import { type Rational, zero } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { hasBudget, maximisesGains, undiscretizedTrade } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import {
  distinct,
  integrateBetween,
  knotsOf,
  type MixedLaw,
  mixedLaw,
  nextInSupport,
  previousInSupport,
  probabilityAbove,
  probabilityBelow,
  specOf,
} from "./support/mixed-law.ts";
import { exactly } from "./support/trade.ts";

/** Two laws of atoms and uniform pieces, and a profit that the broker is to make. */
export interface GeneralTrade {
  readonly buyer: MixedLaw;
  readonly seller: MixedLaw;
  readonly requiredProfit: Rational;
}

export type Laws = Pick<GeneralTrade, "buyer" | "seller">;

/** E[(B − S)⁺] = ∫ P(S < t)·P(B > t) dt. */
export function firstBestOfLaws({ buyer, seller }: Laws): Rational {
  return integrateBetween(distinct([...knotsOf(buyer), ...knotsOf(seller)]), (t) =>
    probabilityBelow(seller, t).mul(probabilityAbove(buyer, t)),
  );
}

/**
 * Expected surplus of VCG′ by its prices: the buyer pays the least value of the support above the cost, the seller receives the greatest
 * cost of the support below the value; a tie leaves the good to the seller.
 */
export function surplusByPrices({ buyer, seller }: Laws): Rational {
  const paid = over(seller, buyer, (cost) => {
    const sold = probabilityAbove(buyer, cost);
    return sold.equals(zero) ? zero : sold.mul(nextInSupport(buyer, cost) ?? zero);
  });
  const received = over(buyer, seller, (value) => {
    const sold = probabilityBelow(seller, value);
    return sold.equals(zero) ? zero : sold.mul(previousInSupport(seller, value) ?? zero);
  });
  return paid.sub(received);
}

/** E[f(V)] under a law, for f polynomial of degree at most 3 between the knots of both laws. */
function over(law: MixedLaw, other: MixedLaw, f: (x: Rational) => Rational): Rational {
  const knots = distinct([...knotsOf(law), ...knotsOf(other)]);
  let sum = zero;
  for (const atom of law.atoms) sum = sum.add(atom.mass.mul(f(atom.at)));
  for (const cell of law.cells) {
    const inside = knots.filter((knot) => knot.gte(cell.from) && knot.lte(cell.to));
    sum = sum.add(cell.mass.div(cell.to.sub(cell.from)).mul(integrateBetween(inside, f)));
  }
  return sum;
}

export const problem = ({ buyer, seller, requiredProfit }: GeneralTrade): DesignProblem =>
  designProblem({
    environment: bilateralTrade({ buyer: specOf(buyer), seller: specOf(seller) }),
    budget: { rule: "ex-ante", requiredProfit },
    width: 1e-6,
  });

export const value = (trade: GeneralTrade) => ({ ...exactly(firstBestOfLaws(trade)), tolerance: 1e-6 });

export const generalLaws: Theorem<GeneralTrade> = {
  id: "kos-manea/general-laws",
  citation: citation("section 7.3"),
  statement:
    "For any laws with bounded support, atoms and gaps included, VCG′ with prices at the nearest points of the supports and ties left to the seller makes the largest surplus of all efficient mechanisms; so trade can be efficient while the broker makes r exactly when r is at most that surplus.",
  domain:
    "bilateral trade whose laws are mixtures of points and uniform pieces, at least one of them with an interval; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced with required profit at most the surplus of VCG′; gains from trade",
  errata: [],
  parametersOf(candidate) {
    if (candidate.incentives !== "bayesian" || candidate.participation !== "interim" || !maximisesGains(candidate)) return null;
    const { requiredProfit } = candidate.budget;
    const trade = undiscretizedTrade(candidate);
    if (!trade || !hasBudget(candidate, ["ex-ante", "no-deficit", "balanced"], requiredProfit)) return null;
    const laws = [trade.buyer, trade.seller].map((law) => (law.spec && law.atoms.length <= 100 ? mixedLaw(law.spec) : null));
    const [buyer, seller] = laws;
    if (!buyer || !seller || buyer.cells.length + seller.cells.length === 0) return null;
    return requiredProfit.lte(surplusByPrices({ buyer, seller })) ? { buyer, seller, requiredProfit } : null;
  },
  problem,
  value,
};
