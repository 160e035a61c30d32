import { toNumber } from "../../arithmetic/rational.ts";
import { Blocks, iron, type PathPoint } from "../../virtual-surplus/kernel/ironing.ts";
import type { SecondBest } from "./exact-values.ts";
import { excessOf, firstToGain, gapOf, massesOf, type Pair, type Strengths, withMass } from "./pair.ts";
import type { Linear, SideColumns, Statement } from "./side-program.ts";

// What mechanisms attain, as functions of the law of one side in the columns of the program that chooses it.

/** Per type of the other side, the most over thresholds k of own·W_k + T_k·(κ·x_k + its ironed virtual strength): the dual value at a given multiplier. */
export function virtualGains(columns: SideColumns, point: PathPoint, own: number, kappa: number): Statement["maxima"] {
  const { side, other, masses } = columns;
  const ironed = ironedStrengths(other, point);
  return withMass(masses).map((j) => ({
    weight: masses[j] as number,
    lists: Array.from(side.at, (e, k) => {
      const terms: Linear = new Map();
      columns.addTail(terms, k, kappa * fromAbove(e) + (kappa + (ironed[j] as number)));
      columns.addExcess(terms, k, own);
      return terms;
    }),
  }));
}

/** (objective, profit) of y − 1 in a direction, ironed, per type; types without mass have none. */
function ironedStrengths(side: Strengths, point: PathPoint): Float64Array {
  const { kept, ...cells } = virtualStrengths(side);
  const blocks = new Blocks(kept.length);
  iron(cells, point, blocks);
  const ironed = new Float64Array(side.at.length).fill(Number.NEGATIVE_INFINITY);
  for (let block = 0, k = 0; block < blocks.count; block++)
    for (; k < (blocks.end[block] as number); k++) ironed[kept[k] as number] = blocks.slope[block] as number;
  return ironed;
}

/** Gains at each price among the buyer's values, T_k·(U_l·gap + V_l) + W_k·U_l, in the tails and excesses of the side that is chosen. */
export function postedPrices(columns: SideColumns, chosen: keyof Pair): Statement["maxima"] {
  const { side, other } = columns;
  const [buyer, seller] = chosen === "buyer" ? [side, other] : [other, side];
  const excess = excessOf(other);
  const lists = Array.from(buyer.at, (x, k): Linear => {
    const terms: Linear = new Map();
    const first = firstWilling(seller, x);
    if (first === seller.at.length) return terms;
    const [own, others] = chosen === "buyer" ? [k, first] : [first, k];
    const willing = other.tails[others] as number;
    columns.addTail(terms, own, willing * gapOf(x, seller.at[first] as number) + (excess[others] as number));
    columns.addExcess(terms, own, willing);
    return terms;
  });
  return [{ weight: 1, lists }];
}

/** Index of the weakest type that loses nothing with a partner of strength x. */
function firstWilling(side: Strengths, x: number): number {
  const first = firstToGain(side, x);
  return first > 0 && gapOf(side.at[first - 1] as number, x) === 0 ? first - 1 : first;
}

/** Gains of trade with given probabilities between types with mass; a type without mass trades as the next weaker one with mass does. */
export function fixedTrade(columns: SideColumns, trade: (buyer: number, seller: number) => number, chosen: keyof Pair): Linear {
  const { side, other, masses } = columns;
  const own = massesOf(side);
  const partners = withMass(masses);
  let place = -1;
  const gains = Array.from(side.at, (e, k) => {
    if ((own[k] as number) > 0) place++;
    if (place < 0) return 0;
    return partners.reduce((sum, j, l) => {
      const probability = chosen === "buyer" ? trade(place, l) : trade(l, place);
      return sum + (masses[j] as number) * probability * gapOf(e, other.at[j] as number);
    }, 0);
  });
  const terms: Linear = new Map();
  columns.addExpectation(terms, gains, 1);
  return terms;
}

/** What the seller keeps, and welfare where all who gain trade. */
export function bestWelfare(columns: SideColumns, chosen: keyof Pair): { readonly kept: Linear; readonly welfare: Linear } {
  const kept = keptBySeller(columns, chosen);
  const welfare = columns.firstBest();
  for (const [column, value] of kept) welfare.set(column, (welfare.get(column) ?? 0) + value);
  return { kept, welfare };
}

/** Adds the gains at a price that is drawn by the mean of the buyer's value; where the buyer's law is chosen, its mean stays what it is. */
export function meanPrice(columns: SideColumns, chosen: keyof Pair, terms: Linear): Linear[] {
  const { side, other, masses } = columns;
  const buyer = chosen === "buyer" ? side : other;
  const values = buyer.at.map(valueAt);
  const mean = massesOf(buyer).reduce((sum, mass, i) => sum + mass * (values[i] as number), 0) / (buyer.tails[0] as number);
  const below = (price: number) => (3 * price > mean ? 1 - mean / (3 * price) : 0);
  const [priceOf, othersPrice] = chosen === "buyer" ? [valueAt, costAt] : [costAt, valueAt];
  const gains = side.at.map((e) =>
    other.at.reduce((sum, f, j) => {
      const gap = gapOf(e, f);
      return gap > 0 ? sum + (masses[j] as number) * gap * Math.abs(below(priceOf(e)) - below(othersPrice(f))) : sum;
    }, 0),
  );
  columns.addExpectation(terms, gains, 1);
  if (chosen === "seller") return [];
  const [more, less]: [Linear, Linear] = [new Map(), new Map()];
  const away = values.map((value) => value - mean);
  columns.addExpectation(more, away, 1);
  columns.addExpectation(less, away, -1);
  return [more, less];
}

/** E C, of total mass 1 or not. */
function keptBySeller(columns: SideColumns, chosen: keyof Pair): Linear {
  const { side, other, masses } = columns;
  const costs = ({ at }: Strengths) => at.map(costAt);
  const terms: Linear = new Map();
  if (chosen === "seller") columns.addExpectation(terms, costs(side), other.tails[0] as number);
  else {
    const cost = costs(other);
    columns.addTail(
      terms,
      0,
      masses.reduce((total, mass, j) => total + mass * (cost[j] as number), 0),
    );
  }
  return terms;
}

/** By how much the offers that were best have to stay better than others, so that rounding does not decide. */
const margin = 1e-7;

/** Offers that differ by less are equally good. */
const tie = 1e-6;

/** Half of what either side's offers attain; the offers made to the chosen side stay the best ones. */
export function randomOffers(columns: SideColumns): Pick<Statement, "numerator" | "rows"> {
  const { side, other, masses } = columns;
  const numerator: Linear = new Map();
  const rows: Linear[] = [];
  worstOffers(side, other).forEach((k, j) => {
    const y = other.at[j] as number;
    if (k < 0 || (masses[j] as number) <= 0) return;
    columns.addGains(numerator, k, y, (masses[j] as number) / 2);
    const own = gapOf(side.at[k] as number, y);
    for (let i = 0; i < side.at.length; i++) {
      const gap = gapOf(side.at[i] as number, y);
      if (i !== k && gap > 0) rows.push(columns.prefers(k, own, i, gap * (1 + margin)));
    }
  });
  const excess = excessOf(other);
  const gains = worstOffers(other, side).map((k, i) =>
    k < 0 ? 0 : (other.tails[k] as number) * gapOf(other.at[k] as number, side.at[i] as number) + (excess[k] as number),
  );
  columns.addExpectation(numerator, gains, 1 / 2);
  return { numerator, rows };
}

/** Per type of `own`, the offer to the other side that gains most, among equally good ones the one that is taken least often; −1 where none gains. */
function worstOffers(other: Strengths, own: Strengths): Float64Array {
  return own.at.map((y) => {
    let [best, most] = [-1, 0];
    for (let k = 0; k < other.at.length; k++) {
      const profit = (other.tails[k] as number) * gapOf(other.at[k] as number, y);
      if (!(profit > 0 && profit >= most * (1 - tie))) continue;
      best = k;
      most = Math.max(most, profit);
    }
    return best;
  });
}

/** Gains of the allocation that was the second best, which stays feasible: it goes on making no loss. */
export function feasibleGains(columns: SideColumns, { weight, loose, tight }: SecondBest, chosen: keyof Pair) {
  const { side, other, masses } = columns;
  const { kept, profit: virtual } = virtualStrengths(other);
  const own = withMass(massesOf(side));
  const gains: Linear = new Map();
  const profit: Linear = new Map();
  const share = toNumber(weight);
  for (const [counts, part] of [
    [loose, share],
    [tight, 1 - share],
  ] as const) {
    kept.forEach((j, place) => {
      const weakest =
        chosen === "buyer" ? counts.findIndex((count) => count >= kept.length - place) : own.length - (counts[place] as number);
      const k = own[weakest];
      if (k === undefined) return;
      const mass = part * (masses[j] as number);
      columns.addGains(gains, k, other.at[j] as number, mass);
      columns.addTail(profit, k, part * ((masses[j] as number) * (1 + fromAbove(side.at[k] as number)) + (virtual[place] as number)));
    });
  }
  return { gains, profit };
}

/** The value of a buyer of an encoded strength. */
const valueAt = (e: number): number => (e > 0 ? e : 1 + e);

/** The cost of a seller of an encoded strength. */
const costAt = (e: number): number => (e > 0 ? 1 - e : -e);

/** A strength less 1. */
const fromAbove = (e: number): number => (e > 0 ? e - 1 : e);

/** The types that have mass, and their mass-weighted objective and profit with strengths counted from 1: p_j(ψ_j − 1) = (y_j − 1)U_j − (y_{j+1} − 1)U_{j+1}. */
function virtualStrengths(side: Strengths) {
  const kept = withMass(massesOf(side));
  const [below, tails] = [side.at.map(fromAbove), side.tails];
  const mass = Float64Array.from(kept, (j, place) => (tails[j] as number) - (tails[kept[place + 1] ?? tails.length] ?? 0));
  const objective = mass.map((m, place) => m * (below[kept[place] as number] as number));
  const profit = Float64Array.from(kept, (j, place) => {
    const next = kept[place + 1] ?? tails.length;
    return (below[j] as number) * (tails[j] as number) - (below[next] ?? 0) * (tails[next] ?? 0);
  });
  return { kept, mass, objective, profit, shift: 0 };
}
