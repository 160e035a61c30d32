import type { Draft } from "../draft.ts";

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
  /** What one unit of the column rent(k) is worth, see Trade. */
  rentScale(k: number): number;
  allocation(k: number): number;
  gap(k: number): number;
}

/** What a person calls rows of chains: `label(k)` is the k-th type of the chain, `where` the report of the other side (empty for interim). */
export interface ChainNames {
  readonly side: "buyer" | "seller";
  label(k: number): string | undefined;
  readonly where: string;
}

/** Rows that {@link twoSidedIncentives}, or {@link tightIncentives}, writes per chain. */
export function incentiveRows(length: number): number {
  return 2 * (length - 1);
}

/**
 * Type k+1 does not gain by reporting k, nor k by reporting k+1: gap·allocation(k) ≤ rent(k+1) − rent(k) ≤ gap·allocation(k+1).
 * Without loss in every cell.
 */
export function twoSidedIncentives(draft: Draft, chain: Chain): void {
  for (let k = 0; k + 1 < chain.length; k++) {
    rentStep(draft, chain, k, k);
    draft.row(0, Number.POSITIVE_INFINITY);
    rentStep(draft, chain, k, k + 1);
    draft.row(Number.NEGATIVE_INFINITY, 0);
  }
}

/**
 * Rents as low as the allocation allows, rent(k+1) = rent(k) + gap·allocation(k), with the allocation increasing.
 * A restriction: only where no one gains from higher rents (see `dominant-rents`).
 */
export function tightIncentives(draft: Draft, chain: Chain): void {
  for (let k = 0; k + 1 < chain.length; k++) {
    rentStep(draft, chain, k, k);
    draft.row(0, 0);
    monotoneStep(draft, chain, k);
  }
}

/** allocation(k) ≤ allocation(k+1) for all k: length − 1 rows. */
export function monotoneAllocation(draft: Draft, chain: Pick<Chain, "length" | "allocation">): void {
  for (let k = 0; k + 1 < chain.length; k++) monotoneStep(draft, chain, k);
}

function monotoneStep(draft: Draft, chain: Pick<Chain, "allocation">, k: number): void {
  draft.entry(chain.allocation(k + 1), 1);
  draft.entry(chain.allocation(k), -1);
  draft.row(0, Number.POSITIVE_INFINITY);
}

/** rent(k+1) − rent(k) − gap·allocation(which). */
function rentStep(draft: Draft, chain: Chain, k: number, which: number): void {
  draft.entry(chain.rent(k + 1), chain.rentScale(k + 1));
  draft.entry(chain.rent(k), -chain.rentScale(k));
  draft.entry(chain.allocation(which), -chain.gap(k));
}

/** `IC buyer 0.35→0.3 | seller 0.2`: what the row of {@link twoSidedIncentives} keeps from happening. */
export function incentiveName(names: ChainNames, row: number): string {
  const lower = names.label(row >> 1);
  const upper = names.label((row >> 1) + 1);
  return `IC ${names.side} ${row % 2 === 0 ? `${upper}→${lower}` : `${lower}→${upper}`}${names.where}`;
}

/** The row of {@link tightIncentives}: the tight rent, then the order of the allocation. */
export function tightName(names: ChainNames, row: number): string {
  if (row % 2 === 0) return incentiveName(names, row);
  return monotoneName(names, row >> 1);
}

/** The row of {@link monotoneAllocation}. */
export function monotoneName(names: ChainNames, row: number): string {
  return `monotone ${names.side} ${names.label(row)}≤${names.label(row + 1)}${names.where}`;
}
