import type { ProvedGroup } from "./group.ts";

export interface Levels {
  readonly level: Float64Array;
  readonly reached: Float64Array;
}

/** Worst types without a limit. */
export function isEndless({ cells: { count, ends } }: ProvedGroup): boolean {
  return !Number.isFinite(ends.worth.centre[count - 1] as number);
}

/**
 * The level beyond which trade may be allowed to those of the other side whose own lies beyond it, at a cost of about `negligible`: how far the buyers' (sellers') levels
 * reach beyond, on average, times the expected number of those. Any level would do for a bound.
 */
export function levelInSight(groups: readonly ProvedGroup[], lines: readonly Levels[], buyers: boolean, negligible: number): number {
  const sign = buyers ? 1 : -1;
  const next = new Int32Array(groups.length);
  const left = Int32Array.from(lines, ({ level }) => level.length);
  let at = Number.POSITIVE_INFINITY;
  let acting = 0;
  let reach = 0;
  for (;;) {
    let best = -1;
    let to = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      if (groups[g]?.buyer !== buyers || (next[g] as number) >= (lines[g] as Levels).level.length) continue;
      const own = sign * ((lines[g] as Levels).level[next[g] as number] as number);
      if (best < 0 || own > to) [best, to] = [g, own];
    }
    if (best < 0) return sign * at;
    if (acting > 0) reach += acting * (at - to);
    let beyond = 0;
    for (let g = 0; g < groups.length; g++) {
      if (groups[g]?.buyer === buyers) continue;
      const { level, reached } = lines[g] as Levels;
      while ((left[g] as number) > 0 && sign * (level[(left[g] as number) - 1] as number) > to) left[g] = (left[g] as number) - 1;
      const k = left[g] as number;
      beyond += (groups[g]?.count as number) * Math.max(0, 1 - (k === 0 ? 0 : (reached[k - 1] as number)));
    }
    if (reach * beyond > negligible) return sign * at;
    const { reached } = lines[best] as Levels;
    const k = next[best] as number;
    acting += (groups[best]?.count as number) * ((reached[k] as number) - (k === 0 ? 0 : (reached[k - 1] as number)));
    next[best] = k + 1;
    at = to;
  }
}
