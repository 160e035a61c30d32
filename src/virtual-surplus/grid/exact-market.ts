import { type Rational, ratio } from "../../arithmetic/rational.ts";
import {
  commonDenominator,
  type ExactBlock,
  type ExactDirection,
  type ExactGroup,
  exactlyIroned,
  type IntegerCells,
  integer,
  integerCells,
} from "./exact-cells.ts";
import type { ExactEvaluator, ExactLine } from "./exact-search.ts";

/**
 * Who outranks whom: per group and cell, in increasing order of worth, a place; goods go to the highest places, at equal ones to owners first, then to the earlier group,
 * within a group by lottery.
 */
export type ExactPlaces = readonly Float64Array[];

/**
 * A market of traders with one good each in exact arithmetic. The expected number of trades M at a level follows from the numbers of those who want to trade, sums of
 * binomials over whole numbers; a block that the level passes changes it by count·mass·X, X its members' probability of trade. No profile is enumerated.
 */
export class ExactMarket implements ExactEvaluator<ExactPlaces> {
  readonly weightDenominator: bigint;
  readonly #groups: readonly MarketGroup[];
  readonly #valueDenominator: bigint;
  /** What M is counted in: the product of the denominators of all traders' masses. */
  readonly #unit: bigint;

  constructor(groups: readonly ExactGroup[], broker: Rational) {
    this.#valueDenominator = commonDenominator(groups.flatMap(({ values }) => values));
    this.weightDenominator = commonDenominator([...groups.map(({ weight }) => weight), broker]);
    const w0 = integer(broker, this.weightDenominator);
    this.#groups = groups.map((group) => {
      const total = commonDenominator(group.masses);
      const cells = integerCells(group, this.#valueDenominator, total, integer(group.weight, this.weightDenominator), w0);
      return { owner: group.sign === -1, count: group.count, total, cells, choose: binomialCoefficients(group.count) };
    });
    this.#unit = this.#groups.reduce((product, { total, count }) => product * total ** BigInt(count), 1n);
  }

  /** How many digit operations an evaluation takes, to the size of a factor: levels × traders × bits. */
  static workOf(groups: readonly ExactGroup[]): number {
    let [levels, traders, bits] = [0, 0, 0];
    for (const { count, masses } of groups) {
      levels += masses.length;
      traders += count;
      bits += count * commonDenominator(masses).toString(2).length;
    }
    return levels * traders * bits;
  }

  line(places: ExactPlaces): ExactLine<ExactPlaces> {
    let objective = 0n;
    let profit = 0n;
    this.#forEachBlock(places, (g, from, to, traded) => {
      const { cells } = this.#groups[g] as MarketGroup;
      const mass = total(cells.mass, from, to);
      // M is a polynomial with whole coefficients in the mass passed, so that the quotient is whole.
      const each = traded / mass;
      objective += total(cells.objective, from, to) * each;
      profit += total(cells.profit, from, to) * each;
    });
    const unit = this.#unit * this.#valueDenominator;
    return { objective: ratio(objective, unit * this.weightDenominator), profit: ratio(profit, unit), allocation: places };
  }

  /** Interim probabilities of trade per group and cell. */
  probabilities(places: ExactPlaces): readonly (readonly Rational[])[] {
    const out = this.#groups.map(({ cells }) => new Array<Rational>(cells.mass.length));
    this.#forEachBlock(places, (g, from, to, traded) => {
      const { count, cells, total: whole } = this.#groups[g] as MarketGroup;
      const probability = ratio(traded * whole, this.#unit * BigInt(count) * total(cells.mass, from, to));
      out[g]?.fill(probability, from, to);
    });
    return out;
  }

  maximise(primary: ExactDirection, secondary: ExactDirection): ExactLine<ExactPlaces> {
    const blocks = this.#groups.flatMap(({ owner, cells }, g) => {
      let from = 0;
      return exactlyIroned(cells, primary, secondary).map((block) => {
        const own = { g, from, block, sign: owner ? -1n : 1n };
        from = block.end;
        return own;
      });
    });
    blocks.sort((a, b) => compareHeld(a, b));
    const places = this.#groups.map(({ cells }) => new Float64Array(cells.mass.length));
    let place = 0;
    blocks.forEach((own, k) => {
      const before = blocks[k - 1];
      if (before && compareHeld(before, own) !== 0) place++;
      places[own.g]?.fill(place, own.from, own.block.end);
    });
    return this.line(places);
  }

  /** Rankings can be drawn from by lot, whatever they are. */
  apart(below: ExactLine<ExactPlaces>, above: ExactLine<ExactPlaces>) {
    return { generous: below, strict: above };
  }

  /** Blocks from the highest place down, each with what it adds to (a seller: takes from) the expected number of trades, in the unit of M. */
  #forEachBlock(places: ExactPlaces, visit: (g: number, from: number, to: number, traded: bigint) => void): void {
    const blocks = places.flatMap((own, g) => {
      const found: { g: number; from: number; to: number; place: number }[] = [];
      for (let from = 0, to = 0; from < own.length; from = to) {
        const place = own[from] as number;
        while (to < own.length && own[to] === place) to++;
        found.push({ g, from, to, place });
      }
      return found;
    });
    const owns = (g: number) => ((this.#groups[g] as MarketGroup).owner ? 1 : 0);
    blocks.sort((a, b) => b.place - a.place || owns(b.g) - owns(a.g) || a.g - b.g);
    // Mass of those who want to trade: buyers above the level, sellers below it.
    const wants = this.#groups.map(({ owner, total: whole }) => (owner ? whole : 0n));
    const tails = { buyers: this.#tail(wants, false), sellers: this.#tail(wants, true) };
    let trades = expectedTrades(tails.buyers, tails.sellers);
    for (const { g, from, to } of blocks) {
      const { owner, cells } = this.#groups[g] as MarketGroup;
      const mass = total(cells.mass, from, to);
      wants[g] = (wants[g] as bigint) + (owner ? -mass : mass);
      tails[owner ? "sellers" : "buyers"] = this.#tail(wants, owner);
      const next = expectedTrades(tails.buyers, tails.sellers);
      visit(g, from, to, owner ? trades - next : next - trades);
      trades = next;
    }
  }

  /** P(at least k of a side want to trade), k = 1 …, over the side's own denominators. */
  #tail(wants: readonly bigint[], owners: boolean): bigint[] {
    let law = [1n];
    this.#groups.forEach(({ owner, count, total: whole, choose }, g) => {
      if (owner !== owners) return;
      const own = binomialNumerators(choose, wants[g] as bigint, whole - (wants[g] as bigint), count);
      law = convolved(law, own);
    });
    const tail: bigint[] = new Array(law.length - 1);
    let sum = 0n;
    for (let k = law.length - 1; k > 0; k--) {
      sum += law[k] as bigint;
      tail[k - 1] = sum;
    }
    return tail;
  }
}

interface MarketGroup {
  readonly owner: boolean;
  readonly count: number;
  /** What masses are counted in. */
  readonly total: bigint;
  readonly cells: IntegerCells;
  readonly choose: readonly bigint[];
}

/** Order of what holding a good is worth: a good is worth to its owner what giving it up costs. */
function compareHeld(
  a: { readonly block: ExactBlock; readonly sign: bigint },
  b: { readonly block: ExactBlock; readonly sign: bigint },
): number {
  const first = a.sign * a.block.primary * b.block.mass - b.sign * b.block.primary * a.block.mass;
  if (first !== 0n) return first > 0n ? 1 : -1;
  const second = a.sign * a.block.secondary * b.block.mass - b.sign * b.block.secondary * a.block.mass;
  return second === 0n ? 0 : second > 0n ? 1 : -1;
}

/** Σ_k P(at least k buyers)·P(at least k sellers). */
function expectedTrades(buyers: readonly bigint[], sellers: readonly bigint[]): bigint {
  let sum = 0n;
  for (let k = 0; k < Math.min(buyers.length, sellers.length); k++) sum += (buyers[k] as bigint) * (sellers[k] as bigint);
  return sum;
}

function binomialCoefficients(n: number): bigint[] {
  const row = [1n];
  for (let k = 0; k < n; k++) row.push(((row[k] as bigint) * BigInt(n - k)) / BigInt(k + 1));
  return row;
}

/** C(n, k)·p^k·q^(n−k), k = 0 … n. */
function binomialNumerators(choose: readonly bigint[], p: bigint, q: bigint, n: number): bigint[] {
  const terms = choose.slice();
  let power = 1n;
  for (let k = 0; k <= n; k++) {
    terms[k] = (terms[k] as bigint) * power;
    power *= p;
  }
  power = 1n;
  for (let k = n; k >= 0; k--) {
    terms[k] = (terms[k] as bigint) * power;
    power *= q;
  }
  return terms;
}

function convolved(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  if (a.length === 1 && a[0] === 1n) return b.slice();
  const out = new Array<bigint>(a.length + b.length - 1).fill(0n);
  a.forEach((x, i) => {
    if (x === 0n) return;
    b.forEach((y, k) => {
      out[i + k] = (out[i + k] as bigint) + x * y;
    });
  });
  return out;
}

function total(list: readonly bigint[], from: number, to: number): bigint {
  let sum = 0n;
  for (let k = from; k < to; k++) sum += list[k] as bigint;
  return sum;
}
