import { one, type Rational, ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
import {
  exactFirstBest,
  laws,
  type Perturbation,
  problem,
  twoPointPerturbation as statement,
  value,
} from "../../src/theorems/myerson-satterthwaite/two-point-perturbation.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** Gains of the posted price 2. */
function exactPostedPrice({ epsilon }: Perturbation): Rational {
  const rest = one.sub(epsilon).div(2n);
  // P(c ≤ 2) = P(v ≥ 2) and E[(v − 2)⁺] = E[(2 − c)⁺], by symmetry about 2.
  const willing = rest.add(epsilon.div(3n));
  const gain = rest.add(epsilon.div(6n));
  return willing.mul(gain).mul(2n);
}

/** The statement with what it is held against. */
export const twoPointPerturbation: CheckedTheorem<Perturbation> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    return ["1/100", "1/10", "1/2"]
      .map((epsilon) => ({ epsilon: rational(epsilon) }))
      .concat({ epsilon: ratio(BigInt(random.integer(1, 40)), 100n) });
  },
  checks: [
    {
      name: "first best by cases against ∫F₁(1−F₂)",
      usesEngine: false,
      async run(parameters) {
        const { buyer, seller } = laws(parameters);
        return [compare("first best", firstBest(buyer, seller), "=", toNumber(exactFirstBest(parameters)), 1e-12)];
      },
    },
    {
      name: "second best between price 2 and first best; efficient exactly from the subsidy on",
      usesEngine: true,
      async run(parameters, engine) {
        const best = exactFirstBest(parameters);
        const optimum = await engine.optimum(problem(parameters));
        const subsidised = await engine.optimum(problem(parameters, best.mul(ratio(-1_000_001n, 1_000_000n))));
        const short = await engine.optimum(problem(parameters, best.mul(ratio(-8n, 10n))));
        return [
          ...againstEngine("second best", optimum, value(parameters), 0),
          compare("second best at least price 2", optimum.upper, ">=", toNumber(exactPostedPrice(parameters)), 1e-12),
          ...againstEngine("with the subsidy", subsidised, { value: toNumber(best), tolerance: 0 }, 1e-5),
          compare("with four fifths of it", short.upper, "<", toNumber(best), 0),
        ];
      },
    },
  ],
};
