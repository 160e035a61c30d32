import {
  addPolynomials,
  composeLinear,
  evaluatePolynomial,
  integrate,
  linearPower,
  multiplyPolynomials,
  type Polynomial,
  scalePolynomial,
} from "../../arithmetic/polynomial.ts";
import { type NumberInput, one, type Rational, ratio, rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";
import type { Discretization } from "../../type-space/discretization.ts";

/**
 * A law whose probabilities are rational at rational points, as the verifier reads it from the instance: atoms, and pieces of polynomial
 * density that may overlap (a mixture adds them up). Written apart from the laws with which the engine computes.
 */
export interface PolynomialLaw {
  readonly atoms: readonly { readonly at: Rational; readonly mass: Rational }[];
  readonly pieces: readonly { readonly from: Rational; readonly to: Rational; readonly density: Polynomial }[];
}

/** The law of a specification; null when it is not of this kind (transcendental, or a real exponent). */
export function polynomialLaw(spec: DistributionSpec): PolynomialLaw | null {
  switch (spec.distribution) {
    case "point-mass":
      return { atoms: [{ at: rational(spec.at), mass: one }], pieces: [] };
    case "discrete": {
      const masses = normalised(spec.masses);
      return { atoms: spec.values.map((value, k) => ({ at: rational(value), mass: masses[k] as Rational })), pieces: [] };
    }
    case "empirical":
      if (!("samples" in spec)) return null;
      return { atoms: spec.samples.map((at) => ({ at: rational(at), mass: ratio(1n, BigInt(spec.samples.length)) })), pieces: [] };
    case "uniform":
      return stretched([one], spec);
    case "piecewise-uniform": {
      const masses = normalised(spec.masses);
      const knots = spec.knots.map(rational);
      const pieces = masses.map((mass, k) => {
        const [from, to] = [knots[k] as Rational, knots[k + 1] as Rational];
        return { from, to, density: [mass.div(to.sub(from))] };
      });
      return { atoms: [], pieces: pieces.filter(({ density }) => density[0]?.equals(zero) === false) };
    }
    case "power":
    case "reverse-power": {
      const exponent = wholeNumber(spec.exponent);
      if (exponent === null) return null;
      const density = spec.distribution === "power" ? linearPower(zero, one, exponent - 1) : linearPower(one, one.neg(), exponent - 1);
      return stretched(density, spec);
    }
    case "beta": {
      const [a, b] = [wholeNumber(spec.a), wholeNumber(spec.b)];
      if (a === null || b === null) return null;
      return stretched(multiplyPolynomials(linearPower(zero, one, a - 1), linearPower(one, one.neg(), b - 1)), spec);
    }
    case "mixture": {
      const weights = normalised(spec.weights);
      const parts = spec.components.map(polynomialLaw);
      if (parts.includes(null)) return null;
      const weighted = (parts as PolynomialLaw[]).map((law, k) =>
        mapLaw(
          law,
          (x) => x,
          (f) => f,
          weights[k] as Rational,
        ),
      );
      return { atoms: weighted.flatMap((law) => law.atoms), pieces: weighted.flatMap((law) => law.pieces) };
    }
    case "affine": {
      const law = polynomialLaw(spec.of);
      const [scale, shift] = [rational(spec.scale), rational(spec.shift)];
      // X = (V − shift)/scale, so the density of V is that of X at it, over |scale|.
      const density = (f: Polynomial) => scalePolynomial(composeLinear(f, shift.neg().div(scale), one.div(scale)), one.div(scale.abs()));
      return law && mapLaw(law, (x) => x.mul(scale).add(shift), density, one);
    }
    default:
      return null;
  }
}

/** P(V ≤ x). */
export function cdf(law: PolynomialLaw, x: Rational): Rational {
  return momentUpTo(law, x, (at, mass) => (at.lte(x) ? mass : zero), [one]);
}

/** E[V·1{V ≤ x}]. */
export function partialMean(law: PolynomialLaw, x: Rational): Rational {
  return momentUpTo(law, x, (at, mass) => (at.lte(x) ? mass.mul(at) : zero), [zero, one]);
}

/** The continuous density on an interval that no piece ends in; [] (nought) in a gap. */
export function densityOn(law: PolynomialLaw, from: Rational, to: Rational): Polynomial {
  return law.pieces
    .filter((piece) => piece.from.lte(from) && piece.to.gte(to))
    .reduce<Polynomial>((f, piece) => addPolynomials(f, piece.density), []);
}

/** A finite grid with exact types (increasing) and masses. */
export interface ExactGrid {
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
}

/**
 * The grid of a law, by the definitions of the discretization rules; a law with atoms only keeps them whatever the rule.
 * Returns why there is none when the grid is not rational.
 */
export function exactGrid(spec: DistributionSpec | undefined, discretization: Discretization | undefined): ExactGrid | string {
  const law = spec && polynomialLaw(spec);
  if (!law) return `the law ${spec?.distribution ?? "given as code"} has no rational grid`;
  if (discretization?.mergeBelow !== undefined) return "rare types were merged, which is not part of what can be verified";
  if (law.pieces.length === 0) return collect(law.atoms);
  if (!discretization) return "the law is continuous and the instance has no discretization: its claim needs a proof for the continuum";
  const { rule, points } = discretization;
  if (rule !== "midpoint" && rule !== "equal-mass") return `the rule ${rule} gives no rational grid for this law`;
  const ends = sorted([...law.atoms.map((atom) => atom.at), ...law.pieces.flatMap((piece) => [piece.from, piece.to])]);
  const [min, max] = [ends[0] as Rational, ends[ends.length - 1] as Rational];
  const continuous: PolynomialLaw = { atoms: [], pieces: law.pieces };
  const part = (k: number) => ratio(BigInt(k), BigInt(points));
  const cuts: (Rational | null)[] =
    rule === "midpoint"
      ? Array.from({ length: points + 1 }, (_, k) => min.add(max.sub(min).mul(part(k))))
      : Array.from({ length: points + 1 }, (_, k) => quantile(continuous, cdf(continuous, max).mul(part(k)), ends));
  if (cuts.includes(null)) return "the quantiles of this law are not rational";
  const cells = (cuts as Rational[]).slice(1).map((to, k) => {
    const from = cuts[k] as Rational;
    const mass = cdf(continuous, to).sub(cdf(continuous, from));
    if (mass.equals(zero)) return { at: from, mass };
    const mean = () => partialMean(continuous, to).sub(partialMean(continuous, from)).div(mass);
    return { at: rule === "midpoint" ? from.add(to).div(2n) : mean(), mass };
  });
  return collect([...law.atoms, ...cells]);
}

/** The least x with F(x) ≥ p, for a law of constant densities; null when the density there is not constant. */
function quantile(law: PolynomialLaw, p: Rational, ends: readonly Rational[]): Rational | null {
  for (let k = 0; k + 1 < ends.length; k++) {
    const [from, to] = [ends[k] as Rational, ends[k + 1] as Rational];
    const before = cdf(law, from);
    if (p.lte(before)) return from;
    if (p.gt(cdf(law, to))) continue;
    const density = densityOn(law, from, to).filter((coefficient) => !coefficient.equals(zero));
    return density.length === 1 && density[0]?.equals(densityOn(law, from, to)[0] ?? zero)
      ? from.add(p.sub(before).div(density[0] as Rational))
      : null;
  }
  return ends[ends.length - 1] as Rational;
}

/** Points in increasing order, equal ones added up, those of mass 0 left out. */
function collect(points: readonly { readonly at: Rational; readonly mass: Rational }[]): ExactGrid {
  const values = sorted(points.filter(({ mass }) => !mass.equals(zero)).map(({ at }) => at));
  const place = new Map(values.map((value, k) => [value.toFraction(), k]));
  const masses = values.map(() => zero);
  for (const { at, mass } of points) {
    const k = place.get(at.toFraction());
    if (k !== undefined) masses[k] = (masses[k] as Rational).add(mass);
  }
  return { values, masses };
}

/** Increasing, without repetitions. */
export function sorted(points: readonly Rational[]): Rational[] {
  const ordered = [...points].sort((a, b) => a.compare(b));
  return ordered.filter((x, k) => k === 0 || !x.equals(ordered[k - 1] as Rational));
}

/** Σ atoms + Σ pieces ∫_{from}^{min(x, to)} weight·density. */
function momentUpTo(law: PolynomialLaw, x: Rational, atom: (at: Rational, mass: Rational) => Rational, weight: Polynomial): Rational {
  const pieces = law.pieces.map(({ from, to, density }) => {
    if (x.lte(from)) return zero;
    const primitive = integrate(multiplyPolynomials(weight, density));
    return evaluatePolynomial(primitive, x.lt(to) ? x : to).sub(evaluatePolynomial(primitive, from));
  });
  return sumRationals([...law.atoms.map(({ at, mass }) => atom(at, mass)), ...pieces]);
}

/** A density on [0, 1], up to a factor, stretched to [min, max] with total mass 1. */
function stretched(density: Polynomial, range: { readonly min: NumberInput; readonly max: NumberInput }): PolynomialLaw {
  const [min, max] = [rational(range.min), rational(range.max)];
  const length = max.sub(min);
  const total = evaluatePolynomial(integrate(density), one);
  const scaled = scalePolynomial(composeLinear(density, min.neg().div(length), one.div(length)), one.div(total.mul(length)));
  return { atoms: [], pieces: [{ from: min, to: max, density: scaled }] };
}

function mapLaw(
  law: PolynomialLaw,
  move: (x: Rational) => Rational,
  density: (f: Polynomial) => Polynomial,
  weight: Rational,
): PolynomialLaw {
  return {
    atoms: law.atoms.map(({ at, mass }) => ({ at: move(at), mass: mass.mul(weight) })),
    pieces: law.pieces.map((piece) => {
      const [from, to] = sorted([move(piece.from), move(piece.to)]) as [Rational, Rational];
      return { from, to, density: scalePolynomial(density(piece.density), weight) };
    }),
  };
}

/** Masses over their total. */
function normalised(masses: readonly NumberInput[]): Rational[] {
  const exact = masses.map(rational);
  const total = sumRationals(exact);
  return exact.map((mass) => mass.div(total));
}

/** A whole number from 1 to 64; null otherwise. */
function wholeNumber(input: NumberInput): number | null {
  const value = rational(input);
  return value.d === 1n && value.s > 0n && value.n <= 64n ? Number(value.n) : null;
}
