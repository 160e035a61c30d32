import { replicaScheme, medianTheorem as statement } from "../../src/theorems/jagadeesan-tordjman/median-theorem.ts";
import { replicaPrice } from "../../src/theorems/support/participation-charges.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { randomSource } from "../support/random.ts";
import { lawPair, regularPairs } from "../support/sample-laws.ts";
import { onGrid } from "./exact-condition.ts";

/** The statement with what it is held against. */
export const medianTheorem: CheckedTheorem<LawPair> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const ordered = regularPairs(seed + 5, 12).filter(({ buyer, seller }) => buyer.quantile(0.5) >= seller.quantile(0.5));
    const wide = lawPair(
      { distribution: "power", min: 0, max: 1, exponent: random.integer(2, 4) },
      { distribution: "reverse-power", min: 0, max: 1, exponent: random.integer(2, 4) },
    );
    return [...ordered.slice(0, 4), wide];
  },
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
