import { type Rational, ratio } from "../../arithmetic/rational.ts";
import type { Terms } from "../kernel/terms.ts";
import { nestedMixture } from "../kernel/thresholds.ts";

/** One of two agents in rationals: increasing types, positive masses with total 1. */
export interface ExactAgent {
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
  /** What makes worths of types: 1, or −1 where they are costs. The search itself is in the order of increasing worth. */
  readonly sign: 1 | -1;
  /** Weight on its rent. */
  readonly weight: Rational;
}

export interface ExactQuestion {
  readonly agents: readonly [ExactAgent, ExactAgent];
  readonly terms: Pick<Terms<Rational>, "broker" | "lowest" | "requiredProfit">;
}

/** W(x) and Π(x) of the allocation in which the first agent's type i trades with the `counts[i]` best types of the second. */
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

/** Cells in integers: mass over the agent's own denominator, objective and profit mass-weighted over common ones. */
interface IntegerCells {
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
  readonly #first: IntegerCells;
  readonly #second: IntegerCells;
  readonly #weightDenominator: bigint;
  readonly #profitUnit: bigint;
  readonly #terms: ExactQuestion["terms"];
  evaluations = 0;

  constructor(question: ExactQuestion) {
    const { agents, terms } = question;
    const [first, second] = agents;
    this.#terms = terms;
    const valueDenominator = commonDenominator([...first.values, ...second.values]);
    const weightDenominator = commonDenominator([first.weight, second.weight, terms.broker]);
    const p = commonDenominator(first.masses);
    const q = commonDenominator(second.masses);
    const w0 = integer(terms.broker, weightDenominator);
    this.#weightDenominator = weightDenominator;
    this.#profitUnit = valueDenominator * p * q;
    this.#first = integerCells(first, valueDenominator, p, integer(first.weight, weightDenominator), w0);
    this.#second = integerCells(second, valueDenominator, q, integer(second.weight, weightDenominator), w0);
  }

  /** `seed`: the counts of a loose and a tight allocation, if floating point found them. */
  solve(seed?: { readonly loose: Int32Array; readonly tight: Int32Array }): ExactAnswer {
    const { requiredProfit: r, lowest } = this.#terms;
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
    const best = sumsOfBest(this.#second);
    this.#first.mass.forEach((mass, i) => {
      const k = counts[i] as number;
      const q = best.mass[k] as bigint;
      objective += (this.#first.objective[i] as bigint) * q + mass * (best.objective[k] as bigint);
      profit += (this.#first.profit[i] as bigint) * q + mass * (best.profit[k] as bigint);
    });
    return { objective: ratio(objective, this.#profitUnit * this.#weightDenominator), profit: ratio(profit, this.#profitUnit), counts };
  }

  #maximise(primary: Direction, secondary: Direction): ExactLine {
    this.evaluations++;
    const mine = ironed(this.#first, primary, secondary);
    const theirs = ironed(this.#second, primary, secondary);
    const n = this.#second.mass.length;
    const counts = new Int32Array(this.#first.mass.length);
    // The best block of the second agent that does not trade yet; −1 when all do.
    let k = theirs.length - 1;
    let from = 0;
    for (const block of mine) {
      while (k >= 0 && gains(block, theirs[k] as Block)) k--;
      counts.fill(n - (k < 0 ? 0 : (theirs[k] as Block).end), from, block.end);
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
function ironed(cells: IntegerCells, primary: Direction, secondary: Direction): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < cells.mass.length; i++) {
    const o = cells.objective[i] as bigint;
    const r = cells.profit[i] as bigint;
    const block: Block = {
      mass: cells.mass[i] as bigint,
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

/** The two worths add up to more than 0. */
function gains(a: Block, b: Block): boolean {
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

/** The cells of a finite type space (see `gridCells`) in integers. */
function integerCells(agent: ExactAgent, valueUnit: bigint, massUnit: bigint, own: bigint, broker: bigint): IntegerCells {
  const { sign } = agent;
  const values = agent.values.map((v) => (sign === 1 ? integer(v, valueUnit) : -integer(v, valueUnit)));
  const mass = agent.masses.map((m) => integer(m, massUnit));
  if (sign === -1) for (const list of [values, mass]) list.reverse();
  const n = values.length;
  const profit = new Array<bigint>(n);
  const objective = new Array<bigint>(n);
  let above = 0n;
  for (let i = n - 1; i >= 0; i--) {
    const value = values[i] as bigint;
    const m = mass[i] as bigint;
    const marginal = m * value - (i + 1 < n ? (values[i + 1] as bigint) - value : 0n) * above;
    profit[i] = marginal;
    objective[i] = own * m * value + (broker - own) * marginal;
    above += m;
  }
  return { mass, objective, profit };
}

/** Least common multiple of the denominators. */
function commonDenominator(numbers: Iterable<Rational>): bigint {
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
