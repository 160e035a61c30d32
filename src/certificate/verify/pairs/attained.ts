import type { Rational } from "../../../arithmetic/rational.ts";
import type { PairsMechanism } from "../../format.ts";
import { areShares, attainedBy, type CellTable } from "../groups/attained.ts";
import type { StatedProblem } from "../instance.ts";
import { Rejection } from "../rejection.ts";
import { asGroups } from "./as-groups.ts";
import type { BothCells } from "./cells.ts";
import { NumberReader } from "./numbers.ts";

/** What a mechanism that is constant on pairs of cells attains: that of two groups of one, the buyer's rows by what it faces, the seller's cells. */
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
