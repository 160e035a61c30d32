import { zero } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import { isInterleaved } from "./trade.ts";
import { twoTypeEfficientSurplus } from "./two-type-surplus.ts";

/** Two types a side in the one interesting order, with first best out of reach. */
export function needsSecondBest(trade: FiniteTrade): boolean {
  return isInterleaved(trade) && twoTypeEfficientSurplus(trade).lt(zero);
}
