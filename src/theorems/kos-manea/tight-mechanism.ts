import { type Rational, zero } from "../../arithmetic/rational.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import type { Theorem } from "../theorem.ts";
import { interimOf } from "./balanced-transfers.ts";
import { type Allocated, allocatedSamples } from "./lemma-1.ts";
import { citation, ownCheck } from "./support/checks.ts";
import { type DirectMechanism, violations } from "./support/direct-mechanism.ts";
import { leastBuyerRents, leastSellerRents } from "./support/least-rents.ts";
import { at, buyerInterim, efficient, sellerInterim } from "./support/trade.ts";
import { vcgPrimeMechanism } from "./vcg-prime.ts";

/** T^b_k = Σ_{j≤k} [X^b_j − X^b_{j−1}]B_j and T^s_l = Σ_{j≥l} [X^s_j − X^s_{j+1}]S_j. */
export function tightTransfers({ trade, x }: Allocated): { buyer: Rational[]; seller: Rational[] } {
  return {
    buyer: telescoped(trade.B, buyerInterim(trade, x)),
    seller: telescoped([...trade.S].reverse(), sellerInterim(trade, x).reverse()).reverse(),
  };
}

/** The same state by state: t^b_kl = Σ_{j≤k} [x_jl − x_{j−1,l}]B_j, t^s_kl = Σ_{j≥l} [x_kj − x_{k,j+1}]S_j. */
export function tightMechanism({ trade, x }: Allocated): DirectMechanism {
  const columns = trade.S.map((_, l) =>
    telescoped(
      trade.B,
      x.map((row) => at(row, l)),
    ),
  );
  const reversed = [...trade.S].reverse();
  return {
    x,
    buyerPays: trade.B.map((_, k) => columns.map((column) => at(column, k))),
    sellerReceives: x.map((row) => telescoped(reversed, [...row].reverse()).reverse()),
  };
}

/** Σ_{j≤k} (entries_j − entries_{j−1})·types_j for every k, with entries_0 = 0. */
function telescoped(types: readonly Rational[], entries: readonly Rational[]): Rational[] {
  let sum = zero;
  return types.map((type, k) => {
    sum = sum.add(
      at(entries, k)
        .sub(k === 0 ? zero : at(entries, k - 1))
        .mul(type),
    );
    return sum;
  });
}

export const tightMechanismTheorem: Theorem<Allocated> = {
  id: "kos-manea/tight-mechanism",
  citation: citation("section 6.1"),
  statement:
    "The tight transfers, T^b_k = Σ_{j≤k}[X_j − X_{j−1}]B_j and T^s_l = Σ_{j≥l}[X_j − X_{j+1}]S_j, implement every allocation with monotone interim probabilities at the least rents; state by state, for the efficient allocation, they are VCG′.",
  domain: "bilateral trade with finite types, interim allocations monotone",
  errata: ["KM-6"],
  samples: allocatedSamples,
  checks: [
    ownCheck("rents against the least ones (longest paths over all pairs of types)", ({ trade, x }) => {
      const buyer = leastBuyerRents(trade, x);
      const seller = leastSellerRents(trade, x);
      if (!buyer || !seller) throw new RangeError("the allocation must be implementable");
      const tight = tightTransfers({ trade, x });
      const X = buyerInterim(trade, x);
      const Y = sellerInterim(trade, x);
      return [
        ...buyer.map((rent, i) => compareExact(`buyer type ${i + 1}`, at(X, i).mul(at(trade.B, i)).sub(at(tight.buyer, i)), rent)),
        ...seller.map((rent, j) => compareExact(`seller type ${j + 1}`, at(tight.seller, j).sub(at(Y, j).mul(at(trade.S, j))), rent)),
      ];
    }),
    ownCheck("interim transfers against the average of the transfers state by state", (parameters) => {
      const interim = tightTransfers(parameters);
      const averaged = interimOf(parameters.trade, tightMechanism(parameters));
      return [
        ...interim.buyer.map((paid, i) => compareExact(`buyer type ${i + 1}`, at(averaged.buyer, i), paid)),
        ...interim.seller.map((received, j) => compareExact(`seller type ${j + 1}`, at(averaged.seller, j), received)),
      ];
    }),
    ownCheck("all deviations", (parameters) => [
      noViolation(
        "bayesian incentives and interim participation",
        violations(parameters.trade, tightMechanism(parameters), { incentives: "bayesian", participation: "interim", budget: "none" }),
      ),
    ]),
    ownCheck("the efficient allocation, state by state, against the prices of VCG′", ({ trade }) => {
      const tight = tightMechanism({ trade, x: efficient(trade) });
      const prime = vcgPrimeMechanism(trade);
      const differ = (a: DirectMechanism["x"], b: DirectMechanism["x"]) =>
        a.flatMap((row, i) => row.filter((entry, j) => !entry.equals(at(at(b, i), j)))).length;
      return [
        noViolation("states with another payment of the buyer", differ(tight.buyerPays, prime.buyerPays)),
        noViolation("states with another receipt of the seller", differ(tight.sellerReceives, prime.sellerReceives)),
      ];
    }),
  ],
};
