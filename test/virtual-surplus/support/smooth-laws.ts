import type { Distribution } from "../../../src/distributions/distribution.ts";
import * as laws from "../../../src/distributions/laws.ts";

/** A law by textbook formulas, beside the engine's own under the same name. All numbers are for one trader. */
export interface SmoothLaw {
  readonly name: string;
  readonly engine: Distribution;
  /** Where the formulas live; infinite ends are cut where nothing is left in double precision. */
  readonly from: number;
  readonly to: number;
  cdf(x: number): number;
  survival(x: number): number;
  pdf(x: number): number;
  /** ∫ of the cdf from `from` to x = E(x − C)⁺. */
  below(x: number): number;
}

export function power(a: number): SmoothLaw {
  return {
    name: `power ${a}`,
    engine: laws.power({ min: 0, max: 1, exponent: a }),
    from: 0,
    to: 1,
    cdf: (x) => x ** a,
    survival: (x) => -Math.expm1(a * Math.log(x)),
    pdf: (x) => a * x ** (a - 1),
    below: (x) => x ** (a + 1) / (a + 1),
  };
}

/** The law of 1 − V when V has the power law. */
export function reversePower(a: number): SmoothLaw {
  return {
    name: `reverse power ${a}`,
    engine: laws.reversePower({ min: 0, max: 1, exponent: a }),
    from: 0,
    to: 1,
    cdf: (x) => -Math.expm1(a * Math.log1p(-x)),
    survival: (x) => (1 - x) ** a,
    pdf: (x) => a * (1 - x) ** (a - 1),
    below: (x) => x + Math.expm1((a + 1) * Math.log1p(-x)) / (a + 1),
  };
}

export function truncatedExponential(rate: number): SmoothLaw {
  const total = -Math.expm1(-rate);
  return {
    name: `truncated exponential ${rate}`,
    engine: laws.truncatedExponential({ rate, min: 0, max: 1 }),
    from: 0,
    to: 1,
    cdf: (x) => -Math.expm1(-rate * x) / total,
    survival: (x) => (Math.exp(-rate * x) * -Math.expm1(-rate * (1 - x))) / total,
    pdf: (x) => (rate * Math.exp(-rate * x)) / total,
    below: (x) => (x + Math.expm1(-rate * x) / rate) / total,
  };
}

/** Whole parameters: the density is a polynomial. */
export function beta(a: number, b: number): SmoothLaw {
  const own = betaPolynomial(a, b);
  const mirror = betaPolynomial(b, a);
  return {
    name: `beta ${a}, ${b}`,
    engine: laws.beta({ a, b, min: 0, max: 1 }),
    from: 0,
    to: 1,
    cdf: (x) => own(x, 1),
    survival: (x) => mirror(1 - x, 1),
    pdf: (x) => own(x, 0),
    below: (x) => own(x, 2),
  };
}

/** The density x^(a−1)(1−x)^(b−1)/B(a, b), integrated from 0 that many times. */
function betaPolynomial(a: number, b: number): (x: number, integrations: 0 | 1 | 2) => number {
  const terms: { readonly exponent: number; readonly weight: number }[] = [];
  let choose = 1;
  for (let k = 0; k < b; k++) {
    terms.push({ exponent: a - 1 + k, weight: choose });
    choose = (-choose * (b - 1 - k)) / (k + 1);
  }
  const total = terms.reduce((sum, { exponent, weight }) => sum + weight / (exponent + 1), 0);
  return (x, integrations) =>
    terms.reduce((sum, { exponent, weight }) => {
      let term = (weight * x ** (exponent + integrations)) / total;
      for (let k = 1; k <= integrations; k++) term /= exponent + k;
      return sum + term;
    }, 0);
}

export function exponential(rate: number, min: number): SmoothLaw {
  return {
    name: `exponential ${rate} from ${min}`,
    engine: laws.exponential({ rate, min }),
    from: min,
    to: min + 45 / rate,
    cdf: (x) => -Math.expm1(-rate * (x - min)),
    survival: (x) => Math.exp(-rate * (x - min)),
    pdf: (x) => rate * Math.exp(-rate * (x - min)),
    below: (x) => x - min + Math.expm1(-rate * (x - min)) / rate,
  };
}

export function normal(mean: number, sd: number): SmoothLaw {
  const z = (x: number) => (x - mean) / sd;
  return {
    name: `normal ${mean}, ${sd}`,
    engine: laws.normal({ mean, sd }),
    from: mean - 9 * sd,
    to: mean + 9 * sd,
    cdf: (x) => normalTail(-z(x)),
    survival: (x) => normalTail(z(x)),
    pdf: (x) => normalDensity(z(x)) / sd,
    below: (x) => (x - mean) * normalTail(-z(x)) + sd * normalDensity(z(x)),
  };
}

export function lognormal(mu: number, sigma: number): SmoothLaw {
  const z = (x: number) => (Math.log(x) - mu) / sigma;
  return {
    name: `lognormal ${mu}, ${sigma}`,
    engine: laws.lognormal({ mu, sigma }),
    from: Math.exp(mu - 9 * sigma),
    to: Math.exp(mu + 10 * sigma),
    cdf: (x) => normalTail(-z(x)),
    survival: (x) => normalTail(z(x)),
    pdf: (x) => normalDensity(z(x)) / (x * sigma),
    below: (x) => x * normalTail(-z(x)) - Math.exp(mu + sigma ** 2 / 2) * normalTail(sigma - z(x)),
  };
}

export function pareto(scale: number, shape: number): SmoothLaw {
  return {
    name: `pareto ${scale}, ${shape}`,
    engine: laws.pareto({ scale, shape }),
    from: scale,
    // The mean beyond the cut is (scale/to)^(shape − 1) of the whole.
    to: scale * 10 ** (17 / (shape - 1)),
    cdf: (x) => -Math.expm1(shape * Math.log(scale / x)),
    survival: (x) => (scale / x) ** shape,
    pdf: (x) => (shape / x) * (scale / x) ** shape,
    below: (x) => x - scale + (scale * Math.expm1((shape - 1) * Math.log(scale / x))) / (shape - 1),
  };
}

/** V + shift. */
export function shifted(law: SmoothLaw, shift: number): SmoothLaw {
  const { spec } = law.engine;
  if (!spec) throw new Error("a law with a specification was expected");
  return {
    name: `${law.name} shifted by ${shift}`,
    engine: laws.affine({ scale: 1, shift, of: spec }),
    from: law.from + shift,
    to: law.to + shift,
    cdf: (x) => law.cdf(x - shift),
    survival: (x) => law.survival(x - shift),
    pdf: (x) => law.pdf(x - shift),
    below: (x) => law.below(x - shift),
  };
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z > z): the power series near 0, Laplace's continued fraction in the tail. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  if (z > 3) {
    let fraction = 0;
    for (let k = 120; k >= 1; k--) fraction = k / (z + fraction);
    return normalDensity(z) / (z + fraction);
  }
  // Φ(z) = ½ + φ(z)·Σ z^(2k+1)/(1·3·5···(2k+1)).
  let term = z;
  let sum = z;
  for (let k = 1; k < 100; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - normalDensity(z) * sum;
}
