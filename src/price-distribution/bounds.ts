import { above, below } from "../arithmetic/interval.ts";
import { one, type Rational, ratio, toNumber, toNumberAbove, toNumberBelow } from "../arithmetic/rational.ts";
import { type KnotProblem, mirroredProblem, type PlacedTypes } from "./knots.ts";
import { powerEnclosure } from "./power-enclosure.ts";

/*
 * Proved bounds on Φ, in doubles of which every operation is rounded to the safe side. All numbers are nonnegative.
 */

const half = ratio(1n, 2n);

/** A proved lower bound of the largest Φ: what the distribution with these masses at the knots, divided by their total, attains. */
export function attainedBelow(problem: KnotProblem, masses: Float64Array): number {
  const total = masses.reduce((sum, f) => above(sum + f), 0);
  const turned = Float64Array.from(masses).reverse();
  const value = below(sellerBelow(problem, masses) + sellerBelow(mirroredProblem(problem), turned));
  return Math.max(0, below(value / powerEnclosure(problem.power).up(total)));
}

/** The seller's terms from below: A is summed up to the upper end of each piece, and grows towards its lower end. */
function sellerBelow({ knots, seller, buyer, power }: KnotProblem, masses: Float64Array): number {
  const reach = reachBelow(buyer, knots.length);
  const [plain, next] = [powerEnclosure(power), powerEnclosure(power.add(one))];
  const divisor = toNumberAbove(power.add(one));
  let value = 0;
  seller.position.forEach((position, i) => {
    const end = (position + 1) >> 1;
    const high = knots[end] as Rational;
    const length = position % 2 === 0 ? 0 : toNumberBelow(high.sub(knots[position >> 1] as Rational));
    const mass = toNumberBelow(seller.mass[i] as Rational);
    let nearest = 0;
    let before = 0;
    for (let e = position % 2 === 0 ? end + 1 : end; e < knots.length; e++) {
      const f = masses[e] as number;
      nearest = below(nearest + below(toNumberBelow((knots[e] as Rational).sub(high)) * f));
      before = below(before + f);
      const d = below(length * before);
      const weight = below(mass * (reach[e] as number));
      if (!(weight > 0)) continue;
      const mean = meanBelow(Math.max(0, nearest), Math.max(0, d));
      value = below(value + below(weight * mean));
    }
  });
  return Math.max(0, value);

  /** E[(a + yd)^γ], y uniform, which grows in a and d. */
  function meanBelow(a: number, d: number): number {
    if (d === 0) return plain.down(a);
    const b = below(a + d);
    const rise = below(next.down(b) - next.up(a));
    return Math.max(plain.down(a), below(rise / above(divisor * d)));
  }
}

/** Of each knot, the probability that it is the last one that the buyer pays. */
function reachBelow({ position, mass }: PlacedTypes, count: number): Float64Array {
  const reach = new Float64Array(count);
  position.forEach((p, j) => {
    reach[p >> 1] = Math.max(0, below((reach[p >> 1] as number) + toNumberBelow(mass[j] as Rational)));
  });
  return reach;
}

/**
 * A proved upper bound of the largest Φ over ALL distributions of prices, on the knots or not: for any numbers c, c′ > 0, one for each pair of pieces,
 *
 *     Φ(g) ≤ max_t γ·Σ w[c^(γ−1)·K(t) + c′^(γ−1)·K′(t)] + (1 − γ)·Σ w(c^γ + c′^γ),
 *
 * K(t) = E[(t − s)·1{s ≤ t ≤ b}] and K′(t) = E[(b − t)·1{s ≤ t ≤ b}] over the pair: x^γ lies below its tangents, and its mean below its value at the mean.
 * Between knots K and K′ are cubic polynomials; the largest Bernstein coefficient bounds their sum. c and c′ are taken from the masses: the better these
 * are, the closer the bound.
 */
export function boundedAbove(problem: KnotProblem, masses: Float64Array): number {
  const finite = [problem.buyer, problem.seller].every(({ position }) => position.every((p) => p % 2 === 0));
  // Between knots tangents at nearly unused prices are steep: mixed with even ones they are not, at a small price elsewhere.
  const mixtures = finite ? [0] : evenShares;
  const bounds = mixtures.map((share) =>
    tangentBound(
      problem,
      masses.map((f) => (1 - share) * f + share / masses.length),
    ),
  );
  return Math.min(...bounds);
}

const evenShares = [0, 1e-4, 1e-3, 1e-2, 3e-2, 1e-1];

function tangentBound(problem: KnotProblem, masses: Float64Array): number {
  const turned = mirroredProblem(problem);
  const count = problem.knots.length;
  const own = sellerAbove(problem, masses);
  const other = sellerAbove(turned, Float64Array.from(masses).reverse());
  // No pair gains from trade.
  if (own.constant + other.constant === 0) return 0;
  let largest = 0;
  for (let k = 0; k < count; k++) {
    largest = Math.max(largest, above((own.atKnots[k] as number) + (other.atKnots[count - 1 - k] as number)));
    if (k + 1 === count) continue;
    const cubic = [0, 1, 2, 3].map((b) =>
      above((own.inCells[4 * k + b] as number) + (other.inCells[4 * (count - 2 - k) + 3 - b] as number)),
    );
    largest = Math.max(largest, largestOnCell(cubic, subdivisions));
  }
  const power = toNumberAbove(problem.power);
  const rest = above(toNumberAbove(one.sub(problem.power)) * above(own.constant + other.constant));
  return above(above(power * largest) + rest);
}

const subdivisions = 3;

/** An upper bound of a cubic on [0, 1] from its Bernstein coefficients, halved so often. */
function largestOnCell(b: readonly number[], halvings: number): number {
  const [b0, b1, b2, b3] = b as [number, number, number, number];
  if (halvings === 0 || Math.max(b1, b2) <= Math.max(b0, b3)) return Math.max(b0, b1, b2, b3);
  const middle = (x: number, y: number) => above((x + y) / 2);
  const [c0, c1, c2] = [middle(b0, b1), middle(b1, b2), middle(b2, b3)];
  const [d0, d1] = [middle(c0, c1), middle(c1, c2)];
  const e = middle(d0, d1);
  return Math.max(largestOnCell([b0, c0, d0, e], halvings - 1), largestOnCell([e, d1, c2, b3], halvings - 1));
}

interface SellerBound {
  /** Σ w c^(γ−1) K(τ_k). */
  readonly atKnots: Float64Array;
  /** Bernstein coefficients of Σ w c^(γ−1) K(t) on the open cells, four a cell. */
  readonly inCells: Float64Array;
  /** Σ w c^γ. */
  readonly constant: number;
}

function sellerAbove({ knots, seller, buyer, power }: KnotProblem, masses: Float64Array): SellerBound {
  const count = knots.length;
  const [plain, slope] = [powerEnclosure(power), powerEnclosure(power.sub(one))];
  const buyerMass = Float64Array.from(buyer.mass, toNumberAbove);
  const atKnots = new Float64Array(count);
  const inCells = new Float64Array(4 * (count - 1));
  const lengths = Float64Array.from({ length: count - 1 }, (_, k) => toNumberAbove((knots[k + 1] as Rational).sub(knots[k] as Rational)));
  let constant = 0;
  // Σ over the buyer's pieces at or beyond a position of p·c^(γ−1), by position; one entry more, which stays 0.
  const beyond = new Float64Array(2 * count + 1);
  const each = new Float64Array(2 * count);
  seller.position.forEach((position, i) => {
    const from = position >> 1;
    const spread = position % 2 === 1;
    const mass = toNumberAbove(seller.mass[i] as Rational);
    const mean = spread ? (knots[from] as Rational).add(knots[from + 1] as Rational).mul(half) : (knots[from] as Rational);
    const smoothed = tangents(knots, masses, position, mean);
    each.fill(0);
    buyer.position.forEach((p, j) => {
      if (p < position || (p === position && !spread)) return;
      // In one cell only the half of the square counts in which the cost is below the value.
      const weight = p === position ? (buyerMass[j] as number) / 2 : (buyerMass[j] as number);
      const c = smoothed(p);
      each[p] = above(weight * slope.up(c));
      constant = above(constant + above(above(mass * weight) * plain.up(c)));
    });
    for (let p = 2 * count - 1; p >= position; p--) beyond[p] = above((beyond[p + 1] as number) + (each[p] as number));
    for (let k = position === 2 * from ? from : from + 1; k < count; k++) {
      const distance = toNumberAbove((knots[k] as Rational).sub(mean));
      atKnots[k] = above((atKnots[k] as number) + above(above(mass * distance) * (beyond[2 * k] as number)));
      if (k + 1 === count) continue;
      // Seller below the cell, buyer beyond it: linear; buyer in it: a linear function times 1 − u.
      const far = toNumberAbove((knots[k + 1] as Rational).sub(mean));
      const sure = above(mass * (beyond[2 * k + 2] as number));
      const here = above(mass * (each[2 * k + 1] as number));
      const [a, b] = [above(sure * distance), above(sure * far)];
      const [y, z] = [above(here * distance), above(above(here * far) / 2 + above(here * distance) / 2)];
      raise(4 * k, a + y, (2 * a + b) / 3 + (y + 2 * z) / 3, (a + 2 * b) / 3 + (2 * z) / 3, b);
    }
    if (!spread) return;
    // Seller in the cell: u²·length/2, times 1 for buyers beyond it; for those in it u²(1 − u)·length.
    const length = lengths[from] as number;
    const beside = above(above(mass * (beyond[2 * from + 2] as number)) * length) / 2;
    const inside = above(above(mass * (each[position] as number)) * length);
    raise(4 * from, 0, 0, beside / 3 + inside / 3, beside);
  });
  return { atKnots, inCells, constant };

  function raise(at: number, ...coefficients: readonly number[]): void {
    // Each coefficient is a sum of at most four terms rounded a few times.
    coefficients.forEach((b, k) => {
      inCells[at + k] = above((inCells[at + k] as number) + b * (1 + 2 ** -49));
    });
  }
}

/** Mean of A over a pair of pieces, by the buyer's position, for masses of the knots spread evenly over the cells beside them (finite types: left alone). */
function tangents(knots: readonly Rational[], masses: Float64Array, position: number, mean: Rational): (buyerPosition: number) => number {
  const spread = position % 2 === 1;
  const from = position >> 1;
  const at = toNumber(mean);
  const sums = new Float64Array(knots.length);
  let sum = 0;
  for (let k = spread ? from + 1 : from; k < knots.length; k++) {
    sum += (toNumber(knots[k] as Rational) - at) * (masses[k] as number);
    sums[k] = sum;
  }
  return (p) => {
    // Both in one cell, or one at its lower end: no price lies between.
    if (p > position + 1 || (p === position + 1 && spread)) return sums[p >> 1] as number;
    const length = toNumber((knots[from + 1] as Rational).sub(knots[from] as Rational));
    return (((masses[from] as number) + (masses[from + 1] as number)) / 2) * (length / (spread ? 12 : 6));
  };
}
