import type { Rational } from "../../../arithmetic/rational.ts";
import type { PairsPrices } from "../../format.ts";
import { asks, groupsBound } from "../groups/bound.ts";
import type { StatedProblem } from "../instance.ts";
import { Rejection } from "../rejection.ts";
import { asGroups } from "./as-groups.ts";
import type { BothCells } from "./cells.ts";
import { NumberReader, requireTable } from "./numbers.ts";

/** The upper bound that prices prove on what a mechanism with dominant incentives attains (without the `objective`: on 0): that of two groups of one. */
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
