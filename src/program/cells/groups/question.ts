import type { DoubleInterval } from "../../../arithmetic/interval.ts";
import type { Stage } from "../../../problem/words.ts";
import type { TraderCell } from "../../../type-space/trader-cells.ts";

/**
 * Identical agents in the programs on cells. Each has a quantity h from 0 to a unit: what a buyer gets, a seller gives up, a partner holds. It is worth w·h, w as in
 * {@link TraderCell}, and h = `reference` when it stays out.
 */
export interface GroupInCells {
  readonly name: string;
  readonly count: number;
  readonly cells: readonly TraderCell[];
  readonly reference: number;
  /** 1 where the group's quantities count as taken from what there is, −1 where they add to it. */
  readonly sign: 1 | -1;
  /** By how much the weight of a rent exceeds that of the broker's profit. */
  readonly excess: DoubleInterval;
}

/**
 * Agents with independent types in cells, and the words of a design problem: what the programs on cells of any number of agents are written from. Money and worths are
 * in units of the program, quantities in parts of a unit of which every reference is a whole number. An agent's *utility* here is G = w·h − payment; its rent is what that exceeds w·reference by.
 */
export interface GroupQuestion {
  readonly groups: readonly GroupInCells[];
  /** Parts of a unit: the most that anybody can have. */
  readonly unit: number;
  /** Σ sign·h in every state. */
  readonly total: number;
  readonly incentives: "interim" | "ex-post";
  readonly participation: Stage | "never";
  readonly budget: "ex-ante" | "ex-post" | "never";
  readonly balances: boolean;
  /** In worths of a unit. */
  readonly requiredProfit: DoubleInterval;
  /** Weight of the broker's profit. */
  readonly broker: DoubleInterval;
}
