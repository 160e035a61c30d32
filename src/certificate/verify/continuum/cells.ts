import { type ExactVector, exactVector, lcm, magnitude } from "../../../arithmetic/exact-vector.ts";
import {
  addPolynomials,
  differentiate,
  evaluatePolynomial,
  integrate,
  multiplyPolynomials,
  type Polynomial,
  provedNonNegative,
  scalePolynomial,
} from "../../../arithmetic/polynomial.ts";
import { bitLength, type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import { degreeOf, densityOn, endsOf, type PolynomialLaw, requireSteps, sorted } from "../laws/law.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";

/**
 * One trader's types in cells, in increasing order of worth: open intervals between neighbouring knots, and atoms. One entry a cell, each
 * quantity over one denominator.
 */
export interface Cells {
  /** Infimum and supremum of worth; equal for an atom. Over one denominator. */
  readonly low: ExactVector;
  readonly high: ExactVector;
  /** Worth has no lower (upper) limit in the worst (best) cell, whose `low` (`high`) then means nothing. */
  readonly openBelow: boolean;
  readonly openAbove: boolean;
  readonly mass: ExactVector;
  /** E[v·1{cell}] */
  readonly moment: ExactVector;
  /** S/f = P(V ≥ v)/density at the two ends, as limits from inside the cell: numerator and denominator, null where infinite. */
  readonly distortionLow: readonly (Ratio | null)[];
  readonly distortionHigh: readonly (Ratio | null)[];
  /** What is proved of the revenue curve R(q) = q·v(q) on the cell. */
  readonly revenue: readonly Curvature[];
  /**
   * ε: masses and distortions are off by at most ε relatively, moments by at most ε·size. 0 for a rational law, whose numbers are exact.
   */
  readonly relativeError: Rational;
  /** At least E[|v|·1{cell}]; used only where a relative error is. */
  readonly size: ExactVector;
}

export type Ratio = readonly [numerator: bigint, denominator: bigint];

/**
 * `bounded`: the distortions at the ends are the least (at `high`) and the largest (at `low`) in the cell, so that they bound the slope of R
 * there; `concave`: they are, because the slope falls.
 */
export type Curvature = "concave" | "bounded" | "convex" | "unknown";

/**
 * Cuts a law at the knots, at its atoms, at the ends of its pieces and where the curvature of its revenue curve changes; cells of probability 0
 * are left out. `spent` counts what all laws of a problem take.
 */
export function cellsOf(law: PolynomialLaw, knots: readonly Rational[], spent = { steps: 0, summands: 1 }): Cells {
  requireSteps(2 * law.pieces.length * law.pieces.length * (degreeOf(law) + 1));
  const ends = endsOf(law);
  const stretches = stretchesOf(law, ends, spent);
  const points = pointsOf(ends, [...stretches.flatMap(({ proofs }) => proofs.map(({ to }) => to)), ...knots]);
  const at = exactVector(points, Math.min(limits.vectorBits, 64 * limits.cellWords * points.length));
  requireProducts(points.length, degreeOf(law), at.denominator);
  const densities = stretches.map(({ density }) => density);
  const { cells, massUnit, momentUnit } = cutAt(law, ends, densities, points, at);
  const density = new Evaluator(densities, at.denominator);
  const over = (denominator: bigint, of: (cell: CutCell) => bigint): ExactVector => ({ numerators: cells.map(of), denominator });
  const placeOf = (k: number) => at.numerators[k] as bigint;
  let below = cells.reduce((sum, { mass }) => sum + mass, 0n);
  const above = cells.map(({ mass }) => (below -= mass));
  /** At quantile 0 the slope of the revenue curve is the best worth itself, whatever the density. */
  const distortion = (survival: bigint, stretch: number | null, end: number): Ratio | null => {
    if (survival === 0n) return [0n, 1n];
    const own = stretch === null ? 0n : density.at(stretch, placeOf(end));
    return own === 0n ? null : [survival * density.unit, massUnit * own];
  };
  return {
    low: over(at.denominator, ({ from }) => placeOf(from)),
    high: over(at.denominator, ({ to }) => placeOf(to)),
    mass: over(massUnit, ({ mass }) => mass),
    moment: over(momentUnit, ({ moment }) => moment),
    distortionLow: cells.map(({ mass, stretch, from }, k) => distortion((above[k] as bigint) + mass, stretch, from)),
    distortionHigh: cells.map(({ stretch, to }, k) => distortion(above[k] as bigint, stretch, to)),
    openBelow: false,
    openAbove: false,
    // The proof whose interval contains the cell, since cells end where proofs do.
    revenue: cells.map(({ stretch, from }) => {
      const proofs = stretch === null ? [] : (stretches[stretch]?.proofs ?? []);
      return proofs.find(({ to }) => to.gt(points[from] as Rational))?.revenue ?? "unknown";
    }),
    relativeError: zero,
    size: over(massUnit * at.denominator, ({ mass, from, to }) => mass * larger(placeOf(from), placeOf(to))),
  };
}

/** The ends of a law, and the knots between them, in increasing order. */
export function pointsOf(ends: readonly Rational[], knots: readonly Rational[]): readonly Rational[] {
  const [min, max] = [ends[0] as Rational, ends[ends.length - 1] as Rational];
  return sorted([...ends, ...knots.filter((knot) => knot.gt(min) && knot.lt(max))]);
}

/** What a rational law has between neighbouring points, or in an atom. */
export interface CutCell {
  /** The numbers of its ends among the points; equal for an atom. */
  readonly from: number;
  readonly to: number;
  /** Between which ends of the law it lies; null for an atom. */
  readonly stretch: number | null;
  /** Its probability, and E[v·1{cell}], over the units of all cells. */
  readonly mass: bigint;
  readonly moment: bigint;
}

/** The cells of a law with these densities between its ends, cut at points among which its ends are, in increasing order; those of probability 0 are left out. */
export function cutAt(
  law: PolynomialLaw,
  ends: readonly Rational[],
  densities: readonly Polynomial[],
  points: readonly Rational[],
  at: ExactVector,
): { readonly cells: readonly CutCell[]; readonly massUnit: bigint; readonly momentUnit: bigint } {
  const distribution = new Evaluator(densities.map(integrate), at.denominator);
  const moment = new Evaluator(
    densities.map((density) => integrate([zero, ...density])),
    at.denominator,
  );
  const atoms = new Map<string, Rational>();
  for (const { at: place, mass } of law.atoms) atoms.set(place.toFraction(), (atoms.get(place.toFraction()) ?? zero).add(mass));
  const atomUnit = [...atoms.values()].reduce((unit, mass) => lcm(unit, mass.d), 1n);
  const massUnit = lcm(distribution.unit, atomUnit);
  const momentUnit = lcm(moment.unit, atomUnit * at.denominator);
  const cells: CutCell[] = [];
  let stretch = -1;
  points.forEach((point, k) => {
    const x = at.numerators[k] as bigint;
    if (stretch + 1 < ends.length && point.equals(ends[stretch + 1] as Rational)) {
      stretch++;
      const { n, d } = atoms.get(point.toFraction()) ?? zero;
      if (n > 0n)
        cells.push({ from: k, to: k, stretch: null, mass: n * (massUnit / d), moment: (x * n * momentUnit) / (at.denominator * d) });
    }
    const next = at.numerators[k + 1];
    if (next === undefined) return;
    const mass = (distribution.at(stretch, next) - distribution.at(stretch, x)) * (massUnit / distribution.unit);
    if (mass === 0n) return;
    const own = (moment.at(stretch, next) - moment.at(stretch, x)) * (momentUnit / moment.unit);
    cells.push({ from: k, to: k + 1, stretch, mass, moment: own });
  });
  return { cells, massUnit, momentUnit };
}

/** Throws when evaluating polynomials at so many points over a denominator would take too long. */
function requireProducts(points: number, degree: number, denominator: bigint): void {
  const words = bitLength(denominator) / 64 + 1;
  if (points * (degree + 2) * (degree * words * words + 100) > limits.cellProducts)
    throw new Rejection("knots: too many, or too long, for the law");
}

/** Polynomials of equal degree over one denominator, evaluated at multiples of 1/points: values are integers over `unit`. */
class Evaluator {
  readonly unit: bigint;
  readonly #coefficients: readonly (readonly bigint[])[];

  constructor(polynomials: readonly Polynomial[], points: bigint) {
    const degree = polynomials.reduce((most, polynomial) => Math.max(most, polynomial.length - 1), 0);
    const denominator = polynomials.flat().reduce((all, coefficient) => lcm(all, coefficient.d), 1n);
    this.unit = denominator * points ** BigInt(degree);
    this.#coefficients = polynomials.map((polynomial) =>
      Array.from({ length: degree + 1 }, (_, k) => {
        const { s, n, d } = polynomial[k] ?? zero;
        return s * n * (denominator / d) * points ** BigInt(degree - k);
      }),
    );
  }

  /** The value of polynomial i at x/points, times `unit`. */
  at(i: number, x: bigint): bigint {
    const coefficients = this.#coefficients[i] as readonly bigint[];
    let value = 0n;
    for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + (coefficients[k] as bigint);
    return value;
  }
}

function larger(a: bigint, b: bigint): bigint {
  const [x, y] = [magnitude(a), magnitude(b)];
  return x > y ? x : y;
}

/** An interval on which the curvature of the revenue curve is known, or given up. */
interface Proof {
  readonly to: Rational;
  readonly revenue: Curvature;
}

/** Between neighbouring ends the density is one polynomial. */
function stretchesOf(
  law: PolynomialLaw,
  ends: readonly Rational[],
  spent: { steps: number; summands: number },
): readonly { readonly density: Polynomial; readonly proofs: readonly Proof[] }[] {
  const stretches: { readonly density: Polynomial; readonly proofs: readonly Proof[] }[] = [];
  // Sums of densities have longer numbers than any of them.
  spent.summands = Math.min(Math.max(1, law.pieces.length), 4);
  let above = zero;
  for (let k = ends.length - 1; k > 0; k--) {
    const [from, to] = [ends[k - 1] as Rational, ends[k] as Rational];
    for (const atom of law.atoms) if (atom.at.equals(to)) above = above.add(atom.mass);
    const density = densityOn(law, from, to);
    const distribution = integrate(density);
    const atEnd = above.add(evaluatePolynomial(distribution, to));
    // S(v) = P(above the stretch) + ∫_v^to f
    const survival = addPolynomials([atEnd], scalePolynomial(distribution, ratio(-1n, 1n)));
    stretches.unshift({ density, proofs: proveCurvature(density, survival, from, to, { depth: 0, spent }) });
    above = evaluatePolynomial(survival, from);
  }
  return stretches;
}

/** Intervals of 2^−24 of a stretch are given up. */
const depthLimit = 24;

/**
 * The slope of the revenue curve is the virtual worth ψ = v − S/f, S(v) = P(V ≥ v). With S′ = −f, ψ′ = 2 + S·f′/f², so R is concave (ψ rises
 * in v, that is, falls in q) where the polynomial 2f² + S·f′ is ≥ 0, and convex where it is ≤ 0. Its sign is read off Bernstein's coefficients,
 * on halves of the interval where it is not plain.
 */
function proveCurvature(
  density: Polynomial,
  survival: Polynomial,
  from: Rational,
  to: Rational,
  { depth, spent }: { readonly depth: number; readonly spent: { steps: number; summands: number } },
): readonly Proof[] {
  if (density.length === 0) return [];
  // Two changes of basis of a polynomial of twice the degree, in numbers that grow with it.
  const words = (density.length * bitLength(to.d) + bitLength(density.reduce((most, { d }) => (d > most ? d : most), 1n))) / 64;
  spent.steps += spent.summands * 8 * density.length * density.length * (1 + words / 8);
  if (spent.steps > limits.curvatureSteps)
    throw new Rejection("the laws take too long to cut: they have too many pieces, of too high a degree");
  const square = scalePolynomial(multiplyPolynomials(density, density), ratio(2n, 1n));
  const test = addPolynomials(square, multiplyPolynomials(survival, differentiate(density)));
  if (provedNonNegative(test, from, to)) return [{ to, revenue: "concave" }];
  if (provedNonNegative(scalePolynomial(test, ratio(-1n, 1n)), from, to)) return [{ to, revenue: "convex" }];
  if (depth === depthLimit) return [{ to, revenue: "unknown" }];
  const middle = from.add(to).div(2n);
  const [left, right] = [
    proveCurvature(density, survival, from, middle, { depth: depth + 1, spent }),
    proveCurvature(density, survival, middle, to, { depth: depth + 1, spent }),
  ];
  const joins = left.at(-1)?.revenue === right[0]?.revenue;
  return [...(joins ? left.slice(0, -1) : left), ...right];
}
