import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import {
  type DivisibleSquare,
  divisibleFirstBest,
  problem,
  divisibleUniform as statement,
} from "../../src/theorems/myerson-satterthwaite/divisible-uniform.ts";
import { squareEnds } from "../../src/theorems/support/uniform-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { randomSource } from "../support/random.ts";
import { uniformSquares } from "../support/uniform-square.ts";

/** The statement with what it is held against. */
export const divisibleUniform: CheckedTheorem<DivisibleSquare> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const curvatures = [rational("1/2"), rational(3), rational(1), random.rational(0, 3, 8).add(rational("1/8"))];
    return uniformSquares(seed).map((square, k) => ({ ...square, curvature: curvatures[k % curvatures.length] ?? rational(1) }));
  },
  checks: [
    {
      name: "value, first best and multiplier against the engine",
      usesEngine: true,
      async run(square, engine) {
        const optimum = await engine.optimum(problem(square));
        const stated = statement.value?.(square);
        if (!stated) throw new Error("the theorem states a value");
        return [
          ...againstEngine("second best", optimum, stated, 1e-7),
          compare("multiplier λ", optimum.multiplier ?? Number.NaN, "=", 1 / 2, 1e-3),
        ];
      },
    },
    {
      name: "value, first best and profit against integration of the definition",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        const c = toNumber(square.curvature);
        /** E f(v, s, x) where x = clip((v − s − gap)/band, 0, 1), on both sides of the kink at x = 1. */
        const expected = (f: (v: number, s: number, x: number) => number, gap: number, band: number) => {
          const between = (from: number, to: number, x: (d: number) => number) =>
            from >= w
              ? 0
              : integrateRegion(
                  (s, v) => f(v, s, x(v - s)),
                  a,
                  a + w - from,
                  (s) => s + from,
                  (s) => Math.min(a + w, s + to),
                );
          const some = (d: number) => (d - gap) / band;
          // A kink of the upper limit at s = a + w − gap − band: each side by itself.
          const full = gap + band;
          const lowest =
            full >= w
              ? between(gap, w, some)
              : integrateRegion(
                  (s, v) => f(v, s, some(v - s)),
                  a,
                  a + w - full,
                  (s) => s + gap,
                  (s) => s + full,
                ) +
                integrateRegion(
                  (s, v) => f(v, s, some(v - s)),
                  a + w - full,
                  a + w - gap,
                  (s) => s + gap,
                  () => a + w,
                );
          return (lowest + between(full, w, () => 1)) / w ** 2;
        };
        const gains = (v: number, s: number, x: number) => (v - s) * x - 0.5 * c * x ** 2;
        const profit = (v: number, s: number, x: number) => (2 * v - a - w - (2 * s - a)) * x - 0.5 * c * x ** 2;
        const value = statement.value?.(square).value ?? Number.NaN;
        return [
          compare("gains of the rule", expected(gains, w / 4, 0.75 * c), "=", value, 1e-10 * w),
          compare("profit of the rule", expected(profit, w / 4, 0.75 * c), "=", 0, 1e-10 * w),
          compare("gains of the efficient quantity", expected(gains, 0, c), "=", toNumber(divisibleFirstBest(square)), 1e-10 * w),
        ];
      },
    },
  ],
};
