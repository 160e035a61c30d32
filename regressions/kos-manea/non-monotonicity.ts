import { type Rational, rational, toNumber } from "../../src/arithmetic/rational.ts";
import { buyersNeededForGood } from "../../src/theorems/kos-manea/many-buyers-limit.ts";
import { nonMonotonicity as statement, type TypeFamily } from "../../src/theorems/kos-manea/non-monotonicity.ts";
import { efficientTrade, marketProblem } from "../../src/theorems/kos-manea/support/market.ts";
import { exactly, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem, Comparison } from "../regression.ts";
import { againstEngine, compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { auctionRule } from "./multiple-buyers.ts";
import { engineSlack, ownCheck } from "./support/checks.ts";
import { surplusOf } from "./support/profiles.ts";

/** Values 7k, 8k + 1, 9k + 1 and costs 3k, 8k, 9k, each with probability 1/3. */
export function familyMember({ k }: TypeFamily): FiniteTrade {
  const times = (factor: number) => k.mul(rational(factor));
  const third = ["1/3", "1/3", "1/3"];
  return finiteTrade([times(7), times(8).add(rational(1)), times(9).add(rational(1))], third, [times(3), times(8), times(9)], third);
}

/** Π_2 = (19 − 4k)/27. */
export function twoBuyerSurplusOfFamily({ k }: TypeFamily): Rational {
  return rational(19)
    .sub(k.mul(rational(4)))
    .div(rational(27));
}

/** The statement with what it is held against. */
export const nonMonotonicity: CheckedTheorem<TypeFamily> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    return ["2", "19/4", "5", "10"].map((k) => ({ k: rational(k) })).concat({ k: source.rational(2, 9, 5) });
  },
  checks: [
    ownCheck("Π₁ and Π₂ against the transfers of VCG′ profile by profile", (family) => {
      const trade = familyMember(family);
      const surplus = (buyers: number) => {
        const market = { ...trade, buyers, sellers: 1 };
        return surplusOf(market, auctionRule({ market, tie: "last" }));
      };
      return [
        compareExact("Π₁", surplus(1), rational("1/3")),
        compareExact("Π₂", surplus(2), twoBuyerSurplusOfFamily(family)),
        compare("Π with 200 buyers", toNumber(efficientTrade({ ...trade, buyers: 200, sellers: 1 }).surplus), "=", 1, 1e-12),
      ];
    }),
    {
      name: "first best or less with 1, 2 and enough buyers, and with one fewer than enough (engine)",
      usesEngine: true,
      async run(family, engine) {
        const trade = familyMember(family);
        const enough = buyersNeededForGood(trade);
        const numbers = new Set([1, 2, enough, Math.max(1, enough - 1)]);
        const found: Comparison[] = [];
        for (const buyers of numbers) {
          const market = { ...trade, buyers, sellers: 1 };
          const attained = buyers === 1 || buyers === enough || (buyers === 2 && !twoBuyerSurplusOfFamily(family).lt(0));
          const stated = exactly(efficientTrade(market).gains);
          found.push(
            ...againstEngine(
              `optimal value with ${buyers} buyers`,
              await engine.optimum(marketProblem(market)),
              attained ? stated : { ...stated, relation: "<" },
              engineSlack,
            ),
          );
        }
        return found;
      },
    },
  ],
};
