import type { SideJson } from "../../result/result-schema.ts";
import { short, tickText } from "./words.ts";

/** Where the types of a group lie on an axis, and in which bins they are drawn. */
export interface TypeAxis {
  /** Consecutive types, first included, end excluded, with their mass and where they begin and end on the axis. */
  readonly bins: readonly Bin[];
  /** Where each type ends and the next begins: one more than types. */
  readonly edges: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
  /** Labels of the types themselves, where there are few; else the axis is a scale of values. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[] | null;
  /** A few types far away are not drawn. */
  readonly clipped: boolean;
}

interface Bin {
  readonly first: number;
  readonly end: number;
  readonly mass: number;
  readonly from: number;
  readonly to: number;
}

/** Most bins an axis is divided into. */
const binLimit = 80;
/** Most types that stand side by side at equal distance, whatever their values. */
const listLimit = 12;

export interface AxisOptions {
  /** The types stand for parts of a law: even few lie on a scale. */
  readonly continuous: boolean;
  /** Nothing is left out. */
  readonly whole?: boolean;
  /** Where the parts of the law begin and end, where that is known: one more than types. Default: half-way between the types. */
  readonly edges?: readonly number[] | undefined;
}

/**
 * The axis of the types of a group. Few types stand at equal distances under their names; more lie on a scale, in at most 80 bins of about equal width when they are more. What lies
 * beyond the 0.5 % quantiles is left out where it would take most of the scale, unless the `whole` is asked for. O(types).
 */
export function typeAxis(
  { values, masses }: Pick<SideJson, "values" | "masses">,
  { continuous, whole = false, edges: known }: AxisOptions,
): TypeAxis {
  const n = values.length;
  if (n === 1 || (n <= listLimit && !continuous)) {
    const edges = Array.from({ length: n + 1 }, (_, k) => k);
    const bins = Array.from(values, (_, k) => ({ first: k, end: k + 1, mass: masses[k] as number, from: k, to: k + 1 }));
    return { bins, edges, low: 0, high: n, ticks: Array.from(values, (x, k) => ({ at: k + 0.5, label: short(x) })), clipped: false };
  }
  const edges = known ? Float64Array.from(known) : edgesBetween(values);
  const { low, high, clipped } = whole ? { low: edges[0] as number, high: edges[n] as number, clipped: false } : shownRange(edges, masses);
  let [start, end] = [0, n];
  while (start < n - 1 && (edges[start + 1] as number) <= low) start += 1;
  while (end > start + 1 && (edges[end - 1] as number) >= high) end -= 1;
  const bins = end - start <= binLimit ? oneEach(start, end, edges, masses) : someEach(start, end, { low, high }, edges, values, masses);
  return { bins, edges, low, high, ticks: null, clipped };
}

/** Half-way between neighbours, and as far beyond the outermost types. */
function edgesBetween(values: readonly number[]): Float64Array {
  const n = values.length;
  const edges = new Float64Array(n + 1);
  for (let k = 1; k < n; k++) edges[k] = ((values[k - 1] as number) + (values[k] as number)) / 2;
  edges[0] = (values[0] as number) - ((edges[1] as number) - (values[0] as number));
  edges[n] = (values[n - 1] as number) + ((values[n - 1] as number) - (edges[n - 1] as number));
  return edges;
}

/** The least and largest value that is drawn. */
function shownRange(edges: Float64Array, masses: readonly number[]): Pick<TypeAxis, "low" | "high" | "clipped"> {
  const n = masses.length;
  const [first, last] = [edges[0] as number, edges[n] as number];
  let [below, low] = [0, 0];
  while (low < n - 1 && below + (masses[low] as number) < 0.005) below += masses[low++] as number;
  let [above, high] = [0, n - 1];
  while (high > low && above + (masses[high] as number) < 0.005) above += masses[high--] as number;
  const [from, to] = [edges[low] as number, edges[high + 1] as number];
  return last - first > 2 * (to - from) ? { low: from, high: to, clipped: true } : { low: first, high: last, clipped: false };
}

function oneEach(start: number, end: number, edges: Float64Array, masses: readonly number[]): Bin[] {
  return Array.from({ length: end - start }, (_, k) => ({
    first: start + k,
    end: start + k + 1,
    mass: masses[start + k] as number,
    from: edges[start + k] as number,
    to: edges[start + k + 1] as number,
  }));
}

/** Neighbours share a bin from the edge of the first to that of the last: also where types are far apart, no part of the axis is without one. */
function someEach(
  start: number,
  end: number,
  { low, high }: Pick<TypeAxis, "low" | "high">,
  edges: Float64Array,
  values: readonly number[],
  masses: readonly number[],
): Bin[] {
  const bins: Bin[] = [];
  let first = start;
  for (let k = 0; k < binLimit; k++) {
    const to = low + ((high - low) * (k + 1)) / binLimit;
    let stop = first;
    let mass = 0;
    while (stop < end && (k === binLimit - 1 || (values[stop] as number) < to)) mass += masses[stop++] as number;
    if (stop === first) continue;
    bins.push({ first, end: stop, mass, from: Math.max(low, edges[first] as number), to: Math.min(high, edges[stop] as number) });
    first = stop;
  }
  return bins;
}

/** The scale of an axis, as a panel states it. */
export function scaleOf({ low, high, ticks }: TypeAxis, label: string) {
  return {
    domain: [low, high],
    label,
    labelArrow: "none" as const,
    ...(ticks
      ? {
          ticks: ticks.map(({ at }) => at),
          tickFormat: (at: number) => ticks.find((tick) => tick.at === at)?.label ?? "",
          tickSize: 0,
        }
      : { ticks: 6, tickFormat: tickText }),
  };
}
