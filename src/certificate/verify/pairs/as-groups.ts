import { enclose } from "../../../arithmetic/elementary/enclosure.ts";
import { zero } from "../../../arithmetic/rational.ts";
import type { GroupsInCells } from "../groups/agents.ts";
import { statesOfPair } from "../groups/states.ts";
import type { StatedProblem } from "../instance.ts";
import { type BothCells, bits, type TypeCell } from "./cells.ts";
import { columnBounds } from "./menu.ts";

/**
 * A buyer and a seller in cells of worth, as two groups of one.
 *
 * In every state the worst types' rents are at least 0, and the budget holds: what one of them gains is at most what the trades of both are worth, less the required profit.
 */
export function asGroups({ objective, budget }: StatedProblem, both: BothCells): GroupsInCells {
  const [buyers, sellers] = both;
  const alike = { count: 1, share: zero };
  const worth = (cells: readonly TypeCell[], cell: number) => columnBounds(cells, { column: "y", cell }).high;
  return {
    groups: [
      { ...alike, name: "buyer", cells: buyers, sign: 1, weight: objective.buyers },
      { ...alike, name: "seller", cells: sellers, sign: -1, weight: objective.sellers },
    ],
    part: "side",
    states: statesOfPair(both),
    total: 0n,
    mostOfWorst: (g, o) => {
      const [own, other] = g === 0 ? both : [sellers, buyers];
      const shared = worth(own, 0) + worth(other, o) - enclose(budget.requiredProfit, bits).low;
      return shared > 0n ? shared : 0n;
    },
  };
}
