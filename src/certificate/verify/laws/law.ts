import {
  addPolynomials,
  composeLinear,
  evaluatePolynomial,
  integrate,
  linearPower,
  multiplyPolynomials,
  type Polynomial,
  scalePolynomial,
} from "../../../arithmetic/polynomial.ts";
import { one, type Rational, ratio, sumRationals, zero } from "../../../arithmetic/rational.ts";
import type { StatedProblem } from "../instance.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import type { StatedLaw } from "./stated-law.ts";

/**
 * A law whose probabilities are rational at rational points, as the verifier reads it from the instance: atoms, and pieces of polynomial
 * density that may overlap (a mixture adds them up). Written apart from the laws with which the engine computes, on purpose.
 */
export interface PolynomialLaw {
  readonly atoms: readonly { readonly at: Rational; readonly mass: Rational }[];
  readonly pieces: readonly { readonly from: Rational; readonly to: Rational; readonly density: Polynomial }[];
}

/** A stated law that is of this kind; null when it is not (transcendental, or a real exponent). */
export function polynomialLaw(stated: StatedLaw): PolynomialLaw | null {
  return polynomials(stated, { steps: 0 });
}

/** Counts the operations with long fractions that densities of such degrees take, and throws when they are too many. */
function spend(spent: { steps: number }, ...degrees: readonly number[]): void {
  for (const degree of degrees) spent.steps += (degree + 1) * (degree + 1);
  if (spent.steps > limits.compositions) throw new Rejection("the law has too many pieces, of too high a degree");
}

function polynomials(stated: StatedLaw, spent: { steps: number }): PolynomialLaw | null {
  switch (stated.law) {
    case "atoms":
      return { atoms: stated.values.map((at, k) => ({ at, mass: stated.masses[k] as Rational })), pieces: [] };
    case "piecewise-uniform": {
      const { knots, masses } = stated;
      const pieces = masses.map((mass, k) => {
        const [from, to] = [knots[k] as Rational, knots[k + 1] as Rational];
        return { from, to, density: [mass.div(to.sub(from))] };
      });
      return { atoms: [], pieces: pieces.filter(({ density }) => density[0]?.equals(zero) === false) };
    }
    case "power": {
      const exponent = wholeNumber(stated.exponent);
      if (exponent === null) return null;
      spend(spent, exponent - 1);
      return stretched(stated.mirrored ? linearPower(one, one.neg(), exponent - 1) : linearPower(zero, one, exponent - 1), stated);
    }
    case "beta": {
      const [a, b] = [wholeNumber(stated.a), wholeNumber(stated.b)];
      if (a === null || b === null) return null;
      spend(spent, a + b - 2);
      return stretched(multiplyPolynomials(linearPower(zero, one, a - 1), linearPower(one, one.neg(), b - 1)), stated);
    }
    case "mixture": {
      const parts = stated.components.map((own) => polynomials(own, spent));
      if (parts.includes(null)) return null;
      spend(spent, ...parts.flatMap((law) => law?.pieces.map(({ density }) => density.length - 1) ?? []));
      const weighted = (parts as PolynomialLaw[]).map((law, k) =>
        mapLaw(
          law,
          (x) => x,
          (f) => f,
          stated.weights[k] as Rational,
        ),
      );
      return { atoms: weighted.flatMap((law) => law.atoms), pieces: weighted.flatMap((law) => law.pieces) };
    }
    case "affine": {
      const law = polynomials(stated.of, spent);
      if (law === null) return null;
      spend(spent, ...law.pieces.map(({ density }) => density.length - 1));
      const { scale, shift } = stated;
      // X = (V − shift)/scale, so the density of V is that of X at it, over |scale|.
      const density = (f: Polynomial) => scalePolynomial(composeLinear(f, shift.neg().div(scale), one.div(scale)), one.div(scale.abs()));
      return mapLaw(law, (x) => x.mul(scale).add(shift), density, one);
    }
    case "normal":
    case "lognormal":
    case "exponential":
    case "pareto":
      return null;
  }
}

/** Where atoms are, and pieces end, in increasing order. */
export function endsOf({ atoms, pieces }: PolynomialLaw): readonly Rational[] {
  return sorted([...atoms.map(({ at }) => at), ...pieces.flatMap(({ from, to }) => [from, to])]);
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
export function exactGrid(stated: StatedLaw, discretization: StatedProblem["discretization"]): ExactGrid | string {
  const law = polynomialLaw(stated);
  if (!law) return `the law ${stated.law} has no rational grid`;
  const least = discretization?.mergeBelow ?? null;
  if (law.pieces.length === 0) return merged(collect(law.atoms), least);
  if (!discretization) return "the law is continuous and the instance has no discretization: its claim needs a proof for the continuum";
  const { rule, points } = discretization;
  if (rule !== "midpoint" && rule !== "equal-mass") return `the rule ${rule} gives no rational grid for this law`;
  requireSteps((points + law.pieces.length) * law.pieces.length * (degreeOf(law) + 2));
  const ends = endsOf(law);
  const [min, max] = [ends[0] as Rational, ends[ends.length - 1] as Rational];
  /** P(from < V ≤ to) and E[V·1{from < V ≤ to}], atoms apart. */
  const between = (from: Rational, to: Rational, weight: Polynomial) => upTo(law, to, weight).sub(upTo(law, from, weight));
  const part = (k: number) => ratio(BigInt(k), BigInt(points));
  const cuts: (Rational | null)[] =
    rule === "midpoint"
      ? Array.from({ length: points + 1 }, (_, k) => min.add(max.sub(min).mul(part(k))))
      : quantiles(
          law,
          Array.from({ length: points + 1 }, (_, k) => upTo(law, max, [one]).mul(part(k))),
          ends,
        );
  if (cuts.includes(null)) return "the quantiles of this law are not rational";
  const cells = (cuts as Rational[]).slice(1).map((to, k) => {
    const from = cuts[k] as Rational;
    const mass = between(from, to, [one]);
    if (mass.equals(zero)) return { at: from, mass };
    return { at: rule === "midpoint" ? from.add(to).div(2n) : between(from, to, [zero, one]).div(mass), mass };
  });
  return merged(collect([...law.atoms, ...cells]), least);
}

/**
 * Going up, types are collected until their mass is at least `least`, and become one type at their mean; what is left at the top joins the last type. Restated on purpose from
 * the discretization, because the verifier trusts none of it.
 */
function merged(grid: ExactGrid, least: Rational | null): ExactGrid {
  if (least === null) return grid;
  const values: Rational[] = [];
  const masses: Rational[] = [];
  let [mass, moment] = [zero, zero];
  grid.values.forEach((value, k) => {
    const own = grid.masses[k] as Rational;
    [mass, moment] = [mass.add(own), moment.add(value.mul(own))];
    const last = k === grid.values.length - 1;
    if (mass.lt(least) && !last) return;
    if (mass.lt(least) && values.length > 0) {
      moment = moment.add((values.pop() as Rational).mul(masses.at(-1) as Rational));
      mass = mass.add(masses.pop() as Rational);
    }
    values.push(moment.div(mass));
    masses.push(mass);
    [mass, moment] = [zero, zero];
  });
  return { values, masses };
}

/** The least x with F(x) ≥ p for each p of an increasing list, for a law of constant densities, atoms apart; null where the density is not constant. */
function quantiles(law: PolynomialLaw, probabilities: readonly Rational[], ends: readonly Rational[]): (Rational | null)[] {
  const through = ends.map((end) => upTo(law, end, [one]));
  let k = 0;
  return probabilities.map((p) => {
    while (k + 2 < ends.length && p.gt(through[k + 1] as Rational)) k++;
    const [from, to, before] = [ends[k] as Rational, ends[k + 1] as Rational, through[k] as Rational];
    if (p.lte(before)) return from;
    const [constant = zero, ...rest] = densityOn(law, from, to);
    if (constant.equals(zero) || rest.some((coefficient) => !coefficient.equals(zero))) return null;
    return from.add(p.sub(before).div(constant));
  });
}

/** Largest degree of a density. */
export function degreeOf({ pieces }: PolynomialLaw): number {
  return pieces.reduce((most, { density }) => Math.max(most, density.length - 1), 0);
}

/** Throws when a law takes more operations with fractions than the limit. */
export function requireSteps(steps: number): void {
  if (steps > limits.polynomialSteps)
    throw new Rejection("the law takes too long to cut: it has too many pieces, of too high a degree, or points");
}

/** Points in increasing order, equal ones added up, those of mass 0 left out. */
function collect(points: readonly { readonly at: Rational; readonly mass: Rational }[]): ExactGrid {
  const [values, masses]: [Rational[], Rational[]] = [[], []];
  for (const { at, mass } of points.filter((point) => !point.mass.equals(zero)).sort((a, b) => a.at.compare(b.at))) {
    if (values.at(-1)?.equals(at)) masses.push((masses.pop() as Rational).add(mass));
    else {
      values.push(at);
      masses.push(mass);
    }
  }
  return { values, masses };
}

/** Increasing, without repetitions. */
export function sorted(points: readonly Rational[]): Rational[] {
  const ordered = [...points].sort((a, b) => a.compare(b));
  return ordered.filter((x, k) => k === 0 || !x.equals(ordered[k - 1] as Rational));
}

/** Σ pieces ∫_{from}^{min(x, to)} weight·density. */
function upTo({ pieces }: PolynomialLaw, x: Rational, weight: Polynomial): Rational {
  return sumRationals(
    pieces.map(({ from, to, density }) => {
      if (x.lte(from)) return zero;
      const primitive = integrate(multiplyPolynomials(weight, density));
      return evaluatePolynomial(primitive, x.lt(to) ? x : to).sub(evaluatePolynomial(primitive, from));
    }),
  );
}

/** A density on [0, 1], up to a factor, stretched to [min, max] with total mass 1. */
function stretched(density: Polynomial, { min, max }: { readonly min: Rational; readonly max: Rational }): PolynomialLaw {
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

/** A whole number from 1 to 64; null otherwise. */
function wholeNumber(value: Rational): number | null {
  return value.d === 1n && value.s > 0n && value.n <= 64n ? Number(value.n) : null;
}
