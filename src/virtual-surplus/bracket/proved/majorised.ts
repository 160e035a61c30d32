import { u } from "../../../distributions/enclosure.ts";
import type { EnclosedCells } from "../../../type-space/enclosed-cells.ts";

/** A curve H = value·W + revenue·R, what bounds its slopes, and a concave piecewise linear curve G near the least one above it. */
export interface Majorised {
  readonly value: number;
  readonly revenue: number;
  /** The two parts of each cell as shares of its mass, the smaller one exact and the larger one what it leaves of 1; and the slopes of G on them. */
  readonly share: Float64Array;
  readonly rest: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Bounds on the slope of H inside each cell; infinite where there is none. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Height of G above the chord of H, per cell. */
  readonly gap: Float64Array;
  /** Cells without an upper end of which no slope is known: R ≤ W, and W lies under its tangent at the far end. */
  readonly tangent: Uint8Array;
}

/** No slope of {@link majorised} is larger. */
export function steepest({ count, starts, ends, slopeHigh }: EnclosedCells, value: number, revenue: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    const t = weighted(value, starts.worth.centre[k] as number) + weighted(revenue, slopeHigh[k] as number);
    const least = weighted(value + revenue, ends.worth.centre[k] as number);
    most = Math.max(most, Number.isFinite(t) ? t : least);
  }
  return most + 2 ** -40 * Math.abs(most);
}

export function majorised(cells: EnclosedCells, value: number, revenue: number, floor: number): Majorised {
  const { count: n, starts, ends, slopeLow, slopeHigh, atom } = cells;
  const q = ends.quantile.centre;
  const share = new Float64Array(n);
  const rest = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const top = new Float64Array(n);
  const bottom = new Float64Array(n);
  const tangent = new Uint8Array(n);
  const gap = new Float64Array(n);
  // Height of G above H where the cell begins, which the next slopes take back.
  let excess = 0;
  for (let k = 0; k < n; k++) {
    const before = k === 0 ? 0 : (q[k - 1] as number);
    const mass = Math.max((q[k] as number) - before, 0);
    const lowWorth = ends.worth.centre[k] as number;
    const highWorth = starts.worth.centre[k] as number;
    if (k > 0) excess += revenue * before * Math.max(0, (ends.worth.centre[k - 1] as number) - highWorth);
    const t = outwards(1, weighted(value, highWorth + (starts.worth.radius[k] as number)), weighted(revenue, slopeHigh[k] as number));
    const b = outwards(-1, weighted(value, lowWorth - (ends.worth.radius[k] as number)), weighted(revenue, slopeLow[k] as number));
    top[k] = t;
    bottom[k] = b;
    const entry = before === 0 ? 0 : weighted(value, starts.value.centre[k] as number) + revenue * before * highWorth;
    const exit = weighted(value, ends.value.centre[k] as number) + weighted(revenue, (q[k] as number) * lowWorth);
    const chord = mass > 0 ? (exit - entry) / mass : Number.NaN;
    const drop = mass > 0 ? excess / mass : 0;
    let part = 1;
    let left = 0;
    let a = t;
    let c = t;
    if (!Number.isFinite(t) && !Number.isFinite(b)) {
      tangent[k] = 1;
      part = 0;
      left = 1;
      a = c = (value + revenue) * lowWorth;
    } else if (!Number.isFinite(t)) {
      part = 0;
      left = 1;
      a = c = b - drop;
    } else if (!(mass > 0) || (atom[k] === 1 && excess === 0)) {
      a = c = t;
    } else if (atom[k] === 1 || t <= b || chord >= t) {
      // A mass that is next to nothing is a difference of rounding errors: G ends where H does, however steep that seems.
      a = c = chord - drop;
    } else if (!Number.isFinite(b) || !Number.isFinite(chord)) {
      a = c = t - drop;
    } else {
      part = shareOf(chord - b, t - chord);
      left = shareOf(t - chord, chord - b);
      a = t - drop;
      c = b - drop;
    }
    share[k] = part;
    rest[k] = left;
    const rise = left > 0 && part > 0 ? part * (t - chord) * mass : excess;
    gap[k] = Number.isFinite(rise) ? Math.max(0, rise) : 0;
    first[k] = a;
    second[k] = c;
    if (tangent[k] === 1) excess = Math.max(0, (value + revenue) * (ends.value.centre[k] as number) - exit);
    else if (atom[k] === 1 && drop === 0) excess = 0;
    else if (Number.isFinite(exit)) excess = Math.max(0, excess + (part * a + left * c) * mass - (exit - entry));
  }
  concave(q, share, rest, first, second);
  for (let k = n - 1; k >= 0 && (second[k] as number) < floor; k--) {
    second[k] = floor;
    first[k] = Math.max(first[k] as number, floor);
  }
  return { value, revenue, share, rest, first, second, top, bottom, gap, tangent };
}

/** What a is of a + b > 0, negative ones taken as 0: the smaller one of two such shares keeps its digits, however small, and the other is what it leaves of 1. */
function shareOf(a: number, b: number): number {
  const x = Math.max(0, a);
  const y = Math.max(0, b);
  const small = Math.min(x, y) / (x + y);
  return x < y ? small : 1 - small;
}

/** x + y, or beyond it in the direction by more than all roundings of the two and of their weights. */
function outwards(direction: 1 | -1, x: number, y: number): number {
  const sum = x + y;
  return Number.isFinite(sum) ? sum + direction * 8 * u * (Math.abs(x) + Math.abs(y)) : sum;
}

/** A curve of weight 0 contributes nothing, however steep. */
export function weighted(weight: number, x: number): number {
  return weight === 0 ? 0 : weight * x;
}

/** Pools the slopes of all parts until they fall. */
function concave(q: Float64Array, share: Float64Array, rest: Float64Array, first: Float64Array, second: Float64Array): void {
  const n = q.length;
  const mass = new Float64Array(2 * n);
  const rise = new Float64Array(2 * n);
  const slope = new Float64Array(2 * n);
  const end = new Int32Array(2 * n);
  let blocks = -1;
  for (let part = 0; part < 2 * n; part++) {
    const k = part >> 1;
    const whole = Math.max(0, (q[k] as number) - (k === 0 ? 0 : (q[k - 1] as number)));
    let m = whole * ((part & 1 ? rest : share)[k] as number);
    let s = (part & 1 ? second : first)[k] as number;
    let r = m * s;
    while (blocks >= 0 && ((slope[blocks] as number) < s || m === 0 || mass[blocks] === 0)) {
      // A part without mass takes the slope before it; before any mass the one after it.
      if (m === 0 && (mass[blocks] as number) > 0) {
        s = Math.min(s, slope[blocks] as number);
        break;
      }
      m += mass[blocks] as number;
      r += rise[blocks] as number;
      if (m > 0) s = r / m;
      blocks--;
    }
    blocks++;
    mass[blocks] = m;
    rise[blocks] = r;
    slope[blocks] = s;
    end[blocks] = part + 1;
  }
  for (let block = 0, part = 0; block <= blocks; block++) {
    for (; part < (end[block] as number); part++) (part & 1 ? second : first)[part >> 1] = slope[block] as number;
  }
}

/** Falling slopes and how far each reaches at most. */
export function lineOf(
  { ends }: EnclosedCells,
  { share, rest, first, second }: Majorised,
): { readonly slope: Float64Array; readonly reached: Float64Array } {
  const { centre: q, radius } = ends.quantile;
  const n = q.length;
  const slope = new Float64Array(2 * n);
  const reached = new Float64Array(2 * n);
  let count = 0;
  const push = (s: number, to: number) => {
    const last = count > 0 ? (slope[count - 1] as number) : Number.NaN;
    if (s === last) reached[count - 1] = Math.max(reached[count - 1] as number, to);
    else {
      slope[count] = s;
      reached[count] = count > 0 ? Math.max(reached[count - 1] as number, to) : to;
      count++;
    }
  };
  for (let k = 0; k < n; k++) {
    const before = k === 0 ? 0 : (q[k - 1] as number);
    const beforeRadius = k === 0 ? 0 : (radius[k - 1] as number);
    const part = share[k] as number;
    const left = rest[k] as number;
    const end = ((q[k] as number) + (radius[k] as number)) * (1 + 4 * u);
    // A share of the cell lies between the same shares of its ends.
    const inside = (before + beforeRadius) * left + ((q[k] as number) + (radius[k] as number)) * part;
    if (part > 0) push(first[k] as number, left === 0 ? end : inside * (1 + 8 * u));
    if (left > 0) push(second[k] as number, end);
  }
  return { slope: slope.subarray(0, count), reached: reached.subarray(0, count) };
}
