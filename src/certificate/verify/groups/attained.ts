import { type Enclosure, minus, nought, plus } from "../../../arithmetic/elementary/enclosure.ts";
import type { ExactVector } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, sumRationals, zero } from "../../../arithmetic/rational.ts";
import type { GroupsMechanism } from "../../format.ts";
import { NotCovered } from "../fields.ts";
import type { BudgetWord, IncentivesWord, ParticipationWord, StatedProblem } from "../instance.ts";
import { numberInWords } from "../number-words.ts";
import { bits, by, fixed, type TypeCell } from "../pairs/cells.ts";
import { exactMean, NumberReader } from "../pairs/numbers.ts";
import { Rejection } from "../rejection.ts";
import type { AgentsInCells, GroupsInCells } from "./agents.ts";
import type { Facing, TakenPlace } from "./states.ts";

export type CellTable = readonly (readonly Rational[])[];

/** What the members of a group have in each of what they face, by own cell: quantities, and utilities of the cell's worst type. */
export interface Allotted {
  readonly h: CellTable;
  readonly utility: CellTable;
}

interface View extends AgentsInCells, Allotted {
  readonly facing: readonly Facing[];
  exactChances(): ExactVector | null;
}

/** What the mechanism of a proof attains, see {@link attainedBy}. */
export function groupsAttained(stated: StatedProblem, known: GroupsInCells, { quantities, utilities }: GroupsMechanism): Rational {
  const { groups, states } = known;
  if (quantities.length !== groups.length || utilities.length !== groups.length)
    throw new Rejection(`proof.mechanism: tables of ${groups.length} groups are expected`);
  const numbers = new NumberReader();
  const allotted = groups.map(({ share, cells }, g): Allotted => {
    const size = [states.facing[g]?.length as number, cells.length] as const;
    if (share.n > 0n && cells.some(({ low, high }) => low === null || high === null))
      throw new NotCovered("mechanisms on cells of partners are about values with limits");
    const h = numbers.table(quantities[g] ?? [], size, "proof.mechanism.quantities");
    if (!areShares(h)) throw new Rejection("proof.mechanism.quantities: a number is not from 0 to 1");
    return { h, utility: numbers.table(utilities[g] ?? [], size, "proof.mechanism.utilities") };
  });
  requireTotals(known, allotted);
  return attainedBy(stated, known, allotted);
}

export function areShares(table: CellTable): boolean {
  return table.every((row) => row.every((p) => p.gte(zero) && p.lte(one)));
}

/**
 * What a mechanism in which reports count by their cells attains, after its constraints were checked for all types.
 *
 * A type w of own cell k with worst worth a_k that reports its cell has the utility G_k + (w − a_k)h_k, its payment being a_k h_k − G_k. With h nondecreasing, no type gains by the report of another cell if the
 * worst type of each cell does not want the next worse one, and the best type of each not the next better one (see {@link requireOrder}). In each of what an agent faces this makes truth dominant; under
 * Bayesian incentives the means over it do. Utility is linear on a cell, and so is what staying out is worth, share·w: who takes part at both ends takes part between them.
 * A worst cell without a worst type must not trade; its utility then is everybody's in it.
 */
export function attainedBy(stated: StatedProblem, { groups, states }: GroupsInCells, allotted: readonly Allotted[]): Rational {
  const views = groups.map((group, g): View => {
    const facing = states.facing[g] as readonly Facing[];
    return { ...group, ...(allotted[g] as Allotted), facing, exactChances: () => states.exactChances(g) };
  });
  for (const view of views) {
    requireIncentives[stated.incentives](view);
    requirePriced(view);
    requireParticipation[stated.participation](view);
  }
  const { requiredProfit, rule } = stated.budget;
  const profits = states.places.map((places) => profitIn(views, places));
  const expected = profits.reduce((sum, profit, s) => plus(sum, by(states.chances[s] as Enclosure, fixed(profit))), nought);
  requireBudget[rule]({ profits, expected: ratio(expected.low, unit), requiredProfit, inWords: states.inWords });
  const rents = views.reduce((sum, view) => {
    const weight = fixed(view.weight);
    return sum + meanOf(view, (o, k) => by(weight, rentAt(view, o, k))).low * BigInt(view.count);
  }, 0n);
  return ratio(rents + by(fixed(stated.objective.broker), expected).low, unit);
}

const unit = 1n << BigInt(bits);

/** What all pay together in a state. */
function profitIn(views: readonly View[], places: readonly TakenPlace[]): Rational {
  const paid = places.map(({ group, cell, facing, members }) => {
    const { cells, h, utility } = views[group] as View;
    const worst = worstOf(cells[cell] as TypeCell);
    const own = worst.mul(h[facing]?.[cell] as Rational).sub(utility[facing]?.[cell] as Rational);
    return members === 1 ? own : own.mul(members);
  });
  return paid.reduce((sum, own) => sum.add(own));
}

/** Where the reports of a cell are priced. */
export function worstOf({ low, high }: TypeCell): Rational {
  return (low ?? high) as Rational;
}

function requireTotals({ groups, states, total }: GroupsInCells, allotted: readonly Allotted[]): void {
  states.places.forEach((all, s) => {
    const held = sumRationals(
      all.map(({ group, cell, facing, members }) => {
        const own = allotted[group]?.h[facing]?.[cell] as Rational;
        return own.mul((groups[group] as AgentsInCells).sign * members);
      }),
    );
    if (!held.equals(ratio(total, 1n)))
      throw new Rejection(`proof.mechanism.quantities: in ${states.inWords(s)} they add up to ${numberInWords(held)}`);
  });
}

/** Incentives in each of what a member faces, or on average over it, where that can be said exactly. */
const requireIncentives: Readonly<Record<IncentivesWord, (view: View) => void>> = {
  dominant: inEveryState,
  bayesian: (view) => {
    const weights = view.exactChances();
    if (weights === null) return inEveryState(view);
    const mean = (table: CellTable) =>
      view.cells.map((_, k) =>
        exactMean(
          weights,
          table.map((row) => row[k] as Rational),
        ),
      );
    requireOrder(view, mean(view.h), mean(view.utility));
  },
};

function inEveryState(view: View): void {
  view.h.forEach((row, o) => {
    requireOrder(view, row, view.utility[o] as readonly Rational[]);
  });
}

/**
 * No type gains by the report of another cell, when each cell has such a quantity x and its worst type such a utility U: with a the worst worth of a cell and b its best one,
 * (a′ − a)x ≤ U′ − U ≤ (b − a)x + (a′ − b)x′, where ′ marks the next better cell.
 */
function requireOrder({ name, cells }: View, x: readonly Rational[], utilities: readonly Rational[]): void {
  for (let k = 0; k + 1 < cells.length; k++) {
    const [cell, better] = [cells[k], cells[k + 1]] as [TypeCell, TypeCell];
    const [own, after] = [x[k], x[k + 1]] as [Rational, Rational];
    if (after.lt(own)) throw new Rejection(`incentives: cell ${k + 1} of the ${name} trades less than the worse cell ${k}`);
    const rise = (utilities[k + 1] as Rational).sub(utilities[k] as Rational);
    const [a, b, next] = [worstOf(cell), cell.high as Rational, worstOf(better)];
    if (rise.lt(next.sub(a).mul(own)))
      throw new Rejection(`incentives: cell ${k + 1} of the ${name} gains by the report of the worse cell ${k}`);
    if (rise.gt(b.sub(a).mul(own).add(next.sub(b).mul(after))))
      throw new Rejection(`incentives: cell ${k} of the ${name} gains by the report of the better cell ${k + 1}`);
  }
}

/** A worst cell without a worst type does not trade. */
function requirePriced({ name, cells, h }: View): void {
  if (cells[0]?.low === null && h.some(([worst]) => worst?.n !== 0n))
    throw new Rejection(`participation: the worst types of a cell of the ${name} without limit cannot be priced`);
}

/** By how much the utilities of the worst and of the best type of a cell exceed what staying out is worth. Without a share the best type's is at least the worst one's. */
function beyondShare({ cells, share, h, utility }: View, o: number, k: number): readonly Rational[] {
  const cell = cells[k] as TypeCell;
  const own = utility[o]?.[k] as Rational;
  if (share.n === 0n) return [own];
  const [low, high] = [cell.low, cell.high] as [Rational, Rational];
  return [own.sub(share.mul(low)), own.add(high.sub(low).mul(h[o]?.[k] as Rational)).sub(share.mul(high))];
}

/** The mean over all that a member and others may be. */
function meanOf({ cells, facing }: View, value: (o: number, k: number) => Enclosure): Enclosure {
  return facing.reduce((sum, { chance }, o) => {
    const own = cells.reduce((all, { mass }, k) => plus(all, by(mass, value(o, k))), nought);
    return plus(sum, by(chance, own));
  }, nought);
}

/** What a member of cell k gains on average that faces o. */
function rentAt({ cells, share, h, utility }: View, o: number, k: number): Enclosure {
  const { low, mean } = cells[k] as TypeCell;
  const above = low === null ? nought : by(minus(mean, fixed(low)), fixed(h[o]?.[k] as Rational));
  return minus(plus(fixed(utility[o]?.[k] as Rational), above), share.n === 0n ? nought : by(fixed(share), mean));
}

const requireParticipation: Readonly<Record<ParticipationWord, (view: View) => void>> = {
  none: () => {},
  "ex-ante": (view) => {
    if (meanOf(view, (o, k) => rentAt(view, o, k)).low < 0n) throw new Rejection(`participation: the ${view.name} may lose on average`);
  },
  interim: (view) => {
    view.cells.forEach((_, k) => {
      const ends = view.facing.map((__, o) => beyondShare(view, o, k));
      ends[0]?.forEach((___, end) => {
        const gained = view.facing.reduce((sum, { chance }, o) => plus(sum, by(chance, fixed(ends[o]?.[end] as Rational))), nought);
        if (gained.low < 0n) throw new Rejection(`participation: cell ${k} of the ${view.name} may lose on average`);
      });
    });
  },
  "ex-post": (view) => {
    view.facing.forEach((_, o) => {
      view.cells.forEach((__, k) => {
        if (beyondShare(view, o, k).some((rent) => rent.lt(zero)))
          throw new Rejection(`participation: cell ${k} of the ${view.name} loses in a state`);
      });
    });
  },
};

interface Account {
  /** In each state, and on average at least. */
  readonly profits: readonly Rational[];
  readonly expected: Rational;
  readonly requiredProfit: Rational;
  inWords(state: number): string;
}

const inStates =
  (balances: boolean) =>
  ({ profits, requiredProfit, inWords }: Account): void => {
    profits.forEach((profit, s) => {
      if (profit.lt(requiredProfit) || (balances && !profit.equals(requiredProfit)))
        throw new Rejection(`budget: the profit in ${inWords(s)} is ${numberInWords(profit)}`);
    });
  };

const requireBudget: Readonly<Record<BudgetWord, (account: Account) => void>> = {
  none: () => {},
  "ex-ante": ({ expected, requiredProfit }) => {
    if (expected.lt(requiredProfit)) throw new Rejection("budget: the expected profit may be less than required");
  },
  "no-deficit": inStates(false),
  balanced: inStates(true),
};
