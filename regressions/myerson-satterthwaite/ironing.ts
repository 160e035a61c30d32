import { one, ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { BilateralTrade } from "../../src/environments/bilateral-trade.ts";
import {
  bunch,
  bunchFits,
  type FallingStep,
  problem,
  secondBestAlpha,
  ironing as statement,
  value,
} from "../../src/theorems/myerson-satterthwaite/ironing.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** The statement with what it is held against. */
export const ironing: CheckedTheorem<FallingStep> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const samples = [{ min: rational(0), width: rational(1), split: ratio(1n, 2n), low: ratio(3n, 4n) }];
    while (samples.length < 4) {
      const split = ratio(BigInt(random.integer(4, 12)), 20n);
      const low = split.add(one.sub(split).mul(ratio(BigInt(random.integer(2, 7)), 10n)));
      const step = { min: random.rational(-1, 1, 2), width: random.rational(1, 3, 2), split, low };
      if (bunchFits(step)) samples.push(step);
    }
    return samples;
  },
  checks: [
    {
      name: "value and multiplier against the engine",
      usesEngine: true,
      async run(step, engine) {
        const optimum = await engine.optimum(problem(step));
        const alpha = secondBestAlpha(step);
        return [
          ...againstEngine("second best", optimum, value(step), 1e-6),
          compare("multiplier λ = α/(1 − α)", optimum.multiplier ?? Number.NaN, "=", alpha / (1 - alpha), 1e-2),
        ];
      },
    },
    {
      name: "the bunch: equal index at its ends, equal areas, by integration of c₂ − index",
      usesEngine: false,
      async run(step) {
        const { buyer } = problem(step).environment as BilateralTrade;
        const [a, w, k] = [toNumber(step.min), toNumber(step.width), toNumber(step.split)];
        const alpha = 0.5;
        const { from, to } = bunch(step, alpha);
        // c₂ from the law itself.
        const index = (v: number) => v - (alpha * buyer.survival(v)) / buyer.pdf(v);
        const [left, knot, right] = [a + w * from, a + w * k, a + w * to];
        const level = index(left);
        const above = integrate((v) => (index(v) - level) * buyer.pdf(v), left, knot);
        const below = integrate((v) => (level - index(v)) * buyer.pdf(v), knot, right);
        return [
          compare("index at the upper end", index(right), "=", level, 1e-9 * w),
          compare("area below the index", below, "=", above, 1e-9 * w),
          compare("area above the index", above, ">", 0, 0),
        ];
      },
    },
  ],
};
