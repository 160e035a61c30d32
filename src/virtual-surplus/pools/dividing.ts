import type { Numbers } from "../../arithmetic/numbers.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import { highestHoldings } from "./highest-holdings.ts";
import type { PartnerCells } from "./partner-cells.ts";
import type { VirtualTypes } from "./virtual-types.ts";

/** How the unit is divided for the best when it is worth so much to each partner: all that the search asks of a frontier. */
export interface Dividing {
  /** What a partner of each group holds on average, per level of virtual types; ties, up to `rounding` of the worths, go by the `order` of groups. */
  holdings<N>(
    groups: readonly Pick<PartnerCells<N>, "count">[],
    types: readonly Pick<VirtualTypes<N>, "levels">[],
    order: readonly number[],
    numbers: Numbers<N>,
    rounding: N,
  ): readonly (readonly N[])[];
  /** What each member holds whose group and worth are these. */
  at(members: readonly number[], worths: readonly number[], order: readonly number[]): ArrayLike<number>;
  /** The worths, per group and cell, in doubles that are divided by as they are. */
  inDoubles(worths: readonly (readonly Rational[])[]): readonly (readonly number[])[];
}

/** The unit goes to the highest worth: the first group in order of several, its members in equal parts. */
export const toTheHighest: Dividing = {
  holdings: highestHoldings,
  at(members, worths, order) {
    let best = 0;
    for (let a = 1; a < members.length; a++) {
      const difference = (worths[a] as number) - (worths[best] as number);
      if (difference > 0 || (difference === 0 && order.indexOf(members[a] as number) < order.indexOf(members[best] as number))) best = a;
    }
    const wins = members.map((g, a) => g === members[best] && worths[a] === worths[best]);
    const part = 1 / wins.filter(Boolean).length;
    return wins.map((own) => (own ? part : 0));
  },
  // Two that differ by less than a double keep apart by their places in the order of all.
  inDoubles(worths) {
    const all = worths.flat().sort((a, b) => a.compare(b));
    const distinct = all.filter((x, i) => i === 0 || !x.equals(all[i - 1] as Rational));
    const place = new Map(distinct.map((x, i) => [x.toFraction(), i]));
    return worths.map((own) => own.map((x) => place.get(x.toFraction()) as number));
  },
};
