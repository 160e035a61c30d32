import { firstWhere } from "../arithmetic/first-where.ts";

/** Utilities closer than this, relative to the terms they are made of, count as equal when a trader chooses a report. */
const tieTolerance = 1e-9;

/**
 * For a trader with utility w·slope_k + intercept_k from report k, the report that it makes at every w.
 *
 * `points` is increasing and points[k] is the w of type k. A w on the grid reports truthfully. Otherwise the best report is found on the
 * upper envelope of the lines by binary search; among equally good ones (within {@link tieTolerance}) the nearest type below w is taken,
 * or the nearest above when none is below. The envelope is built on the first call, O(n log n), then O(log n) a call unless types are pooled.
 */
export function reportChooser(points: Float64Array, slopes: Float64Array, intercepts: Float64Array): (w: number) => number {
  let envelope: Envelope | undefined;
  return (w) => {
    const below = lastAtMost(points, w);
    if (below >= 0 && points[below] === w) return below;
    envelope ??= upperEnvelope(slopes, intercepts);
    const { order, hull } = envelope;
    const utility = (k: number): number => w * (slopes[k] as number) + (intercepts[k] as number);
    const at = peak(hull, order, utility);
    const winner = order[hull[at] as number] as number;
    const terms = Math.max(Math.abs(w * (slopes[winner] as number)), Math.abs(intercepts[winner] as number));
    const least = utility(winner) - tieTolerance * terms;
    if (below >= 0 && utility(below) >= least) return below;
    // Equally good reports lie around the winner in the order of slopes: its copies, and neighbours on the envelope that cross at w.
    let chosen = winner;
    const consider = (k: number): void => {
      const nearer = k <= below ? chosen > below || k > chosen : chosen > below && k < chosen;
      if (nearer) chosen = k;
    };
    for (const vertex of [at - 1, at, at + 1]) {
      const from = hull[vertex];
      if (from === undefined) continue;
      for (let p = from; p >= 0 && utility(order[p] as number) >= least; p--) consider(order[p] as number);
      for (let p = from + 1; p < order.length && utility(order[p] as number) >= least; p++) consider(order[p] as number);
    }
    return chosen;
  };
}

/** Lines in increasing slope, and the positions in that order of those on the upper envelope. */
interface Envelope {
  readonly order: Int32Array;
  readonly hull: Int32Array;
}

function upperEnvelope(slopes: Float64Array, intercepts: Float64Array): Envelope {
  const slope = (k: number): number => slopes[k] as number;
  const intercept = (k: number): number => intercepts[k] as number;
  const order = Int32Array.from(slopes, (_, k) => k);
  order.sort((a, b) => slope(a) - slope(b) || intercept(a) - intercept(b) || a - b);
  const hull = new Int32Array(order.length);
  let size = 0;
  for (let p = 0; p < order.length; p++) {
    const line = order[p] as number;
    while (size > 0) {
      const last = order[hull[size - 1] as number] as number;
      if (slope(last) === slope(line)) {
        size--;
        continue;
      }
      if (size === 1) break;
      const first = order[hull[size - 2] as number] as number;
      // `last` is nowhere on top when the new line crosses `first` before `last` does.
      const before =
        (intercept(first) - intercept(line)) * (slope(last) - slope(first)) <=
        (intercept(first) - intercept(last)) * (slope(line) - slope(first));
      if (!before) break;
      size--;
    }
    hull[size++] = p;
  }
  return { order, hull: hull.subarray(0, size) };
}

/** Position of the best line on the envelope: utilities along it rise, then fall. */
function peak(hull: Int32Array, order: Int32Array, utility: (k: number) => number): number {
  const at = (k: number) => utility(order[hull[k] as number] as number);
  return firstWhere(hull.length - 1, (k) => !(at(k + 1) > at(k)));
}

/** Largest k with points[k] ≤ w, or −1. */
function lastAtMost(points: Float64Array, w: number): number {
  return firstWhere(points.length, (k) => (points[k] as number) > w) - 1;
}
