/** Numbers in [0, 1) that depend on the seed alone. */
export type Random = () => number;

/**
 * A source of numbers in [0, 1), multiples of 2^−32: those of the seed after the first `skipped` of them.
 *
 * @see The mixing function is that of "splitmix32" (G. Steele, D. Lea, C. Flood 2014, Fast Splittable Pseudorandom Number Generators).
 */
export function randomFrom(seed: number, skipped = 0): Random {
  let state = (seed + Math.imul(skipped, 0x9e3779b9)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal number. */
export function normalFrom(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
