import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../distributions/distribution.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { sameInterval, uniformInterval } from "./laws.ts";
import { undiscretizedTrade } from "./problem-cell.ts";

/** Both types uniform on [min, min + width]. */
export interface UniformSquare {
  readonly min: Rational;
  readonly width: Rational;
}

/** The square when the problem is bilateral trade on one uniform law, continuous; else null. */
export function uniformSquareOf(problem: DesignProblem): UniformSquare | null {
  const trade = undiscretizedTrade(problem);
  return trade && squareOfLaws(trade);
}

/** The square when both laws are the same uniform one; else null. */
export function squareOfLaws(laws: { readonly buyer: Distribution; readonly seller: Distribution }): UniformSquare | null {
  const buyer = uniformInterval(laws.buyer);
  const seller = uniformInterval(laws.seller);
  if (!buyer || !seller || !sameInterval(buyer, seller)) return null;
  return { min: buyer.min, width: buyer.max.sub(buyer.min) };
}

/** The law of both types. */
export function uniformSpecOf({ min, width }: UniformSquare): DistributionSpec {
  return { distribution: "uniform", min, max: min.add(width) };
}

/** The ends as doubles. */
export function squareEnds({ min, width }: UniformSquare): { readonly a: number; readonly w: number } {
  return { a: toNumber(min), w: toNumber(width) };
}
