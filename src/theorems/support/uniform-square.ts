import { type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { sameInterval, uniformInterval } from "./laws.ts";
import { undiscretizedTrade } from "./problem-cell.ts";
import { randomSource } from "./random.ts";

/** Both types uniform on [min, min + width]. */
export interface UniformSquare {
  readonly min: Rational;
  readonly width: Rational;
}

/** The square when the problem is bilateral trade on one uniform law, continuous; else null. */
export function uniformSquareOf(problem: DesignProblem): UniformSquare | null {
  const trade = undiscretizedTrade(problem);
  const buyer = trade && uniformInterval(trade.buyer);
  const seller = trade && uniformInterval(trade.seller);
  if (!buyer || !seller || !sameInterval(buyer, seller)) return null;
  return { min: buyer.min, width: buyer.max.sub(buyer.min) };
}

/** The unit square, a shifted and stretched one, and random ones. */
export function uniformSquares(seed: number): readonly UniformSquare[] {
  const random = randomSource(seed);
  const drawn = Array.from({ length: 2 }, () => ({ min: random.rational(-3, 3, 4), width: random.rational(0, 4, 4).add(rational("1/4")) }));
  return [{ min: rational(0), width: rational(1) }, { min: rational(-2), width: rational("5/2") }, ...drawn];
}

/** The law of both types. */
export function uniformSpecOf({ min, width }: UniformSquare): DistributionSpec {
  return { distribution: "uniform", min, max: min.add(width) };
}

/** The ends as doubles. */
export function squareEnds({ min, width }: UniformSquare): { readonly a: number; readonly w: number } {
  return { a: toNumber(min), w: toNumber(width) };
}
