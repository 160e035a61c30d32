import { one, type Rational, zero } from "../../../src/arithmetic/rational.ts";
import type { DirectMechanism } from "../../../src/theorems/kos-manea/support/direct-mechanism.ts";
import { at, mean } from "../../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";

/** What {@link violations} counts. */
export interface Properties {
  readonly incentives: "bayesian" | "dominant";
  readonly participation: "interim" | "ex-post";
  readonly budget: "none" | "no-deficit" | "balanced";
}

/** How many of the asked properties fail, counted over all types, states and misreports, straight from the definitions. */
export function violations(trade: FiniteTrade, mechanism: DirectMechanism, asked: Properties): number {
  const { B, S, p, q } = trade;
  const { x, buyerPays, sellerReceives } = mechanism;
  let count = 0;
  const demand = (holds: boolean) => {
    if (!holds) count++;
  };
  /** What a buyer of value B_i gets in each seller state when it reports k; likewise the seller. */
  const buyerGain = (i: number, k: number) =>
    S.map((_, j) =>
      at(at(x, k), j)
        .mul(at(B, i))
        .sub(at(at(buyerPays, k), j)),
    );
  const sellerGain = (j: number, l: number) => B.map((_, i) => at(at(sellerReceives, i), l).sub(at(at(x, i), l).mul(at(S, j))));
  const side = (types: number, masses: readonly Rational[], gain: (type: number, report: number) => Rational[]) => {
    for (let type = 0; type < types; type++) {
      const truth = gain(type, type);
      if (asked.participation === "interim") demand(mean(masses, truth).gte(zero));
      else for (const rent of truth) demand(rent.gte(zero));
      for (let report = 0; report < types; report++) {
        const lie = gain(type, report);
        if (asked.incentives === "bayesian") demand(mean(masses, truth).gte(mean(masses, lie)));
        else truth.forEach((rent, state) => void demand(rent.gte(at(lie, state))));
      }
    }
  };
  side(B.length, q, buyerGain);
  side(S.length, p, sellerGain);
  for (const [i, row] of x.entries())
    for (const [j, probability] of row.entries()) {
      demand(probability.gte(zero) && probability.lte(one));
      const surplus = at(at(buyerPays, i), j).sub(at(at(sellerReceives, i), j));
      if (asked.budget !== "none") demand(asked.budget === "balanced" ? surplus.equals(zero) : surplus.gte(zero));
    }
  return count;
}
