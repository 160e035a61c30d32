/**
 * The first k < n at which a condition holds that holds at all later ones too; n where it holds at none. O(log n) questions.
 *
 * @example
 * firstWhere(sorted.length, (k) => sorted[k] >= x); // how many entries are below x
 */
export function firstWhere(n: number, holds: (k: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
