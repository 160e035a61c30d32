import type { Terms } from "../kernel/terms.ts";
import type { Direction, DivisibleLagrangian, DivisibleValue } from "./lagrangian.ts";

/** The least multiplier at which the required profit is made, and what is traded there. */
export interface DivisibleAnswer {
  /** More than the required profit is made at the lowest admissible multiplier. */
  readonly slack: boolean;
  readonly direction: Direction;
  /** λ; Infinity where only the most profitable mechanism makes the required profit. */
  readonly lambda: number;
  readonly value: DivisibleValue;
}

/**
 * The optimum of a Lagrangian over the multiplier. Quantities are continuous in λ and the profit does not fall, so the answer is a root; λ ∈ [0, ∞] is searched as λ/(1 + λ).
 *
 * `requiredProfit` is −∞ without a budget. Returns the largest profit where that is less than required.
 */
export function divisibleMultiplier(
  lagrangian: DivisibleLagrangian,
  { lowest, heaviest }: Pick<Terms<number>, "lowest" | "heaviest">,
  requiredProfit: number,
  /** Near where the answer is expected. */
  guess?: number,
): DivisibleAnswer | { readonly largestProfit: number } {
  // Where nobody's rents count, every multiplier asks for the largest profit.
  const from = heaviest === 0 ? Math.max(0, lowest) : lowest;
  const at = (place: number) => lagrangian.at(directionAt(place));
  let low = placeOf(from);
  const first = at(low);
  if (first.profit >= requiredProfit) return { slack: true, direction: directionAt(low), lambda: from, value: first };
  let high = 1;
  let value = at(high);
  if (!(value.profit >= requiredProfit)) return { largestProfit: value.profit };
  let [below, above] = [first.profit - requiredProfit, value.profit - requiredProfit];
  let same = 0;
  const guessed = guess === undefined ? [] : [placeOf(guess) * (1 - 1e-5), placeOf(guess) * (1 + 1e-5)];
  for (let step = 0; step < 200 && value.profit - requiredProfit > 0.25 * value.profitError; step++) {
    // Secant steps, by the Illinois rule, with a bisection every third step.
    const secant = guessed[step] ?? low + ((high - low) * -below) / (above - below);
    const middle = step % 3 === 2 || !(secant > low && secant < high) ? low + (high - low) / 2 : secant;
    if (!(middle > low && middle < high)) break;
    const found = at(middle);
    const excess = found.profit - requiredProfit;
    if (excess >= 0) {
      [high, above, value] = [middle, excess, found];
      below *= same === 1 ? 0.5 : 1;
      same = 1;
    } else {
      [low, below] = [middle, excess];
      above *= same === -1 ? 0.5 : 1;
      same = -1;
    }
  }
  return { slack: false, direction: directionAt(high), lambda: multiplierOf(high), value };
}

/** λ itself below 0, λ/(1 + λ) above. */
function placeOf(lambda: number): number {
  return lambda < 0 ? lambda : lambda / (1 + lambda);
}

function multiplierOf(place: number): number {
  return place < 0 ? place : place / (1 - place);
}

function directionAt(place: number): Direction {
  return place < 0 ? { objective: 1, profit: place } : { objective: 1 - place, profit: place };
}
