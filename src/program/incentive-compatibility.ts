import type { Draft } from "./draft.ts";

/**
 * The types of one side in order of increasing rent (values upwards, costs downwards), in one program: interim (bayesian) or at one report
 * of the other side (dominant). `length` ≥ 1; type k's rent and probability of trade are columns, `gap(k)` > 0 is by how much type k+1 gains
 * more from a trade than type k.
 *
 * With linear utility, type l that reports k gets rent(k) + (l's gain per trade − k's)·allocation(k). Truth is best for all pairs iff it is
 * for neighbours in both directions: adding up neighbours' inequalities gives all others, since they also make the allocation increasing.
 */
export interface Chain {
  readonly length: number;
  rent(k: number): number;
  allocation(k: number): number;
  gap(k: number): number;
}

/** What a person calls rows of chains: `label(k)` is type k, `where` the report of the other side (empty for interim). */
export interface ChainNames {
  readonly side: "buyer" | "seller";
  label(k: number): string;
  readonly where: string;
}

/** Rows per chain that {@link twoSidedIncentives} and {@link tightIncentives} write: 2·(length − 1). */
export function chainRows(length: number): number {
  return 2 * (length - 1);
}

/** Type k+1 does not gain by reporting k, nor k by reporting k+1: gap·allocation(k) ≤ rent(k+1) − rent(k) ≤ gap·allocation(k+1). */
export function twoSidedIncentives(draft: Draft, chain: Chain): void {
  for (let k = 0; k + 1 < chain.length; k++) {
    rentStep(draft, chain, k, k);
    draft.row(0, Number.POSITIVE_INFINITY);
    rentStep(draft, chain, k, k + 1);
    draft.row(Number.NEGATIVE_INFINITY, 0);
  }
}

/** rent(k+1) − rent(k) − gap·allocation(which). */
function rentStep(draft: Draft, chain: Chain, k: number, which: number): void {
  draft.entry(chain.rent(k + 1), 1);
  draft.entry(chain.rent(k), -1);
  draft.entry(chain.allocation(which), -chain.gap(k));
}

/** `IC buyer 0.35→0.3`: the row that keeps the first type from reporting the second; row k of a chain's {@link twoSidedIncentives}. */
export function incentiveName(names: ChainNames, k: number): string {
  const lower = names.label(k >> 1);
  const upper = names.label((k >> 1) + 1);
  return `IC ${names.side} ${k % 2 === 0 ? `${upper}→${lower}` : `${lower}→${upper}`}${names.where}`;
}
