import { type ExactVector, exactVector, lcm } from "../../../arithmetic/exact-vector.ts";
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
import { degreeOf, densityOn, type PolynomialLaw, requireSteps, sorted } from "../laws/law.ts";
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
  const ends = sorted([...law.atoms.map((atom) => atom.at), ...law.pieces.flatMap((piece) => [piece.from, piece.to])]);
  const [min, max] = [ends[0] as Rational, ends[ends.length - 1] as Rational];
  const stretches = stretchesOf(law, ends, spent);
  const turns = stretches.flatMap((stretch) => stretch.proofs.map((proof) => proof.to));
  const points = sorted([...ends, ...turns, ...knots.filter((knot) => knot.gt(min) && knot.lt(max))]);
  const at = exactVector(points, Math.min(limits.vectorBits, 64 * limits.cellWords * points.length));
  requireProducts(points.length, degreeOf(law), at.denominator);
  const distribution = new Evaluator(
    stretches.map((stretch) => integrate(stretch.density)),
    at.denominator,
  );
  const moment = new Evaluator(
    stretches.map(({ density }) => integrate([zero, ...density])),
    at.denominator,
  );
  const density = new Evaluator(
    stretches.map((stretch) => stretch.density),
    at.denominator,
  );
  const atoms = new Map<string, Rational>();
  for (const atom of law.atoms) atoms.set(atom.at.toFraction(), (atoms.get(atom.at.toFraction()) ?? zero).add(atom.mass));
  const atomUnit = [...atoms.values()].reduce((unit, mass) => lcm(unit, mass.d), 1n);
  const massUnit = lcm(distribution.unit, atomUnit);
  const momentUnit = lcm(moment.unit, atomUnit * at.denominator);

  const low: bigint[] = [];
  const high: bigint[] = [];
  const mass: bigint[] = [];
  const moments: bigint[] = [];
  const densityLow: bigint[] = [];
  const densityHigh: bigint[] = [];
  const revenue: Curvature[] = [];
  let s = -1;
  let proofs: readonly Proof[] = [];
  points.forEach((point, k) => {
    const x = at.numerators[k] as bigint;
    if (s + 1 < ends.length && point.equals(ends[s + 1] as Rational)) {
      proofs = stretches[++s]?.proofs ?? [];
      const atom = atoms.get(point.toFraction());
      if (atom) {
        const own = atom.n * (massUnit / atom.d);
        for (const list of [low, high]) list.push(x);
        mass.push(own);
        moments.push((x * atom.n * momentUnit) / (at.denominator * atom.d));
        for (const list of [densityLow, densityHigh]) list.push(0n);
        revenue.push("unknown");
      }
    }
    const next = at.numerators[k + 1];
    if (next === undefined) return;
    const own = (distribution.at(s, next) - distribution.at(s, x)) * (massUnit / distribution.unit);
    if (own === 0n) return;
    low.push(x);
    high.push(next);
    mass.push(own);
    moments.push((moment.at(s, next) - moment.at(s, x)) * (momentUnit / moment.unit));
    densityLow.push(density.at(s, x));
    densityHigh.push(density.at(s, next));
    // The proof whose interval contains the cell, since cells end where proofs do.
    while (proofs[0]?.to.lte(point)) proofs = proofs.slice(1);
    revenue.push(proofs[0]?.revenue ?? "unknown");
  });
  const over = (numerators: readonly bigint[], denominator: bigint): ExactVector => ({ numerators, denominator });
  const above = mass.map(() => 0n);
  for (let k = mass.length - 2; k >= 0; k--) above[k] = (above[k + 1] as bigint) + (mass[k + 1] as bigint);
  /** At quantile 0 the slope of the revenue curve is the best worth itself, whatever the density. */
  const distortion = (survival: bigint, own: bigint): Ratio | null =>
    survival === 0n ? [0n, 1n] : own === 0n ? null : [survival * density.unit, massUnit * own];
  return {
    low: over(low, at.denominator),
    high: over(high, at.denominator),
    mass: over(mass, massUnit),
    moment: over(moments, momentUnit),
    distortionLow: mass.map((own, k) => distortion((above[k] as bigint) + own, densityLow[k] as bigint)),
    distortionHigh: mass.map((_, k) => distortion(above[k] as bigint, densityHigh[k] as bigint)),
    openBelow: false,
    openAbove: false,
    revenue,
    relativeError: zero,
    size: over(
      mass.map((own, k) => own * larger(low[k] as bigint, high[k] as bigint)),
      massUnit * at.denominator,
    ),
  };
}

/** Throws when evaluating polynomials at so many points over a denominator would take too long. */
function requireProducts(points: number, degree: number, denominator: bigint): void {
  const words = bitLength(denominator) / 64 + 1;
  if (points * (degree + 2) * (degree * words * words + 100) > limits.cellProducts)
    throw new Rejection("knots: too many, or too long, for the law");
}

/** Polynomials of equal degree over one denominator, evaluated at multiples of 1/points: values are integers over `unit`. */
export class Evaluator {
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
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
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
