import type { DoubleInterval } from "../../arithmetic/interval.ts";
import type { Stage } from "../../problem/words.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";

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
  /** Weight of a rent, and by how much that exceeds the weight of the broker's profit. */
  readonly weight: DoubleInterval;
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

/** Two traders, one of whom sells to the other, with a budget in every state. A seller's payment is what it receives negated. */
export interface PairQuestion extends GroupQuestion {
  readonly groups: readonly [buyer: GroupInCells, seller: GroupInCells];
}

/** Whether a question is about two traders, one of whom sells to the other. */
export function isPair(question: GroupQuestion): question is PairQuestion {
  const { groups, total } = question;
  return total === 0 && groups.length === 2 && groups.every(({ count }) => count === 1);
}

/** The question without hollow cells, which no mechanism needs to speak of. */
export function withTypes<Question extends GroupQuestion>(question: Question): Question {
  return { ...question, groups: question.groups.map((group) => ({ ...group, cells: group.cells.filter(({ hollow }) => !hollow) })) };
}
