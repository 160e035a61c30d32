/**
 * The candidate that was probably meant, or undefined when none is close: what was written begins it, or at most a third of the letters
 * differ (insertions, deletions, substitutions and swaps of neighbours count one each).
 *
 * @example
 * closest("unifrom", ["uniform", "power"]); // "uniform"
 */
export function closest(written: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const begins = written.length >= 3 && candidate.startsWith(written);
    const distance = begins ? 1 : editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.ceil(Math.max(written.length, candidate.length) / 3)) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** ` Did you mean "uniform"?`, or nothing; made to follow a sentence. */
export function didYouMean(written: unknown, candidates: readonly string[]): string {
  const meant = typeof written === "string" ? closest(written, candidates) : undefined;
  return meant === undefined ? "" : ` Did you mean ${JSON.stringify(meant)}?`;
}

/** Optimal string alignment distance, with a guard: texts far longer than any word of the format are not compared. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 10 || a.length > 100) return Number.POSITIVE_INFINITY;
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (back[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min((back[j] as number) + 1, (row[j - 1] as number) + 1, substitute);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (twoBack[j - 2] as number) + 1);
      row.push(cost);
    }
    twoBack = back;
    back = row;
  }
  return back[b.length] as number;
}
