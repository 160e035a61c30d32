import { integrate, integratePieces } from "../../src/theorems/support/quadrature.ts";

/** ∫_a^b ∫_{low(x)}^{high(x)} f(x, y) dy dx for smooth bounds. */
export function integrateRegion(
  f: (x: number, y: number) => number,
  a: number,
  b: number,
  low: (x: number) => number,
  high: (x: number) => number,
  knots: readonly number[] = [],
): number {
  return integratePieces((x) => integrate((y) => f(x, y), low(x), high(x)), a, b, knots);
}
