import { toNumber } from "../../src/arithmetic/rational.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { interimCondition as statement } from "../../src/theorems/makowski-mezzetti/interim-condition.ts";
import { efficientSurplus, type PartnerLaws, partnershipOf } from "../../src/theorems/support/partner-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { randomShares } from "../support/finite-partnership.ts";
import { dissolvedOnGrid, isClear } from "../support/partners-on-grid.ts";
import { randomSource } from "../support/random.ts";

/** The statement with what it is held against. */
export const interimCondition: CheckedTheorem<PartnerLaws> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed + 41);
    const law = () =>
      random.pick([
        () => distribution({ distribution: "uniform", min: random.pick([0, "1/4", "1/2"]), max: 1 }),
        () => distribution({ distribution: "power", min: 0, max: 1, exponent: random.pick([1, 2, 3]) }),
        () => distribution({ distribution: "reverse-power", min: 0, max: "5/4", exponent: random.pick([1, 2]) }),
      ])();
    const clear = (n: number): PartnerLaws => {
      for (;;) {
        const partners = randomShares(random, n).map((share) => ({ share, law: law() }));
        const { surplus, range } = efficientSurplus(partners);
        if (isClear(surplus / range, n)) return partners;
      }
    };
    return [2, 2, 2, 2, 3, 3].map(clear);
  },
  checks: [
    {
      name: "surplus from least rents and the mean virtual values of the winners, by expectations over quantiles",
      usesEngine: false,
      async run(partners) {
        const { surplus, worstOff } = efficientSurplus(partners);
        // What a partner pays at most: E[(Q(v) − r)·ψ(v)] above the worst-off type and with φ below it.
        const payments = partners.map(({ share, law }, i) => {
          const wins = (v: number) =>
            partners.reduce((all, { law: other }, j) => (j === i ? all : all * other.cdf(v)), 1) - toNumber(share);
          const knots = [...partners.flatMap(({ law: other }) => [other.support.min, other.support.max]), worstOff[i] as number];
          const own = worstOff[i] as number;
          const buyer = (v: number) => wins(v) * (v - law.survival(v) / law.pdf(v));
          const seller = (v: number) => wins(v) * (v + law.cdf(v) / law.pdf(v));
          return expectationOver(law, buyer, own, undefined, knots) + expectationOver(law, seller, undefined, own, knots);
        });
        const paid = payments.reduce((sum, payment) => sum + payment, 0);
        return [compare("surplus", surplus, "=", paid, 1e-7)];
      },
    },
    {
      name: "no type gains less than the worst-off one",
      usesEngine: false,
      async run(partners) {
        const { worstOff } = efficientSurplus(partners);
        return partners.map(({ share, law }, i) => {
          // Gᵢ(v) − rᵢv rises with slope P(all others below v) − rᵢ.
          const slope = (v: number) =>
            partners.reduce((all, { law: other }, j) => (j === i ? all : all * other.cdf(v)), 1) - toNumber(share);
          const own = worstOff[i] as number;
          const { min, max } = law.support;
          const wrong = Array.from({ length: 50 }, (_, k) => min + ((k + 0.5) / 50) * (max - min)).filter((v) =>
            v > own ? slope(v) < -1e-12 : slope(v) > 1e-12,
          );
          return compare(`partner ${i + 1}: types with the wrong slope`, wrong.length, "=", 0, 0);
        });
      },
    },
    {
      name: "the engine on midpoint grids: first best where the surplus is positive, less where it is well below 0",
      usesEngine: true,
      async run(partners, engine) {
        const { surplus, range } = efficientSurplus(partners);
        return dissolvedOnGrid(partnershipOf(partners), partners.length, surplus >= 0, range, engine);
      },
    },
  ],
};
