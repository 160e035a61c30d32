import { add, type DoubleInterval, exactly, multiply, subtract } from "../../../arithmetic/interval.ts";
import type { TraderCell } from "../../../type-space/trader-cells.ts";
import { centre } from "../inner.ts";
import type { GroupQuestion } from "../question.ts";
import { type InnerGroups, type MemberMenu, priceOf, spare } from "./inner.ts";
import type { CellProfiles } from "./profiles.ts";

/** Values of the columns of {@link InnerGroups}, enclosed. */
export type ColumnValues = (column: number) => DoubleInterval;

/** What members of a group choose from, enclosed: quantity and utility at the price, by own cell. */
export interface KnownMenu {
  readonly probability: DoubleInterval;
  readonly quantity: readonly DoubleInterval[];
  readonly utility: readonly DoubleInterval[];
}

/** Menus of each group. */
export type KnownMenus = readonly (readonly KnownMenu[])[];

/** Menus as the program's columns say. */
export function menusOfColumns({ groups }: GroupQuestion, { menus }: InnerGroups, at: ColumnValues): KnownMenus {
  return groups.map((_, g) =>
    (menus[g] ?? []).map(({ probability, quantity, utility }) => ({ probability, quantity: quantity.map(at), utility: utility.map(at) })),
  );
}

/**
 * The menu of means for the true probabilities, which the program has in doubles. Utilities climb from that of the first cell, which its payments give; payments of other cells then have means that are off by
 * rounding, and are corrected in proportion to what is traded, within what {@link spare} keeps back. `holds`: quantities are in order, and corrections small enough; a balanced budget leaves no room for any.
 */
export function menusOfMeans(
  { groups, balances }: GroupQuestion,
  { facing }: CellProfiles,
  { quantity, volume, payments, menus }: InnerGroups,
  at: ColumnValues,
): { readonly menus: KnownMenus; readonly holds: boolean } {
  let holds = true;
  const found = groups.map(({ cells }, g) => {
    const mean = (columns: readonly (readonly number[])[] | undefined, k: number) =>
      (facing[g] ?? []).reduce((sum, probability, o) => add(sum, multiply(probability, at(columns?.[o]?.[k] as number))), exactly(0));
    const means = cells.map((_, k) => mean(quantity[g], k));
    const utility: DoubleInterval[] = [];
    cells.forEach((cell, k) => {
      const left = subtract(multiply(exactly(priceOf(cell)), means[k] as DoubleInterval), mean(payments?.[g], k));
      if (k === 0) {
        utility.push(left);
        return;
      }
      const [before, last] = [means[k - 1] as DoubleInterval, cells[k - 1] as TraderCell];
      const rise = subtract(means[k] as DoubleInterval, before);
      const step = multiply(exactly(priceOf(cell) - priceOf(last)), before);
      const inGap = multiply(exactly(gapPart(last, cell, menus[g]?.[0] as MemberMenu, k, at)), rise);
      const climbed = add(add(utility[k - 1] as DoubleInterval, step), inGap);
      utility.push(climbed);
      const off = subtract(left, climbed);
      const room = balances ? 0 : spare * Math.max(0, mean(volume[g], k).lo);
      if (rise.lo < 0 || Math.max(-off.lo, off.hi) > room) holds = false;
    });
    return [{ probability: exactly(1), quantity: means, utility }];
  });
  return { menus: found, holds };
}

/** The part of the gap before a cell over which utility climbs at the cell's own quantity, as the program has it. */
function gapPart(before: TraderCell, cell: TraderCell, { quantity, utility }: MemberMenu, k: number, at: ColumnValues): number {
  const gap = cell.gap ? priceOf(cell) - before.high.hi : 0;
  if (!(gap > 0)) return 0;
  const [here, there] = [centre(at(quantity[k - 1] as number)), centre(at(quantity[k] as number))];
  const climbed = centre(at(utility[k] as number)) - centre(at(utility[k - 1] as number)) - (priceOf(cell) - priceOf(before)) * here;
  return there > here ? Math.min(gap, Math.max(0, climbed / (there - here))) : 0;
}
