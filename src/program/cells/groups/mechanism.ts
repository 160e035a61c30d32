import type { ExactVector } from "../../../arithmetic/exact-vector.ts";
import { add, type DoubleInterval, divide, exactly, multiply } from "../../../arithmetic/interval.ts";
import { exactDouble, type Rational, ratio, sumRationals, toNumberAbove, toNumberBelow } from "../../../arithmetic/rational.ts";
import { centre } from "../inner.ts";
import { outsideValue } from "../outer.ts";
import type { GroupQuestion } from "../question.ts";
import { averagesHold } from "./averages.ts";
import { coefficientsOf, type InnerGroups } from "./inner.ts";
import { type ColumnValues, type KnownMenus, menusOfColumns, menusOfMeans } from "./known-menus.ts";
import type { CellProfiles } from "./profiles.ts";

/** A mechanism in which reports count by their cells, feasible for every type in them; money and worths in units of the program, quantities in units. */
export interface GroupMechanism {
  /** Of a member of a group that is in a cell and faces others. */
  quantity(group: number, facing: number, cell: number): number;
  payment(group: number, facing: number, cell: number): number;
  /** Quantities in parts of a unit, and what is paid, exactly; null for a solver's point. */
  readonly exact: ExactTrades | null;
  /** Encloses its objective. */
  readonly value: DoubleInterval;
  /** Every constraint holds exactly, or was checked with intervals. */
  readonly proved: boolean;
}

/** What a member of a group that is in a cell and faces others has and pays, in units of the program, quantities and prices of them in parts of a unit. */
export interface ExactTrades {
  quantity(group: number, facing: number, cell: number): Rational;
  payment(group: number, facing: number, cell: number): Rational;
}

/**
 * The mechanism of a point of {@link innerGroups} that satisfies every row exactly. What the rows say of single states is then true of the laws as well, since it speaks of prices only; what they say of
 * averages is checked with the masses as they are known.
 */
export function exactMechanism(
  question: GroupQuestion,
  profiles: CellProfiles,
  inner: InnerGroups,
  { numerators, denominator }: ExactVector,
): GroupMechanism {
  const known = new Map<number, DoubleInterval>();
  const entryAt = (column: number) => ratio(numerators[column] as bigint, denominator);
  const at: ColumnValues = (column) => {
    let value = known.get(column);
    if (!value) {
      const entry = entryAt(column);
      value = { lo: toNumberBelow(entry), hi: toNumberAbove(entry) };
      known.set(column, value);
    }
    return value;
  };
  const { menus, holds } =
    question.incentives === "ex-post"
      ? { menus: menusOfColumns(question, inner, at), holds: true }
      : menusOfMeans(question, profiles, inner, at);
  const exact: ExactTrades = {
    quantity: (g, o, k) => entryAt(inner.quantity[g]?.[o]?.[k] as number),
    payment: (g, o, k) => sumRationals(inner.payment(g, o, k).map(([column, c]) => exactDouble(c).mul(entryAt(column)))),
  };
  const proved = holds && hasExactPrices(question) && averagesHold(question, menus);
  return { ...mechanismOf(question, inner, at, menus), exact, proved };
}

/** The mechanism of a solver's point, which satisfies the rows up to its tolerance. */
export function floatMechanism(question: GroupQuestion, inner: InnerGroups, point: Float64Array): GroupMechanism {
  const at: ColumnValues = (column) => exactly(point[column] as number);
  return { ...mechanismOf(question, inner, at, menusOfColumns(question, inner, at)), exact: null, proved: false };
}

function mechanismOf(
  question: GroupQuestion,
  inner: InnerGroups,
  at: ColumnValues,
  menus: KnownMenus,
): Omit<GroupMechanism, "exact" | "proved"> {
  const { unit } = question;
  return {
    quantity: (g, o, k) => Math.min(1, Math.max(0, centre(at(inner.quantity[g]?.[o]?.[k] as number)) / unit)),
    payment: (g, o, k) => inner.payment(g, o, k).reduce((sum, [column, c]) => sum + c * centre(at(column)), 0) / unit,
    value: objectiveOf(question, menus),
  };
}

/** Prices that two cells share must be doubles: types between would otherwise belong to neither. */
function hasExactPrices({ groups }: GroupQuestion): boolean {
  return groups.every(({ cells }) => cells.every(({ low, gap }, k) => k === 0 || gap || low.lo === low.hi));
}

/** w₀·(gains) + Σ (w_i − w₀)·(rents); what a balanced budget pays beyond the required profit, because that is no double, goes to one agent. */
function objectiveOf(question: GroupQuestion, menus: KnownMenus): DoubleInterval {
  const { groups, broker, unit, balances } = question;
  let value = exactly(0);
  groups.forEach(({ count, cells, excess }, g) => {
    for (const { probability, quantity, utility } of menus[g] ?? [])
      cells.forEach((cell, k) => {
        const [h, u] = [quantity[k] as DoubleInterval, utility[k] as DoubleInterval];
        const { worth, rise, mass } = coefficientsOf(cell, probability);
        const made = multiply(multiply(broker, worth), h);
        const kept = multiply(excess, add(multiply(rise, h), multiply(mass, u)));
        value = add(value, multiply(exactly(count), add(made, kept)));
      });
  });
  const whole = groups.reduce((sum, group) => add(sum, outsideValue(group, question)), divide(value, exactly(unit)));
  const { lo, hi } = question.requiredProfit;
  if (!balances || lo === hi) return whole;
  const heaviest = groups.reduce((most, { excess }) => Math.max(most, Math.abs(excess.lo), Math.abs(excess.hi)), 0);
  const change = 4 * heaviest * (hi - lo);
  return add(whole, { lo: -change, hi: change });
}
