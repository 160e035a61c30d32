import { one, type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import type { ExactRow } from "../../exact-lp/program.ts";
import { rationalRow } from "../../exact-lp/rational-row.ts";
import { columnOf, movingProduct, sideOf, type UniformPair } from "./uniform-pair.ts";

/** Columns of a cell: nine Bernstein coefficients off the diagonal; on it the values at the corners of the half below, then of the half above. */
const perCell = 9;

/** Bernstein coefficients of degree 4 from those of degree 2. */
const elevation: readonly (readonly Rational[])[] = [
  [one, zero, zero],
  [ratio(1n, 2n), ratio(1n, 2n), zero],
  [ratio(1n, 6n), ratio(2n, 3n), ratio(1n, 6n)],
  [zero, ratio(1n, 2n), ratio(1n, 2n)],
  [zero, zero, one],
];

/** Corners (v₁, v₂) of the two halves of a diagonal cell, in units of its width; partner 1 buys in the first. */
const halves = [
  [
    [0, 0],
    [1, 0],
    [1, 1],
  ],
  [
    [0, 0],
    [0, 1],
    [1, 1],
  ],
] as const;

/** The column of the transfer's coefficient `c` in cell (i, j) of n × n: `3p + q` off the diagonal, `3·half + corner` on it. */
export function innerColumn(n: number, i: number, j: number, c: number): number {
  return columnOf.transfers + perCell * (i * n + j) + c;
}

/**
 * Mechanisms of one shape: the transfer is biquadratic on each cell off the diagonal and linear on each half of a cell on it. Then the interim transfer
 * is quadratic on each strip, as it must be, and three equations a strip make it right for every type. The bounds are kept by all Bernstein
 * coefficients of degree (4, 4), and by the corners of halves: enough for every pair of types.
 */
export function innerRows(pair: UniformPair): { readonly columns: number; readonly rows: readonly ExactRow<null>[] } {
  const { knots } = pair;
  const n = knots[0].length - 1;
  const width = (partner: 0 | 1, k: number) => (knots[partner][k + 1] as Rational).sub(knots[partner][k] as Rational);
  const rows: ExactRow<null>[] = [];
  /** σ·v₁ ≤ t ≤ σ·v₂ + k for one linear form t of the columns, with σ = s − 1 or s. */
  const bounds = (form: ReadonlyMap<number, Rational>, buys: boolean, v1: Rational, v2: Rational) => {
    const less = buys ? one : zero;
    rows.push(rationalRow(new Map([...form, [columnOf.share, v1.neg()]]), v1.mul(less).neg()));
    const negative = [...form].map(([column, value]) => [column, value.neg()] as const);
    rows.push(rationalRow(new Map([...negative, [columnOf.share, v2], [columnOf.subsidy, one]]), v2.mul(less)));
  };
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const side = sideOf(pair, i, j);
      const [x, y] = [knots[0][i] as Rational, knots[1][j] as Rational];
      if (side === "both") {
        halves.forEach((corners, half) => {
          corners.forEach(([dx, dy], corner) => {
            const form = new Map([[innerColumn(n, i, j, 3 * half + corner), one]]);
            bounds(form, half === 0, x.add(width(0, i).mul(dx)), y.add(width(1, j).mul(dy)));
          });
        });
        continue;
      }
      elevation.forEach((across, p) => {
        elevation.forEach((along, q) => {
          const form = new Map<number, Rational>();
          across.forEach((a, c) => {
            along.forEach((b, d) => {
              const value = a.mul(b);
              if (!value.equals(zero)) form.set(innerColumn(n, i, j, 3 * c + d), value);
            });
          });
          const step = (whole: Rational, k: number) => whole.mul(ratio(BigInt(k), 4n));
          bounds(form, side === "buys", x.add(step(width(0, i), p)), y.add(step(width(1, j), q)));
        });
      });
    }

  for (const partner of [0, 1] as const)
    for (let strip = 0; strip < n; strip++) {
      const [u, v] = [knots[partner][strip] as Rational, knots[partner][strip + 1] as Rational];
      const sign = ratio(partner === 0 ? 1n : -1n, 1n);
      const squares = [
        [u, u],
        [u, v],
        [v, v],
      ] as const;
      squares.forEach(([from, to], degree) => {
        // The coefficient of this degree of ∫ t over the other partner's values.
        const form = new Map<number, Rational>();
        for (let other = 0; other < n; other++) {
          const [i, j] = partner === 0 ? [strip, other] : [other, strip];
          const across = width(partner === 0 ? 1 : 0, other);
          const [half, third] = [across.div(2n), across.div(3n)];
          const set = (c: number, value: Rational) => form.set(innerColumn(n, i, j, c), value);
          if (sideOf(pair, i, j) !== "both") {
            for (let c = 0; c < 3; c++) set(partner === 0 ? 3 * degree + c : 3 * c + degree, third);
          } else {
            // The half that the strip leaves as v grows is open at its start, the other at its end.
            const [closing, opening] = partner === 0 ? [3, 0] : [0, 3];
            if (degree === 0) for (const c of [0, 1]) set(closing + c, half);
            if (degree === 1) {
              set(opening, half);
              set(closing + 2, half);
            }
            if (degree === 2) for (const c of [1, 2]) set(opening + c, half);
          }
        }
        form.set(columnOf.constants[partner], sign.neg());
        const moved = movingProduct(pair, partner, from, to).sub(pair.shift.mul(pair.shift)).div(2n);
        rows.push(rationalRow(form, moved.mul(sign).neg(), true));
      });
    }
  return { columns: columnOf.transfers + perCell * n * n, rows };
}
