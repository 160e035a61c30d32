import { exactDouble, formatRational, one, type Rational, ratio, sumRationals, zero } from "../../../arithmetic/rational.ts";
import type { PairsMechanism } from "../../format.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import type { BothCells, TypeCell } from "../../verify/pairs/cells.ts";
import type { FoundMechanism } from "./mechanism.ts";

type Table = Rational[][];

/** Probabilities and rents are first rounded to multiples of this. */
const grain = 2 ** 60;

const down = (value: number): Rational => ratio(BigInt(Math.floor(value * grain)), BigInt(grain));
const at = (table: readonly (readonly Rational[])[], i: number, j: number) => table[i]?.[j] as Rational;
const atLeastZero = (number: Rational) => (number.gt(zero) ? number : zero);

/** A trader whose laws' masses are rational. */
interface Side {
  readonly masses: readonly Rational[];
  /** Where the reports of a cell are priced. */
  readonly lows: readonly Rational[];
}

/**
 * A mechanism near a found one whose incentives hold on average, exactly, with ex-post participation and a budget in every state; null for laws without rational masses, or where rounding leaves no room.
 *
 * As in the search, what the budgets leave beyond all rents goes to the broker in the best pair of cells, or, where budgets balance, is spent on more efficient trade; what a row of rents by states lacks
 * goes to its state with the best seller, what a column lacks to its state with the best buyer, each at the other's cost.
 */
export function bayesianMechanism(
  stated: StatedProblem,
  both: BothCells,
  { question, mechanism, units }: FoundMechanism,
): PairsMechanism | null {
  const sides = both.map(sideOf);
  if (stated.participation !== "ex-post" || sides.includes(null)) return null;
  const [buyer, seller] = sides as [Side, Side];
  const [m, n] = [buyer.masses.length, seller.masses.length];
  if (question.groups[0].cells.length !== m || question.groups[1].cells.length !== n) return null;
  const table = (of: (i: number, j: number) => Rational): Table => buyer.masses.map((_, i) => seller.masses.map((__, j) => of(i, j)));
  const worst = table((i, j) => (buyer.lows[i] as Rational).add(seller.lows[j] as Rational));
  const { requiredProfit, rule } = stated.budget;
  const { scale } = units(1);
  const found = (numbers: Float64Array, i: number, j: number) => numbers[i * n + j] as number;
  const trade = table((i, j) => down(Math.min(1, Math.max(0, found(mechanism.x, i, j)))));
  const rents = mechanism.rents.map((own) => table((i, j) => down(Math.max(0, found(own, i, j) / scale)))) as [Table, Table];
  // What the broker keeps, none of it where rounding alone may be the cause.
  const kept = table((i, j) => {
    const left = at(worst, i, j)
      .mul(at(trade, i, j))
      .sub(requiredProfit)
      .sub(at(rents[0], i, j))
      .sub(at(rents[1], i, j));
    return rule === "balanced" || left.lt(exactDouble(2 ** -30 * Math.abs(1 / scale))) ? zero : down(left.valueOf() * (1 - 2 ** -20));
  });
  const means = {
    buyer: (row: readonly Rational[]) => weighted(row, seller.masses),
    seller: (row: readonly Rational[]) => weighted(row, buyer.masses),
  };
  const column = (own: readonly (readonly Rational[])[], j: number) => own.map((row) => row[j] as Rational);
  const lump = (mean: Rational) => (mean.lt(exactDouble(2 ** -30 / scale)) ? zero : mean);
  const worstRents: [Rational, Rational] = [lump(means.buyer(rents[0][0] as Rational[])), lump(means.seller(column(rents[1], 0)))];
  const interim = (x: Table) => ({
    bought: climb(buyer, x.map(means.buyer)),
    sold: climb(
      seller,
      seller.masses.map((_, j) => means.seller(column(x, j))),
    ),
  });
  /** What is left on average beyond all rents. */
  const spare = (x: Table) => {
    const { bought, sold } = interim(x);
    const shared = table((i, j) =>
      at(worst, i, j)
        .mul(at(x, i, j))
        .sub(requiredProfit)
        .sub(at(kept, i, j)),
    );
    return weighted(shared.map(means.buyer), buyer.masses)
      .sub(weighted(bought, buyer.masses))
      .sub(weighted(sold, seller.masses))
      .sub(worstRents[0])
      .sub(worstRents[1]);
  };
  let x = covered(trade, worst, spare);
  if (!x) return null;
  if (rule === "balanced") {
    // Efficient trade leaves a deficit; so much of it is mixed in that nothing is left.
    const efficient = table((i, j) => (at(worst, i, j).gte(zero) ? one : zero));
    const [left, there] = [spare(x), spare(efficient)];
    if (there.lt(zero)) {
      const part = left.div(left.sub(there));
      x = mixed(x, efficient, part);
    } else {
      const richer = worstRents[0].gt(worstRents[1]) ? 0 : 1;
      worstRents[richer] = worstRents[richer].add(left);
    }
  } else {
    const corner = kept[m - 1] as Rational[];
    corner[n - 1] = at(kept, m - 1, n - 1).add(spare(x).div((buyer.masses[m - 1] as Rational).mul(seller.masses[n - 1] as Rational)));
  }
  const { bought, sold } = interim(x);
  const [U, V] = [bought.map((rent) => rent.add(worstRents[0])), sold.map((rent) => rent.add(worstRents[1]))];
  const shared = table((i, j) =>
    at(worst, i, j)
      .mul(at(x, i, j))
      .sub(requiredProfit)
      .sub(at(kept, i, j)),
  );
  // Types whose rents are 0 on average have none in any state.
  const own = table((i, j) => {
    if (U[i]?.equals(zero)) return zero;
    if (V[j]?.equals(zero)) return at(shared, i, j);
    const rent = at(rents[0], i, j);
    return rent.gt(at(shared, i, j)) ? atLeastZero(at(shared, i, j)) : rent;
  });
  const give = (i: number, j: number, amount: Rational, mass: Rational | undefined) => {
    (own[i] as Rational[])[j] = at(own, i, j).add(amount.div(mass as Rational));
  };
  for (let i = 0; i < m - 1; i++)
    if (!U[i]?.equals(zero)) give(i, n - 1, (U[i] as Rational).sub(means.buyer(own[i] as Rational[])), seller.masses[n - 1]);
  for (let j = 0; j < n - 1; j++) {
    if (V[j]?.equals(zero)) continue;
    const others = column(shared, j).map((all, i) => all.sub(at(own, i, j)));
    give(m - 1, j, means.seller(others).sub(V[j] as Rational), buyer.masses[m - 1]);
  }
  give(m - 1, n - 1, (U[m - 1] as Rational).sub(means.buyer(own[m - 1] as Rational[])), seller.masses[n - 1]);
  const texts = (given: Table) => given.map((row) => row.map(formatRational));
  return { trade: texts(x), rents: { buyer: texts(own), seller: texts(table((i, j) => at(shared, i, j).sub(at(own, i, j)))) } };
}

function sideOf(cells: readonly TypeCell[]): Side | null {
  const masses = cells.flatMap(({ exactMass }) => (exactMass === null ? [] : [exactMass]));
  const lows = cells.flatMap(({ low }) => (low === null ? [] : [low]));
  return masses.length === cells.length && lows.length === cells.length ? { masses, lows } : null;
}

function weighted(values: readonly Rational[], masses: readonly Rational[]): Rational {
  return sumRationals(values.map((value, k) => value.mul(masses[k] as Rational)));
}

/** Σ over worse cells of step·X. */
function climb({ lows }: Side, interim: readonly Rational[]): Rational[] {
  let sum = zero;
  return interim.map((_, k) => {
    if (k > 0) sum = sum.add((lows[k] as Rational).sub(lows[k - 1] as Rational).mul(interim[k - 1] as Rational));
    return sum;
  });
}

/** (1 − share)·a + share·b. */
function mixed(a: Table, b: Table, share: Rational): Table {
  return a.map((row, i) => row.map((p, j) => p.add(at(b, i, j).sub(p).mul(share))));
}

/** The probabilities with as much of trade between the best cells alone as covers all rents; null where that takes more than a little. */
function covered(trade: Table, worst: Table, spare: (x: Table) => Rational): Table | null {
  const lacking = spare(trade).neg();
  if (lacking.lte(zero)) return trade;
  const [m, n] = [trade.length, trade[0]?.length as number];
  // A price between better cells than those that trade at no gain.
  for (let k = 1; k < m + n; k++) {
    const [i, j] = [Math.max(0, m - k), Math.max(0, n - k)];
    if (at(worst, i, j).lte(zero)) break;
    const priced = trade.map((row, a) => row.map((_, b) => (a >= i && b >= j ? one : zero)));
    const gained = spare(priced);
    if (gained.lte(zero)) continue;
    const part = lacking.div(gained.add(lacking)).valueOf();
    if (part > 2 ** -12) continue;
    const share = ratio(BigInt(Math.ceil(part * grain) + 1), BigInt(grain));
    return mixed(trade, priced, share);
  }
  return null;
}
