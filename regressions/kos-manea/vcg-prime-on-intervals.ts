import { type NumberInput, type Rational, ratio, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { isBilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { firstBestOf } from "../../src/theorems/kos-manea/support/cumulative.ts";
import { vcgPrimeMechanism } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import {
  length,
  vcgPrimeOnIntervals as statement,
  type UniformTrade,
  uniformFirstBest,
  withSubsidy,
} from "../../src/theorems/kos-manea/vcg-prime-on-intervals.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { expectedSurplus } from "./vcg.ts";

function uniformTrade(a: NumberInput, b: NumberInput, c: NumberInput, d: NumberInput): UniformTrade {
  return { buyer: { min: rational(a), max: rational(b) }, seller: { min: rational(c), max: rational(d) } };
}

/** n equally likely types at the midpoints of n equal parts; the costs are pushed up by a quarter of a part, so that no value is a cost. */
function grid({ buyer, seller }: UniformTrade, n: number): FiniteTrade {
  const points = ({ min, max }: UniformTrade["buyer"], quarters: number) =>
    Array.from({ length: n }, (_, k) => min.add(max.sub(min).mul(ratio(BigInt(4 * k + quarters), BigInt(4 * n)))));
  const masses = new Array<Rational>(n).fill(ratio(1n, BigInt(n)));
  return { B: points(buyer, 2), p: masses, S: points(seller, 3), q: masses };
}

/** The statement with what it is held against. */
export const vcgPrimeOnIntervals: CheckedTheorem<UniformTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const [low, high] = [source.rational(0, 1, 8), source.rational(2, 3, 8)];
    return [uniformTrade(0, 1, 0, 1), uniformTrade(0, 2, 1, 3), uniformTrade(0, high, low, 4)];
  },
  checks: [
    ownCheck("first best in closed form against quadrature", (trade) => {
      const { environment } = withSubsidy(trade, zero);
      if (!isBilateralTrade(environment)) throw new TypeError("expected bilateral trade");
      return [compare("∫ F_s (1 − F_b)", firstBest(environment.buyer, environment.seller), "=", toNumber(uniformFirstBest(trade)), 1e-12)];
    }),
    ownCheck("VCG′ against VCG on grids of 5, 20 and 80 types: never below, above by at most the two spacings", (trade) =>
      [5, 20, 80].flatMap((n) => {
        const types = grid(trade, n);
        const gap = expectedSurplus(types, vcgPrimeMechanism(types)).add(firstBestOf(types));
        const spacing = length(trade.buyer).add(length(trade.seller)).div(rational(n));
        return [
          compare(`VCG′ less VCG with ${n} types`, toNumber(gap), ">=", 0, 0),
          compare(`VCG′ less VCG with ${n} types`, toNumber(gap), "<=", toNumber(spacing), 1e-15),
        ];
      }),
    ),
    {
      name: "nine tenths of that subsidy do not make trade efficient (engine)",
      usesEngine: true,
      async run(trade, engine) {
        const whole = uniformFirstBest(trade);
        const optimum = await engine.optimum(withSubsidy(trade, whole.mul(rational("9/10"))));
        return [compare("optimal value", optimum.upper, "<", toNumber(whole), 0)];
      },
    },
  ],
};
