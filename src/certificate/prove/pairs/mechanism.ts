import { exactDouble, formatRational, one, type Rational, ratio, toNumber, zero } from "../../../arithmetic/rational.ts";
import type { InnerMechanism } from "../../../program/cells/inner.ts";
import type { PairQuestion } from "../../../program/cells/question.ts";
import type { WorthUnits } from "../../../type-space/trader-cells.ts";
import type { PairsMechanism } from "../../format.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import type { BothCells, TypeCell } from "../../verify/pairs/cells.ts";
import { meanOf, middleOf } from "../scaled.ts";

/** A mechanism on cells that a search in doubles found, in units of its program. */
export interface FoundMechanism {
  readonly question: PairQuestion;
  readonly mechanism: InnerMechanism;
  units(sign: 1 | -1): WorthUnits;
}

/** A cell of the search: one with types, by its index among those, or a part of a gap. */
interface Slot {
  readonly cell: number | null;
  /** Where its reports are priced. */
  readonly low: Rational;
  readonly idle: boolean;
}

/** Probabilities are multiples of this. */
const grain = 2 ** 40;

/** By how much probabilities are lowered, so that what budgets lack for rounding fits above them. */
const shares = [2 ** -36, 2 ** -30, 2 ** -24, 2 ** -16];

/** What a rent on average must exceed 0 by, so that rounding leaves it there. */
const margin = 2 ** -44;

/** Exact mechanisms near a found one with dominant incentives, whose budgets hold in every pair of cells; whether they prove anything is for the verifier to say. */
export function exactMechanisms(stated: StatedProblem, both: BothCells, found: FoundMechanism): readonly PairsMechanism[] {
  const sides = slotsOf(both, found);
  if (!sides) return [];
  const shape = { stated, both, found, sides };
  if (stated.budget.rule === "balanced") return [balancedMechanism(shape)].filter((made) => made !== null);
  const inEveryState = shares.map((share) => raised(shape, share)).find((made) => made !== null);
  const onAverage = stated.participation === "ex-post" ? null : deficitMechanism(shape, plainTrade(shape), true);
  return [inEveryState ? deficitMechanism(shape, inEveryState, false) : null, onAverage].filter(
    (made) => made !== null && made !== undefined,
  );
}

interface Shape {
  readonly stated: StatedProblem;
  readonly both: BothCells;
  readonly found: FoundMechanism;
  readonly sides: readonly [readonly Slot[], readonly Slot[]];
}

/** The cells of the search, matched with those of the proof; null where they are others. */
function slotsOf(both: BothCells, { question, units }: FoundMechanism): readonly [readonly Slot[], readonly Slot[]] | null {
  const sides = question.groups.map(({ cells }, side): Slot[] => {
    const { sign, shift, scale } = units(side === 0 ? 1 : -1);
    let typed = 0;
    return cells.map(({ hollow, low }): Slot => {
      const own = hollow ? undefined : (both[side as 0 | 1][typed++] as TypeCell | undefined);
      if (own) return { cell: typed - 1, low: (own.low ?? own.high) as Rational, idle: own.low === null };
      const worth = exactDouble(low.lo).div(exactDouble(scale));
      return { cell: null, low: worth.add(exactDouble(shift).mul(BigInt(sign))), idle: false };
    });
  });
  const fits = sides.every((slots, side) => {
    const cells = slots.filter(({ cell }) => cell !== null).length;
    const ordered = slots.every(({ low }, k) => k === 0 || low.gte(slots[k - 1]?.low as Rational));
    return cells === both[side]?.length && ordered;
  });
  return fits ? (sides as unknown as readonly [Slot[], Slot[]]) : null;
}

type Table = readonly (readonly Rational[])[];

function rounded(value: number): Rational {
  return ratio(BigInt(Math.floor(value * grain)), BigInt(grain));
}

/** The probabilities found, as multiples of the grain, nondecreasing. */
function plainTrade({ found: { mechanism }, sides: [buyers, sellers] }: Shape): Table {
  const n = sellers.length;
  const x: Rational[][] = [];
  buyers.forEach((buyer, i) => {
    const row: Rational[] = [];
    sellers.forEach((seller, j) => {
      let p = buyer.idle || seller.idle ? zero : rounded(Math.min(1, Math.max(0, mechanism.x[i * n + j] as number)));
      for (const before of [x[i - 1]?.[j], row[j - 1]]) if (before?.gt(p)) p = before;
      row.push(p);
    });
    x.push(row);
  });
  return x;
}

/**
 * The probabilities found, lowered by a share and then raised, from the worst pair of cells up, until each pair's budget covers both rents' steps; null where one had to be more than 1.
 */
function raised({ stated, found: { mechanism }, sides: [buyers, sellers] }: Shape, share: number): Table | null {
  const n = sellers.length;
  const required = stated.budget.requiredProfit;
  const bought: Rational[] = new Array(n).fill(zero);
  const x: Rational[][] = [];
  for (const [i, buyer] of buyers.entries()) {
    const row: Rational[] = [];
    let sold = zero;
    for (const [j, seller] of sellers.entries()) {
      const worst = buyer.low.add(seller.low);
      const idle = buyer.idle || seller.idle;
      let p = idle ? zero : rounded((1 - share) * Math.min(1, Math.max(0, mechanism.x[i * n + j] as number)));
      for (const before of [x[i - 1]?.[j], row[j - 1]]) if (before?.gt(p)) p = before;
      const need = (bought[j] as Rational).add(sold).add(required);
      if (worst.gt(zero) && worst.mul(p).lt(need)) {
        const least = need.div(worst).mul(BigInt(grain));
        p = ratio((least.n + least.d - 1n) / least.d, BigInt(grain));
      }
      if (p.gt(one)) return null;
      row.push(p);
      bought[j] = (bought[j] as Rational).add(p.mul(stepAfter(buyers, i)));
      sold = sold.add(p.mul(stepAfter(sellers, j)));
    }
    x.push(row);
  }
  return x;
}

/** The distance to where the next better cell is priced. */
function stepAfter(slots: readonly Slot[], k: number): Rational {
  const next = slots[k + 1];
  return next ? next.low.sub(slots[k]?.low as Rational) : zero;
}

/** Sums of the rents' steps up to each pair of cells: `[i][j]` for the buyer, and for the seller. */
function climbs({ sides: [buyers, sellers] }: Shape, x: Table): readonly [Table, Table] {
  const bought: Rational[][] = [];
  const sold: Rational[][] = [];
  buyers.forEach((_, i) => {
    const own: Rational[] = [];
    bought.push(sellers.map((__, j) => (i === 0 ? zero : at(bought, i - 1, j).add(at(x, i - 1, j).mul(stepAfter(buyers, i - 1))))));
    sellers.forEach((__, j) => {
      own.push(j === 0 ? zero : (own[j - 1] as Rational).add(at(x, i, j - 1).mul(stepAfter(sellers, j - 1))));
    });
    sold.push(own);
  });
  return [bought, sold];
}

function at(table: Table, i: number, j: number): Rational {
  return table[i]?.[j] as Rational;
}

/** What each pair of cells leaves for the worst types' rents. */
function leftOver({ stated, sides: [buyers, sellers] }: Shape, x: Table, [bought, sold]: readonly [Table, Table]): Table {
  return buyers.map((buyer, i) =>
    sellers.map((seller, j) => {
      const shared = buyer.low.add(seller.low).mul(at(x, i, j));
      return shared
        .sub(at(bought, i, j))
        .sub(at(sold, i, j))
        .sub(stated.budget.requiredProfit);
    }),
  );
}

/** Rents of the worst buyers, one a cell of the seller, and of the worst sellers as the search found them, in units of the problem. */
function foundLumps({ found: { mechanism, units }, sides: [buyers, sellers] }: Shape): readonly [Rational[], Rational[]] {
  const { scale } = units(1);
  const n = sellers.length;
  return [
    sellers.map((_, j) => rounded((mechanism.rents[0][j] as number) / scale)),
    buyers.map((_, i) => rounded((mechanism.rents[1][i * n] as number) / scale)),
  ];
}

const least = (numbers: readonly Rational[]) => numbers.reduce((min, own) => (own.lt(min) ? own : min));
const atLeastZero = (number: Rational) => (number.gt(zero) ? number : zero);

/** The worst types' rents within what each pair's budget leaves; on average where `onAverage`, else at least 0. Null where that fails. */
function deficitMechanism(shape: Shape, x: Table, onAverage: boolean): PairsMechanism | null {
  const steps = climbs(shape, x);
  const left = leftOver(shape, x, steps);
  const [buyers, sellers] = foundLumps(shape);
  const n = buyers.length;
  if (onAverage) {
    for (let j = 0; j < n; j++) buyers[j] = least(left.map((row, i) => (row[j] as Rational).sub(sellers[i] as Rational)));
    if (!shareOut(shape, x, steps, [buyers, sellers])) return null;
  } else {
    for (let j = 0; j < n; j++)
      buyers[j] = atLeastZero(least([atLeastZero(buyers[j] as Rational), ...left.map((row) => row[j] as Rational)]));
    sellers.forEach((rent, i) => {
      sellers[i] = atLeastZero(
        least([atLeastZero(rent), ...(left[i] as readonly Rational[]).map((all, j) => all.sub(buyers[j] as Rational))]),
      );
    });
  }
  return tables(shape, x, steps, [buyers, sellers]);
}

/** What budgets in balance leave between cells with types, as a sum of a part of each report; null where it is none. */
function balancedLumps(shape: Shape, x: Table) {
  const steps = climbs(shape, x);
  const left = leftOver(shape, x, steps);
  const [corner] = left[0] as [Rational];
  const buyers = [...(left[0] as readonly Rational[])];
  const sellers = left.map(([first]) => (first as Rational).sub(corner));
  const [ofBuyer, ofSeller] = shape.sides.map((slots) => slots.map(({ cell }) => cell !== null)) as [boolean[], boolean[]];
  const balances = left.every(
    (row, i) => !ofBuyer[i] || row.every((all, j) => !ofSeller[j] || all.equals((buyers[j] as Rational).add(sellers[i] as Rational))),
  );
  return balances ? { x, steps, buyers, sellers } : null;
}

/** The probabilities in the gaps of the first trader that has any, chosen so that what a pair of cells leaves rises over each gap by one number: see `Gap` of the inner program. */
function overGaps({ sides }: Shape, x: Table): Table {
  const side = sides.findIndex((slots) => slots.some(({ cell }) => cell === null));
  if (side < 0) return x;
  const [own, other] = side === 0 ? sides : ([sides[1], sides[0]] as const);
  // Rows are the trader's with the gap.
  const turned = (table: Table): Rational[][] =>
    side === 0 ? table.map((row) => [...row]) : (table[0] as readonly Rational[]).map((_, j) => table.map((row) => row[j] as Rational));
  const table = turned(x);
  own.forEach(({ cell }, from) => {
    if (cell !== null || from === 0 || own[from - 1]?.cell === null) return;
    const after = own.findIndex((slot, k) => k > from && slot.cell !== null);
    if (after < 0) return;
    const worth = own[after]?.low as Rational;
    const length = worth.sub(own[from]?.low as Rational);
    const before = table[from - 1] as Rational[];
    let spent = zero;
    const totals = other.map(({ low }, l) => {
      const rise = at(table, after, l).sub(before[l] as Rational);
      const total = worth.add(low).mul(rise).sub(spent);
      spent = spent.add(stepAfter(other, l).mul(rise));
      return total;
    });
    let first = zero;
    for (let k = from; k < after; k++) first = first.add(stepAfter(own, k).mul(at(table, k, 0).sub(before[0] as Rational)));
    const c = (totals[0] as Rational).sub(first);
    for (let k = from; k < after; k++) table[k] = totals.map((total, l) => (before[l] as Rational).add(total.sub(c).div(length)));
  });
  return turned(table);
}

/** The worst types' rents that budgets in balance leave, of probabilities for which they are a sum of a part of each report; null where they are not. */
function balancedMechanism(shape: Shape): PairsMechanism | null {
  const plain = plainTrade(shape);
  const found = balancedLumps(shape, plain) ?? balancedLumps(shape, overGaps(shape, plain));
  if (!found) return null;
  const { x, steps, buyers, sellers } = found;
  // The constant that is the buyer's as the search divided it; within what every rent allows where it must be at least 0.
  let constant = (foundLumps(shape)[0][0] as Rational).sub(buyers[0] as Rational);
  if (shape.stated.participation === "ex-post") {
    const [floor, ceiling] = [least(buyers).neg(), least(sellers)];
    if (floor.gt(ceiling)) return null;
    constant = constant.lt(floor) ? floor : constant.gt(ceiling) ? ceiling : constant;
  }
  move([buyers, sellers], constant);
  if (shape.stated.participation !== "ex-post" && !shareOut(shape, x, steps, [buyers, sellers])) return null;
  return tables(shape, x, steps, [buyers, sellers]);
}

function move([buyers, sellers]: readonly [Rational[], Rational[]], amount: Rational): void {
  buyers.forEach((rent, j) => {
    buyers[j] = rent.add(amount);
  });
  sellers.forEach((rent, i) => {
    sellers[i] = rent.sub(amount);
  });
}

/** Moves a constant between both so that each takes part on average, where that is asked; false when there is not enough. */
function shareOut(
  { stated: { participation }, both, sides }: Shape,
  x: Table,
  steps: readonly [Table, Table],
  lumps: readonly [Rational[], Rational[]],
): boolean {
  if (participation === "none") return true;
  const typed = (side: number, cell: number) => both[side]?.[cell] as TypeCell;
  const masses = sides.map((slots, side) => slots.map(({ cell }) => (cell === null ? 0 : middleOf(typed(side, cell).mass)))) as [
    number[],
    number[],
  ];
  const above = sides.map((slots, side) =>
    slots.map(({ cell, low }) => (cell === null ? 0 : meanOf(typed(side, cell)) - toNumber(low))),
  ) as [number[], number[]];
  const rentOf = (side: 0 | 1) => {
    const weights = masses[1 - side] as number[];
    const worst = (lumps[side] as Rational[]).reduce((sum, rent, k) => sum + toNumber(rent) * (weights[k] as number), 0);
    if (participation !== "ex-ante") return worst;
    return masses[0].reduce(
      (sum, p, i) =>
        masses[1].reduce((all, q, j) => {
          const own = (above[side]?.[side === 0 ? i : j] as number) * toNumber(at(x, i, j));
          return all + p * q * (toNumber(at(steps[side], i, j)) + own);
        }, sum),
      worst,
    );
  };
  const size = lumps.flat().reduce((most, rent) => Math.max(most, Math.abs(toNumber(rent))), 0);
  const room = margin * size;
  const [first, second] = [rentOf(0), rentOf(1)];
  if (first >= room && second >= room) return true;
  if (first + second < 3 * room) return false;
  move(lumps, exactDouble(first < room ? 1.5 * room - first : second - 1.5 * room));
  return true;
}

/** The tables of the proof, on cells with types only. */
function tables(
  { sides: [buyers, sellers] }: Shape,
  x: Table,
  [bought, sold]: readonly [Table, Table],
  [u, v]: readonly [Rational[], Rational[]],
): PairsMechanism {
  const over = (value: (i: number, j: number) => Rational) =>
    buyers.flatMap((buyer, i) =>
      buyer.cell === null ? [] : [sellers.flatMap((seller, j) => (seller.cell === null ? [] : [formatRational(value(i, j))]))],
    );
  return {
    trade: over((i, j) => at(x, i, j)),
    rents: {
      buyer: over((i, j) => (u[j] as Rational).add(at(bought, i, j))),
      seller: over((i, j) => (v[i] as Rational).add(at(sold, i, j))),
    },
  };
}
