import { type DoubleInterval, exactly, multiply, negate, subtract } from "../../../arithmetic/interval.ts";
import { exactDouble, rational, toNumberAbove } from "../../../arithmetic/rational.ts";
import type { TraderCell } from "../../../type-space/trader-cells.ts";
import { Draft } from "../../draft.ts";
import type { Program } from "../../program.ts";
import { centre, lowOf } from "../inner.ts";
import type { GroupInCells, GroupQuestion } from "../question.ts";
import type { CellProfiles } from "./profiles.ts";

const infinite = Number.POSITIVE_INFINITY;

/** Rounding that is kept back of conditions on averages, in units of the program: masses are known as intervals. */
const margin = 2 ** -22;

/** A cell shorter than this share of the step to the next one has the length that rounding gives an atom. */
const trace = 2 ** -36;

/**
 * A share of what is traded that Bayesian programs keep back where probabilities, which are known as intervals only, count: mean quantities rise by this share from cell to cell, and each state leaves this
 * share of a unit's worth to the budget and to whoever trades.
 */
export const spare = 2 ** -14;

/** What members of a group choose from: quantities by own cell, and utilities at the worth at which each cell is priced. */
export interface MemberMenu {
  readonly probability: DoubleInterval;
  readonly quantity: readonly number[];
  readonly utility: readonly number[];
}

/** A column of each cell of a group in each of what it may face. */
type PerFacing = readonly (readonly number[])[];

/** The inner program of groups, and where its columns are. */
export interface InnerGroups {
  readonly program: Program;
  /** Per group: quantities, and bounds on how far they are from what members own. */
  readonly quantity: readonly PerFacing[];
  readonly volume: readonly PerFacing[];
  /** Payments, where they have columns. */
  readonly payments: readonly PerFacing[] | null;
  /** What is paid, as columns and their coefficients. */
  payment(group: number, facing: number, cell: number): readonly (readonly [column: number, coefficient: number])[];
  /** Utility at the price of a cell, on average over what the agent faces. */
  readonly menus: readonly (readonly MemberMenu[])[];
}

/** The worth at which a cell is priced, as a double at or below it. */
export function priceOf(cell: TraderCell): number {
  return lowOf(cell).lo;
}

/**
 * The inner program: mechanisms in which reports count by their cell only. An agent in cell k that faces o has the quantity h_ok, nondecreasing in k (dominant incentives: for each o; Bayesian ones:
 * in the mean over o), and utility G_k at the worst worth p_k of the cell, at which the cell is priced: it pays p_k·h − G. The worth between two cells is indifferent,
 * G_{k+1} = G_k + (p_{k+1} − p_k)·h_k; over a gap of worths that nobody has, from the end e_k of the cell to p_{k+1}, utility may rise by the quantity of either.
 *
 * G is convex and linear on cells, so whoever takes part at all ends of cells takes part everywhere. A cell without a worst (best) worth must not want more (less) than its
 * reference. Payments are sums of such terms; with Bayesian incentives and ex-post participation each state has payments of its own, with the right means.
 */
export function innerGroups(question: GroupQuestion, profiles: CellProfiles): InnerGroups {
  const { groups, incentives } = question;
  const draft = new Draft();
  const free = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const blocks = (what: string, bounds: readonly [number, number], per: (g: number) => number) =>
    groups.map(({ name, cells }, g) =>
      Array.from({ length: per(g) }, (_, o) => {
        const start = draft.columns(`${what} of ${name}`, cells.length, bounds, (k) => `cell ${k}, facing ${o}`);
        return cells.map((__, k) => start + k);
      }),
    );
  const faced = (g: number) => (profiles.facing[g] as readonly DoubleInterval[]).length;
  // Where all share one unit nobody can have more than there is.
  const quantity = blocks("quantity", [0, question.total > 0 ? Number.POSITIVE_INFINITY : question.unit], faced);
  const byState = incentives === "interim";
  // How far an owner's quantity is from what it owns, at least; of the others it is the quantity.
  const volume = groups.map(({ reference }, g) =>
    byState && reference > 0
      ? (blocks("volume", [0, infinite], (one) => (one === g ? faced(g) : 0))[g] as PerFacing)
      : (quantity[g] as PerFacing),
  );
  const means = byState ? blocks("mean quantity", free, () => 1) : null;
  const utility = blocks("utility", free, byState ? () => 1 : faced);
  const payments = byState ? blocks("payment", free, faced) : null;
  const menus: readonly (readonly MemberMenu[])[] = groups.map((_, g) =>
    (utility[g] as PerFacing).map((own, o) => ({
      probability: byState ? { lo: 1, hi: 1 } : (profiles.facing[g]?.[o] as DoubleInterval),
      quantity: (means ?? quantity)[g]?.[o] as readonly number[],
      utility: own,
    })),
  );
  const payment: InnerGroups["payment"] = (g, o, k) => {
    if (payments) return [[payments[g]?.[o]?.[k] as number, 1]];
    return [
      [quantity[g]?.[o]?.[k] as number, priceOf(groups[g]?.cells[k] as TraderCell)],
      [utility[g]?.[o]?.[k] as number, -1],
    ];
  };
  draft.family("shares", (s) => `state ${s}`);
  for (const { places } of profiles.states) {
    for (const { group, cell, members, facing } of places)
      draft.entry(quantity[group]?.[facing]?.[cell] as number, members * (groups[group] as GroupInCells).sign);
    draft.row(question.total, question.total);
  }
  groups.forEach((group, g) => {
    for (const menu of menus[g] as readonly MemberMenu[]) writeMenu(draft, group, menu, byState ? 1 - spare : 1);
    if (means && payments)
      writeMeans(draft, group, profiles.facing[g] as readonly DoubleInterval[], { g, quantity, means, payments, utility });
    writeParticipation(draft, question, group, profiles.facing[g] as readonly DoubleInterval[], {
      menus: menus[g] as readonly MemberMenu[],
      quantity: quantity[g] as PerFacing,
      volume: volume[g] as PerFacing,
      payments: payments?.[g] ?? null,
    });
    if (volume[g] !== quantity[g]) writeVolume(draft, group, quantity[g] as PerFacing, volume[g] as PerFacing);
  });
  writeBudget(draft, question, profiles, { volume, payment });
  writeObjective(draft, question, menus);
  return { program: draft.finish("inner"), quantity, volume, payments, payment, menus };
}

/** Order of quantities, of which neighbours count by `share` of the better one, and steps of utilities. */
function writeMenu(draft: Draft, { name, cells }: GroupInCells, { quantity, utility }: MemberMenu, share: number): void {
  draft.family(`${name}: steps and order`, (k) => `cell ${k}`);
  cells.forEach((cell, k) => {
    const next = cells[k + 1];
    if (!next) return;
    const [here, there] = [quantity[k] as number, quantity[k + 1] as number];
    draft.entry(there, share);
    draft.entry(here, -1);
    draft.row(0, infinite);
    const step = priceOf(next) - priceOf(cell);
    const gap = next.gap ? priceOf(next) - cell.high.hi : 0;
    draft.entry(utility[k + 1] as number, 1);
    draft.entry(utility[k] as number, -1);
    draft.entry(here, -step);
    if (!(gap > 0)) {
      draft.row(0, 0);
      return;
    }
    draft.row(0, infinite);
    draft.entry(utility[k + 1] as number, -1);
    draft.entry(utility[k] as number, 1);
    // What an atom has is at least 0 and only makes the row weaker: left out it is no trace of rounding beside the gap.
    const length = step - gap;
    if (length > trace * step) draft.entry(here, length);
    draft.entry(there, gap);
    draft.row(0, infinite);
  });
}

/** |h − reference| ≤ volume. */
function writeVolume(draft: Draft, { name, cells, reference }: GroupInCells, quantity: PerFacing, volume: PerFacing): void {
  draft.family(`volume of ${name}`, (k) => `row ${k}`);
  quantity.forEach((own, o) => {
    cells.forEach((_, k) => {
      for (const sign of [1, -1]) {
        draft.entry(volume[o]?.[k] as number, 1);
        draft.entry(own[k] as number, sign);
        draft.row(sign * reference, infinite);
      }
    });
  });
}

/** Means of quantities and payments over what an agent faces. */
function writeMeans(
  draft: Draft,
  { name, cells }: GroupInCells,
  facing: readonly DoubleInterval[],
  columns: {
    readonly g: number;
    readonly quantity: readonly PerFacing[];
    readonly means: readonly PerFacing[];
    readonly payments: readonly PerFacing[];
    readonly utility: readonly PerFacing[];
  },
): void {
  const at = (list: readonly PerFacing[], o: number, k: number) => list[columns.g]?.[o]?.[k] as number;
  draft.family(`${name}: means`, (k) => `row ${k}`);
  cells.forEach((cell, k) => {
    facing.forEach((probability, o) => {
      draft.entry(at(columns.quantity, o, k), centre(probability));
    });
    draft.entry(at(columns.means, 0, k), -1);
    draft.row(0, 0);
    facing.forEach((probability, o) => {
      draft.entry(at(columns.payments, o, k), centre(probability));
    });
    draft.entry(at(columns.means, 0, k), -priceOf(cell));
    draft.entry(at(columns.utility, 0, k), 1);
    draft.row(0, 0);
  });
}

/** Ends of cells at which utility must be at least what staying out is worth: the price of a cell, and where no other cell begins there its best worth. */
function endsOf(cells: readonly TraderCell[], k: number): readonly { readonly at: DoubleInterval; readonly length: number }[] {
  const cell = cells[k] as TraderCell;
  const next = cells[k + 1];
  const best = !cell.atom && (!next || next.gap) && Number.isFinite(cell.high.hi) && Number.isFinite(cell.low.lo);
  return [{ at: lowOf(cell), length: 0 }, ...(best ? [{ at: cell.high, length: cell.high.hi - priceOf(cell) }] : [])];
}

function writeParticipation(
  draft: Draft,
  { participation, incentives }: GroupQuestion,
  { name, cells, reference }: GroupInCells,
  facing: readonly DoubleInterval[],
  {
    menus,
    quantity,
    volume,
    payments,
  }: {
    readonly menus: readonly MemberMenu[];
    readonly quantity: PerFacing;
    readonly volume: PerFacing;
    readonly payments: PerFacing | null;
  },
): void {
  const owns = reference > 0;
  const worst = (at: DoubleInterval) => outside(reference, at);
  /** A cell without end wants no more, or no less, than its reference, or its utility falls below any bound there. */
  const tail = (cell: TraderCell, entries: () => void) => {
    if (!Number.isFinite(cell.low.lo)) {
      entries();
      draft.row(Number.NEGATIVE_INFINITY, reference);
    }
    if (!Number.isFinite(cell.high.hi)) {
      entries();
      draft.row(reference, infinite);
    }
  };
  draft.family(`participation of ${name}`, (k) => `row ${k}`);
  if (participation === "ex-post" && payments) {
    // w·h − payment ≥ w·reference at both ends of the cell.
    payments.forEach((own, o) => {
      cells.forEach((cell, k) => {
        const column = quantity[o]?.[k] as number;
        const ends = [lowOf(cell), ...(owns && Number.isFinite(cell.high.hi) ? [cell.high] : [])];
        for (const at of ends) {
          const worth = at === cell.high ? at.hi : priceOf(cell);
          draft.entry(column, owns ? worth : worth - spare);
          if (owns) draft.entry(volume[o]?.[k] as number, -spare);
          draft.entry(own[k] as number, -1);
          draft.row(worst(at), infinite);
        }
        tail(cell, () => draft.entry(column, 1));
      });
    });
    return;
  }
  if (participation === "ex-post" || (participation === "interim" && incentives === "interim")) {
    for (const { quantity: h, utility } of menus)
      cells.forEach((cell, k) => {
        if (k > 0 && !owns) return;
        for (const { at, length } of owns ? endsOf(cells, k) : endsOf(cells, k).slice(0, 1)) {
          draft.entry(utility[k] as number, 1);
          draft.entry(h[k] as number, length);
          draft.row(worst(at), infinite);
        }
        tail(cell, () => draft.entry(h[k] as number, 1));
      });
    return;
  }
  if (participation === "interim")
    cells.forEach((cell, k) => {
      if (k > 0 && !owns) return;
      const mean = (of: (menu: MemberMenu) => readonly (readonly [number, number])[]) => () => {
        menus.forEach((menu, o) => {
          for (const [column, c] of of(menu)) draft.entry(column, c * centre(facing[o] as DoubleInterval));
        });
      };
      for (const { at, length } of owns ? endsOf(cells, k) : endsOf(cells, k).slice(0, 1)) {
        mean(({ utility, quantity: h }) => [
          [utility[k] as number, 1],
          [h[k] as number, length],
        ])();
        draft.row(worst(at) + margin, infinite);
      }
      for (const { quantity: h } of menus) tail(cell, () => draft.entry(h[k] as number, 1));
    });
  if (participation === "ex-ante") {
    menus.forEach(({ probability, quantity: h, utility }) => {
      cells.forEach((cell, k) => {
        draft.entry(utility[k] as number, centre(multiply(probability, cell.mass)));
        draft.entry(h[k] as number, centre(multiply(probability, subtract(cell.moment, multiply(cell.mass, lowOf(cell))))));
      });
    });
    draft.row(centre(multiply(exactly(reference), meanOf(cells))) + margin, infinite);
  }
}

/** What staying out is worth to a type, from above. */
function outside(reference: number, { hi }: DoubleInterval): number {
  return reference === 0 ? 0 : toNumberAbove(rational(reference).mul(exactDouble(hi)));
}

/** E[w]. */
export function meanOf(cells: readonly TraderCell[]): DoubleInterval {
  return cells.map(({ moment }) => moment).reduce((sum, own) => subtract(sum, negate(own)));
}

function writeBudget(
  draft: Draft,
  question: GroupQuestion,
  profiles: CellProfiles,
  { volume, payment }: Pick<InnerGroups, "volume" | "payment">,
): void {
  const { budget, balances, groups } = question;
  const required = requiredOf(question).hi;
  draft.family("budget", (s) => `state ${s}`);
  if (budget === "ex-post")
    for (const { places } of profiles.states) {
      for (const { group, cell, members, facing } of places) {
        for (const [column, c] of payment(group, facing, cell)) draft.entry(column, members * c);
        if (question.incentives === "interim" && !balances) draft.entry(volume[group]?.[facing]?.[cell] as number, -members * spare);
      }
      draft.row(required, balances ? required : infinite);
    }
  if (budget === "ex-ante") {
    groups.forEach(({ count, cells }, g) => {
      profiles.facing[g]?.forEach((probability, o) => {
        cells.forEach(({ mass }, k) => {
          for (const [column, c] of payment(g, o, k)) draft.entry(column, count * centre(multiply(probability, mass)) * c);
        });
      });
    });
    draft.row(required + margin, infinite);
  }
}

/** The required profit in parts of a unit. */
export function requiredOf({ requiredProfit, unit }: GroupQuestion): DoubleInterval {
  return multiply(requiredProfit, exactly(unit));
}

/** w₀·(gains) + Σ (w_i − w₀)·(utilities), up to what staying out is worth. */
function writeObjective(draft: Draft, { groups, broker }: GroupQuestion, menus: InnerGroups["menus"]): void {
  groups.forEach(({ count, cells, excess }, g) => {
    for (const { probability, quantity, utility } of menus[g] as readonly MemberMenu[])
      cells.forEach((cell, k) => {
        const { worth, rise, mass } = coefficientsOf(cell, probability);
        draft.objective(quantity[k] as number, count * (centre(broker) * centre(worth) + centre(excess) * centre(rise)));
        draft.objective(utility[k] as number, count * centre(excess) * centre(mass));
      });
  });
}

/** What a quantity and a utility of 1 in a cell, against what has this probability, count in expectation: worth, utility above that at the price, and probability. */
export function coefficientsOf(cell: TraderCell, probability: DoubleInterval): Record<"worth" | "rise" | "mass", DoubleInterval> {
  return {
    worth: multiply(probability, cell.moment),
    rise: multiply(probability, subtract(cell.moment, multiply(cell.mass, lowOf(cell)))),
    mass: multiply(probability, cell.mass),
  };
}
