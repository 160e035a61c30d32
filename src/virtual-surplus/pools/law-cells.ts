import type { Rational } from "../../arithmetic/rational.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import { type EnclosedCells, encloseCells } from "../../type-space/enclosed-cells.ts";
import { type Knots, type QuantileCells, quantileCells } from "../../type-space/quantile-curve.ts";
import type { PartnerCells } from "./partner-cells.ts";

/** Identical partners whose law is cut into cells, seen from the highest value down and from the lowest up. */
export interface CutPartners extends AgentGroup {
  readonly fromTop: QuantileCells;
  readonly fromBottom: QuantileCells;
}

/** Identical partners whose cells are enclosed, with the exact weight of their rents. */
export interface EnclosedPartners {
  readonly count: number;
  readonly share: Rational;
  readonly weight: Rational;
  readonly fromTop: EnclosedCells;
  readonly fromBottom: EnclosedCells;
}

export function cutPartners(group: AgentGroup, knots: Knots, reference: Rational): CutPartners {
  const cut = (best: 1 | -1) => quantileCells(group.law, knots, best, reference);
  return { ...group, fromTop: cut(1), fromBottom: cut(-1) };
}

/** Null where the law has no enclosure. */
export function enclosePartners({ count, reference, fromTop, fromBottom }: CutPartners, weight: Rational): EnclosedPartners | null {
  const [top, bottom] = [encloseCells(fromTop), encloseCells(fromBottom)];
  return top && bottom && top.count === bottom.count ? { count, share: reference, weight, fromTop: top, fromBottom: bottom } : null;
}

/** How far beyond the last finite end an unbounded cell is taken to reach, in distances between finite ends: no bound rests on it. */
const beyond = 1e3;

/**
 * The cells as the search sees them: holdings constant on cells, each priced at its lowest value where more is held than the share, at its highest where less is:
 * ψ = −Δ[v(1 − F)]/p, φ = Δ[vF]/p. Values are those less the common reference shift.
 */
export function searchCells(
  { fromTop }: CutPartners,
  agents: Pick<PartnerCells<number>, "count" | "share" | "weight">,
): PartnerCells<number> {
  const n = fromTop.mass.length;
  const { shift } = fromTop;
  const at = (list: Float64Array, k: number) => list[n - 1 - k] as number;
  const { low, high } = finiteEnds(
    Array.from({ length: n }, (_, k) => at(fromTop.low, k)),
    Array.from({ length: n }, (_, k) => at(fromTop.high, k)),
  );
  const mass = new Array<number>(n);
  const worth = new Array<number>(n);
  const bought = new Array<number>(n);
  const sold = new Array<number>(n);
  let below = 0;
  for (let k = 0; k < n; k++) {
    const m = at(fromTop.mass, k);
    const above = at(fromTop.above, k);
    mass[k] = m;
    worth[k] = at(fromTop.moment, k) + shift * m;
    const up = k + 1 < n ? (low[k + 1] as number) - (low[k] as number) : 0;
    const down = k > 0 ? (high[k] as number) - (high[k - 1] as number) : 0;
    bought[k] = ((low[k] as number) + shift) * m - (k + 1 < n ? up * above : 0);
    sold[k] = ((high[k] as number) + shift) * m + down * below;
    below += m;
  }
  return { ...agents, mass, worth, bought, sold, lowest: (low[0] as number) + shift, highest: (high[n - 1] as number) + shift };
}

/** Ends of cells in increasing order, with far ones where the first or last cell has none (null or infinite). */
export function finiteEnds(
  lows: readonly (number | null)[],
  highs: readonly (number | null)[],
): { readonly low: number[]; readonly high: number[] } {
  const isEnd = (end: number | null): end is number => end !== null && Number.isFinite(end);
  const [least, most] = extremes([...lows, ...highs].filter(isEnd));
  const far = beyond * Math.max(most - least, Number.MIN_VALUE);
  return { low: lows.map((end) => (isEnd(end) ? end : least - far)), high: highs.map((end) => (isEnd(end) ? end : most + far)) };
}

/** The first and the last of increasing runs, so that no call has a list for its arguments. */
function extremes(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([a, b], x) => [Math.min(a, x), Math.max(b, x)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
