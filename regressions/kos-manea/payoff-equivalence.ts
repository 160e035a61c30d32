import { one, type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import type { Allocated } from "../../src/theorems/kos-manea/support/allocated.ts";
import { balanced } from "../../src/theorems/kos-manea/support/balanced-transfers.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { needsSecondBest } from "../../src/theorems/kos-manea/support/needs-second-best.ts";
import { tightTransfers } from "../../src/theorems/kos-manea/support/tight-transfers.ts";
import { at, buyerInterim, efficient, mean } from "../../src/theorems/kos-manea/support/trade.ts";
import { hasSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import { optimalAllocation } from "../../src/theorems/kos-manea/theorem-4.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { tightSurplus } from "./lemma-1.ts";
import { ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { leastBuyerRents } from "./support/least-rents.ts";

/** An allocation with Π(x) ≥ 0, and one of the buyer's types. */
export interface RentOfType extends Allocated {
  readonly type: number;
}

/**
 * Least and largest rent of a buyer type over all balanced mechanisms with this allocation.
 *
 * The least is the tight rent L_i. At rent u of type i the others need at least max(L_k, u ± Σ X ΔB): type k > i gains
 * Σ_{l=i}^{k−1} X_l (B_{l+1} − B_l) over it, type k < i may be Σ_{l=k+1}^{i} X_l (B_l − B_{l−1}) below; the largest u is where the mean
 * of that is the mean of L plus Π(x).
 */
export function rentRange({ trade, x, type }: RentOfType): { least: Rational; largest: Rational } {
  const { B, p } = trade;
  const X = buyerInterim(trade, x);
  const tight = tightTransfers({ trade, x }).buyer.map((paid, i) => at(X, i).mul(at(B, i)).sub(paid));
  const offsets = B.map((_, k) => {
    let offset = zero;
    for (let l = type; l < k; l++) offset = offset.add(at(X, l).mul(at(B, l + 1).sub(at(B, l))));
    for (let l = k + 1; l <= type; l++) offset = offset.sub(at(X, l).mul(at(B, l).sub(at(B, l - 1))));
    return offset;
  });
  // The mean is piecewise linear in u with kinks where u + offset_k passes L_k: walk up the kinks until the surplus is spent.
  const kinks = tight.map((rent, k) => rent.sub(at(offsets, k))).sort((a, b) => a.compare(b));
  let u = at(tight, type);
  let left = tightSurplus({ trade, x });
  for (;;) {
    const slope = p.reduce((sum, mass, k) => (u.add(at(offsets, k)).gte(at(tight, k)) ? sum.add(mass) : sum), zero);
    const next = kinks.find((kink) => kink.gt(u));
    if (next === undefined || left.lte(slope.mul(next.sub(u)))) return { least: at(tight, type), largest: u.add(left.div(slope)) };
    left = left.sub(slope.mul(next.sub(u)));
    u = next;
  }
}

export const payoffEquivalence: CheckedTheorem<RentOfType> = {
  id: "kos-manea/payoff-equivalence",
  citation: citation("section 1 and proof of Theorem 2"),
  statement:
    "All balanced mechanisms with allocation x, bayesian incentives and interim participation give every type the same rent if and only if Π(x) = 0, and then the tight one; else a type's rents range from the tight rent up to where the incentives of the others use up Π(x).",
  domain:
    "bilateral trade with finite types, interim allocations monotone, Π(x) ≥ 0; for the optimum (where the allocation is unique) these are the rents over all optimal mechanisms",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const firstBest = draws(5, () => drawTrade(source, source.integer(2, 4), source.integer(2, 3)), hasSurplus).map((trade) => ({
      trade,
      x: efficient(trade),
    }));
    const secondBest = draws(3, () => drawTrade(source, 2, 2), needsSecondBest).map((trade) => ({ trade, x: optimalAllocation(trade) }));
    return [...firstBest, ...secondBest].map((allocated) => ({ ...allocated, type: source.integer(0, allocated.trade.B.length - 1) }));
  },
  checks: [
    ownCheck("a point if and only if Π(x) = 0", (parameters) => {
      const { least, largest } = rentRange(parameters);
      const width = toNumber(largest.sub(least));
      return [compare("width of the range", width, tightSurplus(parameters).equals(zero) ? "=" : ">", 0, 0)];
    }),
    ownCheck("at the largest rent, least rents over all pairs of types use up the gains; an epsilon more is too much", (parameters) => {
      const { least, largest } = rentRange(parameters);
      const cost = (rent: Rational) => buyersMean(parameters, rent);
      const spent = cost(largest).sub(cost(least));
      const surplus = tightSurplus(parameters);
      return [
        compareExact("mean of the buyer's least rents above the tight ones", spent, surplus),
        compare(
          "the same with a rent higher by 1/1000",
          toNumber(
            cost(largest.add(rational("1/1000")))
              .sub(cost(least))
              .sub(surplus),
          ),
          ">",
          0,
          0,
        ),
      ];
    }),
    ownCheck("both ends by balanced mechanisms, all deviations", (parameters) => {
      const { least, largest } = rentRange(parameters);
      return [least, largest].map((rent) => noViolation(`rent ${toNumber(rent)}`, failures(parameters, rent)));
    }),
  ],
};

/** Least buyer rents when one type must have `rent`. */
function rentsWith({ trade, x, type }: RentOfType, rent: Rational): Rational[] {
  const floor = trade.B.map((_, k) => (k === type ? rent : zero));
  const rents = leastBuyerRents(trade, x, floor);
  if (!rents) throw new RangeError("the allocation must be implementable");
  return rents;
}

function buyersMean(parameters: RentOfType, rent: Rational): Rational {
  return mean(parameters.trade.p, rentsWith(parameters, rent));
}

/** Violations of the balanced mechanism in which the buyer has these rents and the seller takes what is left; one more if the rent is missed. */
function failures(parameters: RentOfType, rent: Rational): number {
  const { trade, x, type } = parameters;
  const X = buyerInterim(trade, x);
  const buyer = rentsWith(parameters, rent).map((u, i) => at(X, i).mul(at(trade.B, i)).sub(u));
  const mechanism = balanced(trade, x, { buyer, seller: tightTransfers(parameters).seller }, one);
  const truthful = at(X, type)
    .mul(at(trade.B, type))
    .sub(mean(trade.q, at(mechanism.buyerPays, type)));
  const asked = { incentives: "bayesian", participation: "interim", budget: "balanced" } as const;
  return violations(trade, mechanism, asked) + (truthful.equals(rent) ? 0 : 1);
}
