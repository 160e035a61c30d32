import { above } from "../../../arithmetic/interval.ts";
import { CompensatedSum } from "../../../arithmetic/sum.ts";
import { u } from "../../../distributions/enclosure.ts";
import { ExpectedTrades } from "./expected-trades.ts";
import type { ProvedGroup } from "./group.ts";
import type { Levels } from "./levels.ts";
import { type ProvedDual, provedLines } from "./lines.ts";

/** An upper bound, and per group and cell the height of the majorant above the chord that it rests on: finer cells where it is large bring the bound down. */
export interface ProvedUpper {
  readonly value: number;
  readonly gaps: readonly Float64Array[];
}

/** A bound on a Lagrangian of the continuous problem; `negligible` is an amount that does not matter. */
export type ProvedUpperBound = (groups: readonly ProvedGroup[], dual: ProvedDual, negligible?: number) => ProvedUpper;

/** Where no line gains from trade. */
export function nothingGained(groups: readonly ProvedGroup[]): ProvedUpper {
  return { value: 0, gaps: groups.map(({ cells }) => new Float64Array(cells.count)) };
}

/**
 * An upper bound on max over allocations of Σ ∫ X dH, H = w·W + (κ − w)·R, which bounds the Lagrangian before − λr.
 *
 * The best X for lines G above the curves (see {@link provedLines}) trade wherever the slopes of a pair add up to more than 0, so the bound is ∫ E[min(B(t), S(t))] dt,
 * B(t) the number of buyers whose slope exceeds t and S(t) of the sellers whose cost slope is below t: a sum of nonnegative terms.
 */
export const provedUpperBound: ProvedUpperBound = (groups, dual, negligible) => {
  const found = provedLines(groups, dual, negligible);
  if (!found) return nothingGained(groups);
  const { lines, jump, gaps } = found;
  const trades = new ExpectedTrades(groups);
  const active = Int32Array.from(groups, ({ buyer }, g) => (buyer ? 0 : (lines[g] as Levels).level.length));
  const renew = (g: number) => {
    const k = active[g] as number;
    trades.set(g, k === 0 ? 0 : Math.min(1, (lines[g] as Levels).reached[k - 1] as number));
  };
  groups.forEach((_, g) => {
    renew(g);
  });
  const sum = new CompensatedSum();
  let level = Number.POSITIVE_INFINITY;
  for (;;) {
    let best = -1;
    let at = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      const k = active[g] as number;
      const own = (lines[g] as Levels).level;
      const buyer = (groups[g] as ProvedGroup).buyer;
      if (buyer ? k >= own.length : k === 0) continue;
      const next = own[buyer ? k : k - 1] as number;
      if (best < 0 || next > at) {
        best = g;
        at = next;
      }
    }
    if (best < 0) break;
    if (at < level) {
      if (level !== Number.POSITIVE_INFINITY) {
        const count = trades.upper();
        if (count > 0) sum.add(above(count * above(level - at)));
      }
      level = at;
    }
    active[best] = (active[best] as number) + ((groups[best] as ProvedGroup).buyer ? 1 : -1);
    renew(best);
  }
  // Below the lowest level nobody sells or everybody has traded: the number of trades is 0 as soon as one side is out.
  const total = sum.value;
  // Terms are rounded upwards, so that a sum of 0 had none: it is exact.
  const none = total === 0 && jump === 0;
  return { value: none ? 0 : above(above(total * (1 + 8 * u)) + jump * (1 + 8 * u)), gaps };
};
