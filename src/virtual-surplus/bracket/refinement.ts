import { firstWhere } from "../../arithmetic/first-where.ts";
import { signOf } from "../../environments/linear.ts";
import type { CutGroup, DualBound } from "./dual-bound.ts";
import { type Majorant, worthShift } from "./majorant.ts";

/**
 * How much each cell adds to the distance between the bounds, to first order: the height of its majorant above the chord times the difference that its range of slopes
 * makes to the probability of trade, at most the expected number of rivals whose slope lies there (elsewhere all types in the cell are treated alike anyway). One array per
 * group.
 */
function cellContributions(groups: readonly CutGroup[], bound: DualBound): Float64Array[] {
  const hulls = bound.majorants.map(hull);
  const signs = groups.map(signOf);
  const shifts = groups.map(({ cut }) => worthShift(cut));
  const alone = groups.reduce((sum, { count }) => sum + count, 0) <= 2;
  return groups.map((group, g) => {
    const own = bound.majorants[g] as Majorant;
    const cells = group.cut.mass.length;
    const { slopeOfPiece, clearance } = hulls[g] as Hull;
    const low = new Float64Array(cells).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(cells).fill(Number.NEGATIVE_INFINITY);
    const near = new Float64Array(cells).fill(Number.POSITIVE_INFINITY);
    const trade = bound.trade[g] as Float64Array;
    for (let piece = 0; piece < own.mass.length; piece++) {
      const k = own.cell[piece] as number;
      near[k] = Math.min(near[k] as number, clearance[piece] as number);
      // A kink at the edge of a cell belongs to both neighbours; the cell's own slopes count where it shapes the hull.
      for (let cell = Math.max(0, k - 1); cell <= Math.min(cells - 1, k + 1); cell++) widen(low, high, cell, slopeOfPiece[piece] as number);
      widen(low, high, k, own.slope[piece] as number);
    }
    // A cell without an end has slopes without a limit, whatever single line stands for it.
    for (let k = 0; k < cells; k++) {
      if (!Number.isFinite(group.cut.low[k] as number)) low[k] = Number.NEGATIVE_INFINITY;
      if (!Number.isFinite(group.cut.high[k] as number)) high[k] = Number.POSITIVE_INFINITY;
    }
    const contributions = new Float64Array(cells);
    for (let k = 0; k < cells; k++) {
      const gap = own.gap[k] as number;
      // Far below the hull a cell does not matter.
      if (!(gap > 0) || (near[k] as number) > 4 * gap) continue;
      let rivals = 0;
      groups.forEach((other, h) => {
        const count = h === g ? other.count - 1 : other.count;
        if (count === 0) return;
        const { massAbove } = hulls[h] as Hull;
        // An owner's good is worth as much to it as it costs to give up: bring the range to the rival's worths and shift.
        const same = signs[h] === signs[g];
        const shift = bound.kappa * ((shifts[g] as number) - (same ? 1 : -1) * (shifts[h] as number));
        const from = same ? (low[k] as number) + shift : -(high[k] as number) - shift;
        const to = same ? (high[k] as number) + shift : -(low[k] as number) - shift;
        rivals += count * Math.max(0, massAbove(from) - massAbove(to, true));
      });
      // What unbounded best types may add is paid for whoever the rivals are.
      // Of many rivals few are near the marginal trader; a single one always is. A smooth rule trades more with all of them as worths rise.
      const range = () => tradeRange(slopeOfPiece, trade, low[k] as number, high[k] as number);
      const difference = bound.smooth ? range() : alone ? rivals : Math.min(rivals, range());
      contributions[k] = (gap * difference + (k === 0 ? own.jump : 0)) * group.count;
    }
    return contributions;
  });
}

/** From the probability of trade at the last piece that is at least as steep as `high` to that at the first one no steeper than `low`. */
function tradeRange(slopes: Float64Array, trade: Float64Array, low: number, high: number): number {
  const above = firstWhere(slopes.length, (k) => (slopes[k] as number) < high) - 1;
  const below = firstWhere(slopes.length, (k) => (slopes[k] as number) <= low);
  return (above < 0 ? 1 : (trade[above] as number)) - (below === slopes.length ? 0 : (trade[below] as number));
}

function widen(low: Float64Array, high: Float64Array, k: number, s: number): void {
  if (s < (low[k] as number)) low[k] = s;
  if (s > (high[k] as number)) high[k] = s;
}

interface Hull {
  /** Slope, after pooling, of each linear piece. */
  readonly slopeOfPiece: Float64Array;
  /** Height of the hull above the majorant, at the nearer end of each linear piece. */
  readonly clearance: Float64Array;
  /** Mass of slopes at or above (strictly above) a level. */
  readonly massAbove: (level: number, strictly?: boolean) => number;
}

/** The concave hull of a majorant: the slope at which each linear piece ends up, and the mass of slopes above a level. */
function hull(majorant: Majorant): Hull {
  const n = majorant.mass.length;
  const blockMass = new Float64Array(n);
  const blockRise = new Float64Array(n);
  const blockEnd = new Int32Array(n);
  let top = -1;
  for (let k = 0; k < n; k++) {
    let m = majorant.mass[k] as number;
    let rise = m * (majorant.slope[k] as number);
    while (top >= 0 && rise * (blockMass[top] as number) > (blockRise[top] as number) * m) {
      m += blockMass[top] as number;
      rise += blockRise[top] as number;
      top--;
    }
    top++;
    blockMass[top] = m;
    blockRise[top] = rise;
    blockEnd[top] = k + 1;
  }
  const count = top + 1;
  const slopes = new Float64Array(count);
  const cumulative = new Float64Array(count + 1);
  const slopeOfPiece = new Float64Array(n);
  for (let b = 0, from = 0; b < count; b++) {
    slopes[b] = (blockRise[b] as number) / (blockMass[b] as number);
    cumulative[b + 1] = (cumulative[b] as number) + (blockMass[b] as number);
    slopeOfPiece.fill(slopes[b] as number, from, blockEnd[b] as number);
    from = blockEnd[b] as number;
  }
  const clearance = new Float64Array(n);
  for (let k = 0, own = 0, pooled = 0; k < n; k++) {
    const before = pooled - own;
    own += (majorant.mass[k] as number) * (majorant.slope[k] as number);
    pooled += (majorant.mass[k] as number) * (slopeOfPiece[k] as number);
    clearance[k] = Math.max(0, Math.min(before, pooled - own));
  }
  return {
    slopeOfPiece,
    clearance,
    massAbove: (level, strictly = false) =>
      cumulative[firstWhere(slopes.length, (k) => (strictly ? (slopes[k] as number) <= level : (slopes[k] as number) < level))] as number,
  };
}

/**
 * How much each cell of each group adds to the distance of a bound; `blind`: by the height of its majorant alone, whoever the rivals are, as where the estimate
 * finds nothing.
 */
export function looseness(groups: readonly CutGroup[], bound: DualBound, blind: boolean): readonly Float64Array[] {
  const estimated = blind ? [] : cellContributions(groups, bound);
  return estimated.some((own) => own.some((share) => share > 0)) ? estimated : bound.majorants.map(({ gap }) => gap);
}

/**
 * Into how many parts to cut each cell of each group so that the number of cells grows by `growth`: a cell's looseness falls with the cube of its size,
 * so parts go by its cube root; of several bounds the one that asks for most decides.
 */
export function partsFor(bounds: readonly (readonly Float64Array[])[], growth: number, maxCells: number): Float64Array[] {
  return (bounds[0] as readonly Float64Array[]).map(({ length: n }, g) => {
    const roots = new Float64Array(n);
    for (const bound of bounds) {
      const own = bound[g] as Float64Array;
      for (let k = 0; k < n; k++) roots[k] = Math.max(roots[k] as number, Math.cbrt(own[k] as number));
    }
    let total = 0;
    for (let k = 0; k < n; k++) total += roots[k] as number;
    const target = Math.min(Math.max(n, 16) * growth, maxCells);
    // Among few cells ranges of slopes say little: cut them all.
    const parts = new Float64Array(n).fill(n < 16 ? 2 : 1);
    if (!(total > 0)) return parts;
    for (let k = 0; k < n; k++) {
      const share = (target * (roots[k] as number)) / total;
      if (share > 1) parts[k] = Math.max(parts[k] as number, Math.min(64, Math.ceil(share)));
    }
    return parts;
  });
}
