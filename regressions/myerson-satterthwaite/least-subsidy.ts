import { leastSubsidy, leastSubsidyTheorem as statement, subsidised } from "../../src/theorems/myerson-satterthwaite/least-subsidy.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { regularPairs } from "../support/sample-laws.ts";
import { externalityRents } from "./profit-identity.ts";

/** The statement with what it is held against. */
export const leastSubsidyTheorem: CheckedTheorem<LawPair> = {
  ...statement,
  samples: (seed) => regularPairs(seed, 4),
  checks: [
    {
      name: "equation (7) against the rents of the expected-externality mechanism",
      usesEngine: false,
      async run(pair) {
        const rents = externalityRents(pair);
        const worst = rents.seller(pair.seller.support.max) + rents.buyer(pair.buyer.support.min);
        return [compare("−(U₁(b₁) + U₂(a₂))", -worst, "=", leastSubsidy(pair), 1e-9)];
      },
    },
    {
      name: "the engine reaches the first best with the subsidy and misses it with four fifths of it",
      usesEngine: true,
      async run(pair, engine) {
        const subsidy = leastSubsidy(pair);
        const best = firstBest(pair.buyer, pair.seller);
        const short = await engine.optimum(subsidised(pair, 0.8 * subsidy));
        return [
          ...againstEngine(
            "with the subsidy",
            await engine.optimum(subsidised(pair, subsidy * (1 + 1e-9))),
            { value: best, tolerance: 1e-9 },
            1e-5,
          ),
          compare("with four fifths of it", short.upper, "<", best, 1e-6 * best),
        ];
      },
    },
  ],
};
