import { CompensatedSum } from "../../../arithmetic/sum.ts";
import { leastRadius, u } from "../../../distributions/enclosure.ts";
import type { EnclosedCells } from "../../../type-space/enclosed-cells.ts";
import { type Majorised, weighted } from "./majorised.ts";

/**
 * Raises the slopes of G so that it lies above H, up to a constant J that is returned.
 *
 * Quantiles are divided into blocks, each a quarter longer than all before it and a quarter of what is left at most. What H exceeds G by in a block is added to G along the block before it, so that errors
 * proportional to the quantile, as rounding is, cost slopes next to nothing; what it exceeds G by in the first cell is a share of the quantile too, or J.
 */
export function lift(cells: EnclosedCells, majorant: Majorised): number {
  const { first, second } = majorant;
  const { above: excess, slope: firstSlope, own, jump } = heightAbove(cells, majorant);
  const q = cells.ends.quantile.centre;
  const radius = cells.ends.quantile.radius;
  const n = cells.count;
  if (firstSlope > 0) {
    first[0] = (first[0] as number) + firstSlope * (1 + 4 * u);
    second[0] = (second[0] as number) + firstSlope * (1 + 4 * u);
  }
  for (let k = 1; k < n; k++) {
    if (own[k] === 0) continue;
    first[k] = (first[k] as number) + (own[k] as number) + 4 * u * Math.abs(first[k] as number);
    second[k] = (second[k] as number) + (own[k] as number) + 4 * u * Math.abs(second[k] as number);
  }
  let lifted = jump;
  // Cells [from, to) are a block of at least `mass`; the next one needs what it needs at its start.
  for (let from = 0, to = 1; to < n; ) {
    let end = to;
    let most = 0;
    const reached = (q[to - 1] as number) + (radius[to - 1] as number);
    const reach = Math.min(1.25 * reached, Math.max(1 - 0.8 * (1 - reached), reached + 2 ** -40));
    while (end < n && (end === to || (q[end] as number) <= reach)) most = Math.max(most, excess[end++] as number);
    if (most > lifted) {
      const start = from === 0 ? 0 : (q[from - 1] as number) + (radius[from - 1] as number);
      const mass = (q[to - 1] as number) - (radius[to - 1] as number) - start;
      if (!(mass > 0)) return excess.reduce((all, one) => Math.max(all, one), jump);
      const slope = ((most - lifted) / mass) * (1 + 8 * u);
      for (let k = from; k < to; k++) {
        first[k] = (first[k] as number) + slope + 4 * u * Math.abs(first[k] as number);
        second[k] = (second[k] as number) + slope + 4 * u * Math.abs(second[k] as number);
      }
      lifted = most;
    }
    from = to;
    to = end;
  }
  for (let k = n - 1, least = Number.NEGATIVE_INFINITY; k >= 0; k--) {
    least = Math.max(least, second[k] as number);
    second[k] = least;
    least = Math.max(least, first[k] as number);
    first[k] = least;
  }
  return jump;
}

interface Excess {
  /** sup (H − G)⁺ in each cell but the first, from enclosures. */
  readonly above: Float64Array;
  /** In the first one H − G is at most this slope times the quantile, or `jump`. */
  readonly slope: number;
  readonly jump: number;
  /** What the slope of G along an atom is short of the known one of H; with it `above` is what G is short of where the atom begins. */
  readonly own: Float64Array;
}

function heightAbove(cells: EnclosedCells, { value, revenue, share, rest, first, second, top, bottom, tangent }: Majorised): Excess {
  const { count: n, starts, ends, atom, hole } = cells;
  const q = ends.quantile.centre;
  const qr = ends.quantile.radius;
  const excess = new Float64Array(n);
  const own = new Float64Array(n);
  // What H exceeds G by at the end of the atoms so far.
  let carried = Number.POSITIVE_INFINITY;
  let firstSlope = 0;
  let jump = 0;
  const sum = new CompensatedSum();
  let size = 0;
  let spread = 0;
  let slopeBefore = 0;
  let roundings = 0;
  const height = (at: EnclosedCells["ends"], k: number): number => {
    const quantile = at.quantile.centre[k] as number;
    const worth = at.worth.centre[k] as number;
    const values = weighted(value, at.value.centre[k] as number);
    const sales = weighted(revenue, quantile * worth);
    // In units of |values| and |sales|: a rounded weight, one product or two, their sum, its difference from the line, each u of itself at most: 5u.
    roundings =
      weighted(value, at.value.radius[k] as number) * (1 + 8 * u) +
      weighted(
        revenue,
        (at.quantile.radius[k] as number) * (Math.abs(worth) + (at.worth.radius[k] as number)) + quantile * (at.worth.radius[k] as number),
      ) *
        (1 + 16 * u) +
      5 * u * (Math.abs(values) + Math.abs(sales));
    return values + sales;
  };
  for (let k = 0; k < n; k++) {
    const before = k === 0 ? 0 : (q[k - 1] as number);
    const beforeRadius = k === 0 ? 0 : (qr[k - 1] as number);
    const mass = (q[k] as number) - before;
    const massMost = Math.max(0, mass) + beforeRadius + (qr[k] as number) + 4 * u * Math.max(0, mass);
    const lineBefore = sum.value;
    const radiusBefore = spread + Math.abs(slopeBefore) * beforeRadius + 8 * u * size;
    // Averages of falling slopes fall: what quantiles are off by is weighted by differences of slopes.
    const part = share[k] as number;
    const left = rest[k] as number;
    const slope = part * (first[k] as number) + left * (second[k] as number);
    if (k > 0) spread += Math.abs(slopeBefore - slope) * beforeRadius;
    slopeBefore = slope;
    sum.add(slope * mass);
    // The slope is a sum of two terms that may cancel.
    size += (part * Math.abs(first[k] as number) + left * Math.abs(second[k] as number)) * Math.abs(mass);
    const line = sum.value;
    const radius = spread + Math.abs(slope) * (qr[k] as number) + 8 * u * size;
    let start = k === 0 && (starts.quantile.centre[0] as number) === 0 ? 0 : Number.NaN;
    let startRadius = 0;
    if (Number.isNaN(start)) {
      start = height(starts, k) - lineBefore;
      startRadius = roundings + radiusBefore;
    }
    if (hole[k] === 1 && k > 0) {
      // Types between the cells, of next to no probability: their R is below q·v of the cell before.
      const lost = Math.max(0, (starts.quantile.centre[k] as number) - before) + (starts.quantile.radius[k] as number) + beforeRadius;
      const worth = Math.abs(ends.worth.centre[k - 1] as number) + Math.abs(starts.worth.centre[k] as number);
      const jump = lost * ((value + revenue) * worth + Math.abs(slope)) * 1.01;
      if (Number.isFinite(jump)) startRadius += jump;
    }
    if (tangent[k] === 1) {
      const tail = (value + revenue) * (ends.value.centre[k] as number);
      const tailRadius = (value + revenue) * (ends.value.radius[k] as number) * 1.01 + 8 * u * Math.abs(tail);
      const lowWorth = (value + revenue) * (ends.worth.centre[k] as number);
      const fall =
        Math.abs(lowWorth) * ((qr[k] as number) + 8 * u * (q[k] as number)) + (value + revenue) * (ends.worth.radius[k] as number);
      jump =
        Math.max(0, tail - line + tailRadius + radius, tail - lowWorth * mass - lineBefore + tailRadius + fall + radiusBefore) *
        (1 + 64 * u);
      continue;
    }
    const t = top[k] as number;
    const b = bottom[k] as number;
    let worst = Math.max(0, k === 0 && start === 0 ? 0 : start + startRadius);
    const lastWorth = ends.worth.centre[k] as number;
    const closed = Number.isFinite(lastWorth);
    let end = Number.NaN;
    let endRadius = 0;
    if (closed) {
      end = height(ends, k) - line;
      endRadius = roundings + radius;
      worst = Math.max(worst, end + endRadius);
    }
    if (atom[k] === 1) {
      const padded = worst === 0 ? 0 : worst * (1 + 64 * u) + leastRadius;
      const short = Math.max(0, t - (first[k] as number)) * (1 + 8 * u);
      if (k > 0 && short <= 64 * u * Math.abs(t)) {
        // R only drops between atoms.
        const near = Math.min(hole[k] === 1 ? Number.POSITIVE_INFINITY : carried, Math.max(0, start + startRadius));
        carried = near;
        excess[k] = near === 0 ? 0 : near * (1 + 64 * u) + leastRadius;
        own[k] = short;
      } else if (k > 0) {
        excess[k] = padded;
        carried = Number.POSITIVE_INFINITY;
      } else if (mass > 2 * (qr[0] as number)) {
        // The curve of an atom at the start is a line of a known slope.
        const steeper = start === 0 ? Math.max(0, t - (first[0] as number)) * (1 + 8 * u) : Number.POSITIVE_INFINITY;
        if (Number.isFinite(steeper)) carried = 0;
        firstSlope = Number.isFinite(steeper) ? steeper : (padded / (mass - (qr[0] as number))) * (1 + 8 * u);
      } else jump = padded;
      continue;
    }
    carried = Number.POSITIVE_INFINITY;
    // H is under the line from its start, and under the line to its end: each of them alone, or both, where the slopes of G change.
    const a = first[k] as number;
    const c = second[k] as number;
    const massLeast = Math.max(0, mass - beforeRadius - (qr[k] as number));
    const begins = start + startRadius;
    const stops = end + endRadius;
    // Along the first part under the line of slope t, along the second one above the line of slope b.
    const firstBend = part > 0 ? gained(t, a, part, massMost, massLeast) : 0;
    const lastBend = left > 0 ? gained(c, b, left, massMost, massLeast) : 0;
    const bent = Math.max(begins + firstBend, stops + lastBend);
    let least = Number.isNaN(bent) ? Number.POSITIVE_INFINITY : bent;
    if (Number.isFinite(t)) {
      const further = left > 0 ? Math.max(0, gained(t, c, left, massMost, massLeast)) : 0;
      least = Math.min(least, begins + firstBend + further);
    }
    if (Number.isFinite(b) && closed) {
      const further = part > 0 ? Math.max(0, gained(a, b, part, massMost, massLeast)) : 0;
      least = Math.min(least, stops + lastBend + further);
    }
    worst = Math.max(worst, least);
    const padded = worst === 0 ? 0 : worst * (1 + 64 * u) + leastRadius;
    if (k > 0) excess[k] = padded;
    else if (start === 0 && Number.isFinite(t) && part > 0.01 && massLeast > 0) {
      // From 0 under the line of slope t; then under a line that ends at known heights.
      const rest = Math.max(0, stops, left > 0 ? stops + lastBend : 0) / (part * massLeast);
      firstSlope = (Math.max(0, t - a + 8 * u * (Math.abs(t) + Math.abs(a))) + (Number.isFinite(rest) ? rest : 0)) * (1 + 64 * u);
      if (!Number.isFinite(rest)) jump = padded;
    } else jump = padded;
  }
  return {
    above: excess,
    slope: firstSlope,
    jump: hole[0] === 1 ? Math.max(jump, beyondCells(cells, value + revenue, first[0] as number)) : jump,
    own,
  };
}

/** At most what a line of slope `upper` gains on one of slope `lower` along a share of a cell's mass. */
function gained(upper: number, lower: number, share: number, massMost: number, massLeast: number): number {
  const rise = (upper - lower) * share;
  return rise > 0 ? (rise + 8 * u * (Math.abs(upper) + Math.abs(lower)) * share) * massMost : rise * massLeast;
}

/** What H exceeds G by among types that are better than all cells: R ≤ W(q) ≤ W(q₀) + q₀|v₀|, with q₀ and v₀ where the cells begin, and G falls by a slope there. */
function beyondCells({ starts }: EnclosedCells, weight: number, slope: number): number {
  const mass = (starts.quantile.centre[0] as number) + (starts.quantile.radius[0] as number);
  const value = Math.abs(starts.value.centre[0] as number) + (starts.value.radius[0] as number);
  const worth = Math.abs(starts.worth.centre[0] as number) + (starts.worth.radius[0] as number);
  return (weight * (value + mass * worth) + mass * Math.abs(slope)) * (1 + 16 * u) + leastRadius;
}
