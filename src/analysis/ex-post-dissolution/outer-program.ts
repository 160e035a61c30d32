import { one, type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import type { ExactRow } from "../../exact-lp/program.ts";
import { rationalRow } from "../../exact-lp/rational-row.ts";
import { columnOf, movingProduct, sideOf, type UniformPair } from "./uniform-pair.ts";

/**
 * What every mechanism satisfies: the averages of its transfer over cells lie between the averages of the bounds, and the averages over strips are
 * those of the interim transfers. One column a cell, from {@link columnOf}`.transfers` on, cell (i, j) at i·n + j.
 */
export function outerRows(pair: UniformPair): { readonly columns: number; readonly rows: readonly ExactRow<null>[] } {
  const { knots } = pair;
  const n = knots[0].length - 1;
  const column = (i: number, j: number) => columnOf.transfers + i * n + j;
  const width = (partner: 0 | 1, k: number) => (knots[partner][k + 1] as Rational).sub(knots[partner][k] as Rational);
  const half = ratio(1n, 2n);
  const rows: ExactRow<null>[] = [];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const side = sideOf(pair, i, j);
      const [x, y] = [knots[0][i] as Rational, knots[1][j] as Rational];
      /** The means of v₁ and v₂ where partner 1 buys, and where it sells; each with its share of the cell. */
      const third = (parts: bigint) => width(0, i).mul(ratio(parts, 3n));
      const parts: readonly (readonly [share: Rational, sigma: bigint, v1: Rational, v2: Rational])[] =
        side === "both"
          ? [
              [half, 1n, x.add(third(2n)), y.add(third(1n))],
              [half, 0n, x.add(third(1n)), y.add(third(2n))],
            ]
          : [[one, side === "buys" ? 1n : 0n, x.add(width(0, i).mul(half)), y.add(width(1, j).mul(half))]];
      for (const [sign, pick] of [
        [1n, 2],
        [-1n, 3],
      ] as const) {
        let [perShare, constant] = [zero, zero];
        for (const part of parts) {
          const mean = part[0].mul(part[pick]);
          perShare = perShare.add(mean);
          constant = constant.add(mean.mul(part[1]));
        }
        // t − s·mean ≥ −constant, and −t + s·mean + k ≥ constant.
        rows.push(
          rationalRow(
            new Map([
              [column(i, j), ratio(sign, 1n)],
              [columnOf.share, perShare.mul(-sign)],
              [columnOf.subsidy, sign > 0n ? zero : one],
            ]),
            constant.mul(-sign),
          ),
        );
      }
    }
  const sixth = ratio(1n, 6n);
  for (const partner of [0, 1] as const)
    for (let strip = 0; strip < n; strip++) {
      const [u, v] = [knots[partner][strip] as Rational, knots[partner][strip + 1] as Rational];
      const product = (x: Rational, y: Rational) => movingProduct(pair, partner, x, y);
      // The mean of half the square over the strip, less half of a².
      const mean = product(u, u).add(product(u, v)).add(product(v, v)).mul(sixth).sub(pair.shift.mul(pair.shift).div(2n));
      const sign = partner === 0 ? 1n : -1n;
      const entries = new Map<number, Rational>(
        Array.from({ length: n }, (_, other) => {
          const [i, j] = partner === 0 ? [strip, other] : [other, strip];
          return [column(i, j), width(partner === 0 ? 1 : 0, other)] as const;
        }),
      );
      entries.set(columnOf.constants[partner], ratio(-sign, 1n));
      rows.push(rationalRow(entries, mean.mul(-sign), true));
    }
  return { columns: columnOf.transfers + n * n, rows };
}
