import { type NumberInput, type Rational, ratio, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import { compare } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { firstBest } from "../support/first-best.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation, ownCheck } from "./support/checks.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { expectedSurplus } from "./vcg.ts";
import { vcgPrimeMechanism } from "./vcg-prime.ts";

/** Values and costs spread uniformly over two intervals, with buyer.min ≤ seller.min < buyer.max ≤ seller.max. */
export interface UniformTrade {
  readonly buyer: { readonly min: Rational; readonly max: Rational };
  readonly seller: { readonly min: Rational; readonly max: Rational };
}

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

const length = ({ min, max }: UniformTrade["buyer"]) => max.sub(min);

export const vcgPrimeOnIntervals: Theorem<UniformTrade> = {
  id: "kos-manea/vcg-prime-on-intervals",
  citation: citation("section 3 (after Krishna and Perry 1998)"),
  statement:
    "When types fill intervals with buyer.min ≤ seller.min and buyer.max ≤ seller.max, VCG′ is VCG: on finer and finer grids its deficit rises to the first best gains, and no smaller subsidy makes efficient trade possible.",
  domain: "bilateral trade, uniform laws on two such intervals (the statement holds for all laws with positive density there)",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const [low, high] = [source.rational(0, 1, 8), source.rational(2, 3, 8)];
    return [uniformTrade(0, 1, 0, 1), uniformTrade(0, 2, 1, 3), uniformTrade(0, high, low, 4)];
  },
  problem: (trade) => withSubsidy(trade, uniformFirstBest(trade)),
  value(trade) {
    const exact = uniformFirstBest(trade);
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
  checks: [
    ownCheck("first best in closed form against quadrature", (trade) => {
      const { environment } = withSubsidy(trade, zero);
      if (environment.kind !== "bilateral-trade") throw new TypeError("expected bilateral trade");
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

function withSubsidy({ buyer, seller }: UniformTrade, subsidy: Rational): DesignProblem {
  return designProblem({
    environment: bilateralTrade({ buyer: { distribution: "uniform", ...buyer }, seller: { distribution: "uniform", ...seller } }),
    budget: { rule: "balanced", requiredProfit: subsidy.neg() },
  });
}

/** E[(B − S)⁺] = (buyer.max − seller.min)³ / (6·length·length), because trade happens on a triangle of types. */
function uniformFirstBest({ buyer, seller }: UniformTrade): Rational {
  const side = buyer.max.sub(seller.min);
  return side
    .mul(side)
    .mul(side)
    .div(length(buyer).mul(length(seller)).mul(rational(6)));
}
