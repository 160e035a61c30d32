import { ranked } from "../../type-space/sides.ts";
import type { Draft } from "../draft.ts";
import { type ProgramSide, stepOf } from "./trade.ts";

/**
 * The types of one side in order of increasing rent (values upwards, costs downwards), in one program: interim (bayesian) or at one report
 * of the other side (dominant). Type k's rent and probability of trade are columns.
 *
 * With linear utility, type l that reports k gets rent(k) + (l's gain per trade − k's)·allocation(k). Truth is best for all pairs iff it is
 * for neighbours in both directions: adding up neighbours' inequalities gives all others, since they also make the allocation increasing.
 */
export interface Chain {
  rent(k: number): number;
  allocation(k: number): number;
}

/** Writes rows of a chain. */
export type WriteChain = (draft: Draft, side: ProgramSide, chain: Chain) => void;

/** What a person calls row `row` of a chain, at the report `where` of the other side (empty for interim). */
export type NameOfRow = (side: ProgramSide, row: number, where: string) => string;

/** Rows that {@link twoSidedIncentives}, or {@link tightIncentives}, writes per chain. */
export function incentiveRows({ types }: ProgramSide): number {
  return 2 * (types.length - 1);
}

/**
 * The type of the next rank does not gain by reporting this one's, nor the reverse: with k below l, gap·allocation(k) ≤ rent(l) − rent(k) ≤ gap·allocation(l).
 * Without loss in every cell.
 */
export function twoSidedIncentives(draft: Draft, side: ProgramSide, chain: Chain): void {
  for (let rank = 0; rank + 1 < side.types.length; rank++) {
    rentStep(draft, side, chain, rank, rank);
    draft.row(0, Number.POSITIVE_INFINITY);
    rentStep(draft, side, chain, rank, rank + 1);
    draft.row(Number.NEGATIVE_INFINITY, 0);
  }
}

/**
 * Rents as low as the allocation allows, rent(l) = rent(k) + gap·allocation(k), with the allocation increasing.
 * A restriction: only where no one gains from higher rents (see `dominant-rents`).
 */
export function tightIncentives(draft: Draft, side: ProgramSide, chain: Chain): void {
  for (let rank = 0; rank + 1 < side.types.length; rank++) {
    rentStep(draft, side, chain, rank, rank);
    draft.row(0, 0);
    monotoneStep(draft, side, chain, rank);
  }
}

/** allocation(k) ≤ allocation(l) for all neighbours: one row fewer than types. */
export function monotoneAllocation(draft: Draft, side: ProgramSide, chain: Pick<Chain, "allocation">): void {
  for (let rank = 0; rank + 1 < side.types.length; rank++) monotoneStep(draft, side, chain, rank);
}

function monotoneStep(draft: Draft, side: ProgramSide, chain: Pick<Chain, "allocation">, rank: number): void {
  draft.entry(chain.allocation(ranked(side, rank + 1)), 1);
  draft.entry(chain.allocation(ranked(side, rank)), -1);
  draft.row(0, Number.POSITIVE_INFINITY);
}

/** rent(l) − rent(k) − gap·allocation(which), l being of the rank after that of k. */
function rentStep(draft: Draft, side: ProgramSide, chain: Chain, rank: number, which: number): void {
  const [k, l] = [ranked(side, rank), ranked(side, rank + 1)];
  draft.entry(chain.rent(l), side.rentScale[l] as number);
  draft.entry(chain.rent(k), -(side.rentScale[k] as number));
  draft.entry(chain.allocation(ranked(side, which)), -stepOf(side, rank));
}

/** `IC buyer 0.35→0.3 | seller 0.2`: what the row of {@link twoSidedIncentives} keeps from happening. */
export function incentiveName(side: ProgramSide, row: number, where: string): string {
  const [lower, upper] = [row >> 1, (row >> 1) + 1].map((rank) => side.labels[ranked(side, rank)]);
  return `IC ${side.name} ${row % 2 === 0 ? `${upper}→${lower}` : `${lower}→${upper}`}${where}`;
}

/** The row of {@link tightIncentives}: the tight rent, then the order of the allocation. */
export function tightName(side: ProgramSide, row: number, where: string): string {
  return row % 2 === 0 ? incentiveName(side, row, where) : monotoneName(side, row >> 1, where);
}

/** The row of {@link monotoneAllocation}. */
export function monotoneName(side: ProgramSide, row: number, where: string): string {
  return `monotone ${side.name} ${side.labels[ranked(side, row)]}≤${side.labels[ranked(side, row + 1)]}${where}`;
}
