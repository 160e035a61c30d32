import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare, compareExact } from "../support/compare.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { type RandomSource, randomSource } from "../support/random.ts";
import type { Comparison, StatedValue, Theorem } from "../theorem.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { draws, drawUntil } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { at, efficient, exactly, finiteTrade, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { hasSurplus, vcgPrimeSurplus } from "./vcg-prime.ts";

/** Finite types some of which are both a value and a cost, and the probability with which such pairs trade. */
export interface TiedTrade {
  readonly trade: FiniteTrade;
  readonly tie: Rational;
}

/** The efficient allocation that trades ties with the given probability. */
export function efficientWithTies({ trade, tie }: TiedTrade): Rational[][] {
  return efficient(trade).map((row, i) => row.map((x, j) => (at(trade.B, i).equals(at(trade.S, j)) ? tie : x)));
}

function drawTied(source: RandomSource): TiedTrade {
  const trade = drawUntil(
    () => {
      const side = (count: number) => source.increasing(count, 0, 8);
      const [m, n] = [source.integer(2, 4), source.integer(2, 4)];
      return finiteTrade(side(m), source.masses(m, 6), side(n), source.masses(n, 6));
    },
    (candidate) => !isDisjoint(candidate),
  );
  return { trade, tie: source.rational(0, 1, 3) };
}

const problem = ({ trade }: TiedTrade): DesignProblem => problemOf(trade);

/** First best when the efficient allocation that leaves ties to the seller makes a surplus, else less. */
function value({ trade }: TiedTrade): StatedValue {
  const firstBest = exactly(firstBestOf(trade));
  return hasSurplus(trade) ? firstBest : { ...firstBest, relation: "<" };
}

export const ties: Theorem<TiedTrade> = {
  id: "kos-manea/ties",
  citation: citation("section 7.1, with a weak inequality"),
  statement:
    "Where a value equals a cost the virtual value is at most the virtual cost (equal only for the highest value and the lowest cost), so among efficient allocations the one that leaves ties to the seller, x**, has the largest surplus, and first best is attained if and only if Π(x**) ≥ 0.",
  domain:
    "bilateral trade with finite types, some value equal to a cost; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: ["KM-8"],
  samples(seed) {
    const source = randomSource(seed);
    return [
      { trade: finiteTrade([0, 1], ["1/2", "1/2"], [1, 2], ["1/2", "1/2"]), tie: source.rational(1, 1, 1) },
      ...draws(
        4,
        () => drawTied(source),
        ({ trade }) => hasSurplus(trade),
      ),
      ...draws(
        4,
        () => drawTied(source),
        ({ trade }) => !hasSurplus(trade),
      ),
    ];
  },
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && !isDisjoint(trade) ? { trade, tie: zero } : null;
  },
  problem,
  value,
  checks: [
    optimumCheck(problem, value),
    ownCheck("virtual values where a value equals a cost", ({ trade }) => {
      const psi = virtualValues(trade);
      const phi = virtualCosts(trade);
      return trade.B.flatMap((b, i) =>
        trade.S.flatMap((s, j): Comparison[] => {
          if (!b.equals(s)) return [];
          const extreme = i === trade.B.length - 1 && j === 0;
          return [
            compare(`ψ − φ at buyer type ${i + 1}, seller type ${j + 1}`, toNumber(at(psi, i).sub(at(phi, j))), extreme ? "=" : "<", 0, 0),
          ];
        }),
      );
    }),
    ownCheck(
      "surplus with ties left to the seller and with ties traded: gains less the least rents over all pairs of types",
      (parameters) => {
        const { trade } = parameters;
        const strict = largestProfit(trade, efficient(trade));
        const tied = largestProfit(trade, efficientWithTies(parameters));
        if (strict === null || tied === null) throw new RangeError("efficient allocations must be implementable");
        return [
          compareExact("Π(x**)", strict, vcgPrimeSurplus(trade)),
          compare("Π of the allocation that trades ties", toNumber(tied), "<=", toNumber(strict), 0),
        ];
      },
    ),
  ],
};
