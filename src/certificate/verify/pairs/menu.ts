import { type Enclosure, minus, plus } from "../../../arithmetic/elementary/enclosure.ts";
import { one, type Rational } from "../../../arithmetic/rational.ts";
import { by, fixed, type TypeCell } from "./cells.ts";

/**
 * What one trader faces against a cell of the other, averaged over the types there, and what is true of it for every mechanism with dominant incentives.
 *
 * It is a menu: a nondecreasing X(w) ∈ [0, 1] and a rent u + U(w), u that of the worst type, with U(w′) − U(w) = ∫X. On an own cell [a, b] with mean m write X = ξ + ∫1{w ≥ s} dμ(s) with
 * ξ = X(a+), ξ⁺ = X(b−) and μ ≥ 0 of total δ = ξ⁺ − ξ. With G, M, D, H of {@link TypeCell}, d = b − a, as integrals over μ:
 *
 *     x = E[X | cell] = ξ + ∫G             y = E[wX | cell] = mξ + ∫M
 *     U(b) − U(a) = dξ + ∫(b − s)          b − s = d(G + D)
 *     R = E[U | cell] = U(a) + (m − a)ξ + ∫(M − sG)       M − sG = bG − M + dH
 *
 * so that what holds for each s holds, times δ, of the columns x, y, R, ξ (`start`), ξ⁺ (`end`), U(a) (`from`) and U(b) (`to`). A row says Σ coefficient·column ≤ 0.
 */
export type Column = "x" | "y" | "rent" | "start" | "end" | "from" | "to";

/** A column of own cell `cell`, with its coefficient. */
export interface MenuTerm {
  readonly column: Column;
  readonly cell: number;
  readonly coefficient: Enclosure;
}

/** Rows of one cell, then those between it and the next better one. */
export const rowCount = 21;

const certain = fixed(one);
const against = (a: Enclosure): Enclosure => ({ low: -a.high, high: -a.low });

/** Columns of the next better cell. */
const ofNext = { nextStart: "start", nextFrom: "from" } as const;

/** What a row says, in columns of its cell and of the next better one; null where it is not about such a cell. */
type Row = (here: Measures) => { readonly [Name in Column | keyof typeof ofNext]?: Enclosure } | null;

/** The numbers of a cell; null where it has no limit. */
interface Measures {
  readonly cell: TypeCell;
  readonly mean: Enclosure;
  readonly a: Enclosure;
  readonly b: Enclosure | null;
  /** Distance to the next better cell; null for the best one. */
  readonly gap: Enclosure | null;
}

/** Rows about a cell with a density and two ends. */
const bounded =
  (terms: (m: Measures & { readonly b: Enclosure; readonly d: Enclosure }) => ReturnType<Row>): Row =>
  (here) => {
    const { cell, a, b } = here;
    return cell.atom || b === null ? null : terms({ ...here, b, d: minus(b, a) });
  };

/** Rows about a cell with a density, whether it has a best worth or not. */
const any =
  (terms: Row): Row =>
  (here) =>
    here.cell.atom ? null : terms(here);

/** Rows between a cell and the next better one. */
const between =
  (terms: (gap: Enclosure) => ReturnType<Row>): Row =>
  ({ gap }) =>
    gap && terms(gap);

const low = (enclosure: Enclosure): Enclosure => ({ low: enclosure.low, high: enclosure.low });
const high = (enclosure: Enclosure): Enclosure => ({ low: enclosure.high, high: enclosure.high });
const minusOne = against(certain);

const rows: readonly Row[] = [
  // 0, 1: ξ ≤ x ≤ ξ⁺
  any(() => ({ start: certain, x: minusOne })),
  any(() => ({ x: certain, end: minusOne })),
  // 2 to 5: 0 ≤ y − mx ≤ δ·spread, (b − m)(x − ξ), (m − a)(ξ⁺ − x)
  any(({ mean }) => ({ x: mean, y: minusOne })),
  any(({ cell: { spread }, mean }) => ({ y: certain, x: against(mean), end: against(spread), start: spread })),
  bounded(({ mean, b }) => ({ y: certain, x: against(b), start: minus(b, mean) })),
  any(({ mean, a }) => ({ y: certain, x: against(a), end: minus(a, mean) })),
  // 6, 7: U(b) − U(a) − dx ∈ dδ·lean
  bounded(({ cell: { lean }, d }) => {
    const most = by(d, high(lean));
    return { to: certain, from: minusOne, x: against(d), end: against(most), start: most };
  }),
  bounded(({ cell: { lean }, d }) => {
    const least = by(d, low(lean));
    return { from: certain, to: minusOne, x: d, end: least, start: against(least) };
  }),
  // 8, 9: R − U(a) − bx + y − (2m − a − b)ξ ∈ dδ·tilt
  bounded(({ cell: { tilt }, mean, a, b, d }) => {
    const most = by(d, high(tilt));
    const crooked = minus(plus(mean, mean), plus(a, b));
    return { rent: certain, from: minusOne, x: against(b), y: certain, end: against(most), start: minus(most, crooked) };
  }),
  bounded(({ cell: { tilt }, mean, a, b, d }) => {
    const least = by(d, low(tilt));
    const crooked = minus(plus(mean, mean), plus(a, b));
    return { rent: minusOne, from: certain, x: b, y: minusOne, end: least, start: minus(crooked, least) };
  }),
  // 10, 11: dξ ≤ U(b) − U(a) ≤ dξ⁺
  bounded(({ d }) => ({ start: d, to: minusOne, from: certain })),
  bounded(({ d }) => ({ to: certain, from: minusOne, end: against(d) })),
  // 12: U is convex, so R lies below its chord
  bounded(({ mean, a, b, d }) => ({ rent: d, from: minus(mean, b), to: minus(a, mean) })),
  // 13 to 16: and above its tangents; no type gains by the report of another, U(a) ≥ R + ax − y, U(b) ≥ R + bx − y
  any(({ mean, a }) => ({ from: certain, start: minus(mean, a), rent: minusOne })),
  any(({ a }) => ({ rent: certain, from: minusOne, y: minusOne, x: a })),
  bounded(({ mean, b }) => ({ to: certain, end: minus(mean, b), rent: minusOne })),
  bounded(({ b }) => ({ rent: certain, to: minusOne, y: minusOne, x: b })),
  // 17: R ≤ U(a) + (m − a)ξ⁺
  any(({ mean, a }) => ({ rent: certain, from: minusOne, end: minus(a, mean) })),
  // 18 to 20: over the distance g to the next better cell, X rises and gξ⁺ ≤ U(a′) − U(b) ≤ gξ′
  between(() => ({ end: certain, nextStart: minusOne })),
  between((gap) => ({ end: gap, nextFrom: minusOne, to: certain })),
  between((gap) => ({ nextFrom: certain, to: minusOne, nextStart: against(gap) })),
];

/** The terms of a row of a cell; null where there is none. Cells have a worst worth. */
export function rowTerms(cells: readonly TypeCell[], k: number, row: number): readonly MenuTerm[] | null {
  const cell = cells[k];
  const terms = rows[row];
  if (!cell || !terms) return null;
  const next = cells[k + 1];
  const [a, b] = [fixed(cell.low as Rational), cell.high && fixed(cell.high)];
  const gap = next ? fixed((next.low as Rational).sub(cell.high as Rational)) : null;
  const found = terms({ cell, mean: cell.mean, a, b, gap });
  if (!found) return null;
  return Object.entries(found).flatMap(([name, coefficient]) => {
    const column = ofNext[name as keyof typeof ofNext];
    const at = column ? k + 1 : k;
    return plainTerms(cells[at] as TypeCell, { column: column ?? (name as Column), cell: at, coefficient });
  });
}

/** What stands for a column: an atom has one X, which is x, one rent, and y = mx; the rent of the worst type is what others are counted from. */
export function plainTerms(own: TypeCell, { column, cell, coefficient }: MenuTerm): readonly MenuTerm[] {
  const plain: Column = !own.atom
    ? column
    : ({ x: "x", y: "x", start: "x", end: "x", rent: "rent", from: "rent", to: "rent" } as const)[column];
  if (cell === 0 && (plain === "from" || (own.atom && plain === "rent"))) return [];
  return [{ column: plain, cell, coefficient: own.atom && column === "y" ? by(coefficient, own.mean) : coefficient }];
}

/** What a column can be, whatever the mechanism: trade within [0, 1], worths and rents within what trade is worth. Throws for a cell without a worst worth. */
export function columnBounds(cells: readonly TypeCell[], { column, cell }: Pick<MenuTerm, "column" | "cell">): Enclosure {
  const own = cells[cell] as TypeCell;
  const worst = (cells[0] as TypeCell).low as Rational;
  const [a, origin] = [fixed(own.low as Rational), fixed(worst)];
  const floor: Enclosure = { low: a.low < 0n ? a.low : 0n, high: a.high < 0n ? a.high : 0n };
  switch (column) {
    case "x":
    case "start":
    case "end":
      return { low: 0n, high: certain.high };
    case "y":
      return { low: floor.low, high: minus(own.mean, floor).high };
    case "rent":
      return { low: 0n, high: minus(own.mean, origin).high };
    case "from":
      return { low: 0n, high: minus(a, origin).high };
    case "to":
      return { low: 0n, high: minus(fixed((own.high ?? own.low) as Rational), origin).high };
  }
}
