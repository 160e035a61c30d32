/** The different ones of some numbers in increasing order, and how often each occurs. */
export function counted(numbers: ArrayLike<number>): { readonly values: Float64Array; readonly counts: readonly number[] } {
  const values: number[] = [];
  const counts: number[] = [];
  for (const x of Float64Array.from(numbers).sort()) {
    if (values.at(-1) === x) counts[counts.length - 1] = (counts.at(-1) as number) + 1;
    else {
      values.push(x);
      counts.push(1);
    }
  }
  return { values: Float64Array.from(values), counts };
}
