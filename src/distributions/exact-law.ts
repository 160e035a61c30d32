import { firstWhere } from "../arithmetic/first-where.ts";
import { one, type Rational, ratio, zero } from "../arithmetic/rational.ts";
import type { ExactLaw } from "./distribution.ts";

/** x to a whole power. */
function power(x: Rational, exponent: bigint): Rational {
  return ratio((x.s * x.n) ** exponent, x.d ** exponent);
}

/** The law with partial means that are differences of E[V · 1{V ≤ x}], which is 0 below the support. */
function byMoments(law: Omit<ExactLaw, "partialMean">, momentUpTo: (x: Rational) => Rational): ExactLaw {
  return {
    ...law,
    partialMean: (from, to) => {
      if (from !== null && to !== null && from.gte(to)) return zero;
      const reached = momentUpTo(to ?? law.support.max);
      return from === null ? reached : reached.sub(momentUpTo(from));
    },
  };
}

function clipped({ min, max }: ExactLaw["support"], x: Rational): Rational {
  return x.lt(min) ? min : x.gt(max) ? max : x;
}

/**
 * P(V ≤ v) = ((v − min)/(max − min))^exponent on [min, max], exponent a whole number; `mirrored`: P(V > v) = ((max − v)/(max − min))^exponent.
 * The exponent 1 is the uniform law.
 */
export function exactPower(min: Rational, max: Rational, exponent: bigint, mirrored: boolean): ExactLaw {
  const width = max.sub(min);
  const a = ratio(exponent, 1n);
  const end = mirrored ? max : min;
  const sign = mirrored ? ratio(-1n, 1n) : one;
  /** Distance to the end where the density is lowest, as a fraction of the width. */
  const fraction = (x: Rational) => x.sub(end).mul(sign).div(width);
  const support = { min, max };
  const cdf = (x: Rational) => {
    const p = power(fraction(clipped(support, x)), exponent);
    return mirrored ? one.sub(p) : p;
  };
  const density = (x: Rational) => a.mul(power(fraction(x), exponent - 1n)).div(width);
  return byMoments({ support, atoms: [], breaks: [min, max], cdf, pdf: (x) => (x.lt(min) || x.gte(max) ? zero : density(x)) }, (x) => {
    const next = power(fraction(clipped(support, x)), exponent + 1n);
    // E[V] = end·mass ± width·E[fraction]; for the mirrored law both the sign of the step and of the orientation change.
    const inner = (mirrored ? next.sub(one) : next).mul(a).div(a.add(one));
    return end.mul(cdf(x)).add(width.mul(inner));
  });
}

/** Atoms at increasing values; sums over them are made when they are first asked for, because few questions about finite laws need them. */
export function exactAtoms(values: readonly Rational[], masses: readonly Rational[]): ExactLaw {
  let known: { readonly cumulative: readonly Rational[]; readonly moments: readonly Rational[] } | undefined;
  const sums = () => {
    if (known) return known;
    const cumulative: Rational[] = [zero];
    const moments: Rational[] = [zero];
    for (let k = 0; k < values.length; k++) {
      const mass = masses[k] as Rational;
      cumulative.push((cumulative[k] as Rational).add(mass));
      moments.push((moments[k] as Rational).add(mass.mul(values[k] as Rational)));
    }
    known = { cumulative, moments };
    return known;
  };
  const count = (x: Rational) => countUpTo(values, x);
  const law = {
    support: { min: values[0] as Rational, max: values[values.length - 1] as Rational },
    atoms: values.map((at, k) => ({ at, mass: masses[k] as Rational })),
    breaks: values,
    cdf: (x: Rational) => sums().cumulative[count(x)] as Rational,
    pdf: () => zero,
  };
  return byMoments(law, (x) => sums().moments[count(x)] as Rational);
}

/** Constant density on each interval between increasing knots; `masses` sum to 1, the first and last above 0. */
export function exactPiecewiseUniform(knots: readonly Rational[], masses: readonly Rational[]): ExactLaw {
  const support = { min: knots[0] as Rational, max: knots[knots.length - 1] as Rational };
  const half = ratio(1n, 2n);
  const cumulative: Rational[] = [zero];
  const moments: Rational[] = [zero];
  const densities: Rational[] = [];
  masses.forEach((mass, k) => {
    const from = knots[k] as Rational;
    const to = knots[k + 1] as Rational;
    densities.push(mass.div(to.sub(from)));
    cumulative.push((cumulative[k] as Rational).add(mass));
    moments.push((moments[k] as Rational).add(mass.mul(from.add(to)).mul(half)));
  });
  /** The interval [knots[k], knots[k + 1]) that contains x. */
  const interval = (x: Rational) => Math.min(Math.max(countUpTo(knots, x) - 1, 0), masses.length - 1);
  const cdf = (x: Rational) => {
    const at = clipped(support, x);
    const k = interval(at);
    return (cumulative[k] as Rational).add((densities[k] as Rational).mul(at.sub(knots[k] as Rational)));
  };
  const pdf = (x: Rational) => (x.lt(support.min) || x.gte(support.max) ? zero : (densities[interval(x)] as Rational));
  return byMoments({ support, atoms: [], breaks: knots, cdf, pdf }, (x) => {
    const at = clipped(support, x);
    const k = interval(at);
    const from = knots[k] as Rational;
    return (moments[k] as Rational).add((densities[k] as Rational).mul(at.mul(at).sub(from.mul(from))).mul(half));
  });
}

/** Σ weight·law; weights positive with total 1. */
export function exactMixture(weights: readonly Rational[], laws: readonly ExactLaw[]): ExactLaw {
  const total = (of: (law: ExactLaw) => Rational) => laws.reduce((sum, law, k) => sum.add((weights[k] as Rational).mul(of(law))), zero);
  const atoms: { at: Rational; mass: Rational }[] = [];
  const all = laws.flatMap((law, k) => law.atoms.map(({ at, mass }) => ({ at, mass: mass.mul(weights[k] as Rational) })));
  for (const atom of all.sort((a, b) => a.at.compare(b.at))) {
    const previous = atoms[atoms.length - 1];
    if (previous?.at.equals(atom.at)) previous.mass = previous.mass.add(atom.mass);
    else atoms.push({ ...atom });
  }
  const breaks: Rational[] = [];
  for (const x of laws.flatMap((law) => law.breaks).sort((a, b) => a.compare(b))) {
    if (!breaks[breaks.length - 1]?.equals(x)) breaks.push(x);
  }
  return {
    support: { min: breaks[0] as Rational, max: breaks[breaks.length - 1] as Rational },
    atoms,
    breaks,
    cdf: (x) => total((law) => law.cdf(x)),
    pdf: (x) => total((law) => law.pdf(x)),
    partialMean: (a, b) => total((law) => law.partialMean(a, b)),
  };
}

/** Number of entries ≤ x of an increasing list. */
function countUpTo(values: readonly Rational[], x: Rational): number {
  return firstWhere(values.length, (k) => (values[k] as Rational).gt(x));
}
