import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { compare, compareExact } from "../support/compare.ts";
import { hasBudget, maximisesGains, undiscretizedTrade } from "../support/problem-cell.ts";
import { type RandomSource, randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
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
  specOf,
} from "./support/mixed-law.ts";
import { exactly } from "./support/trade.ts";

/** Two laws of atoms and uniform pieces, and a profit that the broker is to make. */
export interface GeneralTrade {
  readonly buyer: MixedLaw;
  readonly seller: MixedLaw;
  readonly requiredProfit: Rational;
}

type Laws = Pick<GeneralTrade, "buyer" | "seller">;

/** E[(B − S)⁺] = ∫ P(S < t)·P(B > t) dt. */
export function firstBestOfLaws({ buyer, seller }: Laws): Rational {
  return integrateBetween(distinct([...knotsOf(buyer), ...knotsOf(seller)]), (t) =>
    probabilityBelow(seller, t).mul(probabilityAbove(buyer, t)),
  );
}

/**
 * Expected surplus of VCG′ by its prices: the buyer pays the least value of the support above the cost, the seller receives the greatest
 * cost of the support below the value; a tie leaves the good to the seller.
 */
export function surplusByPrices({ buyer, seller }: Laws): Rational {
  const paid = over(seller, buyer, (cost) => {
    const sold = probabilityAbove(buyer, cost);
    return sold.equals(zero) ? zero : sold.mul(nextInSupport(buyer, cost) ?? zero);
  });
  const received = over(buyer, seller, (value) => {
    const sold = probabilityBelow(seller, value);
    return sold.equals(zero) ? zero : sold.mul(previousInSupport(seller, value) ?? zero);
  });
  return paid.sub(received);
}

/** E[f(V)] under a law, for f polynomial of degree at most 3 between the knots of both laws. */
function over(law: MixedLaw, other: MixedLaw, f: (x: Rational) => Rational): Rational {
  const knots = distinct([...knotsOf(law), ...knotsOf(other)]);
  let sum = zero;
  for (const atom of law.atoms) sum = sum.add(atom.mass.mul(f(atom.at)));
  for (const cell of law.cells) {
    const inside = knots.filter((knot) => knot.gte(cell.from) && knot.lte(cell.to));
    sum = sum.add(cell.mass.div(cell.to.sub(cell.from)).mul(integrateBetween(inside, f)));
  }
  return sum;
}

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

const problem = ({ buyer, seller, requiredProfit }: GeneralTrade): DesignProblem =>
  designProblem({
    environment: bilateralTrade({ buyer: specOf(buyer), seller: specOf(seller) }),
    budget: { rule: "ex-ante", requiredProfit },
    width: 1e-6,
  });

const value = (trade: GeneralTrade) => ({ ...exactly(firstBestOfLaws(trade)), tolerance: 1e-6 });

export const generalLaws: Theorem<GeneralTrade> = {
  id: "kos-manea/general-laws",
  citation: citation("section 7.3"),
  statement:
    "For any laws with bounded support, atoms and gaps included, VCG′ with prices at the nearest points of the supports and ties left to the seller makes the largest surplus of all efficient mechanisms; so trade can be efficient while the broker makes r exactly when r is at most that surplus.",
  domain:
    "bilateral trade whose laws are mixtures of points and uniform pieces, at least one of them with an interval; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced with required profit at most the surplus of VCG′; gains from trade",
  errata: [],
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
  parametersOf(candidate) {
    if (candidate.incentives !== "bayesian" || candidate.participation !== "interim" || !maximisesGains(candidate)) return null;
    const { requiredProfit } = candidate.budget;
    const trade = undiscretizedTrade(candidate);
    if (!trade || !hasBudget(candidate, ["ex-ante", "no-deficit", "balanced"], requiredProfit)) return null;
    const laws = [trade.buyer, trade.seller].map((law) => (law.spec && law.atoms.length <= 100 ? mixedLaw(law.spec) : null));
    const [buyer, seller] = laws;
    if (!buyer || !seller || buyer.cells.length + seller.cells.length === 0) return null;
    return requiredProfit.lte(surplusByPrices({ buyer, seller })) ? { buyer, seller, requiredProfit } : null;
  },
  problem,
  value,
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
