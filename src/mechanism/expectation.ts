import { CompensatedSum } from "../arithmetic/sum.ts";

/** Σ masses_k·x_k, compensated. */
export function expectation(masses: ArrayLike<number>, x: ArrayLike<number>): number {
  const sum = new CompensatedSum();
  for (let k = 0; k < masses.length; k++) sum.add((masses[k] as number) * (x[k] as number));
  return sum.value;
}
