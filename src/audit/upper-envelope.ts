/**
 * The upper envelope of the lines w ↦ slope_k·w + intercept_k at given points, in O(n log n) for lines in any order.
 *
 * A tree over the points keeps in each node the line that is best in the middle of its range (Li Chao tree). Lines are compared only by their
 * values at points, so no intersection is computed and the envelope is exact up to the rounding of those values.
 */
export interface UpperEnvelope {
  /** The best line at point number `index`. */
  best(index: number): number;
}

/** `points` is increasing; `slopes` and `intercepts` have one entry per line, all finite. */
export function upperEnvelope(points: Float64Array, slopes: Float64Array, intercepts: Float64Array): UpperEnvelope {
  let leaves = 1;
  while (leaves < points.length) leaves *= 2;
  const last = points.length - 1;
  const tree = new Int32Array(2 * leaves).fill(-1);
  const value = (line: number, index: number): number =>
    (slopes[line] as number) * (points[index < last ? index : last] as number) + (intercepts[line] as number);
  for (let k = 0; k < slopes.length; k++) {
    let line = k;
    let node = 1;
    let low = 0;
    let high = leaves - 1;
    for (;;) {
      const held = tree[node] as number;
      if (held < 0) {
        tree[node] = line;
        break;
      }
      const middle = (low + high) >> 1;
      let other = line;
      if (value(line, middle) > value(held, middle)) {
        tree[node] = line;
        other = held;
      }
      if (low === high) break;
      const keeper = tree[node] as number;
      // The loser can only win on the side towards which its slope points.
      if (value(other, low) > value(keeper, low)) {
        node = 2 * node;
        high = middle;
      } else if (value(other, high) > value(keeper, high)) {
        node = 2 * node + 1;
        low = middle + 1;
      } else break;
      line = other;
    }
  }
  return {
    best(index) {
      let node = leaves + index;
      let best = -1;
      let most = Number.NEGATIVE_INFINITY;
      for (; node >= 1; node >>= 1) {
        const line = tree[node] as number;
        if (line < 0) continue;
        const here = value(line, index);
        if (here > most) {
          most = here;
          best = line;
        }
      }
      return best;
    },
  };
}
