import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { bestPostedPrice, statedPostedPrice } from "../support/posted-price.ts";
import { isRobustTrade } from "../support/problem-cell.ts";
import { commonInterval } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";

export const cell = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;

/**
 * The best robust trading mechanism is the best posted price.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42; J. Čopič, C. Ponsatí (2006), section 3.3.
 */
export const bestPostedPriceTheorem: Theorem<LawPair> = {
  id: "hagerty-rogerson/best-posted-price",
  citation:
    "K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42; J. Čopič, C. Ponsatí (2006), Theorem 10 and section 3.3",
  statement:
    "Among dominant-strategy incentive-compatible, ex-post individually rational and balanced mechanisms on an interval of types, the largest expected gains from trade are max_p {F₁(p)·E[V₂; V₂ ≥ p] − (1−F₂(p))·E[V₁; V₁ ≤ p]}, those of the best posted price.",
  domain:
    "Bilateral trade; positive densities on the same bounded interval, not discretized; gains from trade; dominant incentives, ex-post participation, balanced budget without required profit.",
  errata: [],
  parametersOf: (asked) => (isRobustTrade(asked) ? commonInterval(asked) : null),
  problem: ({ buyer, seller }) => designProblem({ environment: bilateralTrade({ buyer, seller }), ...cell }),
  value: ({ buyer, seller }) => statedPostedPrice(buyer, seller),
  mechanism({ buyer, seller }) {
    const { price } = bestPostedPrice(buyer, seller);
    const trade = (v: number, c: number) => (c <= price && price <= v ? 1 : 0);
    return { trade, buyerPays: (v, c) => price * trade(v, c), sellerReceives: (v, c) => price * trade(v, c) };
  },
};
