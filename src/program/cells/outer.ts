import { add, type DoubleInterval, divide, exactly, multiply, negate } from "../../arithmetic/interval.ts";
import type { Program } from "../program.ts";
import { moneyBound, moneyScale, worthBounds } from "./bounds.ts";
import { meanOf } from "./groups/inner.ts";
import type { CellProfiles } from "./groups/profiles.ts";
import { type CellMenu, menuOf } from "./menu.ts";
import { type GroupInCells, type GroupQuestion, isPair, type PairQuestion } from "./question.ts";
import { RelaxedDraft } from "./relaxed-draft.ts";
import { writeWorth } from "./worth.ts";

/** A column of each cell, in each of what a member of the group faces. */
type PerFacing = readonly (readonly number[])[];

/** The outer program of a question; its bound, with what staying out is worth taken off, bounds the objective. */
export interface OuterProgram {
  readonly program: Program;
  readonly offset: DoubleInterval;
  /** Per group and own cell, the probability-weighted rise of the quantity over the cell, at a point: where cells should be shorter. */
  rises(point: Float64Array): readonly Float64Array[];
}

/**
 * Utilities in a solution that nobody would miss are within this bound, for n agents and T as in {@link moneyScale}.
 *
 * *Ex-post participation* makes them at least −T. With a budget in every state what all pay covers the required profit there, so that nobody gets more than 2nT on average in a state, nor at a
 * knot more than T beyond that. With another budget utilities can be lowered until somebody is indifferent about taking part, which leaves at most 2T, and what is left given to everybody of a group alike in
 * all states: at most 2nT.
 *
 * *Participation on average, dominant incentives and a budget in every state*: what an agent gets in all cells, u_i, depends on what it faces; rows ask for the means of the u_i, and for g = Σ u_i ≤ S in every
 * state, |S| ≤ C = (2n + 1)T. Their means are at least −2T (without participation all rents have one weight, so that all u_i may have one mean, and g may be raised to min S ≥ −C), so E|g| ≤ (6n + 2)T and
 * |g| ≤ (6n + 2)T/P where every state has a probability of at least P. As a sum of functions that miss an agent each, g = Σ over sets A of agents of ±g(those in A in their worst cells), at most 2ⁿ⁻¹ of which
 * have i as the first of A; u_i may be these, and a constant that gives it its mean, at most (4n + 2)T + 2ⁿ max|g| from 0. Of two traders less is known to do, see {@link moneyBound}.
 */
function utilityBound(question: GroupQuestion): number {
  const { groups, requiredProfit, participation } = question;
  const agents = groups.reduce((sum, { count }) => sum + count, 0);
  const money = moneyScale(groups, requiredProfit);
  if (participation === "ex-post") return 4 * (agents + 1) * money;
  if (isPair(question)) return moneyBound(question);
  const rarest = groups.reduce(
    (product, { count, cells }) => product * Math.min(...cells.map(({ mass }) => mass.lo)) ** count,
    1 - 2 ** -40,
  );
  return (2 ** (agents + 1) * ((6 * agents + 2) / rarest) + 8 * (agents + 1)) * money;
}

/** Whether {@link outerProgram} knows how far money can go: elsewhere theory gives the optimum. */
export function hasOuterProgram({ participation, incentives, budget }: GroupQuestion): boolean {
  return participation === "ex-post" || (incentives === "ex-post" && budget === "ex-post");
}

/**
 * The outer program: what all mechanisms satisfy on average over cells. Each agent chooses from menus as {@link CellMenu} has them, with quantities x = E[h | cell] and utilities
 * in the place of rents: one for each of what it faces (dominant incentives), or one in the mean over that (Bayesian ones), whose worths and utilities are means of those in each state. There the
 * worth of a state (not monotone in its own type) lies between its extremes given the quantity (McCormick), and ex-post participation is a mean utility of at least what staying out is worth.
 *
 * Worths and utilities give mean payments, which the budget compares: the average of what it asks in every state. An atom apart, lengths of cells times the rises of quantities over them add up to the longest
 * cell: the error falls with the square of the cells' length where densities are bounded. Numbers that are known up to rounding only make rows give way (see {@link RelaxedDraft}).
 */
export function outerProgram(question: GroupQuestion, profiles: CellProfiles): OuterProgram {
  const { groups, incentives, broker, unit } = question;
  const out = new RelaxedDraft();
  const bound = utilityBound(question);
  const quantity = isPair(question) ? tradesOf(out, question, profiles) : quantitiesOf(out, question, profiles);
  const faced = groups.map((group, g) => {
    const facing = profiles.facing[g] as readonly DoubleInterval[];
    const own = quantity[g] as PerFacing;
    const share = divide(exactly(group.reference), exactly(unit));
    return incentives === "ex-post"
      ? menusByFacing(out, question, group, facing, own, share, bound)
      : menuOnAverage(out, group, facing, own, share, bound);
  });
  writeBudget(out, question, profiles, faced);
  groups.forEach(({ count, cells, excess }, g) => {
    profiles.facing[g]?.forEach((probability, o) => {
      cells.forEach(({ mass }, k) => {
        const weight = multiply(exactly(count), multiply(probability, mass));
        const { worth, utility } = (faced[g] as Faced).money(o, k);
        out.objective(worth, multiply(weight, broker));
        out.objective(utility, multiply(weight, excess));
      });
    });
  });
  return {
    program: out.finish("outer"),
    offset: groups.map((group) => outsideValue(group, question)).reduce(add),
    rises: (point) =>
      groups.map(({ cells }, g) => {
        const { menus } = faced[g] as Faced;
        return Float64Array.from(cells, ({ mass }, k) =>
          menus.reduce((sum, { knots }, o) => {
            const [start, end] = knots[k] as readonly [number, number];
            const weight = menus.length === 1 ? 1 : (profiles.facing[g]?.[o]?.hi ?? 1);
            return sum + mass.hi * weight * ((point[end] as number) - (point[start] as number));
          }, 0),
        );
      }),
  };
}

/** Columns of quantities of all groups, and the rows that give them their total in each state. */
function quantitiesOf(out: RelaxedDraft, { groups, total, unit }: GroupQuestion, { facing, states }: CellProfiles): readonly PerFacing[] {
  const quantity = groups.map((group, g) => quantityOf(out, group, facing[g] as readonly DoubleInterval[]));
  out.family("shares", (s) => `state ${s}`);
  for (const { places } of states) {
    for (const { group, cell, members, facing: faced } of places)
      out.entry(quantity[group]?.[faced]?.[cell] as number, members * (groups[group] as GroupInCells).sign);
    out.row(total / unit, total / unit);
  }
  return quantity;
}

/** The same of two traders: what one gets is what the other gives up, and each faces the other's cells. */
function tradesOf(out: RelaxedDraft, { groups: [, seller] }: PairQuestion, { facing }: CellProfiles): readonly PerFacing[] {
  const sold = quantityOf(out, seller, facing[1] as readonly DoubleInterval[]);
  return [seller.cells.map((_, k) => sold.map((own) => own[k] as number)), sold];
}

function quantityOf(out: RelaxedDraft, { name, cells }: GroupInCells, facing: readonly DoubleInterval[]): PerFacing {
  return facing.map((_, o) => {
    const start = out.columns(`quantity of ${name}`, cells.length, [0, 1], (k) => `cell ${k}, facing ${o}`);
    return cells.map((__, k) => start + k);
  });
}

/** What a group's staying out counts in the objective of utilities and worths, negated. */
export function outsideValue({ reference, count, cells, excess }: GroupInCells, { unit, broker }: GroupQuestion): DoubleInterval {
  if (reference === 0) return exactly(0);
  const owned = divide(exactly(reference * count), exactly(unit));
  return negate(multiply(multiply(owned, meanOf(cells)), add(broker, excess)));
}

/** Mean worth of what an agent has, and its mean utility, in a cell and facing something. */
interface Money {
  readonly worth: number;
  readonly utility: number;
}

/** What the members of a group face. */
interface Faced {
  readonly menus: readonly CellMenu[];
  money(facing: number, cell: number): Money;
}

function menusByFacing(
  out: RelaxedDraft,
  { participation }: GroupQuestion,
  group: GroupInCells,
  facing: readonly DoubleInterval[],
  quantity: PerFacing,
  share: DoubleInterval,
  bound: number,
): Faced {
  const menus = quantity.map((own, o) => menuOf(out, group, own, bound, `, facing ${o}`));
  out.family(`participation of ${group.name}`, (k) => `row ${k}`);
  if (participation === "ex-post") for (const menu of menus) participate(out, group, [menu], [exactly(1)], share);
  if (participation === "interim") participate(out, group, menus, facing, share);
  if (participation === "ex-ante") {
    menus.forEach(({ rent }, o) => {
      group.cells.forEach(({ mass }, k) => {
        out.entry(rent[k] as number, multiply(facing[o] as DoubleInterval, mass));
      });
    });
    out.row(multiply(share, meanOf(group.cells)), Number.POSITIVE_INFINITY);
  }
  return {
    menus,
    money: (o, k) => ({ worth: menus[o]?.y[k] as number, utility: menus[o]?.rent[k] as number }),
  };
}

/** Utility, in the mean over menus, is at least what staying out is worth: at the ends of cells and on average in them. */
function participate(
  out: RelaxedDraft,
  { cells, reference }: GroupInCells,
  menus: readonly CellMenu[],
  probabilities: readonly DoubleInterval[],
  share: DoubleInterval,
): void {
  const atLeast = (column: (menu: CellMenu) => number, worth: DoubleInterval) => {
    menus.forEach((menu, o) => {
      out.entry(column(menu), probabilities[o] as DoubleInterval);
    });
    out.row(multiply(share, worth), Number.POSITIVE_INFINITY);
  };
  if (reference === 0) {
    atLeast(({ worst }) => worst, exactly(0));
    return;
  }
  cells.forEach(({ low, high, mean, atom }, k) => {
    atLeast(({ rent }) => rent[k] as number, mean);
    if (atom) return;
    if (Number.isFinite(low.lo)) atLeast(({ rents }) => (rents[k] as readonly [number, number])[0], low);
    if (Number.isFinite(high.hi)) atLeast(({ rents }) => (rents[k] as readonly [number, number])[1], high);
  });
}

/** One menu, and columns for each of what the agent faces with these means. */
function menuOnAverage(
  out: RelaxedDraft,
  group: GroupInCells,
  facing: readonly DoubleInterval[],
  quantity: PerFacing,
  share: DoubleInterval,
  bound: number,
): Faced {
  const { name, cells } = group;
  const start = out.columns(`mean quantity of ${name}`, cells.length, [0, 1], (k) => `cell ${k}`);
  const means = cells.map((_, k) => start + k);
  const writeMean = (columns: readonly number[], whole: number) => {
    facing.forEach((probability, o) => {
      out.entry(columns[o] as number, probability);
    });
    out.entry(whole, -1);
    out.row(0, 0);
  };
  out.family(`mean quantity of ${name}`, (k) => `cell ${k}`);
  for (const [k, mean] of means.entries())
    writeMean(
      quantity.map((own) => own[k] as number),
      mean,
    );
  const menu = menuOf(out, group, means, bound, "");
  out.family(`participation of ${name}`, (k) => `row ${k}`);
  participate(out, group, [menu], [exactly(1)], share);
  const columns = (what: string, bounds: readonly [number, number], k: number) => {
    const first = out.columns(`${what} of ${name}`, facing.length, bounds, (o) => `cell ${k}, facing ${o}`);
    return facing.map((_, o) => first + o);
  };
  const worths = cells.map((cell, k) => columns("worth by states", worthBounds(cell), k));
  const utilities = cells.map(({ mean }, k) => columns("utility by states", [multiply(share, mean).lo, bound], k));
  out.family(`${name}: states`, (k) => `row ${k}`);
  cells.forEach((cell, k) => {
    facing.forEach((_, o) => {
      writeWorth(out, cell, quantity[o]?.[k] as number, worths[k]?.[o] as number);
    });
    writeMean(worths[k] as readonly number[], menu.y[k] as number);
    writeMean(utilities[k] as readonly number[], menu.rent[k] as number);
  });
  return { menus: [menu], money: (o, k) => ({ worth: worths[k]?.[o] as number, utility: utilities[k]?.[o] as number }) };
}

function writeBudget(out: RelaxedDraft, question: GroupQuestion, profiles: CellProfiles, faced: readonly Faced[]): void {
  const { budget, balances, requiredProfit, groups } = question;
  const pay = (group: number, facing: number, cell: number, weight: DoubleInterval) => {
    const { worth, utility } = (faced[group] as Faced).money(facing, cell);
    out.entry(worth, weight);
    out.entry(utility, negate(weight));
  };
  out.family("budget", (s) => `state ${s}`);
  if (budget === "ex-post")
    for (const { places } of profiles.states) {
      for (const { group, cell, members, facing } of places) pay(group, facing, cell, exactly(members));
      out.row(requiredProfit, balances ? requiredProfit : Number.POSITIVE_INFINITY);
    }
  if (budget === "ex-ante") {
    groups.forEach(({ count, cells }, g) => {
      profiles.facing[g]?.forEach((probability, o) => {
        cells.forEach(({ mass }, k) => {
          pay(g, o, k, multiply(exactly(count), multiply(probability, mass)));
        });
      });
    });
    out.row(requiredProfit, Number.POSITIVE_INFINITY);
  }
}
