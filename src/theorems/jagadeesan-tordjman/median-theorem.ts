import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { compare, noViolation } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { firstBest } from "../support/first-best.ts";
import { replicaPrice } from "../support/participation-charges.ts";
import { undiscretizedTrade } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import { type LawPair, lawPair, regularPairs } from "../support/sample-laws.ts";
import type { ClosedFormMechanism, Theorem } from "../theorem.ts";
import { isTruthfulExAnte, onGrid } from "./exact-condition.ts";

/** The Groves scheme with charges (p* − θ_S)⁺ for the buyer and (θ_B − p*)⁺ for the seller. */
export function replicaScheme({ buyer, seller }: LawPair): Required<ClosedFormMechanism> {
  const price = replicaPrice(buyer, seller);
  return {
    trade: (v, c) => (v >= c ? 1 : 0),
    buyerPays: (v, c) => (v >= c ? c : 0) + Math.max(price - c, 0),
    sellerReceives: (v, c) => (v >= c ? v : 0) - Math.max(v - price, 0),
  };
}

/**
 * Ordered medians suffice for efficiency.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), theorem on bilateral trade.
 */
export const medianTheorem: Theorem<LawPair> = {
  id: "jagadeesan-tordjman/median-theorem",
  citation: "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, theorem on bilateral trade",
  statement:
    "If the median value is at least the median cost, the Groves scheme with charges h_B = (p* − θ_S)⁺ and h_S = (θ_B − p*)⁺, where F_B(p*) + F_S(p*) = 1, runs no deficit in any state and, after a lump sum between the traders, is ex-ante individually rational: truthful efficiency is attained.",
  domain:
    "Bilateral trade, not discretized; laws without atoms on bounded supports, Med(F_B) ≥ Med(F_S); gains from trade; dominant incentives, ex-ante participation, no-deficit budget without required profit.",
  errata: ["JT-2"],
  samples(seed) {
    const random = randomSource(seed);
    const ordered = regularPairs(seed + 5, 12).filter(({ buyer, seller }) => buyer.quantile(0.5) >= seller.quantile(0.5));
    const wide = lawPair(
      { distribution: "power", min: 0, max: 1, exponent: random.integer(2, 4) },
      { distribution: "reverse-power", min: 0, max: 1, exponent: random.integer(2, 4) },
    );
    return [...ordered.slice(0, 4), wide];
  },
  parametersOf(asked) {
    const trade = isTruthfulExAnte(asked) ? undiscretizedTrade(asked) : null;
    if (!trade) return null;
    const { buyer, seller } = trade;
    const continuous = [buyer, seller].every(
      (law) => law.atoms.length === 0 && Number.isFinite(law.support.min) && Number.isFinite(law.support.max),
    );
    return continuous && buyer.quantile(0.5) >= seller.quantile(0.5) ? { buyer, seller } : null;
  },
  problem: ({ buyer, seller }) =>
    designProblem({
      environment: bilateralTrade({ buyer, seller }),
      incentives: "dominant",
      participation: "ex-ante",
      budget: "no-deficit",
    }),
  value: ({ buyer, seller }) => ({ value: firstBest(buyer, seller), tolerance: 1e-10 }),
  mechanism: replicaScheme,
  checks: [
    {
      name: "the scheme on a grid of types: misreports and deficits; aggregate participation by integration",
      usesEngine: false,
      async run(pair) {
        const { buyer, seller } = pair;
        const scheme = replicaScheme(pair);
        const grid = ({ min, max }: { min: number; max: number }) => Array.from({ length: 31 }, (_, k) => min + (k / 30) * (max - min));
        const [values, costs] = [grid(buyer.support), grid(seller.support)];
        let [deficits, lies] = [0, 0];
        for (const v of values)
          for (const c of costs) {
            if (scheme.buyerPays(v, c) < scheme.sellerReceives(v, c) - 1e-12) deficits++;
            const buyerGain = (report: number) => v * scheme.trade(report, c) - scheme.buyerPays(report, c);
            const sellerGain = (report: number) => scheme.sellerReceives(v, report) - c * scheme.trade(v, report);
            if (values.some((report) => buyerGain(report) > buyerGain(v) + 1e-12)) lies++;
            if (costs.some((report) => sellerGain(report) > sellerGain(c) + 1e-12)) lies++;
          }
        const price = replicaPrice(buyer, seller);
        // Expected rents by integration of what each keeps, over the other's type and then the own.
        const ends = [buyer.support.min, buyer.support.max, price];
        const tradeGain = (c: number) => expectationOver(buyer, (v) => v - c, c);
        const expectedGain = expectationOver(seller, tradeGain, undefined, undefined, ends);
        const sellerCharge = expectationOver(buyer, (v) => v - price, price);
        const buyerCharge = expectationOver(seller, (c) => price - c, undefined, price);
        const rents = 2 * expectedGain - buyerCharge - sellerCharge;
        return [
          noViolation("states with a deficit", deficits),
          noViolation("states with a profitable misreport", lies),
          compare("sum of expected rents", rents, ">=", 0, 1e-10),
          compare("trade at the replica price", seller.cdf(price), ">=", 0.5, 1e-9),
        ];
      },
    },
    {
      name: "the engine on a grid reaches its first best",
      usesEngine: true,
      run: (pair, engine) => onGrid(pair, 8, engine),
    },
  ],
};
