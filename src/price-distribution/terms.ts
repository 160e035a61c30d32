import type { TypePieces } from "../type-space/type-pieces.ts";
import { powerMeans } from "./power-means.ts";

/**
 * The seller's part of the welfare of a price distribution f (masses on increasing prices t_k): with A(s, b) = Σ_{s < t_k ≤ b} (t_k − s)f_k,
 *
 *     Σ_i Σ_e mass_i·reach_e·E[A(s, t_e)^γ | s in piece i]
 *
 * over the pairs with a price in (s, b]; `reach_e` is the probability that t_e is the last price that the buyer pays. The buyer's part is this one seen in a
 * mirror ({@link mirrored}).
 */
export interface TraderTerms {
  readonly prices: Float64Array;
  readonly pieces: TypePieces;
  /** Per piece, the first price above it. */
  readonly first: Int32Array;
  readonly reach: Float64Array;
}

/** The pieces with every price in the interior of one made an end. */
export function cutAtPrices({ low, high, mass }: TypePieces, prices: Float64Array): TypePieces {
  const cut: { low: number; high: number; mass: number }[] = [];
  for (let i = 0; i < low.length; i++) {
    const [from, to, whole] = [low[i] as number, high[i] as number, mass[i] as number];
    const ends = [from, ...prices.filter((price) => price > from && price < to), to];
    for (let k = 1; k < ends.length; k++) {
      const [a, b] = [ends[k - 1] as number, ends[k] as number];
      cut.push({ low: a, high: b, mass: from === to ? whole : (whole * (b - a)) / (to - from) });
    }
  }
  return {
    low: Float64Array.from(cut, (piece) => piece.low),
    high: Float64Array.from(cut, (piece) => piece.high),
    mass: Float64Array.from(cut, (piece) => piece.mass),
  };
}

/** Types and prices with the opposite sign: what a buyer is to a seller. */
export function mirrored({ low, high, mass }: TypePieces): TypePieces {
  const negated = (list: Float64Array) => Float64Array.from(list, (x) => 0 - x).reverse();
  return { low: negated(high), high: negated(low), mass: Float64Array.from(mass).reverse() };
}

/** The seller's terms, given the buyer's pieces; both cut at the prices. */
export function termsOf(seller: TypePieces, buyer: TypePieces, prices: Float64Array): TraderTerms {
  const first = new Int32Array(seller.low.length);
  for (let i = 0, k = 0; i < first.length; i++) {
    const end = seller.high[i] as number;
    // An atom at a price gains nothing there; types below the end of an interval do.
    const atom = seller.low[i] === end;
    while (k < prices.length && (atom ? (prices[k] as number) <= end : (prices[k] as number) < end)) k++;
    first[i] = k;
  }
  const reach = new Float64Array(prices.length);
  for (let j = 0, e = -1; j < buyer.low.length; j++) {
    while (e + 1 < prices.length && (prices[e + 1] as number) <= (buyer.low[j] as number)) e++;
    if (e >= 0) reach[e] = (reach[e] as number) + (buyer.mass[j] as number);
  }
  return { prices, pieces: seller, first, reach };
}

/** Sums over terms: the value; where asked for, its gradient (length T) and the lower triangle of its Hessian (T×T, by rows), both added to. */
export function addTerms(
  { prices, pieces, first, reach }: TraderTerms,
  masses: Float64Array,
  power: number,
  gradient?: Float64Array,
  hessian?: Float64Array,
): number {
  const count = prices.length;
  const means = new Float64Array(6);
  const slopes = [new Float64Array(count), new Float64Array(count)] as const;
  const curves = [new Float64Array(count), new Float64Array(count), new Float64Array(count)] as const;
  let value = 0;
  for (let i = 0; i < first.length; i++) {
    const [low, high, mass] = [pieces.low[i] as number, pieces.high[i] as number, pieces.mass[i] as number];
    const length = high - low;
    const from = first[i] as number;
    // A at the upper end of the piece, and the mass of the prices so far: A grows by length·mass towards the lower end.
    let nearest = 0;
    let before = 0;
    for (let e = from; e < count; e++) {
      nearest += ((prices[e] as number) - high) * (masses[e] as number);
      before += masses[e] as number;
      const weight = mass * (reach[e] as number);
      for (const list of slopes) list[e] = 0;
      for (const list of curves) list[e] = 0;
      if (weight === 0) continue;
      powerMeans(nearest, length * before, power, hessian !== undefined, means);
      value += weight * (means[0] as number);
      const slope = weight * power;
      slopes[0][e] = slope * (means[1] as number);
      slopes[1][e] = slope * (means[2] as number) * length;
      const curve = slope * (power - 1);
      curves[0][e] = curve * (means[3] as number);
      curves[1][e] = curve * (means[4] as number) * length;
      curves[2][e] = curve * (means[5] as number) * length * length;
    }
    if (!gradient) continue;
    for (const list of [...slopes, ...(hessian ? curves : [])])
      for (let e = count - 2; e >= from; e--) list[e] = (list[e] as number) + (list[e + 1] as number);
    for (let k = from; k < count; k++) {
      const x = (prices[k] as number) - high;
      gradient[k] = (gradient[k] as number) + (x === 0 ? 0 : x * (slopes[0][k] as number)) + (slopes[1][k] as number);
    }
    if (!hessian) continue;
    for (let l = from; l < count; l++) {
      const y = (prices[l] as number) - high;
      const [c0, c1, c2] = [curves[0][l] as number, curves[1][l] as number, curves[2][l] as number];
      const [slope, base] = [y * c0 + c1, y * c1 + c2];
      for (let k = from; k <= l; k++)
        hessian[l * count + k] = (hessian[l * count + k] as number) + ((prices[k] as number) - high) * slope + base;
    }
  }
  return value;
}
