import type { Enclosure } from "../../../arithmetic/elementary/enclosure.ts";
import { type ExactVector, exactVector } from "../../../arithmetic/exact-vector.ts";
import { bitLength, one } from "../../../arithmetic/rational.ts";
import { limits } from "../limits.ts";
import { type BothCells, by, fixed, type TypeCell } from "../pairs/cells.ts";
import { Rejection } from "../rejection.ts";

/** Members of one group in one cell, in a state; each of them faces the same. */
export interface TakenPlace {
  readonly group: number;
  readonly cell: number;
  readonly members: number;
  readonly facing: number;
}

/** A list for each group: the cells of its members, in increasing order. */
type Lists = readonly (readonly number[])[];

/** Who may be in which cells. */
export interface GroupStates {
  /** All states: how many members of each group are in each cell. */
  readonly places: readonly (readonly TakenPlace[])[];
  readonly chances: readonly Enclosure[];
  /** Per group, what a member may face: the cells of all others. */
  readonly facing: readonly (readonly Facing[])[];
  /** The masses of a group's cells; null where they are not rational. Throws RangeError when they have too many digits. */
  exactMasses(group: number): ExactVector | null;
  /** Likewise, the chances of what its members may face. */
  exactChances(group: number): ExactVector | null;
  /** What a state is called. */
  inWords(state: number): string;
}

export interface Facing {
  readonly chance: Enclosure;
  /** By own cell, the state that this makes. */
  readonly states: readonly number[];
}

/** As many members of a group with these cells. */
export interface Grouped {
  readonly count: number;
  readonly cells: readonly TypeCell[];
}

/**
 * The states of independent agents, those of a group not told apart: a mechanism may treat them alike, because the mean over all ways to exchange them is feasible and attains as much.
 *
 * A state is a list for each group: the cells of its members in increasing order. Lists of a group are numbered lexicographically, states as lists of such numbers, the last group's fastest. What a member
 * faces is numbered in the same way, with one member of its group less. Throws when there are too many.
 */
export function statesOf(groups: readonly Grouped[]): GroupStates {
  if (groups.reduce((sum, { count }) => sum + count, 0) > limits.groupAgents)
    throw new Rejection(`proof.kind: continuum-groups is about at most ${limits.groupAgents} agents`);
  const without = (g: number) => groups.map((own, other) => ({ ...own, count: own.count - (other === g ? 1 : 0) }));
  const places = groups.reduce((sum, { cells }, g) => sum + cells.length * countOf(without(g)), 0);
  if (!(places <= limits.groupPlaces && countOf(groups) <= limits.groupPlaces))
    throw new Rejection(`knots: they make more than ${limits.groupPlaces} cells with what is faced in them`);
  const whole = listsOf(groups);
  const numbers = new Map(whole.map((lists, s) => [keyOf(lists), s]));
  const all: TakenPlace[][] = whole.map(() => []);
  const faced = groups.map((_, g) => listsOf(without(g)));
  const facing = groups.map(({ cells }, g) =>
    (faced[g] as Lists[]).map((others, o): Facing => {
      const states = cells.map((_, k) => {
        const lists = others.map((own, other) => (other === g ? [...own, k].sort((a, b) => a - b) : own));
        const state = numbers.get(keyOf(lists)) as number;
        const members = (lists[g] as readonly number[]).filter((cell) => cell === k).length;
        (all[state] as TakenPlace[]).push({ group: g, cell: k, members, facing: o });
        return state;
      });
      return { chance: chanceOf(groups, others), states };
    }),
  );
  return {
    places: all,
    chances: whole.map((lists) => chanceOf(groups, lists)),
    facing,
    exactMasses: (g) => exactMassesOf(groups[g] as Grouped),
    exactChances: (g) => exactChancesOf(groups, without(g), faced[g] as Lists[]),
    inWords: (s) => `state ${s}`,
  };
}

/** The states of one buyer and one seller, whose cells are limited in number and length where they are made: all pairs of them, the seller's fastest. */
export function statesOfPair([buyers, sellers]: BothCells): GroupStates {
  const places = buyers.flatMap((_, i) =>
    sellers.map((__, j) => [
      { group: 0, cell: i, members: 1, facing: j },
      { group: 1, cell: j, members: 1, facing: i },
    ]),
  );
  const masses = (g: number) => exactMassesOf({ count: 1, cells: g === 0 ? buyers : sellers }, Number.POSITIVE_INFINITY);
  return {
    places,
    chances: buyers.flatMap((buyer) => sellers.map((seller) => by(buyer.mass, seller.mass))),
    facing: [
      sellers.map(({ mass }, j) => ({ chance: mass, states: buyers.map((_, i) => i * sellers.length + j) })),
      buyers.map(({ mass }, i) => ({ chance: mass, states: sellers.map((_, j) => i * sellers.length + j) })),
    ],
    exactMasses: masses,
    exactChances: (g) => masses(1 - g),
    inWords: (s) => `cells ${Math.floor(s / sellers.length)}, ${s % sellers.length}`,
  };
}

const keyOf = (lists: Lists) => lists.map((list) => list.join(",")).join(";");

/** How many lists there are: numbers only, so that nothing is built that is too long. */
function countOf(groups: readonly Grouped[]): number {
  let product = 1;
  for (const { count, cells } of groups) for (let i = 1; i <= count; i++) product = (product * (cells.length - 1 + i)) / i;
  return product;
}

function listsOf(groups: readonly Grouped[]): Lists[] {
  let all: (readonly number[])[][] = [[]];
  for (const { count, cells } of groups) {
    const own = sortedLists(cells.length, count, 0);
    all = all.flatMap((lists) => own.map((list) => [...lists, list]));
  }
  return all;
}

/** All nondecreasing lists of so many numbers from `least` up, below `limit`. */
function sortedLists(limit: number, length: number, least: number): (readonly number[])[] {
  if (length === 0) return [[]];
  const lists: (readonly number[])[] = [];
  for (let first = least; first < limit; first++) for (const rest of sortedLists(limit, length - 1, first)) lists.push([first, ...rest]);
  return lists;
}

/** The number of different orders of each list. */
function ordersOf(lists: Lists): bigint {
  let orders = 1n;
  for (const list of lists) {
    let alike = 0n;
    list.forEach((cell, i) => {
      alike = i > 0 && list[i - 1] === cell ? alike + 1n : 1n;
      orders = (orders * BigInt(i + 1)) / alike;
    });
  }
  return orders;
}

/** The number of orders of each list, times the masses of its cells. */
function chanceOf(groups: readonly Grouped[], lists: Lists): Enclosure {
  const orders = ordersOf(lists);
  let chance = fixed(one);
  lists.forEach((list, g) => {
    for (const cell of list) chance = by(chance, ((groups[g] as Grouped).cells[cell] as TypeCell).mass);
  });
  return { low: chance.low * orders, high: chance.high * orders };
}

function exactMassesOf({ cells }: Grouped, bits = limits.meanBits * cells.length): ExactVector | null {
  const masses = cells.flatMap(({ exactMass }) => (exactMass === null ? [] : [exactMass]));
  return masses.length < cells.length ? null : exactVector(masses, bits);
}

/** The same exactly, for as many members of each group as `counts` says, over one denominator. */
function exactChancesOf(groups: readonly Grouped[], counts: readonly Grouped[], all: readonly Lists[]): ExactVector | null {
  if (groups.some(({ cells }) => cells.some(({ exactMass }) => exactMass === null))) return null;
  const exact = groups.map((own) => exactMassesOf(own) as ExactVector);
  const denominator = exact.reduce((product, own, g) => product * own.denominator ** BigInt((counts[g] as Grouped).count), 1n);
  if (bitLength(denominator) > limits.meanBits) throw new RangeError("the chances of what is faced have too many digits");
  const numerators = all.map((lists) => {
    let product = ordersOf(lists);
    lists.forEach((list, g) => {
      for (const cell of list) product *= (exact[g] as ExactVector).numerators[cell] as bigint;
    });
    return product;
  });
  return { numerators, denominator };
}
