import { type Enclosure, enclose, minus, nought, over, plus, scaled, times } from "../../../arithmetic/elementary/enclosure.ts";
import { exponential } from "../../../arithmetic/elementary/exponential.ts";
import { betaFunctions } from "../../../arithmetic/elementary/incomplete-beta.ts";
import { logarithm } from "../../../arithmetic/elementary/logarithm.ts";
import { normalDensity, normalDistribution, rootOfTwoPi } from "../../../arithmetic/elementary/normal.ts";
import { power } from "../../../arithmetic/elementary/power.ts";
import { one, type Rational, zero } from "../../../arithmetic/rational.ts";
import type { StatedLaw } from "./stated-law.ts";

/**
 * A law whose probabilities are computed as enclosures: atoms, and pieces of continuous density that may overlap (a mixture adds them up).
 * Each method takes the number of bits after the point; enclosures are as in arithmetic/elementary.
 */
export interface EnclosedLaw {
  readonly atoms: readonly EnclosedAtom[];
  readonly pieces: readonly EnclosedPiece[];
}

export interface EnclosedAtom {
  readonly at: Rational;
  mass(bits: number): Enclosure;
}

export interface EnclosedPiece {
  /** Its support; null where it has no limit. */
  readonly from: Rational | null;
  readonly to: Rational | null;
  /** P(V ≤ x) and E[V·1{V ≤ x}], V in this piece, for from ≤ x ≤ to; null stands for the upper end without limit. */
  upTo(x: Rational | null, bits: number): Cumulative;
  /** At x in [from, to], at an end as the limit from inside; null where it is infinite. */
  density(x: Rational, bits: number): Enclosure | null;
  readonly shape: Shape;
  /** The density is log-concave. */
  readonly logConcave: boolean;
  /** Where this piece and an atom above it are all of the law: the slope of P(V > x)/density(x), which is affine in x. Null elsewhere. */
  readonly distortionSlope: Rational | null;
  /** Work of one value, in units of that of the normal law. */
  readonly effort: number;
}

export interface Cumulative {
  readonly mass: Enclosure;
  readonly moment: Enclosure;
}

/**
 * How a density moves: `rising` or `falling` (weakly) throughout, up to a peak and down, or down to a dip and up. `before` and `after` are true only
 * if x lies surely on that side of the turn, or at it; `extreme` is the density at the turn.
 */
export type Shape =
  | { readonly form: "rising" | "falling" }
  | {
      readonly form: "peak" | "dip";
      before(x: Rational, bits: number): boolean;
      after(x: Rational, bits: number): boolean;
      extreme(bits: number): Enclosure;
    };

/** The law with enclosures for its numbers. Throws RangeError for parameters beyond what the elementary functions serve. */
export function enclosedLaw(stated: StatedLaw): EnclosedLaw {
  switch (stated.law) {
    case "atoms":
      return { atoms: stated.values.map((at, k) => ({ at, mass: (bits) => enclose(stated.masses[k] as Rational, bits) })), pieces: [] };
    case "piecewise-uniform": {
      const { knots, masses } = stated;
      const pieces = masses.flatMap((mass, k) => {
        if (mass.n === 0n) return [];
        const [from, to] = [knots[k] as Rational, knots[k + 1] as Rational];
        return [weighted(image(powerPiece(one), to.sub(from), from), mass)];
      });
      return { atoms: [], pieces };
    }
    case "power": {
      const { min, max, exponent, mirrored } = stated;
      const piece = powerPiece(exponent);
      return { atoms: [], pieces: [mirrored ? image(piece, min.sub(max), max) : image(piece, max.sub(min), min)] };
    }
    case "beta":
      return { atoms: [], pieces: [image(betaPiece(stated.a, stated.b), stated.max.sub(stated.min), stated.min)] };
    case "normal": {
      const { mean, sd, min, max } = stated;
      const standard = (x: Rational | null) => x?.sub(mean).div(sd) ?? null;
      return { atoms: [], pieces: [image(normalPiece(standard(min), standard(max)), sd, mean)] };
    }
    case "lognormal":
      return { atoms: [], pieces: [lognormalPiece(stated.mu, stated.sigma)] };
    case "exponential": {
      const { rate, min, max } = stated;
      // A density that rises is a falling one mirrored at the upper end, where its rate is negative.
      const length = max?.sub(min).mul(rate.abs()) ?? null;
      return { atoms: [], pieces: [image(exponentialPiece(length), one.div(rate), rate.s < 0n ? (max as Rational) : min)] };
    }
    case "pareto":
      return paretoLaw(stated.scale, stated.shape, stated.cap);
    case "mixture": {
      const parts = stated.components.map(enclosedLaw);
      const weight = (k: number) => stated.weights[k] as Rational;
      return {
        atoms: parts.flatMap((law, k) => law.atoms.map(({ at, mass }) => ({ at, mass: (bits) => scaled(mass(bits), weight(k)) }))),
        pieces: parts.flatMap((law, k) => law.pieces.map((piece) => weighted(piece, weight(k)))),
      };
    }
    case "affine": {
      const law = enclosedLaw(stated.of);
      return {
        atoms: law.atoms.map(({ at, mass }) => ({ at: at.mul(stated.scale).add(stated.shift), mass })),
        pieces: law.pieces.map((piece) => image(piece, stated.scale, stated.shift)),
      };
    }
  }
}

/** weight·piece, 0 < weight ≤ 1. */
function weighted(piece: EnclosedPiece, weight: Rational): EnclosedPiece {
  if (weight.equals(one)) return piece;
  const { shape } = piece;
  return {
    ...piece,
    upTo: (x, bits) => {
      const { mass, moment } = piece.upTo(x, bits);
      return { mass: scaled(mass, weight), moment: scaled(moment, weight) };
    },
    density: (x, bits) => {
      const density = piece.density(x, bits);
      return density && scaled(density, weight);
    },
    shape: "extreme" in shape ? { ...shape, extreme: (bits) => scaled(shape.extreme(bits), weight) } : shape,
    // The rest of the mass lies elsewhere.
    distortionSlope: null,
  };
}

const mirroredShape = { rising: "falling", falling: "rising" } as const;

/** The piece of scale·X + shift, X in the piece; a negative scale mirrors. */
function image(piece: EnclosedPiece, scale: Rational, shift: Rational): EnclosedPiece {
  const back = (x: Rational) => x.sub(shift).div(scale);
  const forth = (x: Rational | null) => x?.mul(scale).add(shift) ?? null;
  const narrow = scale.abs();
  const mirrors = scale.s < 0n;
  const [from, to] = mirrors ? [forth(piece.to), forth(piece.from)] : [forth(piece.from), forth(piece.to)];
  const moved = ({ mass, moment }: Cumulative): Cumulative => ({ mass, moment: plus(scaled(moment, scale), scaled(mass, shift)) });
  const { shape } = piece;
  return {
    ...piece,
    from,
    to,
    upTo: (x, bits) => {
      if (!mirrors) return moved(piece.upTo(x && back(x), bits));
      const whole = piece.upTo(piece.to, bits);
      if (x === null) return moved(whole);
      const below = piece.upTo(back(x), bits);
      return moved({ mass: minus(whole.mass, below.mass), moment: minus(whole.moment, below.moment) });
    },
    density: (x, bits) => {
      const density = piece.density(back(x), bits);
      return density && scaled(density, one.div(narrow));
    },
    shape:
      "extreme" in shape
        ? {
            form: shape.form,
            before: (x, bits) => (mirrors ? shape.after(back(x), bits) : shape.before(back(x), bits)),
            after: (x, bits) => (mirrors ? shape.before(back(x), bits) : shape.after(back(x), bits)),
            extreme: (bits) => scaled(shape.extreme(bits), one.div(narrow)),
          }
        : { form: mirrors ? mirroredShape[shape.form] : shape.form },
    distortionSlope: mirrors ? null : piece.distortionSlope,
  };
}

/** A function of the number of bits, computed once for each. */
function perBits<Value>(compute: (bits: number) => Value): (bits: number) => Value {
  const known = new Map<number, Value>();
  return (bits) => {
    const found = known.get(bits) ?? compute(bits);
    known.set(bits, found);
    return found;
  };
}

/** A turn at a rational point. */
function turningAt(turn: Rational, form: "peak" | "dip", extreme: (bits: number) => Enclosure): Shape {
  return { form, before: (x) => x.lte(turn), after: (x) => x.gte(turn), extreme };
}

/** F(x) = x^a on [0, 1]; E[X·1{X ≤ x}] = a/(a + 1)·x^(a+1). */
function powerPiece(a: Rational): EnclosedPiece {
  return {
    from: zero,
    to: one,
    upTo: (x, bits) => {
      const mass = power(x as Rational, a, bits);
      return { mass, moment: scaled(scaled(mass, x as Rational), a.div(a.add(one))) };
    },
    density: (x, bits) => (x.n === 0n && a.lt(one) ? null : scaled(power(x, a.sub(one), bits), a)),
    shape: { form: a.gte(one) ? "rising" : "falling" },
    logConcave: a.gte(one),
    distortionSlope: null,
    effort: 1,
  };
}

/**
 * The beta law on [0, 1], f(t) = t^(a−1)(1 − t)^(b−1)/B(a, b); E[X·1{X ≤ t}] = a/(a + b)·I_t(a + 1, b), with
 * I_t(a + 1, b) = I_t(a, b) − t^a(1 − t)^b/(a·B(a, b)).
 */
function betaPiece(a: Rational, b: Rational): EnclosedPiece {
  const functions = perBits((bits) => betaFunctions(a, b, bits));
  const mean = a.div(a.add(b));
  const [left, right] = [a.sub(one), b.sub(one)];
  /** Where t^left or (1 − t)^right is 0^exponent; 1/B(1, b) = b, 1/B(a, 1) = a. */
  const atEnd = (exponent: Rational, flat: Rational, bits: number) =>
    exponent.n === 0n ? enclose(flat, bits) : exponent.s < 0n ? null : nought;
  const density = (t: Rational, bits: number): Enclosure | null => {
    if (t.n === 0n) return atEnd(left, b, bits);
    if (t.equals(one)) return atEnd(right, a, bits);
    return functions(bits).kernel(t, left, right);
  };
  const turning = (): Shape => {
    const turn = left.div(left.add(right));
    return turningAt(turn, left.gt(zero) ? "peak" : "dip", (bits) => density(turn, bits) as Enclosure);
  };
  const rises = left.gte(zero) && right.lte(zero);
  const falls = left.lte(zero) && right.gte(zero);
  const shape: Shape = rises ? { form: "rising" } : falls ? { form: "falling" } : turning();
  return {
    from: zero,
    to: one,
    upTo: (x, bits) => {
      const t = x as Rational;
      if (t.n === 0n) return { mass: nought, moment: nought };
      if (t.equals(one)) return { mass: enclose(one, bits), moment: enclose(mean, bits) };
      const { distribution, kernel } = functions(bits);
      const mass = distribution(t);
      return { mass, moment: scaled(minus(mass, scaled(kernel(t, a, b), one.div(a))), mean) };
    },
    density,
    shape,
    logConcave: left.gte(zero) && right.gte(zero),
    distortionSlope: null,
    effort: 1 + Number(a.add(b).n / a.add(b).d) / 50,
  };
}

/** The standard normal law, conditioned on [from, to]: E[X·1{X ≤ x}] = φ(from) − φ(x), over the probability of [from, to]. */
function normalPiece(from: Rational | null, to: Rational | null): EnclosedPiece {
  const at = (x: Rational | null, end: bigint, bits: number): Cumulative =>
    x === null
      ? { mass: { low: end << BigInt(bits), high: end << BigInt(bits) }, moment: nought }
      : { mass: normalDistribution(enclose(x, bits), bits), moment: normalDensity(enclose(x, bits), bits) };
  const ends = perBits((bits) => {
    const start = at(from, 0n, bits);
    return { start, total: minus(at(to, 1n, bits).mass, start.mass) };
  });
  const density = (x: Rational, bits: number) => over(normalDensity(enclose(x, bits), bits), ends(bits).total, bits);
  return {
    from,
    to,
    upTo: (x, bits) => {
      const { start, total } = ends(bits);
      const here = at(x, 1n, bits);
      return {
        mass: over(minus(here.mass, start.mass), total, bits),
        moment: over(minus(start.moment, here.moment), total, bits),
      };
    },
    density,
    shape: turningAt(zero, "peak", (bits) => density(zero, bits)),
    logConcave: true,
    distortionSlope: null,
    effort: 2,
  };
}

/** F(x) = (1 − e^(−x))/(1 − e^(−length)) on [0, length]; E[X·1{X ≤ x}] = (1 − (1 + x)e^(−x))/(1 − e^(−length)). */
function exponentialPiece(length: Rational | null): EnclosedPiece {
  const certain = (bits: number) => enclose(one, bits);
  const decay = (x: Rational, bits: number) => exponential(enclose(x.neg(), bits), bits);
  const total = perBits((bits) => (length === null ? certain(bits) : minus(certain(bits), decay(length, bits))));
  return {
    from: zero,
    to: length,
    upTo: (x, bits) => {
      if (x === null) return { mass: certain(bits), moment: certain(bits) };
      const own = decay(x, bits);
      return {
        mass: over(minus(certain(bits), own), total(bits), bits),
        moment: over(minus(certain(bits), scaled(own, one.add(x))), total(bits), bits),
      };
    },
    density: (x, bits) => over(decay(x, bits), total(bits), bits),
    shape: { form: "falling" },
    logConcave: true,
    distortionSlope: null,
    effort: 1,
  };
}

/**
 * log V normal with mean μ and standard deviation σ: F(x) = Φ(z), z = (log x − μ)/σ; E[V·1{V ≤ x}] = e^(μ + σ²/2)·Φ(z − σ); density φ(z)/(σx), which
 * turns at e^(μ − σ²).
 */
function lognormalPiece(mu: Rational, sigma: Rational): EnclosedPiece {
  const variance = sigma.mul(sigma);
  const mean = perBits((bits) => exponential(enclose(mu.add(variance.div(2n)), bits), bits));
  const mode = perBits((bits) => exponential(enclose(mu.sub(variance), bits), bits));
  const peak = perBits((bits) =>
    scaled(over(exponential(enclose(variance.div(2n).sub(mu), bits), bits), rootOfTwoPi(bits), bits), one.div(sigma)),
  );
  // Distribution and density are asked for at the same points, one after the other.
  let last: { readonly x: Rational; readonly bits: number; readonly z: Enclosure } | null = null;
  const score = (x: Rational, bits: number) => {
    if (last === null || last.bits !== bits || !last.x.equals(x)) {
      last = { x, bits, z: scaled(minus(logarithm(x, bits), enclose(mu, bits)), one.div(sigma)) };
    }
    return last.z;
  };
  return {
    from: zero,
    to: null,
    upTo: (x, bits) => {
      if (x === null) return { mass: enclose(one, bits), moment: mean(bits) };
      if (x.n === 0n) return { mass: nought, moment: nought };
      const z = score(x, bits);
      return {
        mass: normalDistribution(z, bits),
        moment: times(mean(bits), normalDistribution(minus(z, enclose(sigma, bits)), bits), bits),
      };
    },
    density: (x, bits) => (x.n === 0n ? nought : scaled(normalDensity(score(x, bits), bits), one.div(sigma.mul(x)))),
    shape: {
      form: "peak",
      before: (x, bits) => enclose(x, bits).high <= mode(bits).low,
      after: (x, bits) => enclose(x, bits).low >= mode(bits).high,
      extreme: peak,
    },
    logConcave: false,
    distortionSlope: null,
    effort: 3,
  };
}

/**
 * P(V > v) = (s/v)^k from s on, what lies beyond the cap being an atom at it: E[V·1{V ≤ v}] = k/(k − 1)·(s − v·(s/v)^k), for k = 1 s·log(v/s).
 * P(V > v)/density(v) = v/k, the atom included.
 */
function paretoLaw(scale: Rational, shape: Rational, cap: Rational | null): EnclosedLaw {
  const beyond = (x: Rational, bits: number) => power(scale.div(x), shape, bits);
  /** E[V·1{V ≤ x}] */
  const moment = (x: Rational, bits: number): Enclosure => {
    if (shape.equals(one)) return scaled(logarithm(x.div(scale), bits), scale);
    // k/(k − 1)·(s − x·(s/x)^k)
    return scaled(minus(enclose(scale, bits), scaled(beyond(x, bits), x)), shape.div(shape.sub(one)));
  };
  const piece: EnclosedPiece = {
    from: scale,
    to: cap,
    upTo: (x, bits) => {
      if (x === null) return { mass: enclose(one, bits), moment: enclose(scale.mul(shape).div(shape.sub(one)), bits) };
      return { mass: minus(enclose(one, bits), beyond(x, bits)), moment: moment(x, bits) };
    },
    density: (x, bits) => scaled(beyond(x, bits), shape.div(x)),
    shape: { form: "falling" },
    logConcave: false,
    distortionSlope: one.div(shape),
    effort: 1,
  };
  return { atoms: cap === null ? [] : [{ at: cap, mass: (bits) => beyond(cap, bits) }], pieces: [piece] };
}
