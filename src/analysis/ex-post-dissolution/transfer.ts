import { type ExactVector, entryOf } from "../../arithmetic/exact-vector.ts";
import { toNumber } from "../../arithmetic/rational.ts";
import { innerColumn } from "./inner-program.ts";
import { sideOf, type UniformPair } from "./uniform-pair.ts";

/** The transfer to partner 1, at values v₁ and v₂ in the supports, that a point of the inner program stands for. */
export function transferOf(pair: UniformPair, point: ExactVector): (v1: number, v2: number) => number {
  const knots = pair.knots.map((own) => own.map(toNumber)) as [number[], number[]];
  const n = knots[0].length - 1;
  const values = Array.from(point.numerators, (_, k) => toNumber(entryOf(point, k)));
  const cellOf = (own: readonly number[], v: number) => {
    let k = 0;
    while (k < n - 1 && v >= (own[k + 1] as number)) k++;
    return { k, at: (v - (own[k] as number)) / ((own[k + 1] as number) - (own[k] as number)) };
  };
  const bernstein = (x: number) => [(1 - x) ** 2, 2 * x * (1 - x), x ** 2];
  return (v1, v2) => {
    const [{ k: i, at: x }, { k: j, at: y }] = [cellOf(knots[0], v1), cellOf(knots[1], v2)];
    const coefficient = (c: number) => values[innerColumn(n, i, j, c)] as number;
    if (sideOf(pair, i, j) !== "both") {
      const along = bernstein(y);
      return bernstein(x).reduce((sum, a, p) => along.reduce((inner, b, q) => inner + a * b * coefficient(3 * p + q), sum), 0);
    }
    const [half, far, near] = x > y ? [0, x, y] : [3, y, x];
    return (1 - far) * coefficient(half) + (far - near) * coefficient(half + 1) + near * coefficient(half + 2);
  };
}
