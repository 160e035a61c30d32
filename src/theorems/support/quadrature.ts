import { CompensatedSum } from "../../arithmetic/sum.ts";

/** Beyond this transformed abscissa the distance to the end underflows. */
const farthest = 6;

/** Nodes are added, halving their spacing, until the last halving changed the sum by less than this share of ∫|f|; each halving about doubles the digits. */
const settled = 1e-10;

/** Spacings run from 1/8 to 1/256. */
const mostHalvings = 5;

/**
 * ∫_a^b f by the double-exponential rule, about 1e-13 of ∫|f|; integrable singularities at the ends do no harm (f is never called there).
 *
 * f must be analytic inside; cut the interval where it has a kink, see {@link integratePieces}. Returns 0 when b ≤ a.
 *
 * @example
 * integrate((x) => Math.sqrt(x), 0, 1); // 2/3
 * @see H. Takahasi, M. Mori (1974), Double Exponential Formulas for Numerical Integration, Publ. RIMS 9.
 */
export function integrate(f: (x: number) => number, a: number, b: number): number {
  if (!(b > a)) return 0;
  const half = (b - a) / 2;
  const sum = new CompensatedSum();
  let magnitude = 0;
  const add = (term: number): void => {
    sum.add(term);
    magnitude += Math.abs(term);
  };
  // Terms at first, first + stride, …, out to where they no longer count; t is the transformed abscissa.
  const addNodes = (first: number, stride: number): void => {
    for (const side of [-1, 1] as const) {
      let negligible = 0;
      for (let t = first; t <= farthest && negligible < 3; t += stride) {
        const u = (Math.PI / 2) * Math.sinh(t);
        // Distance to the near end, 1 − tanh u, without cancellation.
        const near = (half * 2) / (1 + Math.exp(2 * u));
        const x = side < 0 ? a + near : b - near;
        if (x <= a || x >= b) break;
        const term = (((Math.PI / 2) * Math.cosh(t)) / Math.cosh(u) ** 2) * f(x);
        add(term);
        negligible = Math.abs(term) <= 1e-19 * magnitude ? negligible + 1 : 0;
      }
    }
  };
  let step = 1 / 8;
  add((Math.PI / 2) * f(a + half));
  addNodes(step, step);
  for (let halving = 0; halving < mostHalvings; halving++) {
    const before = sum.value * step;
    addNodes(step / 2, step);
    step /= 2;
    if (Math.abs(sum.value * step - before) <= settled * magnitude * step) break;
  }
  return sum.value * step * half;
}

/** ∫ f over [first knot, last knot], cut at every knot in between; knots in any order, those outside [from, to] are dropped. */
export function integratePieces(f: (x: number) => number, from: number, to: number, knots: readonly number[]): number {
  const cuts = [from, ...knots.filter((knot) => knot > from && knot < to).sort((x, y) => x - y), to];
  const sum = new CompensatedSum();
  for (let k = 1; k < cuts.length; k++) sum.add(integrate(f, cuts[k - 1] as number, cuts[k] as number));
  return sum.value;
}
