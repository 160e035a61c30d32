import { type Rational, ratio, toNumber } from "../arithmetic/rational.ts";
import type { TypePieces } from "../type-space/type-pieces.ts";
import type { PriceProblem } from "./welfare.ts";

/** Types of one trader in exact numbers, increasing: an atom where low = high, else mass spread evenly. */
export interface ExactPieces {
  readonly low: readonly Rational[];
  readonly high: readonly Rational[];
  readonly mass: readonly Rational[];
}

/**
 * The problem with prices at knots τ_0 < … < τ_N: the atoms and the ends of the pieces of both traders, and what refines them. Every type then is at position
 * 2k, an atom at τ_k, or 2k + 1, spread evenly over the cell between τ_k and τ_{k+1}.
 *
 * For finite types these prices are all that are needed: mass between two neighbouring type values moved to them, its mean kept, leaves every A and A′ of
 * pairs around them as it is, and only adds to others. For pieces they restrict the prices, which gives a lower bound.
 */
export interface KnotProblem {
  readonly knots: readonly Rational[];
  readonly buyer: PlacedTypes;
  readonly seller: PlacedTypes;
  /** γ */
  readonly power: Rational;
}

/** Positions (increasing) and masses. */
export interface PlacedTypes {
  readonly position: Int32Array;
  readonly mass: readonly Rational[];
}

/** A type, knot to be, that is not equal to the one below it and closer to it than a share of the range of all; null where there is none. */
export function closeType(buyer: ExactPieces, seller: ExactPieces, share: Rational): Rational | null {
  const ends = distinct([...buyer.low, ...buyer.high, ...seller.low, ...seller.high]);
  const least = (ends.at(-1) as Rational).sub(ends[0] as Rational).mul(share);
  return ends.find((end, at) => at > 0 && end.sub(ends[at - 1] as Rational).lt(least)) ?? null;
}

/** The knots of the pieces, each cell between neighbours cut into so many that there are about `cells` between the lowest and the highest type. */
export function knotProblem(buyer: ExactPieces, seller: ExactPieces, power: Rational, cells: number): KnotProblem {
  const ends = distinct([...buyer.low, ...buyer.high, ...seller.low, ...seller.high]);
  const span = toNumber((ends.at(-1) as Rational).sub(ends[0] as Rational));
  const spread = [buyer, seller].flatMap(({ low, high }) =>
    low.flatMap((from, i) => ((high[i] as Rational).gt(from) ? [{ from, to: high[i] as Rational }] : [])),
  );
  const knots: Rational[] = [];
  ends.forEach((end, k) => {
    knots.push(end);
    const next = ends[k + 1];
    if (!next || !spread.some(({ from, to }) => from.lt(next) && to.gt(end))) return;
    const parts = Math.max(1, Math.round((cells * toNumber(next.sub(end))) / span));
    for (let part = 1; part < parts; part++) knots.push(end.add(next.sub(end).mul(ratio(BigInt(part), BigInt(parts)))));
  });
  return { knots, buyer: placed(buyer, knots), seller: placed(seller, knots), power };
}

/** The same problem in doubles, every piece within one cell. */
export function roundedProblem({ knots, buyer, seller, power }: KnotProblem): PriceProblem {
  const prices = Float64Array.from(knots, toNumber);
  const pieces = ({ position, mass }: PlacedTypes): TypePieces => ({
    low: Float64Array.from(position, (p) => prices[p >> 1] as number),
    high: Float64Array.from(position, (p) => prices[(p + 1) >> 1] as number),
    mass: Float64Array.from(mass, toNumber),
  });
  return { prices, buyer: pieces(buyer), seller: pieces(seller), power: toNumber(power) };
}

/** Knots and types with the opposite sign. */
export function mirroredProblem({ knots, buyer, seller, power }: KnotProblem): KnotProblem {
  const last = 2 * (knots.length - 1);
  const turned = ({ position, mass }: PlacedTypes): PlacedTypes => ({
    position: position.map((p) => last - p).reverse(),
    mass: [...mass].reverse(),
  });
  return { knots: knots.map((knot) => knot.neg()).reverse(), buyer: turned(seller), seller: turned(buyer), power };
}

function placed({ low, high, mass }: ExactPieces, knots: readonly Rational[]): PlacedTypes {
  const position: number[] = [];
  const masses: Rational[] = [];
  let k = 0;
  low.forEach((from, i) => {
    const to = high[i] as Rational;
    while ((knots[k] as Rational).lt(from)) k++;
    if (from.equals(to)) {
      position.push(2 * k);
      masses.push(mass[i] as Rational);
      return;
    }
    for (; (knots[k] as Rational).lt(to); k++) {
      const length = (knots[k + 1] as Rational).sub(knots[k] as Rational);
      position.push(2 * k + 1);
      masses.push((mass[i] as Rational).mul(length).div(to.sub(from)));
    }
  });
  return { position: Int32Array.from(position), mass: masses };
}

function distinct(values: readonly Rational[]): Rational[] {
  const sorted = [...values].sort((a, b) => a.compare(b));
  return sorted.filter((value, k) => k === 0 || !value.equals(sorted[k - 1] as Rational));
}
