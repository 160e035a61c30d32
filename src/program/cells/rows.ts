import { type DoubleInterval, exactly, multiply, negate } from "../../arithmetic/interval.ts";
import type { RelaxedDraft } from "./relaxed-draft.ts";

/** A column and its coefficient in a row. */
export type Term = readonly [column: number, coefficient: DoubleInterval | number];

/** The term with the other sign. */
export const opposite = ([column, c]: Term): Term => [column, typeof c === "number" ? -c : negate(c)];

/** Σ terms ≤ 0. */
export function atMost(out: RelaxedDraft, terms: readonly Term[]): void {
  for (const [column, coefficient] of terms) out.entry(column, coefficient);
  out.row(Number.NEGATIVE_INFINITY, 0);
}

/** Σ terms = 0. */
export function equal(out: RelaxedDraft, terms: readonly Term[]): void {
  for (const [column, coefficient] of terms) out.entry(column, coefficient);
  out.row(0, 0);
}

/** low ≤ Σ terms / (rise·length) ≤ high, with rise = end − start ≥ 0. */
export function within(
  out: RelaxedDraft,
  terms: readonly Term[],
  { lo, hi }: DoubleInterval,
  length: DoubleInterval,
  start: number,
  end: number,
): void {
  if (lo === hi) {
    equal(out, terms);
    return;
  }
  const rise = (share: number) => multiply(exactly(share), length);
  atMost(out, [...terms, [end, negate(rise(hi))], [start, rise(hi)]]);
  atMost(out, [...terms.map(opposite), [end, rise(lo)], [start, negate(rise(lo))]]);
}

/** Σ terms ≤ limit. */
export function rowAtMost(out: RelaxedDraft, terms: readonly Term[], limit: DoubleInterval): void {
  for (const [column, coefficient] of terms) out.entry(column, coefficient);
  out.row(Number.NEGATIVE_INFINITY, limit);
}
