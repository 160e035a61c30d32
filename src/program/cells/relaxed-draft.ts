import { above, below, type DoubleInterval, exactly } from "../../arithmetic/interval.ts";
import { Draft } from "../draft.ts";
import type { Program } from "../program.ts";

/** A coefficient that is smaller than that share of the largest of its row is none to a solver. */
const smallest = 2 ** -38;

/**
 * A program whose data are known up to intervals only, written so that every point that satisfies the rows for the true data satisfies the rows as written:
 * a term keeps the middle of its coefficient, and its row gives way by the coefficient's radius times the largest entry that its column can have; so it does for a term
 * that no solver would see beside the largest of the row. Objectives
 * give way upwards. All columns have finite bounds, so the safe bound of the program as written (`safeUpperBound`) holds for the true one.
 */
export class RelaxedDraft {
  readonly draft = new Draft();
  readonly #magnitudes: number[] = [];
  #columns: number[] = [];
  #middles: number[] = [];
  #slack = 0;
  #objectiveSlack = 0;

  /** Columns with finite bounds. */
  columns(name: string, count: number, [lower, upper]: readonly [number, number], describe: (k: number) => string): number {
    if (!Number.isFinite(lower) || !Number.isFinite(upper)) throw new Error(`columns ${name} need bounds`);
    const size = Math.max(Math.abs(lower), Math.abs(upper));
    for (let k = 0; k < count; k++) this.#magnitudes.push(size);
    return this.draft.columns(name, count, [lower, upper], describe);
  }

  family(name: string, describe: (k: number) => string): void {
    this.draft.family(name, describe);
  }

  /** One more term of the row being written. */
  entry(column: number, coefficient: DoubleInterval | number): void {
    const { middle, radius } = split(coefficient);
    this.#columns.push(column);
    this.#middles.push(middle);
    this.#giveWay(column, radius);
  }

  /** The row being written may be off by that coefficient of the column. */
  #giveWay(column: number, coefficient: number): void {
    if (coefficient > 0) this.#slack = above(this.#slack + above(coefficient * (this.#magnitudes[column] as number)));
  }

  /** Closes the row: some number of `lower` ≤ Σ terms ≤ some number of `upper`. */
  row(lower: DoubleInterval | number, upper: DoubleInterval | number): void {
    const [low, high] = [typeof lower === "number" ? lower : lower.lo, typeof upper === "number" ? upper : upper.hi];
    const negligible = smallest * this.#middles.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
    this.#columns.forEach((column, k) => {
      const c = this.#middles[k] as number;
      if (Math.abs(c) < negligible) this.#giveWay(column, Math.abs(c));
      else this.draft.entry(column, c);
    });
    [this.#columns, this.#middles] = [[], []];
    const slack = this.#slack;
    this.draft.row(slack === 0 ? low : below(low - slack), slack === 0 ? high : above(high + slack));
    this.#slack = 0;
  }

  /** Adds at least coefficient·column to the objective. */
  objective(column: number, coefficient: DoubleInterval | number): void {
    const { middle, radius } = split(coefficient);
    this.draft.objective(column, middle);
    this.#objectiveSlack = above(
      this.#objectiveSlack + above(above(radius + 2 ** -53 * Math.abs(middle)) * (this.#magnitudes[column] as number)),
    );
  }

  finish(name: string): Program {
    this.draft.constant(this.#objectiveSlack);
    return this.draft.finish(name);
  }
}

/** A double near the middle of an interval, and how far an end may be from it. */
function split(coefficient: DoubleInterval | number): { readonly middle: number; readonly radius: number } {
  const { lo, hi } = typeof coefficient === "number" ? exactly(coefficient) : coefficient;
  if (lo === hi) return { middle: lo, radius: 0 };
  const middle = lo + (hi - lo) / 2;
  return { middle, radius: above(Math.max(above(hi - middle), above(middle - lo))) };
}
