import { primes } from "./modular-lu.ts";

/**
 * Takes rows one after the other as long as they are linearly independent (modulo a prime) of those taken before, and says in which columns
 * the square matrix of the rows taken is regular. Rows are lists of (column, value); `columns` is their number.
 */
export function independentRows(
  rows: readonly (readonly (readonly [column: number, value: bigint])[])[],
  columns: number,
): { readonly rows: readonly number[]; readonly columns: readonly number[] } {
  const prime = primes[0] as number;
  const big = BigInt(prime);
  /** For each pivot column, a row that is 1 there and 0 in earlier pivot columns. */
  const reduced = new Map<number, Map<number, number>>();
  const taken: number[] = [];
  rows.forEach((entries, index) => {
    if (taken.length === columns) return;
    const row = new Map<number, number>();
    for (const [column, value] of entries) {
      const residue = Number(((value % big) + big) % big);
      if (residue !== 0) row.set(column, residue);
    }
    // Clear the pivot columns; clearing one may fill another, never one that was cleared with a row reduced against it.
    for (let pending = [...row.keys()]; pending.length > 0; ) {
      const column = pending.pop() as number;
      const value = row.get(column);
      const pivot = reduced.get(column);
      if (value === undefined || pivot === undefined) continue;
      for (const [j, entry] of pivot) {
        const next = ((row.get(j) ?? 0) + (prime - value) * entry) % prime;
        if (next === 0) row.delete(j);
        else {
          if (!row.has(j) && reduced.has(j)) pending.push(j);
          row.set(j, next);
        }
      }
    }
    const first = row.entries().next().value;
    if (!first) return;
    const [column, value] = first;
    const inverse = power(value, prime - 2, prime);
    for (const [j, entry] of row) row.set(j, (entry * inverse) % prime);
    // Earlier rows lose this column, so that clearing a row never revisits one.
    for (const other of reduced.values()) {
      const factor = other.get(column);
      if (factor === undefined) continue;
      for (const [j, entry] of row) {
        const next = ((other.get(j) ?? 0) + (prime - factor) * entry) % prime;
        if (next === 0) other.delete(j);
        else other.set(j, next);
      }
    }
    reduced.set(column, row);
    taken.push(index);
  });
  return { rows: taken, columns: [...reduced.keys()] };
}

function power(base: number, exponent: number, prime: number): number {
  let result = 1;
  for (let [factor, left] = [base, exponent]; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * factor) % prime;
    factor = (factor * factor) % prime;
  }
  return result;
}
