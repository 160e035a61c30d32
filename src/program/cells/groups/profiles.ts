import { type DoubleInterval, exactly, multiply } from "../../../arithmetic/interval.ts";
import type { TraderCell } from "../../../type-space/trader-cells.ts";

/** Members of one group in one cell, in a state. */
export interface Place {
  readonly group: number;
  readonly cell: number;
  /** How many members of the group are in the cell. */
  readonly members: number;
  /** What each of them faces: a number in {@link CellProfiles.facing}. */
  readonly facing: number;
}

/**
 * Who is in which cells, identical agents not told apart: what is best among them is best when it treats them alike (take the mean over all ways to
 * exchange them), so a state says only how many members of a group are in each cell.
 */
export interface CellProfiles {
  /** All states, each with the places that are taken. */
  readonly states: readonly { readonly places: readonly Place[]; readonly probability: DoubleInterval }[];
  /** For each group, the probabilities of what a member may face: the cells of its own group's other members and of all others. */
  readonly facing: readonly (readonly DoubleInterval[])[];
  /** The number of the state of agents in these cells, groups unrolled in order. */
  stateOf(cells: readonly number[]): number;
}

/** As many members of each group. */
type Grouped = readonly { readonly count: number; readonly cells: readonly TraderCell[] }[];

export function cellProfiles(groups: Grouped): CellProfiles {
  const whole = profilesOf(groups);
  const faced = groups.map((_, g) => profilesOf(groups.map((group, other) => ({ ...group, count: group.count - (other === g ? 1 : 0) }))));
  const states = whole.lists.map((lists, s) => ({
    probability: whole.probabilities[s] as DoubleInterval,
    places: lists.flatMap((list, group) =>
      [...new Set(list)].map((cell) => {
        const others = lists.map((own, g) => (g === group ? own.toSpliced(own.indexOf(cell), 1) : own));
        return { group, cell, members: list.filter((one) => one === cell).length, facing: faced[group]?.numberOf(others) as number };
      }),
    ),
  }));
  return {
    states,
    facing: faced.map(({ probabilities }) => probabilities),
    stateOf(cells) {
      const from = groups.map((_, g) => groups.slice(0, g).reduce((sum, { count }) => sum + count, 0));
      return whole.numberOf(groups.map(({ count }, g) => cells.slice(from[g], (from[g] as number) + count).sort((a, b) => a - b)));
    },
  };
}

/** How many states there are with so many cells of each group. */
export function stateCount(groups: readonly { readonly count: number; readonly cells: number }[]): number {
  return groups.reduce((product, { count, cells }) => product * choices(cells + count - 1, count), 1);
}

/** n over k. */
function choices(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

/** One sorted list of cells a group. */
type Lists = readonly (readonly number[])[];

function profilesOf(groups: Grouped) {
  const perGroup = groups.map(({ count, cells }) =>
    sortedLists(cells.length, count).map((list) => ({ list, probability: probabilityOf(list, cells) })),
  );
  let all: { readonly lists: Lists; readonly probability: DoubleInterval }[] = [{ lists: [], probability: exactly(1) }];
  for (const own of perGroup)
    all = all.flatMap(({ lists, probability }) =>
      own.map((one) => ({ lists: [...lists, one.list], probability: multiply(probability, one.probability) })),
    );
  const numbers = new Map(all.map(({ lists }, number) => [keyOf(lists), number]));
  return {
    lists: all.map(({ lists }) => lists),
    probabilities: all.map(({ probability }) => probability),
    numberOf: (lists: Lists) => numbers.get(keyOf(lists)) as number,
  };
}

const keyOf = (lists: Lists) => lists.map((list) => list.join(",")).join(";");

/** All nondecreasing lists of so many numbers below `limit`. */
function sortedLists(limit: number, length: number, least = 0): number[][] {
  if (length === 0) return [[]];
  const lists: number[][] = [];
  for (let first = least; first < limit; first++) for (const rest of sortedLists(limit, length - 1, first)) lists.push([first, ...rest]);
  return lists;
}

/** The number of orders of a sorted list, times the mass of each. */
function probabilityOf(list: readonly number[], cells: readonly TraderCell[]): DoubleInterval {
  let orders = 1;
  let alike = 0;
  list.forEach((cell, k) => {
    alike = k > 0 && list[k - 1] === cell ? alike + 1 : 1;
    orders = (orders * (k + 1)) / alike;
  });
  return list.reduce((product, cell) => multiply(product, (cells[cell] as TraderCell).mass), exactly(orders));
}
