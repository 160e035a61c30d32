import type { Rational } from "../../arithmetic/rational.ts";
import type { Terms } from "../kernel/terms.ts";
import type { ExactDirection } from "./exact-cells.ts";

/** W(x) and Π(x) of an allocation. */
export interface ExactLine<A> {
  readonly objective: Rational;
  readonly profit: Rational;
  readonly allocation: A;
}

/** The Lagrangian of a frontier in exact arithmetic. */
export interface ExactEvaluator<A> {
  /** Common denominator of the weights, in whose units directions are. */
  readonly weightDenominator: bigint;
  /** W and Π of a given allocation. */
  line(allocation: A): ExactLine<A>;
  /** The best allocation in the primary direction, among those the best in the secondary one. */
  maximise(primary: ExactDirection, secondary: ExactDirection): ExactLine<A>;
  /** Of two allocations that are both best at one multiplier, on the two sides of the required profit, a pair that is as well, and of which the mixtures can be carried out. */
  apart(
    below: ExactLine<A>,
    above: ExactLine<A>,
    isEnough: (profit: Rational) => boolean,
  ): { readonly generous: ExactLine<A>; readonly strict: ExactLine<A> };
}

export type ExactAnswer<A> =
  | { readonly kind: "infeasible"; readonly largestProfit: Rational }
  | { readonly kind: "slack"; readonly lambda: Rational; readonly line: ExactLine<A> }
  /** Mix `weight`·loose + (1 − weight)·tight: profit exactly r, and `objective` = D(λ) exactly. */
  | {
      readonly kind: "binding";
      readonly lambda: Rational;
      readonly loose: ExactLine<A>;
      readonly tight: ExactLine<A>;
      readonly weight: Rational;
      readonly objective: Rational;
    };

/**
 * Solves the multiplier search in exact arithmetic, starting from the allocations that floating point found on the two sides of the tie.
 *
 * The answer is proved: at λ the allocation best just below it has too little profit and the one best just above it enough, so their mixture
 * attains the dual value D(λ). Cost: two evaluations in BigInt per step, usually one step.
 */
export class ExactSearch<A> {
  readonly #evaluator: ExactEvaluator<A>;
  readonly #terms: Pick<Terms<Rational>, "lowest" | "requiredProfit">;
  evaluations = 0;

  constructor(evaluator: ExactEvaluator<A>, terms: Pick<Terms<Rational>, "lowest" | "requiredProfit">) {
    this.#evaluator = evaluator;
    this.#terms = terms;
  }

  /** `seed`: a loose and a tight allocation, if floating point found them. */
  solve(seed?: { readonly loose: A; readonly tight: A }): ExactAnswer<A> {
    const { requiredProfit: r, lowest } = this.#terms;
    let loose = seed && this.#evaluator.line(seed.loose);
    let tight = seed && this.#evaluator.line(seed.tight);
    if (r === null || !loose || !tight || loose.profit.compare(r) >= 0 || tight.profit.compare(r) < 0) {
      loose = this.evaluate(lowest, 1n);
      if (r === null || loose.profit.compare(r) >= 0) return { kind: "slack", lambda: lowest, line: loose };
      tight = this.mostProfitable();
      if (tight.profit.compare(r) < 0) return { kind: "infeasible", largestProfit: tight.profit };
    }
    for (;;) {
      let lambda = loose.objective.sub(tight.objective).div(tight.profit.sub(loose.profit));
      if (lambda.compare(lowest) <= 0) {
        lambda = lowest;
        const line = this.evaluate(lowest, 1n);
        if (line.profit.compare(r) >= 0) return { kind: "slack", lambda, line };
        loose = line;
        continue;
      }
      const below = this.evaluate(lambda, -1n);
      const above = this.evaluate(lambda, 1n);
      if (above.profit.compare(r) < 0) {
        loose = above;
      } else if (below.profit.compare(r) >= 0) {
        tight = below;
      } else {
        const { generous, strict } = this.#evaluator.apart(below, above, (profit) => profit.compare(r) >= 0);
        const weight = r.sub(strict.profit).div(generous.profit.sub(strict.profit));
        const objective = weight.mul(generous.objective).add(strict.objective.sub(weight.mul(strict.objective)));
        const dual = above.objective.add(lambda.mul(above.profit.sub(r)));
        if (!objective.equals(dual)) throw new Error("the exact mixture does not attain its dual value");
        return { kind: "binding", lambda, loose: generous, tight: strict, weight, objective };
      }
    }
  }

  /** The maximiser of W + λΠ just above (side 1n) or just below (−1n) λ. */
  evaluate(lambda: Rational, side: 1n | -1n): ExactLine<A> {
    this.evaluations++;
    return this.#evaluator.maximise(
      { objective: lambda.d, profit: lambda.s * lambda.n * this.#evaluator.weightDenominator },
      { objective: 0n, profit: side },
    );
  }

  /** The largest profit, and the largest objective that goes with it. */
  mostProfitable(): ExactLine<A> {
    this.evaluations++;
    return this.#evaluator.maximise({ objective: 0n, profit: 1n }, { objective: 1n, profit: 0n });
  }
}
