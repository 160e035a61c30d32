import { type Rational, ratio } from "../../arithmetic/rational.ts";
import { nestedMixture } from "../kernel/thresholds.ts";
import {
  commonDenominator,
  type ExactBlock,
  type ExactDirection,
  type ExactGroup,
  exactlyIroned,
  type IntegerCells,
  integer,
  integerCells,
} from "./exact-cells.ts";
import type { ExactEvaluator, ExactLine } from "./exact-search.ts";

/** Two agents in exact arithmetic, O(cells) an evaluation. Allocations: how many of the best types of the second each type of the first trades with. */
export class ExactPair implements ExactEvaluator<Int32Array> {
  readonly weightDenominator: bigint;
  readonly #first: IntegerCells;
  readonly #second: IntegerCells;
  readonly #profitUnit: bigint;

  constructor([first, second]: readonly [ExactGroup, ExactGroup], broker: Rational) {
    const valueDenominator = commonDenominator([...first.values, ...second.values]);
    const weightDenominator = commonDenominator([first.weight, second.weight, broker]);
    const p = commonDenominator(first.masses);
    const q = commonDenominator(second.masses);
    const w0 = integer(broker, weightDenominator);
    this.weightDenominator = weightDenominator;
    this.#profitUnit = valueDenominator * p * q;
    this.#first = integerCells(first, valueDenominator, p, integer(first.weight, weightDenominator), w0);
    this.#second = integerCells(second, valueDenominator, q, integer(second.weight, weightDenominator), w0);
  }

  line(counts: Int32Array): ExactLine<Int32Array> {
    let objective = 0n;
    let profit = 0n;
    const best = sumsOfBest(this.#second);
    this.#first.mass.forEach((mass, i) => {
      const k = counts[i] as number;
      const q = best.mass[k] as bigint;
      objective += (this.#first.objective[i] as bigint) * q + mass * (best.objective[k] as bigint);
      profit += (this.#first.profit[i] as bigint) * q + mass * (best.profit[k] as bigint);
    });
    const allocation = counts;
    return { objective: ratio(objective, this.#profitUnit * this.weightDenominator), profit: ratio(profit, this.#profitUnit), allocation };
  }

  maximise(primary: ExactDirection, secondary: ExactDirection): ExactLine<Int32Array> {
    const mine = exactlyIroned(this.#first, primary, secondary);
    const theirs = exactlyIroned(this.#second, primary, secondary);
    const n = this.#second.mass.length;
    const counts = new Int32Array(this.#first.mass.length);
    // The best block of the second agent that does not trade yet; −1 when all do.
    let k = theirs.length - 1;
    let from = 0;
    for (const block of mine) {
      while (k >= 0 && gains(block, theirs[k] as ExactBlock)) k--;
      counts.fill(n - (k < 0 ? 0 : (theirs[k] as ExactBlock).end), from, block.end);
      from = block.end;
    }
    return this.line(counts);
  }

  apart(below: ExactLine<Int32Array>, above: ExactLine<Int32Array>, isEnough: (profit: Rational) => boolean) {
    const nested = (line: ExactLine<Int32Array>) => ({ counts: line.allocation, profit: line.profit });
    const { generous, strict } = nestedMixture(nested(below), nested(above), (counts) => this.line(counts).profit, isEnough);
    return { generous: this.line(generous.counts), strict: this.line(strict.counts) };
  }
}

/** The two worths add up to more than 0. */
function gains(a: ExactBlock, b: ExactBlock): boolean {
  const first = a.primary * b.mass + b.primary * a.mass;
  return first !== 0n ? first > 0n : a.secondary * b.mass + b.secondary * a.mass > 0n;
}

/** Sums over the k best cells, k = 0 … n. */
function sumsOfBest(cells: IntegerCells): IntegerCells {
  const accumulate = (terms: readonly bigint[]): bigint[] => {
    const sums = [0n];
    let sum = 0n;
    for (let i = terms.length - 1; i >= 0; i--) {
      sum += terms[i] as bigint;
      sums.push(sum);
    }
    return sums;
  };
  return { mass: accumulate(cells.mass), objective: accumulate(cells.objective), profit: accumulate(cells.profit) };
}
