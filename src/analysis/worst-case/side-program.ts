import { Draft } from "../../program/draft.ts";
import type { Solver } from "../../solver/solver.ts";
import { excessOf, firstToGain, gapOf, massesOf, type Pair, type Strengths, stepBetween } from "./pair.ts";

/** Σ coefficient·(tail or excess) of a side; keys are columns of the program. */
export type Linear = Map<number, number>;

/** What a criterion states about one side, everything else given: numerator and denominator of a ratio, and what has to hold. */
export interface Statement {
  /** The numerator is these terms, and weight·max over the lists of each group. */
  readonly numerator: Linear;
  readonly maxima: readonly { readonly weight: number; readonly lists: readonly Linear[] }[];
  readonly denominator: Linear;
  /** Each ≥ 0. */
  readonly rows: readonly Linear[];
}

/**
 * The columns of a program that chooses the law of one side: tails T_k and excesses W_k = Σ_{i>k} T_i (x_i − x_{i−1}), each in units of what it was, so that laws over hundreds of
 * orders of magnitude are as well scaled as others.
 */
export class SideColumns {
  readonly side: Strengths;
  readonly other: Strengths;
  /** Masses of the other side. */
  readonly masses: Float64Array;
  readonly #tail: number;
  readonly #excess: number;
  readonly #tailUnit: Float64Array;
  readonly #excessUnit: Float64Array;
  readonly #now: Float64Array;

  /** Adds the columns to a draft; `reach`: by which factors a tail may change. */
  constructor(draft: Draft, side: Strengths, other: Strengths, reach: readonly [least: number, most: number]) {
    this.side = side;
    this.other = other;
    this.masses = massesOf(other);
    const n = side.at.length;
    const excess = excessOf(side);
    this.#tailUnit = side.tails.map((tail) => Math.max(tail, smallestTail));
    this.#excessUnit = excess.map((sum, k) => Math.max(sum, 1e-3 * (this.#tailUnit[k] as number) * strengthOf(side.at[k] as number)));
    this.#now = excess.map((sum, k) => sum / (this.#excessUnit[k] as number));
    this.#tail = draft.columns("tail", n, reach, (k) => `tail(${k})`);
    this.#excess = draft.columns("excess", n, [0, Number.POSITIVE_INFINITY], (k) => `excess(${k})`);
    draft.family("tails fall", (k) => `tail(${k}) ≥ tail(${k + 1})`);
    for (let k = 0; k + 1 < n; k++) {
      draft.entry(this.#tail + k, 1);
      draft.entry(this.#tail + k + 1, -(this.#tailUnit[k + 1] as number) / (this.#tailUnit[k] as number));
      draft.row(0, Number.POSITIVE_INFINITY);
    }
    draft.family("excess", (k) => `excess(${k})`);
    for (let k = 0; k < n; k++) {
      const unit = this.#excessUnit[k] as number;
      draft.entry(this.#excess + k, 1);
      if (k + 1 < n) {
        draft.entry(this.#excess + k + 1, -(this.#excessUnit[k + 1] as number) / unit);
        const step = stepBetween(side.at[k] as number, side.at[k + 1] as number);
        draft.entry(this.#tail + k + 1, (-(this.#tailUnit[k + 1] as number) * step) / unit);
      }
      draft.row(0, 0);
    }
  }

  /** Adds weight·T_k. */
  addTail(terms: Linear, k: number, weight: number): void {
    add(terms, this.#tail + k, weight * (this.#tailUnit[k] as number));
  }

  /** Adds weight·W_k. */
  addExcess(terms: Linear, k: number, weight: number): void {
    add(terms, this.#excess + k, weight * (this.#excessUnit[k] as number));
  }

  /** Adds weight·E(X + y − 1; X ≥ at[k]). */
  addGains(terms: Linear, k: number, y: number, weight: number): void {
    this.addTail(terms, k, weight * gapOf(this.side.at[k] as number, y));
    this.addExcess(terms, k, weight);
  }

  /** Adds weight·E g(X), where `g` is given per type. */
  addExpectation(terms: Linear, g: ArrayLike<number>, weight: number): void {
    for (let k = 0; k < g.length; k++) this.addTail(terms, k, weight * ((g[k] as number) - (k > 0 ? (g[k - 1] as number) : 0)));
  }

  /** The first best. */
  firstBest(): Linear {
    const terms: Linear = new Map();
    this.other.at.forEach((y, j) => {
      const first = firstToGain(this.side, y);
      if (first < this.side.at.length) this.addGains(terms, first, y, this.masses[j] as number);
    });
    return terms;
  }

  /** T_k·own ≥ T_i·others, both divided by the left side as it is: how a choice stays the best one. */
  prefers(k: number, own: number, i: number, others: number): Linear {
    const terms: Linear = new Map();
    this.addTail(terms, k, own);
    this.addTail(terms, i, -others);
    const scale = (this.#tailUnit[k] as number) * own;
    for (const [column, value] of terms) terms.set(column, value / scale);
    return terms;
  }

  /** The terms at the law as it is. */
  valueOf(terms: Linear): number {
    let sum = 0;
    for (const [column, value] of terms) sum += value * (column < this.#excess ? 1 : (this.#now[column - this.#excess] as number));
    return sum;
  }

  /** The law at a point of the program. */
  lawAt(point: Float64Array): Strengths | null {
    const tails = this.#tailUnit.map((unit, k) => unit * Math.max(0, point[this.#tail + k] as number));
    for (let k = tails.length - 2; k >= 0; k--) tails[k] = Math.max(tails[k] as number, tails[k + 1] as number);
    const all = tails[0] as number;
    return all > 0 ? { at: this.side.at, tails: tails.map((tail) => tail / all) } : null;
  }
}

/** What a criterion states about a side; `chosen`: whose law the columns are. */
export type State = (columns: SideColumns, chosen: keyof Pair) => Statement;

/** The law of one side that makes the ratio least, the other side given: the numerator is minimised, the denominator held at its value. */
export async function chooseSide(pair: Pair, chosen: keyof Pair, state: State, solver: Solver): Promise<Pair | null> {
  const draft = new Draft();
  const other = otherOf(chosen);
  const columns = new SideColumns(draft, pair[chosen], pair[other], [0, 1e4]);
  const statement = state(columns, chosen);
  const scale = columns.valueOf(statement.denominator);
  if (!(scale > 0)) return null;
  const objective: Linear = new Map(statement.numerator);
  draft.family("rows", (k) => `row(${k})`);
  for (const terms of statement.rows) row(draft, terms, 0, Number.POSITIVE_INFINITY);
  for (const { weight, lists } of statement.maxima) {
    const most = draft.columns("most", 1, [0, Number.POSITIVE_INFINITY], () => "most");
    add(objective, most, weight * scale);
    for (const terms of lists) row(draft, new Map([...negated(terms), [most, scale]]), 0, Number.POSITIVE_INFINITY);
  }
  row(draft, divided(statement.denominator, scale), 1, 1);
  for (const [column, value] of objective) draft.objective(column, -value / scale);
  const point = await solved(draft, solver);
  const law = point && columns.lawAt(point);
  return law && (chosen === "buyer" ? { buyer: law, seller: pair.seller } : { buyer: pair.buyer, seller: law });
}

/**
 * Both laws moved at once, each tail by a factor within `reach` of 1: the ratio's first-order change is made least. A step of its own is needed because a law that is worst against
 * the other may leave no room to either side alone. Lists of maxima have to come in the same order from both sides.
 */
export async function moveBoth(pair: Pair, reach: number, state: State, solver: Solver): Promise<Pair | null> {
  const draft = new Draft();
  const range = [1 - reach, 1 + reach] as const;
  const [first, second] = [new SideColumns(draft, pair.buyer, pair.seller, range), new SideColumns(draft, pair.seller, pair.buyer, range)];
  const [a, b] = [state(first, "buyer"), state(second, "seller")];
  const scale = first.valueOf(a.denominator);
  if (!(scale > 0)) return null;
  const objective: Linear = new Map();
  const addAll = (terms: Linear, factor: number) => {
    for (const [column, value] of terms) add(objective, column, factor * value);
  };
  let numerator = first.valueOf(a.numerator);
  draft.family("rows", (k) => `row(${k})`);
  for (const terms of [...a.rows, ...b.rows]) row(draft, terms, 0, Number.POSITIVE_INFINITY);
  a.maxima.forEach(({ weight, lists }, group) => {
    const most = draft.columns("most", 1, [0, Number.POSITIVE_INFINITY], () => "most");
    add(objective, most, weight * scale);
    let largest = 0;
    lists.forEach((terms, k) => {
      // Bilinear in both laws: to first order the sum of both forms, less the value as it is.
      const now = first.valueOf(terms);
      largest = Math.max(largest, now);
      const both = new Map([...negated(terms), ...negated((b.maxima[group]?.lists[k] as Linear) ?? new Map()), [most, scale]]);
      row(draft, both, -now, Number.POSITIVE_INFINITY);
    });
    numerator += weight * largest;
  });
  addAll(a.numerator, 1);
  addAll(b.numerator, 1);
  const ratio = numerator / scale;
  addAll(a.denominator, -ratio);
  addAll(b.denominator, -ratio);
  for (const [column, value] of objective) draft.objective(column, -value / scale);
  const point = await solved(draft, solver);
  const [buyer, seller] = [point && first.lawAt(point), point && second.lawAt(point)];
  return buyer && seller && { buyer, seller };
}

const otherOf = (side: keyof Pair): keyof Pair => (side === "buyer" ? "seller" : "buyer");

/** Smallest tail that counts in a program. */
const smallestTail = Number.MIN_VALUE * 2 ** 60;

/** Smallest share of the largest entry of a row that a solver can tell from nothing. */
const smallestShare = 1e-10;

async function solved(draft: Draft, solver: Solver): Promise<Float64Array | null> {
  const { status, point } = await solver.solve(draft.finish("worst laws"));
  return status === "optimal" && point ? point : null;
}

/** Writes a row scaled by its largest entry; what is nothing beside it is left out, which the exact ratio of the law that comes out judges. */
function row(draft: Draft, terms: Linear, lower: number, upper: number): void {
  let largest = 0;
  for (const value of terms.values()) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return;
  for (const [column, value] of terms) if (Math.abs(value) > smallestShare * largest) draft.entry(column, value / largest);
  draft.row(lower / largest, upper / largest);
}

function add(terms: Linear, column: number, value: number): void {
  terms.set(column, (terms.get(column) ?? 0) + value);
}

const divided = (terms: Linear, by: number): Linear => new Map([...terms].map(([column, value]) => [column, value / by]));
const negated = (terms: Linear): Linear => divided(terms, -1);
const strengthOf = (e: number): number => (e > 0 ? e : 1 + e);
