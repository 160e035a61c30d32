import { toNumber } from "../arithmetic/rational.ts";
import { attainedBelow, boundedAbove } from "./bounds.ts";
import { type Estimate, extrapolated } from "./extrapolation.ts";
import { type ExactPieces, type KnotProblem, knotProblem, roundedProblem } from "./knots.ts";
import { bestPrices } from "./optimum.ts";

/** The best simple mechanism of a common utility x^γ, with proved bounds on what the best one attains. */
export interface SimpleOptimum {
  readonly problem: KnotProblem;
  /** Masses on the knots; positive, total 1 up to rounding. */
  readonly masses: Float64Array;
  readonly lower: number;
  /** Over all distributions of prices. */
  readonly upper: number;
  readonly iterations: number;
  /** Of the limit, for types spread over intervals; null for atoms, whose problem is solved as it is, and where too few refinements were made. */
  readonly estimate: Estimate | null;
  /** A limit came before the bracket was as narrow as asked. */
  readonly stopped: boolean;
}

export interface SimpleOptions {
  /** Relative width at which refinement stops. */
  readonly width: number;
  /** Most cells between the lowest and the highest type. */
  readonly cells: number;
  readonly timeLimitSeconds: number;
  readonly onRound?: ((round: { readonly cells: number; readonly value: number }) => void) | undefined;
}

/** A little of every price, so that tangents exist: it costs less than a share of itself. */
const foothold = 1e-14;

/**
 * Finite types are solved as they are; types spread over intervals on ever finer knots, whose lower bounds and upper bounds hold for the continuous problem.
 */
export function simpleOptimum(buyer: ExactPieces, seller: ExactPieces, power: KnotProblem["power"], options: SimpleOptions): SimpleOptimum {
  const deadline = performance.now() + 1000 * options.timeLimitSeconds;
  const spread = [buyer, seller].some(({ low, high }) => low.some((from, k) => !from.equals(high[k] as typeof from)));
  const values: number[] = [];
  let [bestLower, bestUpper] = [0, Number.POSITIVE_INFINITY];
  for (let cells = 2; ; cells *= 2) {
    const problem = knotProblem(buyer, seller, power, spread ? cells : 0);
    const remaining = (deadline - performance.now()) / 1000;
    const { masses, value, iterations } = bestPrices(roundedProblem(problem), Math.max(0, remaining));
    const used = masses.map((f) => Math.max(f, foothold / masses.length));
    const last = !spread || 2 * cells > options.cells || performance.now() > deadline;
    // Coarse rounds only serve the extrapolation.
    const lower = attainedBelow(problem, used);
    const upper = last || cells >= 16 ? boundedAbove(problem, used) : Number.POSITIVE_INFINITY;
    values.push(value);
    [bestLower, bestUpper] = [Math.max(lower, bestLower), Math.min(upper, bestUpper)];
    options.onRound?.({ cells, value });
    const narrow = bestUpper - bestLower <= options.width * bestLower || bestUpper === 0;
    if (!last && !narrow) continue;
    const bounds = { lower: bestLower, upper: bestUpper };
    return {
      problem,
      masses: used,
      ...bounds,
      iterations,
      estimate: spread ? extrapolated(values, toNumber(power)) : null,
      stopped: !narrow,
    };
  }
}

/** The knots in doubles. */
export function pricesOf({ problem, masses }: Pick<SimpleOptimum, "problem" | "masses">): {
  readonly values: Float64Array;
  readonly masses: Float64Array;
} {
  const total = masses.reduce((sum, f) => sum + f, 0);
  return { values: Float64Array.from(problem.knots, toNumber), masses: masses.map((f) => f / total) };
}
