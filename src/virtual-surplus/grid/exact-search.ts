import { type Rational, ratio } from "../../arithmetic/rational.ts";
import { nestedMixture } from "../kernel/threshold.ts";

/** Exact types of one side: increasing values, positive masses with total 1. */
export interface ExactTypes {
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
}

/** Exact weights on buyers' rents, sellers' rents and broker's profit. */
export interface ExactWeights {
  readonly buyers: Rational;
  readonly sellers: Rational;
  readonly broker: Rational;
}

export interface ExactQuestion {
  readonly buyer: ExactTypes;
  readonly seller: ExactTypes;
  readonly weights: ExactWeights;
  /** Smallest admissible multiplier λ. */
  readonly lowest: Rational;
  /** r; null when the budget imposes nothing. */
  readonly requiredProfit: Rational | null;
}

/** W(x) and Π(x) of the allocation in which buyer type i trades with the `counts[i]` cheapest seller types. */
export interface ExactLine {
  readonly objective: Rational;
  readonly profit: Rational;
  readonly counts: Int32Array;
}

export type ExactAnswer =
  | { readonly kind: "infeasible"; readonly largestProfit: Rational }
  | { readonly kind: "slack"; readonly lambda: Rational; readonly line: ExactLine }
  /** Mix `weight`·loose + (1 − weight)·tight: profit exactly r, and `objective` = D(λ) exactly. */
  | {
      readonly kind: "binding";
      readonly lambda: Rational;
      readonly loose: ExactLine;
      readonly tight: ExactLine;
      readonly weight: Rational;
      readonly objective: Rational;
    };

/** Cells in integers: mass over the side's own denominator, objective and profit mass-weighted over common ones. */
interface IntegerSide {
  readonly mass: readonly bigint[];
  readonly objective: readonly bigint[];
  readonly profit: readonly bigint[];
}

interface Direction {
  readonly objective: bigint;
  readonly profit: bigint;
}

/**
 * Solves the multiplier search in exact arithmetic, starting from the allocations that floating point found on the two sides of the tie.
 *
 * The answer is proved: at λ the allocation best just below it has too little profit and the one best just above it enough, so their mixture
 * attains the dual value D(λ). Cost: two O(cells) evaluations in BigInt per step, usually one step.
 */
export class ExactSearch {
  readonly #buyer: IntegerSide;
  readonly #seller: IntegerSide;
  readonly #weightDenominator: bigint;
  readonly #profitUnit: bigint;
  readonly #question: ExactQuestion;
  evaluations = 0;

  constructor(question: ExactQuestion) {
    this.#question = question;
    const { buyer, seller, weights } = question;
    const valueDenominator = commonDenominator([...buyer.values, ...seller.values]);
    const weightDenominator = commonDenominator([weights.buyers, weights.sellers, weights.broker]);
    const p = commonDenominator(buyer.masses);
    const q = commonDenominator(seller.masses);
    const w0 = integer(weights.broker, weightDenominator);
    this.#weightDenominator = weightDenominator;
    this.#profitUnit = valueDenominator * p * q;
    this.#buyer = integerSide(buyer, valueDenominator, p, integer(weights.buyers, weightDenominator), w0, "buyer");
    this.#seller = integerSide(seller, valueDenominator, q, integer(weights.sellers, weightDenominator), w0, "seller");
  }

  /** `seed`: the counts of a loose and a tight allocation, if floating point found them. */
  solve(seed?: { readonly loose: Int32Array; readonly tight: Int32Array }): ExactAnswer {
    const r = this.#question.requiredProfit;
    const lowest = this.#question.lowest;
    let loose = seed && this.line(seed.loose);
    let tight = seed && this.line(seed.tight);
    if (r === null || !loose || !tight || loose.profit.compare(r) >= 0 || tight.profit.compare(r) < 0) {
      loose = this.evaluate(lowest, 1n);
      if (r === null || loose.profit.compare(r) >= 0) return { kind: "slack", lambda: lowest, line: loose };
      tight = this.#maximise({ objective: 0n, profit: 1n }, { objective: 1n, profit: 0n });
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
        const { generous, strict } = nestedMixture(
          below,
          above,
          (counts) => this.line(counts).profit,
          (profit) => profit.compare(r) >= 0,
        );
        const loose = this.line(generous.counts);
        const tight = this.line(strict.counts);
        const weight = r.sub(tight.profit).div(loose.profit.sub(tight.profit));
        const objective = weight.mul(loose.objective).add(tight.objective.sub(weight.mul(tight.objective)));
        const dual = above.objective.add(lambda.mul(above.profit.sub(r)));
        if (!objective.equals(dual)) throw new Error("the exact mixture does not attain its dual value");
        return { kind: "binding", lambda, loose, tight, weight, objective };
      }
    }
  }

  /** The maximiser of W + λΠ just above (side 1n) or just below (−1n) λ. */
  evaluate(lambda: Rational, side: 1n | -1n): ExactLine {
    return this.#maximise({ objective: lambda.d, profit: lambda.s * lambda.n * this.#weightDenominator }, { objective: 0n, profit: side });
  }

  /** W and Π of a given allocation. */
  line(counts: Int32Array): ExactLine {
    let objective = 0n;
    let profit = 0n;
    const prefix = prefixes(this.#seller);
    this.#buyer.mass.forEach((mass, i) => {
      const k = counts[i] as number;
      const q = prefix.mass[k] as bigint;
      objective += (this.#buyer.objective[i] as bigint) * q - mass * (prefix.objective[k] as bigint);
      profit += (this.#buyer.profit[i] as bigint) * q - mass * (prefix.profit[k] as bigint);
    });
    return { objective: ratio(objective, this.#profitUnit * this.#weightDenominator), profit: ratio(profit, this.#profitUnit), counts };
  }

  #maximise(primary: Direction, secondary: Direction): ExactLine {
    this.evaluations++;
    const buyers = ironed(this.#buyer, primary, secondary);
    const sellers = ironed(this.#seller, primary, secondary);
    const counts = new Int32Array(this.#buyer.mass.length);
    let k = 0;
    let from = 0;
    for (const block of buyers) {
      while (k < sellers.length && order(sellers[k] as Block, block) < 0) k++;
      counts.fill(k === 0 ? 0 : (sellers[k - 1] as Block).end, from, block.end);
      from = block.end;
    }
    return this.line(counts);
  }
}

interface Block {
  mass: bigint;
  primary: bigint;
  secondary: bigint;
  end: number;
}

/** Pool adjacent violators in integers; slopes are compared as fractions primary/mass, then secondary/mass. */
function ironed(side: IntegerSide, primary: Direction, secondary: Direction): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < side.mass.length; i++) {
    const o = side.objective[i] as bigint;
    const r = side.profit[i] as bigint;
    const block: Block = {
      mass: side.mass[i] as bigint,
      primary: primary.objective * o + primary.profit * r,
      secondary: secondary.objective * o + secondary.profit * r,
      end: i + 1,
    };
    for (let last = blocks.at(-1); last && order(last, block) > 0; last = blocks.at(-1)) {
      block.mass += last.mass;
      block.primary += last.primary;
      block.secondary += last.secondary;
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks;
}

/** Sign of slope(a) − slope(b), ties by the secondary direction. */
function order(a: Block, b: Block): number {
  const first = a.primary * b.mass - b.primary * a.mass;
  if (first !== 0n) return first > 0n ? 1 : -1;
  const second = a.secondary * b.mass - b.secondary * a.mass;
  return second === 0n ? 0 : second > 0n ? 1 : -1;
}

function prefixes(side: IntegerSide): IntegerSide {
  const accumulate = (terms: readonly bigint[]): bigint[] => {
    const sums = [0n];
    let sum = 0n;
    for (const term of terms) {
      sum += term;
      sums.push(sum);
    }
    return sums;
  };
  return { mass: accumulate(side.mass), objective: accumulate(side.objective), profit: accumulate(side.profit) };
}

function integerSide(
  types: ExactTypes,
  valueUnit: bigint,
  massUnit: bigint,
  own: bigint,
  broker: bigint,
  role: "buyer" | "seller",
): IntegerSide {
  const values = types.values.map((v) => integer(v, valueUnit));
  const mass = types.masses.map((m) => integer(m, massUnit));
  const n = values.length;
  const profit = new Array<bigint>(n);
  const objective = new Array<bigint>(n);
  // Probability beyond the type: above it for the buyer, below it for the seller.
  let beyond = 0n;
  for (let step = 0; step < n; step++) {
    const i = role === "buyer" ? n - 1 - step : step;
    const neighbour = role === "buyer" ? i + 1 : i - 1;
    const value = values[i] as bigint;
    const gap = step > 0 ? (values[neighbour] as bigint) - value : 0n;
    const m = mass[i] as bigint;
    const marginal = m * value - gap * beyond;
    profit[i] = marginal;
    objective[i] = own * m * value + (broker - own) * marginal;
    beyond += m;
  }
  return { mass, objective, profit };
}

/** Least common multiple of the denominators. */
export function commonDenominator(numbers: Iterable<Rational>): bigint {
  let common = 1n;
  for (const { d } of numbers) if (common % d !== 0n) common *= d / gcd(common, d);
  return common;
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function integer(r: Rational, denominator: bigint): bigint {
  return r.s * r.n * (denominator / r.d);
}
