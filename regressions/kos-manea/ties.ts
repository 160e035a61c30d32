import { type Rational, toNumber } from "../../src/arithmetic/rational.ts";
import { at, efficient, finiteTrade, isDisjoint } from "../../src/theorems/kos-manea/support/trade.ts";
import { hasSurplus, vcgPrimeSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import { problem, ties as statement, type TiedTrade, value } from "../../src/theorems/kos-manea/ties.ts";
import { virtualCosts, virtualValues } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem, Comparison } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { type RandomSource, randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawUntil } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";

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

/** The statement with what it is held against. */
export const ties: CheckedTheorem<TiedTrade> = {
  ...statement,
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
