import type { Rational } from "../../arithmetic/rational.ts";

/** A group of identical agents in rationals: increasing types, positive masses with total 1. */
export interface ExactGroup {
  readonly count: number;
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
  /** What makes worths of types: 1, or −1 where they are costs. The search itself is in the order of increasing worth. */
  readonly sign: 1 | -1;
  /** Weight on the rent of each. */
  readonly weight: Rational;
}

/** Cells in integers: mass over the group's own denominator, objective and profit mass-weighted over common ones. */
export interface IntegerCells {
  readonly mass: readonly bigint[];
  readonly objective: readonly bigint[];
  readonly profit: readonly bigint[];
}

/** What is maximised: objective and profit with these weights. */
export interface ExactDirection {
  readonly objective: bigint;
  readonly profit: bigint;
}

/** Cells that are treated alike; `end` is one past the last. */
export interface ExactBlock {
  mass: bigint;
  primary: bigint;
  secondary: bigint;
  end: number;
}

/** Pool adjacent violators in integers; slopes are compared as fractions primary/mass, then secondary/mass. */
export function exactlyIroned(cells: IntegerCells, primary: ExactDirection, secondary: ExactDirection): ExactBlock[] {
  const blocks: ExactBlock[] = [];
  for (let i = 0; i < cells.mass.length; i++) {
    const o = cells.objective[i] as bigint;
    const r = cells.profit[i] as bigint;
    const block: ExactBlock = {
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
function order(a: ExactBlock, b: ExactBlock): number {
  const first = a.primary * b.mass - b.primary * a.mass;
  if (first !== 0n) return first > 0n ? 1 : -1;
  const second = a.secondary * b.mass - b.secondary * a.mass;
  return second === 0n ? 0 : second > 0n ? 1 : -1;
}

/** The cells of a finite type space (see `gridCells`) in integers. */
export function integerCells(agent: ExactGroup, valueUnit: bigint, massUnit: bigint, own: bigint, broker: bigint): IntegerCells {
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

export function integer(r: Rational, denominator: bigint): bigint {
  return r.s * r.n * (denominator / r.d);
}
