import { above, add, below, type DoubleInterval, enclosing, exactly, multiply, negate, subtract } from "../../arithmetic/interval.ts";
import { doubles } from "../../arithmetic/numbers.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import type { Balls, EnclosedCells } from "../../type-space/enclosed-cells.ts";
import type { Cut } from "./cut.ts";
import type { EnclosedPartners } from "./law-cells.ts";

/** What a mixture of rankings achieves in the continuous problem, with payments that leave the worst-off types nothing. */
export interface ProvedDivision {
  /** The objective if the broker keeps its profit. */
  readonly objective: DoubleInterval;
  readonly profit: DoubleInterval;
}

type Ranking = Pick<Cut<number>, "ranks" | "order">;

/**
 * Bounds on objective and profit of a lottery over rankings of cells. Holdings are enclosed by products of distribution functions, which are monotone, with
 * outward rounding; weights are taken as shares of their sum.
 */
export function provedDivision(
  groups: readonly EnclosedPartners[],
  mixture: readonly { readonly cut: Ranking; readonly weight: number }[],
  broker: Rational,
): ProvedDivision {
  const reference = (groups[0] as EnclosedPartners).fromTop.exactShift;
  const gained = groups.map(({ fromTop, share }) => {
    const list = { lo: new Float64Array(fromTop.count), hi: new Float64Array(fromTop.count) };
    const own = enclosing(share);
    return { ...list, own };
  });
  let total = exactly(0);
  for (const { weight } of mixture) total = add(total, exactly(weight));
  for (const { cut, weight } of mixture) {
    const part = { lo: below(weight / total.hi), hi: above(weight / total.lo) };
    if (cut.order.length === 0) continue;
    enclosedHoldings(groups, cut).forEach(({ lo, hi }, g) => {
      const sum = gained[g] as (typeof gained)[number];
      for (let k = 0; k < lo.length; k++) {
        // Rankings change what is held from the share; nobody trading leaves it there.
        const change = multiply(part, subtract({ lo: lo[k] as number, hi: hi[k] as number }, sum.own));
        if (change.lo !== 0) sum.lo[k] = below((sum.lo[k] as number) + change.lo);
        if (change.hi !== 0) sum.hi[k] = above((sum.hi[k] as number) + change.hi);
      }
    });
  }
  let objective = exactly(0);
  let profit = exactly(0);
  groups.forEach(({ count, weight, fromTop, fromBottom }, g) => {
    const { lo, hi } = gained[g] as (typeof gained)[number];
    const shift = enclosing(fromTop.exactShift.sub(reference));
    const n = fromTop.count;
    let value = exactly(0);
    let payment = exactly(0);
    for (let k = 0; k < n; k++) {
      const change = { lo: lo[k] as number, hi: hi[k] as number };
      const j = n - 1 - k;
      const mass = step(fromTop.ends.quantile, fromTop.ends.quantile, j);
      const moved = multiply(shift, mass);
      value = add(value, multiply(add(step(fromTop.ends.value, fromTop.ends.value, j), moved), change));
      const bought = subtract(revenueAt(fromTop, j), j > 0 ? revenueAt(fromTop, j - 1) : exactly(0));
      const sold = negate(subtract(revenueAt(fromBottom, k), k > 0 ? revenueAt(fromBottom, k - 1) : exactly(0)));
      const priced = (slope: DoubleInterval) => (change.lo === 0 && change.hi === 0 ? exactly(0) : multiply(add(slope, moved), change));
      // Where more is held than the share the first is less, where less is the second.
      const own = change.lo >= 0 ? priced(bought) : change.hi <= 0 ? priced(sold) : both(priced(bought), priced(sold));
      payment = add(payment, own);
    }
    const many = exactly(count);
    objective = add(objective, multiply(many, add(multiply(enclosing(weight), value), multiply(enclosing(broker.sub(weight)), payment))));
    profit = add(profit, multiply(many, payment));
  });
  return { objective, profit };
}

/** The lesser of two numbers within these bounds. */
function both(a: DoubleInterval, b: DoubleInterval): DoubleInterval {
  return { lo: Math.min(a.lo, b.lo), hi: Math.min(a.hi, b.hi) };
}

/** What a cell adds to a cumulated curve. */
function step(here: Balls, before: Balls, k: number): DoubleInterval {
  return k > 0 ? subtract(ball(here, k), ball(before, k - 1)) : ball(here, k);
}

/** q·v at the worst type of a cell. */
function revenueAt({ ends }: EnclosedCells, k: number): DoubleInterval {
  return multiply(ball(ends.quantile, k), ball(ends.worth, k));
}

function ball({ centre, radius }: Balls, k: number): DoubleInterval {
  const [c, r] = [centre[k] as number, radius[k] as number];
  return r === 0 || !Number.isFinite(c) ? exactly(c) : { lo: below(c - r), hi: above(c + r) };
}

interface Bounds {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** What a type of each cell holds on average, in increasing order of values. */
function enclosedHoldings(groups: readonly EnclosedPartners[], { ranks, order }: Ranking): Bounds[] {
  const n = groups.length;
  const at = new Int32Array(n);
  const upTo = groups.map(() => ({ lo: 0, hi: 0 }));
  const powers = groups.map(() => ({ lo: 0, hi: 0 }));
  const holdings = groups.map(({ fromBottom: { count } }) => ({ lo: new Float64Array(count), hi: new Float64Array(count) }));
  for (;;) {
    let lowest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let place = n - 1; place >= 0; place--) {
      const g = order[place] as number;
      const rank = ranks[g]?.[at[g] as number];
      if (rank === undefined || (lowest >= 0 && !(rank < least))) continue;
      lowest = g;
      least = rank;
    }
    if (lowest < 0) return holdings;
    const { count, fromBottom } = groups[lowest] as EnclosedPartners;
    const from = at[lowest] as number;
    let to = from + 1;
    while (ranks[lowest]?.[to] === least) to++;
    const last = to === fromBottom.count;
    const reached = last ? exactly(1) : ball(fromBottom.ends.quantile, to - 1);
    const before = upTo[lowest] as DoubleInterval;
    const after = { lo: Math.max(before.lo, reached.lo), hi: Math.min(1, Math.max(before.hi, reached.hi)) };
    let lo = doubles.meanPower(after.lo, before.lo, count);
    let hi = doubles.meanPower(after.hi, before.hi, count);
    for (let h = 0; h < n; h++) {
      if (h === lowest) continue;
      lo *= (powers[h] as DoubleInterval).lo;
      hi *= (powers[h] as DoubleInterval).hi;
    }
    // Every product of the two has fewer than 4·(partners + groups) roundings.
    const slack = roundings(groups) * 2 ** -53;
    const own = holdings[lowest] as Bounds;
    // Whoever outranks everybody for sure holds all of it: a trace less would be given away at any price by types without a highest value.
    const outranks = lo === 1 && (count === 1 || before.lo === 1);
    own.lo.fill(outranks ? 1 : Math.max(0, lo * (1 - slack)), from, to);
    own.hi.fill(Math.min(1, hi * (1 + slack)), from, to);
    upTo[lowest] = after;
    const surely = after.lo === 1 ? 1 : doubles.power(after.lo, count) * (1 - slack);
    powers[lowest] = { lo: surely, hi: doubles.power(after.hi, count) * (1 + slack) };
    at[lowest] = to;
  }
}

function roundings(groups: readonly EnclosedPartners[]): number {
  return 8 * groups.reduce((sum, { count }) => sum + count + 1, 4);
}

/** Nobody trades. */
export const idleMixture = [{ cut: { ranks: [], order: [] }, weight: 1 }];
