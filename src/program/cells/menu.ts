import { add, type DoubleInterval, exactly, multiply, negate, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { worthBounds } from "./bounds.ts";
import type { GroupInCells } from "./question.ts";
import type { RelaxedDraft } from "./relaxed-draft.ts";
import { opposite, type Rows, type RowTerms, rowsOver } from "./rows.ts";

/**
 * What one trader faces in the outer program: columns of trade, worth and rent, and the rows between them.
 *
 * Take any incentive compatible mechanism, and average what one trader faces over the other's types in a cell (dominant incentives: for each cell of the other; Bayesian ones:
 * over all types). What remains is a menu: a nondecreasing X(w) ∈ [0, 1] and a rent U with U(w′) − U(w) = ∫X. On an own cell [a, b] with mean m write X = ξ + ∫1{w ≥ s} dμ(s),
 * where ξ = X(a+), ξ⁺ = X(b−) and μ ≥ 0 has total δ = ξ⁺ − ξ; let G(s) = P(w ≥ s | cell), M(s) = E[w·1{w ≥ s} | cell]. Then, as integrals over μ,
 *
 *     x = E[X | cell]    = ξ + ∫G           y = E[wX | cell] = mξ + ∫M
 *     U(b) − U(a)        = (b − a)ξ + ∫(b − s)
 *     R = E[U | cell]    = U(a) + (m − a)ξ + ∫E(w − s)⁺,   E(w − s)⁺ = M − sG,
 *
 * so that a relation that holds for each s holds, times δ, of the columns:
 *
 * - *knots*: ξ ≤ x ≤ ξ⁺.
 * - *spread*: 0 ≤ M − mG = E[(w − m)1{w ≥ s}] ≤ E(w − m)⁺ (it is largest at s = m), so 0 ≤ y − mx ≤ δ·spread; M − mG ≤ (b − m)G gives y − mx ≤ (b − m)(x − ξ), and
 *   M − mG = E[(m − w)1{w < s}] ≤ (m − a)(1 − G) gives y − mx ≤ (m − a)(ξ⁺ − x).
 * - *steps*: b − s = (b − a)(G + D), D(s) = P(w < s | cell) − (s − a)/(b − a): U(b) − U(a) − (b − a)x ∈ δ(b − a)·lean; and always (b − a)ξ ≤ U(b) − U(a) ≤ (b − a)ξ⁺.
 * - *rents*: E(w − s)⁺ = bG − M + H, H(s) = 2M − (s + b)G: R − U(a) − bx + y − (2m − a − b)ξ ∈ δ(b − a)·tilt. Moreover no type gains by the report of another: U(b) ≥ R + bx − y,
 *   U(a) ≥ R + ax − y; and U is convex: R ≥ U(a) + (m − a)ξ, R ≥ U(b) − (b − m)ξ⁺, R is at most the chord of U at m.
 * - An atom has a = b: y = mx, R = U. Over a gap of length g the rent rises by between gξ⁺ (before it) and gξ (after it). Where worths have no upper limit, ξ⁺ ≤ 1, and the
 *   relations with b are left out; U(a) + (m − a)ξ ≤ R ≤ U(a) + (m − a)ξ⁺. Where they have no lower one, R takes the part of U(a): every rent is at least 0 iff R ≥ 0 is needed.
 */
export interface CellMenu {
  /** Mean payment is y − R. */
  readonly y: readonly number[];
  readonly rent: readonly number[];
  /** Column of the rent of the worst type, or, where there is none, of the worst cell. */
  readonly worst: number;
  readonly knots: readonly (readonly [start: number, end: number])[];
  /** Columns of the rents at both ends of each cell; where an end is infinite they mean nothing. */
  readonly rents: readonly (readonly [from: number, to: number])[];
}

/** Columns and rows of what one trader faces, averaged over other types. */
export function menuOf(
  out: RelaxedDraft,
  { name, cells }: Pick<GroupInCells, "name" | "cells">,
  x: readonly number[],
  bound: number,
  against: string,
): CellMenu {
  const count = cells.length;
  const label = (k: number) => `cell ${k}${against}`;
  const y = cells.map((cell, k) => out.columns(`worth of ${name}`, 1, worthBounds(cell), () => label(k)));
  const rent = out.columns(`mean rent of ${name}`, count, [-bound, bound], label);
  const touches = (k: number) => k > 0 && !(cells[k] as TraderCell).gap;
  const isAtom = (k: number) => (cells[k] as TraderCell | undefined)?.atom === true;
  // Neighbouring cells with densities share the knot between them; an atom's own X is all there is of it.
  const knots: [number, number][] = [];
  const rents: [number, number][] = [];
  for (let k = 0; k < count; k++) {
    const shared = touches(k) && !isAtom(k) && !isAtom(k - 1);
    const own = (which: string) => out.columns(`X of ${name}`, 1, [0, 1], () => `${which} of ${label(k)}`);
    const start = isAtom(k) ? (x[k] as number) : shared ? (knots[k - 1] as [number, number])[1] : own("start");
    knots.push([start, isAtom(k) ? (x[k] as number) : own("end")]);
    const knotRent = (which: string) => out.columns(`rent of ${name}`, 1, [-bound, bound], () => `${which} of ${label(k)}`);
    const from = touches(k) ? (rents[k - 1] as [number, number])[1] : knotRent("start");
    rents.push([from, isAtom(k) ? from : knotRent("end")]);
  }
  out.family(`${name}: knots`, label);
  for (let k = 0; k < count; k++) {
    const [start, end] = knots[k] as [number, number];
    if (!isAtom(k)) {
      const row = rowsOver(out, { x: x[k] as number, start, end });
      row.atMost({ start: 1, x: -1 });
      row.atMost({ x: 1, end: -1 });
    }
    if (k === 0) continue;
    const before = (knots[k - 1] as [number, number])[1];
    const row = rowsOver(out, { before, start, from: (rents[k] as [number, number])[0], last: (rents[k - 1] as [number, number])[1] });
    if (before !== start) row.atMost({ before: 1, start: -1 });
    if (touches(k)) continue;
    const length = subtract((cells[k] as TraderCell).low, (cells[k - 1] as TraderCell).high);
    row.atMost({ from: -1, last: 1, before: length });
    row.atMost({ from: 1, last: -1, start: negate(length) });
  }
  out.family(`${name}: spread and rents`, label);
  cells.forEach((cell, k) => {
    const columns = { x: x[k] as number, y: y[k] as number, rent: rent + k };
    const [start, end] = knots[k] as [number, number];
    const [from, to] = rents[k] as [number, number];
    cellRows(out, cell, { ...columns, start, end, from, to });
  });
  const bottomless = !Number.isFinite((cells[0] as TraderCell).low.lo);
  return { y, rent: cells.map((_, k) => rent + k), worst: bottomless ? rent : (rents[0] as [number, number])[0], knots, rents };
}

interface CellColumns {
  readonly x: number;
  readonly y: number;
  readonly rent: number;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** The relations of {@link CellMenu} in one cell. */
function cellRows(out: RelaxedDraft, cell: TraderCell, columns: CellColumns): void {
  const { low, high, mean, spread, lean, tilt, atom, flat } = cell;
  const row = rowsOver(out, columns);
  if (atom) {
    row.equal({ y: 1, x: negate(mean) });
    row.equal({ rent: 1, from: -1 });
    return;
  }
  const [bounded, topped] = [Number.isFinite(low.lo), Number.isFinite(high.hi)];
  const [below, beyond] = [subtract(mean, low), subtract(high, mean)];
  row.atMost({ x: mean, y: -1 });
  if (Number.isFinite(spread)) row.atMost({ y: 1, x: negate(mean), end: -spread, start: spread });
  // y − mx ≤ (b − m)(x − ξ) is y ≤ bx − (b − m)ξ; the other likewise.
  if (topped) row.atMost({ y: 1, x: negate(high), start: beyond });
  if (bounded) row.atMost({ y: 1, x: negate(low), end: negate(below) });
  if (bounded && topped) {
    const length = subtract(high, low);
    const byLength = (share: number) => multiply(exactly(share), length);
    const rent = { rent: 1, from: -1, x: negate(high), y: 1 };
    within(row, { to: 1, from: -1, x: negate(length) }, lean, byLength);
    if (flat) {
      within(row, rent, tilt, byLength);
      return;
    }
    // The term of ξ joins that of the rise.
    const crooked = subtract(multiply(exactly(2), mean), add(low, high));
    row.atMost({ ...rent, end: negate(byLength(tilt.hi)), start: subtract(byLength(tilt.hi), crooked) });
    row.atMost({ ...opposite(rent), end: byLength(tilt.lo), start: subtract(crooked, byLength(tilt.lo)) });
    row.atMost({ start: length, to: -1, from: 1 });
    row.atMost({ to: 1, from: -1, end: negate(length) });
    // The chord of U at the mean, times the length.
    row.atMost({ rent: length, from: negate(beyond), to: negate(below) });
  }
  if (bounded) {
    row.atMost({ from: 1, start: below, rent: -1 });
    row.atMost({ rent: 1, from: -1, y: -1, x: low });
    if (!topped) row.atMost({ rent: 1, from: -1, end: negate(below) });
  }
  if (topped) {
    row.atMost({ to: 1, end: negate(beyond), rent: -1 });
    row.atMost({ rent: 1, to: -1, y: -1, x: high });
  }
}

/** low ≤ Σ terms / (rise·length) ≤ high, with rise = end − start ≥ 0. */
function within(
  row: Rows<keyof CellColumns>,
  terms: RowTerms<keyof CellColumns>,
  { lo, hi }: DoubleInterval,
  byLength: (share: number) => DoubleInterval,
): void {
  if (lo === hi) {
    row.equal(terms);
    return;
  }
  row.atMost({ ...terms, end: negate(byLength(hi)), start: byLength(hi) });
  row.atMost({ ...opposite(terms), end: byLength(lo), start: negate(byLength(lo)) });
}
