import { firstWhere } from "../../arithmetic/first-where.ts";
import type { Numbers } from "../../arithmetic/numbers.ts";
import type { PartnerCells } from "./partner-cells.ts";

/** The two ironed curves of a group at κ = w_0 + λ, per cell: what a unit is worth in the hands of one who buys, and of one who sells. */
export interface VirtualCurves<N> {
  /** β̄^B: w·v + (κ − w)·ψ, ironed. */
  readonly buying: readonly N[];
  /** β̄^S: w·v + (κ − w)·φ, ironed; nowhere below the other. */
  readonly selling: readonly N[];
}

/** A maximal run of cells that are treated alike. */
export interface VirtualLevel<N> {
  readonly worth: N;
  readonly mass: N;
  /** One past its last cell. */
  readonly end: number;
}

/** The virtual types of a group in increasing order: β̄(v; z) = min(max(z, β̄^B(v)), β̄^S(v)). */
export interface VirtualTypes<N> {
  readonly levels: readonly VirtualLevel<N>[];
  /** The level at z, the pool around the worst-off type; −1 where no cell lies there, and then the first level above is `after`. */
  readonly pool: number;
  readonly after: number;
}

export function virtualCurves<N>(cells: PartnerCells<N>, kappa: N, numbers: Numbers<N>): VirtualCurves<N> {
  const { add, mul, sub } = numbers;
  const { weight, worth, bought, sold, mass } = cells;
  const payment = sub(kappa, weight);
  const curve = (slope: readonly N[]) => worth.map((value, k) => add(mul(weight, value), mul(payment, slope[k] as N)));
  return { buying: ironed(mass, curve(bought), numbers), selling: ironed(mass, curve(sold), numbers) };
}

/** Pools adjacent violators: the mean of `rise` over runs of cells with increasing means. */
export function ironed<N>(mass: readonly N[], rise: readonly N[], { add, div, less }: Numbers<N>): N[] {
  const n = mass.length;
  const means: N[] = [];
  const masses: N[] = [];
  const rises: N[] = [];
  const ends: number[] = [];
  for (let k = 0; k < n; k++) {
    let m = mass[k] as N;
    let r = rise[k] as N;
    let mean = div(r, m);
    while (means.length > 0 && !less(means[means.length - 1] as N, mean)) {
      m = add(m, masses.pop() as N);
      r = add(r, rises.pop() as N);
      mean = div(r, m);
      means.pop();
      ends.pop();
    }
    means.push(mean);
    masses.push(m);
    rises.push(r);
    ends.push(k + 1);
  }
  const perCell = new Array<N>(n);
  for (let b = 0, k = 0; b < means.length; b++) for (; k < (ends[b] as number); k++) perCell[k] = means[b] as N;
  return perCell;
}

/** The levels of a group whose pool has the value z. */
export function virtualTypes<N>(
  { mass }: Pick<PartnerCells<N>, "mass">,
  { buying, selling }: VirtualCurves<N>,
  z: N,
  { add, less }: Numbers<N>,
): VirtualTypes<N> {
  const n = mass.length;
  const levels: { worth: N; mass: N; end: number }[] = [];
  let pool = -1;
  let after = -1;
  for (let k = 0; k < n; k++) {
    const sells = less(selling[k] as N, z);
    const buys = !sells && less(z, buying[k] as N);
    const worth = sells ? (selling[k] as N) : buys ? (buying[k] as N) : z;
    const top = levels[levels.length - 1];
    if (top && !less(top.worth, worth)) {
      top.mass = add(top.mass, mass[k] as N);
      top.end = k + 1;
    } else levels.push({ worth, mass: mass[k] as N, end: k + 1 });
    if (!sells && !buys) pool = levels.length - 1;
    else if (buys && after < 0) after = levels.length - 1;
  }
  return { levels, pool, after: after < 0 ? levels.length : after };
}

/** The pool value z with E β̄(v; z) = ζ; ζ is taken to the nearer end of what is possible. O(cells). */
export function poolValue<N>({ mass }: Pick<PartnerCells<N>, "mass">, curves: VirtualCurves<N>, zeta: N, numbers: Numbers<N>): N {
  const { zero, add, sub, mul, div, less } = numbers;
  const { buying, selling } = curves;
  const n = mass.length;
  // Sums over the cells below: of masses, and of what they add as sellers; and over the cells from one on, as buyers.
  const below: N[] = [zero];
  const sold: N[] = [zero];
  for (let k = 0; k < n; k++) {
    below.push(add(below[k] as N, mass[k] as N));
    sold.push(add(sold[k] as N, mul(mass[k] as N, selling[k] as N)));
  }
  const bought = new Array<N>(n + 1);
  bought[n] = zero;
  for (let k = n - 1; k >= 0; k--) bought[k] = add(bought[k + 1] as N, mul(mass[k] as N, buying[k] as N));
  const meanAt = (z: N): N => {
    const from = firstWhere(n, (k) => !less(selling[k] as N, z));
    const to = firstWhere(n, (k) => less(z, buying[k] as N));
    const pooled = mul(sub(below[to] as N, below[from] as N), z);
    return add(add(sold[from] as N, pooled), bought[to] as N);
  };
  const knots = mergedKnots(buying, selling, numbers);
  if (!less(meanAt(knots[0] as N), zeta)) return knots[0] as N;
  const to = firstWhere(knots.length, (k) => less(zeta, meanAt(knots[k] as N)));
  if (to === knots.length) return knots[to - 1] as N;
  // Linear in between.
  const [a, b] = [knots[Math.max(0, to - 1)] as N, knots[to] as N];
  const [low, high] = [meanAt(a), meanAt(b)];
  if (!less(low, high)) return a;
  const z = add(a, div(mul(sub(zeta, low), sub(b, a)), sub(high, low)));
  return less(b, z) ? b : z;
}

/** The values of both curves in increasing order. */
function mergedKnots<N>(a: readonly N[], b: readonly N[], { less }: Numbers<N>): N[] {
  const merged: N[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const next = j >= b.length || (i < a.length && !less(b[j] as N, a[i] as N)) ? (a[i++] as N) : (b[j++] as N);
    const top = merged[merged.length - 1];
    if (top === undefined || less(top, next)) merged.push(next);
  }
  return merged;
}
