import { exactDouble, one, type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import { commonDenominator, integer } from "../../virtual-surplus/grid/exact-cells.ts";
import type { Pair, Strengths } from "./pair.ts";

/** {@link Strengths} in integers: strengths over a common unit; tails over `tails[0]`. Strengths increase, tails strictly decrease to a positive one. */
export interface ExactStrengths {
  readonly at: readonly bigint[];
  readonly tails: readonly bigint[];
}

/** {@link Pair} in integers: a strength of `unit` is 1. */
export interface ExactTraders {
  readonly unit: bigint;
  /** The cost of a seller of strength 1, from which values and costs are measured. It matters to welfare, not to gains. */
  readonly least: Rational;
  readonly buyer: ExactStrengths;
  readonly seller: ExactStrengths;
}

/** The doubles as they are, types without mass left out. */
export function exactly({ buyer, seller }: Pair): ExactTraders {
  const strengths = (side: Strengths) => Array.from(side.at, (e) => (e > 0 ? exactDouble(e) : one.add(exactDouble(e))));
  const [mine, theirs] = [strengths(buyer), strengths(seller)];
  const unit = [...mine, ...theirs].reduce((most, { d }) => (d > most ? d : most), 1n);
  return {
    unit,
    least: zero,
    buyer: withMass(integers(mine, unit), tailsOf(buyer)),
    seller: withMass(integers(theirs, unit), tailsOf(seller)),
  };
}

/** Denominators are powers of 2. */
function integers(numbers: readonly Rational[], unit: bigint): bigint[] {
  return numbers.map(({ s, n, d }) => s * n * (unit / d));
}

function tailsOf({ tails }: Strengths): bigint[] {
  const exact = Array.from(tails, exactDouble);
  return integers(
    exact,
    exact.reduce((most, { d }) => (d > most ? d : most), 1n),
  );
}

/** Of types that share a tail only the strongest has mass. */
function withMass(at: readonly bigint[], tails: readonly bigint[]): ExactStrengths {
  const kept = at.flatMap((_, k) => ((tails[k] as bigint) > (tails[k + 1] ?? 0n) ? [k] : []));
  return { at: kept.map((k) => at[k] as bigint), tails: kept.map((k) => tails[k] as bigint) };
}

/** Types in increasing order and their masses in rationals. */
export interface FiniteLaw {
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
}

/** Values of the buyer and costs of the seller. */
export function lawsOf({ unit, buyer, seller }: ExactTraders): { readonly buyer: FiniteLaw; readonly seller: FiniteLaw } {
  const masses = ({ tails }: ExactStrengths) => tails.map((tail, k) => ratio(tail - (tails[k + 1] ?? 0n), tails[0] as bigint));
  return {
    buyer: { values: buyer.at.map((x) => ratio(x, unit)), masses: masses(buyer) },
    seller: { values: seller.at.map((y) => ratio(unit - y, unit)).reverse(), masses: masses(seller).reverse() },
  };
}

/** The traders of two finite laws with any types: strengths are measured from the least cost to the highest value, or along a unit when all types are the same. */
export function tradersOf({
  buyer,
  seller,
}: {
  readonly buyer: FiniteLaw;
  readonly seller: FiniteLaw;
}): ExactTraders & { readonly origin: Rational; readonly length: Rational } {
  const [origin, top] = [seller.values[0] as Rational, buyer.values.at(-1) as Rational];
  const length = top.gt(origin) ? top.sub(origin) : one;
  const strengths = {
    buyer: buyer.values.map((value) => value.sub(origin).div(length)),
    seller: seller.values.map((cost) => one.sub(cost.sub(origin).div(length))).reverse(),
  };
  const unit = commonDenominator([...strengths.buyer, ...strengths.seller]);
  const side = (at: readonly Rational[], masses: readonly Rational[]): ExactStrengths => {
    const whole = commonDenominator(masses);
    let tail = 0n;
    const tails = [...masses].reverse().map((mass) => (tail += integer(mass, whole)));
    return { at: at.map((x) => integer(x, unit)), tails: tails.reverse() };
  };
  return {
    unit,
    least: origin.div(length),
    origin,
    length,
    buyer: side(strengths.buyer, buyer.masses),
    seller: side(strengths.seller, [...seller.masses].reverse()),
  };
}
