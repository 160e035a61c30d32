import type { Rational } from "../../../arithmetic/rational.ts";
import type { EnclosedCells } from "../../../type-space/enclosed-cells.ts";
import type { Quantities } from "../../divisible/lagrangian.ts";

/** A group of identical traders whose law is enclosed cell by cell, with the exact weight of its rents. */
export interface ProvedGroup {
  readonly buyer: boolean;
  readonly count: number;
  readonly weight: Rational;
  readonly cells: EnclosedCells;
}

/**
 * Who trades: per group and cell (best types first) what holding a good ranks. A buyer's cell trades with the sellers' cells of strictly lower rank; in a market goods
 * go to the highest ranks, cells of a group with equal rank share by lottery, ties between groups go to sellers first, then to the earlier group.
 * Ranks of buyers never rise, those of sellers never fall along the cells.
 */
export type Ranks = readonly Float64Array[];

/** What a cell-constant mechanism does: who trades, or, of a divisible good, who trades how much (worths best first as well, −∞ where nothing is traded). */
export type CellRule = Ranks | Quantities;

/** The shift of the first seller, from which all are measured: as many goods are sold as bought, so a common shift changes nothing. */
export function referenceOf(groups: readonly ProvedGroup[]): Rational {
  const seller = groups.find(({ buyer }) => !buyer) as ProvedGroup;
  return seller.cells.exactShift;
}
