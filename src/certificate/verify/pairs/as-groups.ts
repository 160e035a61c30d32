import { type Rational, zero } from "../../../arithmetic/rational.ts";
import type { PairsMechanism, PairsPrices } from "../../format.ts";
import type { GroupsInCells } from "../groups/agents.ts";
import { areShares, attainedBy, type CellTable } from "../groups/attained.ts";
import { asks, groupsBound } from "../groups/bound.ts";
import { statesOfPair } from "../groups/states.ts";
import type { StatedProblem } from "../instance.ts";
import { Rejection } from "../rejection.ts";
import { type BothCells, fixed, type TypeCell } from "./cells.ts";
import { columnBounds } from "./menu.ts";
import { NumberReader, requireTable } from "./numbers.ts";

/**
 * A buyer and a seller in cells of worth, as two groups of one.
 *
 * In every state the worst types' rents are at least 0, and the budget holds: what one of them gains is at most what the trades of both are worth, less the required profit.
 */
function asGroups({ objective, budget }: StatedProblem, both: BothCells): GroupsInCells {
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
      const shared = worth(own, 0) + worth(other, o) - fixed(budget.requiredProfit).low;
      return shared > 0n ? shared : 0n;
    },
  };
}

/** What a mechanism that is constant on pairs of cells attains, after its constraints were checked for all types. */
export function pairsAttained(stated: StatedProblem, both: BothCells, { trade, rents }: PairsMechanism): Rational {
  const numbers = new NumberReader();
  const read = (texts: PairsMechanism["trade"], field: string) =>
    numbers.table(texts, [both[0].length, both[1].length], `proof.mechanism.${field}`);
  const [x, bought, sold] = [read(trade, "trade"), read(rents.buyer, "rents.buyer"), read(rents.seller, "rents.seller")];
  if (!areShares(x)) throw new Rejection("proof.mechanism.trade: a number is no probability");
  const transposed = (table: CellTable) => both[1].map((_, j) => table.map((row) => row[j] as Rational));
  return attainedBy(stated, asGroups(stated, both), [
    { h: transposed(x), utility: transposed(bought) },
    { h: x, utility: sold },
  ]);
}

/** The upper bound that prices prove on what a mechanism with dominant incentives attains (without the `objective`: on 0). */
export function pairsBound(stated: StatedProblem, both: BothCells, prices: PairsPrices, objective: boolean): Rational {
  const { budget, participation, menus } = prices;
  requireTable(budget, [both[0].length, both[1].length], "proof.bound.budget");
  if (participation.length !== 2) throw new Rejection("proof.bound.participation: two prices are expected");
  const numbers = new NumberReader();
  const priced = participation.flatMap((text, side) =>
    numbers.price(text, "proof.bound.participation").n === 0n ? [] : [[side, 0, 0, 0, text] as const],
  );
  const onAverage = asks[stated.participation] === "before" || asks[stated.participation] === "on average";
  if (priced.length > 0 && !onAverage) throw new Rejection("proof.bound.participation: there is no such constraint");
  return groupsBound(stated, asGroups(stated, both), { budget: budget.flat(), participation: priced, menus }, objective);
}
