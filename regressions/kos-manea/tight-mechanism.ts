import type { Allocated } from "../../src/theorems/kos-manea/support/allocated.ts";
import { interimOf } from "../../src/theorems/kos-manea/support/balanced-transfers.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import type { DirectMechanism } from "../../src/theorems/kos-manea/support/direct-mechanism.ts";
import { telescoped, tightTransfers } from "../../src/theorems/kos-manea/support/tight-transfers.ts";
import { at, buyerInterim, efficient, sellerInterim } from "../../src/theorems/kos-manea/support/trade.ts";
import { vcgPrimeMechanism } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { allocatedSamples } from "./lemma-1.ts";
import { ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { leastBuyerRents, leastSellerRents } from "./support/least-rents.ts";

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

export const tightMechanismTheorem: CheckedTheorem<Allocated> = {
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
