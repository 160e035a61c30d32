/** Consecutive columns or rows of one kind, e.g. all trade probabilities. */
export interface Family {
  readonly name: string;
  /** Index of the first. */
  readonly start: number;
  readonly count: number;
  /** What a person calls the k-th of the family, 0 ≤ k < count. */
  describe(k: number): string;
}

/** Consecutive rows of one kind, of which some may have been left out. */
export interface RowFamily extends Family {
  /** Which row of its kind, counting those left out, the k-th is. */
  key(k: number): number;
}

/** What a person calls the column or row `index`. Families are in order of `start` and leave no gap. */
export function nameIn(families: readonly Family[], index: number): string {
  const family = families.find(({ start, count }) => index >= start && index < start + count);
  if (!family) throw new RangeError(`there is no column or row ${index}`);
  return family.describe(index - family.start);
}
