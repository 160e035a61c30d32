import { doubleDouble, type TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import { above, below } from "../../arithmetic/interval.ts";
import type { Rational } from "../../arithmetic/rational.ts";

/** Increasing prices hi + lo. */
export interface Points {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

/** Breaks of all laws in increasing order, each once; null when two numbers that differ are one to 2^−105. */
export function mergedBreaks(lists: readonly (readonly Rational[])[]): readonly TwoDoubles[] | null {
  const all = lists.flat().sort((a, b) => a.compare(b));
  const merged: TwoDoubles[] = [];
  let before: Rational | undefined;
  for (const at of all) {
    if (before?.equals(at)) continue;
    before = at;
    const near = doubleDouble(at);
    const last = merged.at(-1);
    if (last && last.hi === near.hi && last.lo === near.lo) return null;
    merged.push(near);
  }
  return merged;
}

export function compare(a: TwoDoubles, b: TwoDoubles): number {
  return a.hi - b.hi || a.lo - b.lo;
}

/** Where hi + lo, known to 2^−105 of itself, lies among doubles. */
export function enclosed({ hi, lo }: TwoDoubles): { readonly lo: number; readonly hi: number } {
  return lo === 0 ? { lo: hi, hi } : { lo: below(hi + below(lo)), hi: above(hi + above(lo)) };
}

/** In increasing order, each once. */
export function distinct(points: readonly TwoDoubles[]): TwoDoubles[] {
  const sorted = [...points].sort(compare);
  return sorted.filter((at, k) => k === 0 || compare(sorted[k - 1] as TwoDoubles, at) !== 0);
}
