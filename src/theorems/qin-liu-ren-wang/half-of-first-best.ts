import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import type { BilateralTrade } from "../../environments/environment.ts";
import { designProblem } from "../../problem/design-problem.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { type FiniteTrade, finiteEnvironmentOf, randomFiniteTrade } from "../support/finite-trade.ts";
import { exactFirstBest, firstBest, gridFirstBest } from "../support/first-best.ts";
import { gridTrade } from "../support/grid-trade.ts";
import { isSecondBest, undiscretizedTrade } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import { bestMixture } from "../support/staircases.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** Any laws; `grids` holds the types of a problem on a grid. */
export interface AnyTrade {
  readonly environment: BilateralTrade;
  readonly grids: { readonly buyer: TypeSpace; readonly seller: TypeSpace } | null;
}

const finiteLaws = (trade: FiniteTrade): AnyTrade => {
  const environment = finiteEnvironmentOf(trade);
  return { environment, grids: environment.typeSpaces() };
};

const continuousLaws = (buyer: DistributionSpec, seller: DistributionSpec): AnyTrade => ({
  environment: bilateralTrade({ buyer, seller }),
  grids: null,
});

/** Values 1, 2, 4, … whose revenue is nearly flat, against the mirror image of the same law: a hard case. */
function equalRevenue(levels: number): FiniteTrade {
  const values = Array.from({ length: levels }, (_, k) => rational(2 ** k));
  const top = rational(2 ** (levels - 1));
  // P(v ≥ 2^k) = 2^−k.
  const masses = values.map((value, k) => rational(1).div(k === levels - 1 ? value : value.mul(2n)));
  return { B: values, p: masses, S: [...values].reverse().map((value) => top.sub(value)), q: [...masses].reverse() };
}

/** First best of the problem as it stands. */
function firstBestOf({ environment, grids }: AnyTrade): number {
  return grids ? gridFirstBest(grids.buyer, grids.seller) : firstBest(environment.buyer, environment.seller);
}

/** Largest discretization whose types are looked at. */
const mostPoints = 100_000;

const problem = ({ environment }: AnyTrade) => designProblem({ environment, width: 1e-4 });

const value = (trade: AnyTrade): StatedValue => ({ value: firstBestOf(trade) / 2, tolerance: 1e-9, relation: ">=" });

/**
 * The second best is at least half of the first best.
 *
 * @see Y. Qin, Z. Ren, Z. Liu, Z. Wang (2026), Second-Best Bilateral Trade is 1/2 Efficient, arXiv:2606.03849.
 */
export const halfOfFirstBest: Theorem<AnyTrade> = {
  id: "qin-liu-ren-wang/half-of-first-best",
  citation: "Y. Qin, Z. Ren, Z. Liu, Z. Wang (2026), Second-Best Bilateral Trade is 1/2 Efficient, arXiv:2606.03849",
  statement: "Whatever the two independent laws, the second-best gains from trade are at least half of the first best.",
  domain: "Bilateral trade, any laws with finite mean; gains from trade; no required profit.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed);
    const drawn = Array.from({ length: 4 }, () => finiteLaws(randomFiniteTrade(random, random.integer(2, 5), random.integer(2, 5), 30)));
    return [
      finiteLaws(equalRevenue(3)),
      finiteLaws(equalRevenue(5)),
      ...drawn,
      continuousLaws({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
      continuousLaws({ distribution: "truncated-exponential", min: 0, max: 20, rate: 1 }, { distribution: "uniform", min: 0, max: 3 }),
      continuousLaws({ distribution: "pareto", scale: 1, shape: 2, cap: 50 }, { distribution: "uniform", min: 0, max: 4 }),
    ];
  },
  parametersOf(asked) {
    const { environment, discretization } = asked;
    if (!isSecondBest(asked) || environment.kind !== "bilateral-trade") return null;
    const finite = environment.buyer.pieces.length === 0 && environment.seller.pieces.length === 0;
    if (!finite && undiscretizedTrade(asked)) return { environment, grids: null };
    return !finite && (discretization?.points ?? 0) > mostPoints ? null : { environment, grids: environment.typeSpaces(discretization) };
  },
  problem,
  value,
  checks: [
    {
      name: "the engine's second best against half of the first best",
      usesEngine: true,
      run: async (trade, engine) => againstEngine("second best", await engine.optimum(problem(trade)), value(trade), 1e-7),
    },
    {
      name: "second best by enumeration of monotone allocations, on the finite laws and on coarse grids of the others",
      usesEngine: false,
      async run(sample) {
        const trade = gridTrade(sample.environment, { rule: "equal-mass", points: 5 });
        const best: Rational = exactFirstBest(trade.B, trade.p, trade.S, trade.q);
        const second = bestMixture(trade, zero) ?? rational(-1);
        return [
          compare("second best − half of the first best", toNumber(second.sub(best.div(2n))), ">=", 0, 0),
          ...(sample.grids ? [compare("first best in one pass", firstBestOf(sample), "=", toNumber(best), 1e-12 * toNumber(best))] : []),
        ];
      },
    },
  ],
};
