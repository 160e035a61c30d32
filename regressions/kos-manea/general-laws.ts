import { type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import {
  firstBestOfLaws,
  type GeneralTrade,
  type Laws,
  problem,
  generalLaws as statement,
  surplusByPrices,
  value,
} from "../../src/theorems/kos-manea/general-laws.ts";
import {
  distinct,
  integrateBetween,
  knotsOf,
  type MixedLaw,
  mixedLaw,
  nextInSupport,
  previousInSupport,
  probabilityAbove,
  probabilityBelow,
} from "../../src/theorems/kos-manea/support/mixed-law.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { type RandomSource, randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";

/**
 * The same by rents: gains less the least rents. A buyer's rent grows with its value at the probability of trade of the nearest type of
 * the support at or below; a seller's likewise from above.
 */
export function surplusByRents({ buyer, seller }: Laws): Rational {
  const knots = distinct([...knotsOf(buyer), ...knotsOf(seller)]);
  const rents = integrateBetween(knots, (t) => {
    const below = nearestAtOrBelow(buyer, t);
    const above = nearestAtOrAbove(seller, t);
    const buyerRent = below === null ? zero : probabilityBelow(seller, below).mul(probabilityAbove(buyer, t));
    const sellerRent = above === null ? zero : probabilityAbove(buyer, above).mul(probabilityBelow(seller, t));
    return buyerRent.add(sellerRent);
  });
  return firstBestOfLaws({ buyer, seller }).sub(rents);
}

/** Between knots a point of the support is its own nearest one; else the nearest one is a knot. */
function nearestAtOrBelow(law: MixedLaw, t: Rational): Rational | null {
  return inside(law, t) ? t : previousInSupport(law, t);
}

function nearestAtOrAbove(law: MixedLaw, t: Rational): Rational | null {
  return inside(law, t) ? t : nextInSupport(law, t);
}

function inside(law: MixedLaw, t: Rational): boolean {
  return law.cells.some((cell) => cell.from.lt(t) && cell.to.gt(t));
}

/** Up to two intervals and two atoms on a grid of quarters in [0, 4]. */
function drawLaw(source: RandomSource): MixedLaw {
  const point = () => source.rational(0, 4, 4);
  const interval = () => {
    const [from, to] = source.increasing(2, 0, 16).map((k) => rational(k).div(rational(4)));
    return { distribution: "uniform", min: from as Rational, max: to as Rational } as const;
  };
  const pieces = source.integer(1, 2);
  const atoms = source.integer(0, 2);
  const law = mixedLaw({
    distribution: "mixture",
    weights: source.masses(pieces + atoms, 5),
    components: [
      ...Array.from({ length: pieces }, interval),
      ...Array.from({ length: atoms }, () => ({ distribution: "point-mass", at: point() }) as const),
    ],
  });
  if (!law) throw new TypeError("a mixture of intervals and points must be readable");
  return law;
}

/** The statement with what it is held against. */
export const generalLaws: CheckedTheorem<GeneralTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const unit = mixedLaw({ distribution: "uniform", min: 0, max: 1 }) as MixedLaw;
    const gap = mixedLaw({ distribution: "piecewise-uniform", knots: [0, 1, 2, 3], masses: ["1/2", 0, "1/2"] }) as MixedLaw;
    const pairs: Laws[] = [
      { buyer: unit, seller: unit },
      { buyer: gap, seller: gap },
      ...Array.from({ length: 4 }, () => ({ buyer: drawLaw(source), seller: drawLaw(source) })),
    ];
    // A hundredth of the first best below the surplus: the surplus itself may be the largest profit of all, where floats cannot decide feasibility.
    return pairs
      .map((laws) => ({ laws, firstBest: firstBestOfLaws(laws) }))
      .filter(({ firstBest }) => firstBest.gt(zero))
      .map(({ laws, firstBest }) => ({ ...laws, requiredProfit: surplusByPrices(laws).sub(firstBest.div(rational(100))) }));
  },
  checks: [
    ownCheck("surplus by prices against gains less least rents", (trade) => [
      compareExact("surplus of VCG′", surplusByPrices(trade), surplusByRents(trade)),
    ]),
    optimumCheck(problem, value),
    {
      name: "asking for a twentieth of the first best above the surplus costs gains (engine)",
      usesEngine: true,
      async run(trade, engine) {
        const firstBest = firstBestOfLaws(trade);
        const tooMuch = surplusByPrices(trade).add(firstBest.div(rational(20)));
        const optimum = await engine.optimum(problem({ ...trade, requiredProfit: tooMuch }));
        return [compare("optimal value", optimum.upper, "<", toNumber(firstBest), 0)];
      },
    },
  ],
};
