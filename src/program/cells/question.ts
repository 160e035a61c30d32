import type { DoubleInterval } from "../../arithmetic/interval.ts";
import type { Stage } from "../../problem/words.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";

/** A trader in the programs on cells: its cells from the worst to the best worth, the weight of its rent, and by how much that exceeds the weight of the broker's profit. */
export interface CellTrader {
  readonly name: "buyer" | "seller";
  readonly cells: readonly TraderCell[];
  readonly weight: DoubleInterval;
  readonly excess: DoubleInterval;
}

/**
 * Bilateral trade on two laws, cut into cells, with a budget in every state: what the programs on cells are written from. Money and worths are in units of
 * the program, and both traders are alike: a seller's worth is its cost negated, its payment what it receives negated.
 */
export interface CellQuestion {
  readonly traders: readonly [buyer: CellTrader, seller: CellTrader];
  readonly incentives: "interim" | "ex-post";
  readonly participation: Stage | "never";
  /** Payments in equal payments out and the required profit in every state; else they cover them. */
  readonly balances: boolean;
  readonly requiredProfit: DoubleInterval;
  /** Weight of the broker's profit. */
  readonly broker: DoubleInterval;
}

/** The question without hollow cells, which no mechanism needs to speak of. */
export function withTypes(question: CellQuestion): CellQuestion {
  const [buyer, seller] = question.traders;
  const solid = (trader: CellTrader) => ({ ...trader, cells: trader.cells.filter(({ hollow }) => !hollow) });
  return { ...question, traders: [solid(buyer), solid(seller)] };
}
