import { rational } from "../../src/arithmetic/rational.ts";
import type { UniformSquare } from "../../src/theorems/support/uniform-square.ts";
import { randomSource } from "./random.ts";

/** The unit square, a shifted and stretched one, and random ones. */
export function uniformSquares(seed: number): readonly UniformSquare[] {
  const random = randomSource(seed);
  const drawn = Array.from({ length: 2 }, () => ({ min: random.rational(-3, 3, 4), width: random.rational(0, 4, 4).add(rational("1/4")) }));
  return [{ min: rational(0), width: rational(1) }, { min: rational(-2), width: rational("5/2") }, ...drawn];
}
