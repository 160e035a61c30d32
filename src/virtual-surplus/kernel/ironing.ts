import { compensatedSum } from "../../arithmetic/sum.ts";
import type { WorthCells } from "./worth-cells.ts";

/**
 * Where on the path of multipliers a group is ironed. The slope of a cell is (primary·(objective, profit))/mass, ties are broken by the secondary one:
 * at λ+0 the primary direction is (1, λ) and the secondary (0, 1); at λ−0 the secondary is (0, −1); at λ = ∞ they are (0, 1) and (1, 0).
 */
export interface PathPoint {
  readonly primary: readonly [objective: number, profit: number];
  readonly secondary: readonly [objective: number, profit: number];
}

/** The right limit of the path at λ: what is optimal just above. */
export const after = (lambda: number): PathPoint => ({ primary: [1, lambda], secondary: [0, 1] });
/** The left limit of the path at λ: what is optimal just below. */
export const before = (lambda: number): PathPoint => ({ primary: [1, lambda], secondary: [0, -1] });
/** The end of the path: profit first, the objective among the most profitable. */
export const endOfPath: PathPoint = { primary: [0, 1], secondary: [1, 0] };
/** Beyond the path: all types rank alike, and units in a tie stay with their owners, so nobody trades. */
export const noTrade: PathPoint = { primary: [0, 0], secondary: [0, 0] };

/** The ironed cells: maximal blocks of cells that are treated alike, with increasing slopes. Reused between calls; read before the next one. */
export class Blocks {
  count = 0;
  readonly mass: Float64Array;
  readonly objective: Float64Array;
  readonly profit: Float64Array;
  /** In the primary direction. */
  readonly slope: Float64Array;
  /** One past the last cell of each block. */
  readonly end: Int32Array;

  constructor(cells: number) {
    this.mass = new Float64Array(cells);
    this.objective = new Float64Array(cells);
    this.profit = new Float64Array(cells);
    this.slope = new Float64Array(cells);
    this.end = new Int32Array(cells);
  }

  /** Slope of block k in the secondary direction, by which equal slopes are ordered; rarely needed, hence not stored. */
  tieBreak(k: number, { secondary }: PathPoint): number {
    return (secondary[0] * (this.objective[k] as number) + secondary[1] * (this.profit[k] as number)) / (this.mass[k] as number);
  }
}

/**
 * Irons cells to nondecreasing slopes by pooling adjacent violators; O(cells), no allocation.
 *
 * Pooling the slopes with the masses as weights is taking the concave hull of the curve w·W + (κ − w)·R in quantile space.
 *
 * @see R. Myerson (1981), Optimal Auction Design, Math. Oper. Res. 6, §6. M. Ayer et al. (1955) for the pooling algorithm.
 */
export function iron(cells: WorthCells, at: PathPoint, blocks: Blocks): void {
  const { mass, objective, profit } = cells;
  const [p0, p1] = at.primary;
  const [s0, s1] = at.secondary;
  const { mass: bm, objective: bo, profit: bp, slope: bs, end } = blocks;
  let top = -1;
  for (let i = 0; i < mass.length; i++) {
    let m = mass[i] as number;
    let o = objective[i] as number;
    let r = profit[i] as number;
    let s = (p0 * o + p1 * r) / m;
    while (top >= 0) {
      const previous = bs[top] as number;
      if (previous < s || (previous === s && blocks.tieBreak(top, at) <= (s0 * o + s1 * r) / m)) break;
      m += bm[top] as number;
      o += bo[top] as number;
      r += bp[top] as number;
      s = (p0 * o + p1 * r) / m;
      top--;
    }
    top++;
    bm[top] = m;
    bo[top] = o;
    bp[top] = r;
    bs[top] = s;
    end[top] = i + 1;
  }
  blocks.count = top + 1;
  resum(cells, at, blocks);
}

/** Pooling adds one cell at a time; long blocks are added up again with compensation so that rounding does not grow with their length. */
function resum(cells: WorthCells, at: PathPoint, blocks: Blocks): void {
  for (let k = 0, from = 0; k < blocks.count; k++) {
    const to = blocks.end[k] as number;
    if (to - from > 8) {
      const m = compensatedSum(cells.mass.subarray(from, to));
      const o = compensatedSum(cells.objective.subarray(from, to));
      const r = compensatedSum(cells.profit.subarray(from, to));
      blocks.mass[k] = m;
      blocks.objective[k] = o;
      blocks.profit[k] = r;
      blocks.slope[k] = (at.primary[0] * o + at.primary[1] * r) / m;
    }
    from = to;
  }
}

/** Cells [from, to) that ironing pools into one block of more than one cell. */
export interface IronedInterval {
  readonly from: number;
  readonly to: number;
}

/** The pooled intervals at a point of the path, in increasing order. */
export function ironedIntervals(cells: WorthCells, at: PathPoint): IronedInterval[] {
  const blocks = new Blocks(cells.mass.length);
  iron(cells, at, blocks);
  const intervals: IronedInterval[] = [];
  for (let k = 0, from = 0; k < blocks.count; k++) {
    const to = blocks.end[k] as number;
    if (to - from > 1) intervals.push({ from, to });
    from = to;
  }
  return intervals;
}
