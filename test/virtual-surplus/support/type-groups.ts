import { one, zero } from "../../../src/arithmetic/rational.ts";
import { pair } from "../../../src/environments/frontier/pair.ts";
import { ranking } from "../../../src/environments/frontier/ranking.ts";
import type { Party } from "../../../src/environments/linear.ts";
import type { TypeSpace } from "../../../src/type-space/type-space.ts";
import type { TypeGroup } from "../../../src/virtual-surplus/kernel/optimum.ts";

/** `count` traders of one side on one type space. */
export const typeGroup = (party: Party, count: number, types: TypeSpace): TypeGroup => ({
  ...{ name: party, party, count, types },
  reference: party === "buyers" ? zero : one,
});

/** One buyer and one seller. */
export const pairOn = (buyer: TypeSpace, seller: TypeSpace) => ({
  groups: [typeGroup("buyers", 1, buyer), typeGroup("sellers", 1, seller)],
  frontier: pair,
});

/** Buyers and sellers of one good each. */
export const marketOn = (groups: readonly TypeGroup[]) => {
  const count = (party: Party) => groups.reduce((sum, group) => sum + (group.party === party ? group.count : 0), 0);
  return { groups, frontier: ranking(count("buyers"), count("sellers")) };
};
