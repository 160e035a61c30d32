import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import type { BilateralTrade } from "../../environments/environment.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { type FiniteTrade, randomFiniteTrade } from "../support/finite-trade.ts";
import { exactFirstBest, firstBest } from "../support/first-best.ts";
import { gridTrade } from "../support/grid-trade.ts";
import { isSecondBest, undiscretizedTrade } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import { bestMixture } from "../support/staircases.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** Any laws; `finite` holds the same in exact arithmetic for problems on a grid. */
export interface AnyTrade {
  readonly environment: BilateralTrade;
  readonly finite: FiniteTrade | null;
}

const finiteLaws = (trade: FiniteTrade): AnyTrade => ({
  environment: bilateralTrade({
    buyer: { distribution: "discrete", values: trade.B, masses: trade.p },
    seller: { distribution: "discrete", values: trade.S, masses: trade.q },
  }),
  finite: trade,
});

const continuousLaws = (buyer: DistributionSpec, seller: DistributionSpec): AnyTrade => ({
  environment: bilateralTrade({ buyer, seller }),
  finite: null,
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
function firstBestOf({ environment, finite }: AnyTrade): number {
  if (finite) return toNumber(exactFirstBest(finite.B, finite.p, finite.S, finite.q));
  return firstBest(environment.buyer, environment.seller);
}

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
    if (!finite && undiscretizedTrade(asked)) return { environment, finite: null };
    const types = environment.typeSpaces(discretization);
    if (types.buyer.values.length * types.seller.values.length > 40_000) return null;
    return { environment, finite: gridTrade(environment, discretization ?? { rule: "atoms", points: 1 }) };
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
      async run({ environment, finite }) {
        const trade = finite ?? gridTrade(environment, { rule: "equal-mass", points: 5 });
        const best: Rational = exactFirstBest(trade.B, trade.p, trade.S, trade.q);
        const second = bestMixture(trade, zero) ?? rational(-1);
        return [compare("second best − half of the first best", toNumber(second.sub(best.div(2n))), ">=", 0, 0)];
      },
    },
  ],
};
