import { firstWhere } from "../../arithmetic/first-where.ts";
/**
 * One side of a trade by its strength: x of a buyer with value x, y of a seller with cost 1 − y, so that both sides read alike and two gain x + y − 1.
 *
 * `at` is increasing in strength, each of which is its distance from the nearer end of [0, 1]: e > 0 stands for the strength e, e ≤ 0 for 1 + e; so types as near
 * to either end as 10^−300 keep all their digits. `tails[k]` is P(strength ≥ at[k]) up to a common factor: nonincreasing, ≥ 0. A ratio of gains does not depend on the factor.
 */
export interface Strengths {
  readonly at: Float64Array;
  readonly tails: Float64Array;
}

/** A buyer and a seller; what holds of one side holds of the other with the roles exchanged. */
export interface Pair {
  readonly buyer: Strengths;
  readonly seller: Strengths;
}

/** x + y − 1 of two encoded strengths, without losing digits near the ends. */
export function gapOf(x: number, y: number): number {
  if (x <= 0 && y <= 0) return 1 + (x + y);
  return x > 0 && y > 0 ? x - (1 - y) : x + y;
}

/** stronger − weaker of two encoded strengths of one side. */
export function stepBetween(weaker: number, stronger: number): number {
  return weaker > 0 && stronger <= 0 ? 1 - weaker + stronger : stronger - weaker;
}

/** Orders encoded strengths. */
export function byStrength(a: number, b: number): number {
  if (a > 0 !== b > 0) return a > 0 ? -1 : 1;
  return a - b;
}

/** The code of a strength in [0, 1]. */
export const encoded = (strength: number): number => (strength > 0.5 ? strength - 1 : strength);

/** Masses that belong to tails: P(strength = at[k]). */
export function massesOf({ tails }: Strengths): Float64Array {
  return tails.map((tail, k) => tail - (tails[k + 1] ?? 0));
}

/** The types that have mass, given the masses of all. */
export function withMass(masses: Float64Array): readonly number[] {
  return Array.from(masses.keys()).filter((k) => (masses[k] as number) > 0);
}

/** E(X − at[k])⁺ for every k: what all who are stronger have beyond the k-th type. */
export function excessOf({ at, tails }: Strengths): Float64Array {
  const excess = new Float64Array(at.length);
  for (let k = at.length - 2; k >= 0; k--)
    excess[k] = (excess[k + 1] as number) + (tails[k + 1] as number) * stepBetween(at[k] as number, at[k + 1] as number);
  return excess;
}

/** Index of the weakest type that gains with a partner of strength y; `at.length` when none does. */
export function firstToGain({ at }: Strengths, y: number): number {
  return firstWhere(at.length, (k) => gapOf(at[k] as number, y) > 0);
}
