import { add, type DoubleInterval, divide, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import type { Draft } from "../draft.ts";
import { moneyBound } from "./bounds.ts";
import { stepsOf } from "./coefficients.ts";
import { centre, lowOf } from "./inner.ts";
import type { PairQuestion } from "./question.ts";

/**
 * A gap in one trader's law, under dominant incentives and a balanced budget. No budget is asked of reports inside it, so that trade may rise over it by any y_l ≥ 0 against cell l of the
 * other: the rent over the gap can be anything between its length times the probabilities of trade at both ends, length·(x + z_l) with 0 ≤ z_l ≤ y_l. What a pair of cells leaves rises over
 * the gap by T_l − length·z_l, where
 *
 *     T_l = (b + low_l)·y_l − Σ_{l′<l} (low_{l′+1} − low_{l′})·y_l′,   b the worth after the gap,
 *
 * and that must be one number c for all l, since u_l + v_k + r leaves no other.
 */
export interface Gap {
  readonly side: 0 | 1;
  /** First cell inside, and first one after. */
  readonly from: number;
  readonly after: number;
}

/** Shares of y_l that z_l stays away from 0 and y_l, so that rounding leaves it between them. */
const margin = 1e-9;

/** The gaps of the first trader that has any. */
export function gapsOf({ groups }: PairQuestion): readonly Gap[] {
  for (const side of [0, 1] as const) {
    const { cells } = groups[side];
    const gaps = cells.flatMap(({ hollow }, k) => {
      if (!hollow || k === 0 || cells[k - 1]?.hollow) return [];
      const after = cells.findIndex((cell, later) => later > k && !cell.hollow);
      return after < 0 ? [] : [{ side, from: k, after }];
    });
    if (gaps.length > 0) return gaps;
  }
  return [];
}

/** Whether a cell of the gap's trader lies inside it, or is the first one after. */
export const isOver = ({ from, after }: Gap, k: number): boolean => k >= from && k <= after;

/** Columns y and z of a gap, one for each cell of the other trader, and c; from a column on. */
export interface GapColumns {
  readonly y: number;
  readonly z: number;
  readonly c: number;
}

/** Writes the columns of a gap. */
export function gapColumns(draft: Draft, question: PairQuestion, { side }: Gap): GapColumns {
  const { length } = question.groups[side === 0 ? 1 : 0].cells;
  const bound = moneyBound(question);
  const y = draft.columns("rise over a gap", length, [0, 1], String);
  const z = draft.columns("rent over a gap", length, [0, 1], String);
  return { y, z, c: draft.columns("left over a gap", 1, [-bound, bound], String) };
}

/** Writes the rows that tie z to y. */
export function gapRows(draft: Draft, { groups }: PairQuestion, { side, from, after }: Gap, { y, z, c }: GapColumns): void {
  const [own, other] = [groups[side].cells, groups[side === 0 ? 1 : 0].cells];
  const worth = centre(lowOf(own[after] as TraderCell));
  const length = worth - centre(lowOf(own[from] as TraderCell));
  const steps = stepsOf(other).map(centre);
  other.forEach((cell, l) => {
    draft.entry(y + l, worth + centre(lowOf(cell)));
    for (let before = 0; before < l; before++) draft.entry(y + before, -(steps[before] as number));
    draft.entry(z + l, -length);
    draft.entry(c, -1);
    draft.row(0, 0);
    draft.entry(z + l, 1);
    draft.entry(y + l, -margin);
    draft.row(0, Number.POSITIVE_INFINITY);
    draft.entry(z + l, 1);
    draft.entry(y + l, margin - 1);
    draft.row(Number.NEGATIVE_INFINITY, 0);
  });
}

/** z of a gap for given rises, whose c is near the one found; null where none lies surely between 0 and y. */
export function rentsOverGap({ groups }: PairQuestion, { side, from, after }: Gap, y: Float64Array, found: number): Float64Array | null {
  const [own, other] = [groups[side].cells, groups[side === 0 ? 1 : 0].cells];
  const worth = lowOf(own[after] as TraderCell);
  const length = subtract(worth, lowOf(own[from] as TraderCell));
  const steps = stepsOf(other);
  let spent = exactly(0);
  const totals = other.map((cell, l) => {
    const rise = exactly(y[l] as number);
    const total = subtract(multiply(add(worth, lowOf(cell)), rise), spent);
    spent = add(spent, multiply(steps[l] as DoubleInterval, rise));
    return total;
  });
  // Where the worst cell sees no rise, nothing is left over the gap.
  const c = y[0] === 0 ? 0 : found;
  const z = new Float64Array(y.length);
  for (const [l, total] of totals.entries()) {
    const rest = subtract(total, exactly(c));
    if (y[l] === 0 && rest.lo === 0 && rest.hi === 0) continue;
    const most = multiply(length, exactly(y[l] as number));
    if (!(rest.lo >= 0 && rest.hi <= most.lo)) return null;
    z[l] = Math.min(y[l] as number, Math.max(0, centre(divide(rest, length))));
  }
  return z;
}
