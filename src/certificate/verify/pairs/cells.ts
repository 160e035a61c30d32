import { type Enclosure, enclose, minus, nought, over, plus, scaled, times } from "../../../arithmetic/elementary/enclosure.ts";
import { exactVector, lcm } from "../../../arithmetic/exact-vector.ts";
import type { Polynomial } from "../../../arithmetic/polynomial.ts";
import { bitLength, one, type Rational, ratio, rational } from "../../../arithmetic/rational.ts";
import type { ContinuumSide } from "../../format.ts";
import { cutAt, pointsOf } from "../continuum/cells.ts";
import { enclosedTypes, errorBits } from "../continuum/enclosed-cells.ts";
import { worthLaw } from "../continuum/traders.ts";
import type { Side } from "../instance.ts";
import { degreeOf, densityOn, endsOf, type PolynomialLaw, polynomialLaw } from "../laws/law.ts";
import type { StatedLaw } from "../laws/stated-law.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";

/** Bits after the point of enclosures. */
export const bits = 192;

export const by = (a: Enclosure, b: Enclosure): Enclosure => times(a, b, bits);
export const fixed = (value: Rational): Enclosure => enclose(value, bits);

/**
 * Types of one trader in a cell of worth [low, high]: an atom, or an open interval between neighbouring knots, atoms and ends of pieces, with a density.
 *
 * With G(s) = P(w ≥ s | cell), M(s) = E[w·1{w ≥ s} | cell] and d = high − low, three relations are known of every s in the cell: E(w − mean)⁺ ≤ spread;
 * D(s) = 1 − G(s) − (s − low)/d lies in `lean`, and H(s) = (2M(s) − (s + high)·G(s))/d in `tilt`.
 */
export interface TypeCell {
  /** Null: worth has no limit there. */
  readonly low: Rational | null;
  readonly high: Rational | null;
  readonly atom: boolean;
  readonly mass: Enclosure;
  readonly mean: Enclosure;
  /** The probability itself, where it is rational. */
  readonly exactMass: Rational | null;
  /** Of a cell with a worst worth. */
  readonly spread: Enclosure;
  readonly lean: Enclosure;
  readonly tilt: Enclosure;
}

/** The cells of both traders. */
export type BothCells = readonly [buyer: readonly TypeCell[], seller: readonly TypeCell[]];

/** What the cells of both traders have taken. */
export interface SpentOnCells {
  evaluations: number;
  steps: number;
}

/** The cells of a trader's law between the knots of a proof, from the worst worth up; cells of probability 0 are left out. */
export function typeCells(own: StatedLaw, role: Side, { knots }: ContinuumSide, spent: SpentOnCells): readonly TypeCell[] {
  if (knots.length > limits.pairCells) throw new Rejection(`knots: more than ${limits.pairCells}`);
  const law = worthLaw(own, role);
  const points = knots.map((knot) => (role === "buyer" ? rational(knot) : rational(knot).neg()));
  const polynomial = polynomialLaw(law);
  const cells = polynomial ? rationalCells(polynomial, points, spent) : enclosedCells(law, points, spent);
  if (cells.length > limits.pairCells) throw new Rejection(`knots: they make more than ${limits.pairCells} cells`);
  for (const { low, high, exactMass } of cells)
    for (const number of [low, high, exactMass])
      if (number && bitLength(number.n) + bitLength(number.d) > limits.pairBits)
        throw new Rejection(`knots: an end or a mass of a cell has more than ${limits.pairBits} binary digits`);
  return cells;
}

const unit = 1n << BigInt(bits);
const half = ratio(1n, 2n);

function atom(at: Rational, mass: Enclosure, exactMass: Rational | null): TypeCell {
  return { low: at, high: at, atom: true, mass, mean: fixed(at), exactMass, spread: nought, lean: nought, tilt: nought };
}

function rationalCells(law: PolynomialLaw, knots: readonly Rational[], spent: SpentOnCells): TypeCell[] {
  const ends = endsOf(law);
  const points = pointsOf(ends, knots);
  if (points.length > limits.pairCells) throw new Rejection(`knots: they make more than ${limits.pairCells} cells`);
  const at = exactVector(points, 64 * limits.cellWords * points.length);
  const degree = degreeOf(law);
  requireSteps(spent, points.length * (law.pieces.length + (degree + 2) ** 2), (degree + 2) * bitLength(at.denominator));
  const densities = ends.slice(1).map((to, k) => densityOn(law, ends[k] as Rational, to));
  const { cells, massUnit, momentUnit } = cutAt(law, ends, densities, points, at);
  return cells.map(({ from, to, stretch, ...own }) => {
    const [low, high, mass] = [points[from] as Rational, points[to] as Rational, ratio(own.mass, massUnit)];
    if (stretch === null) return atom(low, fixed(mass), mass);
    const mean = enclose(ratio(own.moment, momentUnit).div(mass), bits);
    const shape = shapeOf(densities[stretch] as Polynomial, at.numerators[from] as bigint, at.numerators[to] as bigint, at.denominator);
    return cellOf(low, high, fixed(mass), mean, mass, shape);
  });
}

/** Counts operations with numbers of so many bits, and throws when they are too many. */
function requireSteps(spent: SpentOnCells, steps: number, size: number): void {
  const words = 1 + size / 64;
  spent.steps += steps * words * words;
  if (spent.steps > limits.pairSteps) throw new Rejection("knots: too many, or too long, for the law");
}

/** Bounds on a density over a cell, and how it surely moves. */
interface Shape {
  readonly least: Enclosure;
  /** Null: no bound. */
  readonly most: Enclosure | null;
  readonly rises: boolean;
  readonly falls: boolean;
}

/** Read off the coefficients in Bernstein's basis of [x, y]/denominator: the density lies between the least and the largest, and moves as they do. */
function shapeOf(density: Polynomial, x: bigint, y: bigint, denominator: bigint): Shape {
  const degree = density.length - 1;
  const common = density.reduce((all, { d }) => lcm(all, d), 1n);
  // f(x + (y − x)u) in powers of u, over common·denominator^degree.
  let local: bigint[] = [];
  let power = 1n;
  for (let k = degree; k >= 0; k--) {
    const { s, n, d } = density[k] as Rational;
    const next = new Array<bigint>(local.length + 1).fill(0n);
    local.forEach((c, i) => {
      next[i] = (next[i] as bigint) + c * x;
      next[i + 1] = (next[i + 1] as bigint) + c * (y - x);
    });
    next[0] = (next[0] as bigint) + s * n * (common / d) * power;
    if (k > 0) power *= denominator;
    local = next.slice(0, degree - k + 1);
  }
  // b_k = Σ_{i ≤ k} C(k, i)/C(degree, i)·a_i = Σ a_i·(degree − i)!·k!/(k − i)! over degree!
  const factorial = [1n];
  for (let k = 1; k <= degree; k++) factorial.push((factorial[k - 1] as bigint) * BigInt(k));
  const whole = (k: number) => factorial[k] as bigint;
  const bernstein = Array.from({ length: degree + 1 }, (_, k) =>
    local.slice(0, k + 1).reduce((sum, a, i) => sum + (a * whole(degree - i) * whole(k)) / whole(k - i), 0n),
  );
  const scale = whole(degree) * common * power;
  const least = bernstein.reduce((min, b) => (b < min ? b : min));
  const most = bernstein.reduce((max, b) => (b > max ? b : max));
  return {
    least: fixed(ratio(least > 0n ? least : 0n, scale)),
    most: fixed(ratio(most, scale)),
    rises: bernstein.every((b, k) => k === 0 || b >= (bernstein[k - 1] as bigint)),
    falls: bernstein.every((b, k) => k === 0 || b <= (bernstein[k - 1] as bigint)),
  };
}

/**
 * The relations of a cell, from bounds on its density. In units of its length and mass the density is between f⁻ and f⁺; with θ = (f⁺ − f⁻)/4:
 *
 * - |D| ≤ θ: D(s) ≤ min((f⁺ − 1)s, (1 − f⁻)(1 − s)), at most (f⁺ − 1)(1 − f⁻)/(f⁺ − f⁻) ≤ θ; −D likewise.
 * - |H| ≤ θ: H(s) is −2 times the area between D and its chord over [s, 1], whose slopes lie within f⁺ − f⁻: at most (1 − s)²θ.
 * - Both are at most 1. A density that rises leans up (D ≤ 0 ≤ H), one that falls leans down.
 * - The spread, with μ the place of the mean, is ∫_μ^1 G = (1 − μ)²/2 − ∫_μ^1 D, also ∫_0^μ (1 − G) = μ²/2 + ∫_0^μ D, and at most μ(1 − μ) (all mass at the ends).
 */
function cellOf(
  low: Rational | null,
  high: Rational | null,
  mass: Enclosure,
  mean: Enclosure,
  exactMass: Rational | null,
  { least, most, rises, falls }: Shape,
): TypeCell {
  const all: Enclosure = { low: -unit, high: unit };
  if (low === null || high === null) {
    const spread = low === null ? nought : spreadWithoutEnd(minus(mean, fixed(low)), mass, most);
    return { low, high, atom: false, mass, mean, exactMass, spread, lean: all, tilt: all };
  }
  const length = high.sub(low);
  const theta = most === null || mass.low <= 0n ? unit : smaller(unit, over(scaled(minus(most, least), length.div(4n)), mass, bits).high);
  const sure = theta > 0n ? theta : 0n;
  const lean = { low: falls ? 0n : -sure, high: rises ? 0n : sure };
  const place = scaled(minus(mean, fixed(low)), one.div(length));
  const inside = { low: place.low > 0n ? place.low : 0n, high: smaller(place.high, unit) };
  const rest = minus(fixed(one), inside);
  const square = (share: Enclosure) => scaled(by(share, share), half);
  const above = plus(square(rest), by(rest, enclosed(-lean.low))).high;
  const below = plus(square(inside), by(inside, enclosed(lean.high))).high;
  const spread = smaller(smaller(above, below), by(inside, rest).high);
  return {
    low,
    high,
    atom: false,
    mass,
    mean,
    exactMass,
    spread: scaled(enclosed(spread), length),
    lean,
    tilt: { low: -lean.high, high: -lean.low },
  };
}

/** An upper bound on E(mean − w)⁺ = ∫ P(w < s | cell) ds up to the mean, where P(w < s | cell) is at most 1 and at most the largest density times s − low. */
function spreadWithoutEnd(reach: Enclosure, mass: Enclosure, most: Enclosure | null): Enclosure {
  if (most === null || most.high <= 0n || mass.low <= 0n) return enclosed(reach.high);
  const density = over(most, mass, bits);
  // The line reaches 1 before the mean, or is not known to.
  if (by(density, reach).low >= unit) return enclosed(minus(reach, scaled(over(fixed(one), density, bits), half)).high);
  return enclosed(smaller(scaled(by(density, by(reach, reach)), half).high, reach.high));
}

function enclosed(value: bigint): Enclosure {
  return { low: value, high: value };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function enclosedCells(law: StatedLaw, knots: readonly Rational[], spent: SpentOnCells): TypeCell[] {
  const found = enclosedTypes(law, knots, spent);
  const scale = BigInt(found.bits - bits);
  /** What is known up to 2^−errorBits of a size, at the bits of this file. */
  const around = (middle: bigint, size: bigint): Enclosure => {
    const error = (size >> BigInt(errorBits)) + 1n;
    return shifted({ low: middle - error, high: middle + error }, scale);
  };
  return found.cells.map(({ from, to, mass: own, moment, size, least, most, rises, falls }) => {
    const mass = around(own, own);
    if (from !== null && to !== null && from.equals(to)) return atom(from, mass, null);
    // At the bits of the law, where rare cells are known.
    const error = (value: bigint) => (value >> BigInt(errorBits)) + 1n;
    const mean = over({ low: moment - error(size), high: moment + error(size) }, { low: own - error(own), high: own + error(own) }, bits);
    const shape = { least: shifted(enclosed(least), scale), most: most === null ? null : shifted(enclosed(most), scale), rises, falls };
    return cellOf(from, to, mass, within(mean, from, to), null, shape);
  });
}

/** The part of an enclosure that lies between two points, where the number surely does. */
function within({ low, high }: Enclosure, from: Rational | null, to: Rational | null): Enclosure {
  const [least, most] = [from === null ? low : fixed(from).low, to === null ? high : fixed(to).high];
  return { low: low > least ? low : least, high: high < most ? high : most };
}

/** The same at fewer (or, for a negative shift, more) bits. */
function shifted({ low, high }: Enclosure, shift: bigint): Enclosure {
  return shift < 0n ? { low: low << -shift, high: high << -shift } : { low: low >> shift, high: -(-high >> shift) };
}
