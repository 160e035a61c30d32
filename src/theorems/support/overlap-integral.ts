import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { knotsOf } from "./laws.ts";

/** A number with bounds on both sides; `value`, between them, is the best guess. */
export interface Bounded {
  readonly lower: number;
  readonly value: number;
  readonly upper: number;
}

/** Cells are split until the bounds are this close, relatively, … */
const wantedWidth = 2e-7;

/** … or there are this many. */
const mostCells = 4096;

/** A law with more atoms and ends of pieces than this is cut without regard to them. */
const mostKnots = 100;

/** Part of a piece of the buyer's law, in (from, to], with bounds on its share of the integral. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly mass: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * ∫_from^to P(S ≤ t)·P(B > t) dt, by the laws' own masses and means: no point of the integrand is trusted to stand for its neighbours.
 *
 * It is E[G(B)] with G(v) = ∫_from^{min(v, to)} P(S ≤ t) dt = g(min(v, to)) − g(from) above `from`, where g(v) = E[(v − S)⁺] is convex and follows
 * from the seller's partial means. On a cell with mean m convexity gives G(m) ≤ E[G(B) | cell] ≤ the chord at m (Jensen; Edmundson and Madansky); on
 * an unbounded cell slopes between 0 and 1 do. The cells with the widest bounds are halved. Rounding of masses and means widens the bounds.
 *
 * `value` is a third of the way from Jensen to the chord, exact to fourth order in the cells. Buyer and seller may have atoms and unbounded supports.
 *
 * @see A. Madansky (1959), Bounds on the Expectation of a Convex Function of a Multivariate Random Variable, Ann. Math. Statist. 30.
 */
export function overlapIntegral(
  buyer: Distribution,
  seller: Distribution,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Bounded {
  if (!(from < to)) return { lower: 0, value: 0, upper: 0 };
  const accuracy = buyer.relativeError + seller.relativeError + 4 * Number.EPSILON;
  const base = from === Number.NEGATIVE_INFINITY ? 0 : meanShortfall(seller, from);
  const gain = (v: number): number => (v <= from ? 0 : Math.max(meanShortfall(seller, Math.min(v, to)) - base, 0));
  // Differences of types lose the digits that the types have in common.
  const blur = (v: number): number => accuracy * shortfallTerms(seller, Math.min(v, to));
  const fixed = new CompensatedSum();
  const rounding = new CompensatedSum();
  const point = (v: number, mass: number): void => {
    if (!(mass > 0) || v <= from) return;
    fixed.add(mass * gain(v));
    rounding.add(mass * (blur(v) + accuracy * gain(v)));
  };
  for (const { at, mass } of buyer.atoms) point(at, mass);
  const massAt = new Map(buyer.atoms.map(({ at, mass }) => [at, mass]));

  const cell = (a: number, b: number): Cell => {
    const atom = massAt.get(b) ?? 0;
    const mass = Math.max(buyer.massBetween(a, b) - atom, 0);
    if (mass === 0) return { from: a, to: b, mass, lower: 0, upper: 0 };
    const inside = atom === 0 ? buyer.meanBetween(a, b) : (buyer.partialMean(a, b) - b * atom) / mass;
    const mean = Math.min(Math.max(inside, a), b);
    const lower = mass * gain(mean);
    if (b === Number.POSITIVE_INFINITY) return { from: a, to: b, mass, lower, upper: Math.max(lower, mass * (gain(a) + (mean - a))) };
    if (a === Number.NEGATIVE_INFINITY) return { from: a, to: b, mass, lower, upper: Math.max(lower, mass * gain(b)) };
    const share = (mean - a) / (b - a);
    return { from: a, to: b, mass, lower, upper: Math.max(lower, mass * (gain(a) * (1 - share) + gain(b) * share)) };
  };
  const middle = ({ from: a, to: b, mass }: Cell): number => {
    if (b === Number.POSITIVE_INFINITY) return buyer.upperQuantile(mass / 2);
    if (a === Number.NEGATIVE_INFINITY) return buyer.quantile(mass / 2);
    return a + (b - a) / 2;
  };

  let cells: Cell[] = [];
  // Where G bends; of many bends none is worth a cell of its own.
  const bends = knotsOf(seller);
  const knots = bends.length <= mostKnots ? [...new Set(bends)] : [];
  for (const piece of buyer.pieces) {
    const [low, high] = [Math.max(piece.from, from), Math.min(piece.to, to)];
    const median = low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY ? [buyer.quantile(0.5)] : [];
    const ends = [low, ...[...knots, ...median].filter((knot) => knot > low && knot < high).sort((x, y) => x - y), high];
    for (let k = 1; k < ends.length; k++)
      if ((ends[k] as number) > (ends[k - 1] as number)) cells.push(cell(ends[k - 1] as number, ends[k] as number));
    // Above `to` G is constant.
    const top = Math.max(piece.from, to);
    if (piece.to > top) point(top, buyer.massBetween(top, piece.to) - (massAt.get(piece.to) ?? 0));
  }
  for (;;) {
    const gap = sum(cells, (one) => one.upper - one.lower);
    if (gap <= wantedWidth * (fixed.value + sum(cells, (one) => one.lower)) || cells.length >= mostCells) break;
    const worth = gap / (2 * cells.length);
    const next = cells.flatMap((one) => {
      const at = middle(one);
      return one.upper - one.lower > worth && at > one.from && at < one.to ? [cell(one.from, at), cell(at, one.to)] : [one];
    });
    if (next.length === cells.length) break;
    cells = next;
  }
  for (const one of cells) {
    const end = Number.isFinite(one.to) ? one.to : one.from;
    rounding.add(one.mass * blur(end) + accuracy * one.upper);
  }
  const low = fixed.value + sum(cells, (one) => one.lower);
  const high = fixed.value + sum(cells, (one) => one.upper);
  return { lower: Math.max(low - rounding.value, 0), value: low + (high - low) / 3, upper: high + rounding.value };
}

/** g(v) = E[(v − S)⁺] = ∫_{−∞}^v P(S ≤ t) dt. */
export function meanShortfall(law: Distribution, v: number): number {
  const mass = law.cdf(v);
  return mass === 0 ? 0 : mass * Math.max(v - law.meanBetween(Number.NEGATIVE_INFINITY, v), 0);
}

/** E[(|v| + |V|)·1{V ≤ v}]: what rounding in {@link meanShortfall} is relative to. */
export function shortfallTerms(law: Distribution, v: number): number {
  return Math.abs(v) * law.cdf(v) + magnitude(law, Number.NEGATIVE_INFINITY, v);
}

/** E[(|v| + |V|)·1{V > v}]: what rounding in {@link meanExcess} is relative to. */
export function excessTerms(law: Distribution, v: number): number {
  return Math.abs(v) * law.survival(v) + magnitude(law, v, Number.POSITIVE_INFINITY);
}

/** E[|V|·1{a < V ≤ b}]. */
function magnitude(law: Distribution, a: number, b: number): number {
  return (b > 0 ? law.partialMean(Math.max(a, 0), b) : 0) - (a < 0 ? law.partialMean(a, Math.min(b, 0)) : 0);
}

/** E[(V − v)⁺] = ∫_v^∞ P(V > t) dt. */
export function meanExcess(law: Distribution, v: number): number {
  const mass = law.survival(v);
  return mass === 0 ? 0 : mass * Math.max(law.meanBetween(v, Number.POSITIVE_INFINITY) - v, 0);
}

function sum(cells: readonly Cell[], part: (cell: Cell) => number): number {
  const total = new CompensatedSum();
  for (const cell of cells) total.add(part(cell));
  return total.value;
}
