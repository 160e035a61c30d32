/** A limit as a sequence suggests it; nothing is proved. */
export interface Estimate {
  readonly value: number;
  /** How far the estimate moved with the last term of the sequence. */
  readonly uncertainty: number;
}

/** Terms without which nothing is said. */
const fewest = 6;

/**
 * The limit of a sequence whose errors are sums of powers of the cell length, one term each time that the cells are halved, by Wynn's ε-algorithm; null
 * for fewer than six terms.
 *
 * @see P. Wynn (1956), On a device for computing the e_m(S_n) transformation, Mathematical Tables and Other Aids to Computation 10.
 */
export function extrapolated(sequence: readonly number[]): Estimate | null {
  if (sequence.length < fewest) return null;
  const value = limitOf(sequence);
  return { value, uncertainty: Math.abs(value - limitOf(sequence.slice(0, -1))) };
}

/** The last even column of the ε-table. */
function limitOf(sequence: readonly number[]): number {
  let before: readonly number[] = sequence.map(() => 0);
  let now: readonly number[] = sequence;
  let limit = now.at(-1) as number;
  for (let column = 1; now.length > 1; column++) {
    const next: number[] = [];
    for (let k = 0; k + 1 < now.length; k++) {
      const difference = (now[k + 1] as number) - (now[k] as number);
      // The sequence stands still: it is its own limit, as far as rounding tells.
      if (difference === 0) return limit;
      next.push((before[k + 1] as number) + 1 / difference);
    }
    [before, now] = [now, next];
    if (column % 2 === 0) limit = now.at(-1) as number;
  }
  return limit;
}
