/** Largest absolute value in the lists; 0 without entries. */
export function magnitudeOf(...lists: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const list of lists) for (let k = 0; k < list.length; k++) largest = Math.max(largest, Math.abs(list[k] as number));
  return largest;
}
