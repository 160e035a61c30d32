import { type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import { againstEngine, compare, compareExact } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";
import type { Comparison, Theorem } from "../theorem.ts";
import { buyersNeededForGood } from "./many-buyers-limit.ts";
import { auctionRule } from "./multiple-buyers.ts";
import { citation, engineSlack, ownCheck } from "./support/checks.ts";
import { efficientTrade, marketProblem } from "./support/market.ts";
import { surplusOf } from "./support/profiles.ts";
import { exactly, finiteTrade } from "./support/trade.ts";

/** The parameter k > 1 of Example 2. */
export interface Family {
  readonly k: Rational;
}

/** Values 7k, 8k + 1, 9k + 1 and costs 3k, 8k, 9k, each with probability 1/3. */
export function familyMember({ k }: Family): FiniteTrade {
  const times = (factor: number) => k.mul(rational(factor));
  const third = ["1/3", "1/3", "1/3"];
  return finiteTrade([times(7), times(8).add(rational(1)), times(9).add(rational(1))], third, [times(3), times(8), times(9)], third);
}

/** Π_2 = (19 − 4k)/27. */
export function twoBuyerSurplusOfFamily({ k }: Family): Rational {
  return rational(19)
    .sub(k.mul(rational(4)))
    .div(rational(27));
}

export const nonMonotonicity: Theorem<Family> = {
  id: "kos-manea/non-monotonicity",
  citation: citation("Example 2"),
  statement:
    "A second buyer can destroy efficiency: with values 7k, 8k+1, 9k+1 and costs 3k, 8k, 9k, equally likely, Π₁ = 1/3 for every k but Π₂ = (19 − 4k)/27, negative for k > 19/4; enough buyers restore it, as Π_I tends to 1.",
  domain: "the family of Example 2, k > 1",
  errata: [],
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
