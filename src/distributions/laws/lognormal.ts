import { one, type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { refuse } from "../../errors.ts";
import type { Distribution, DistributionSpec, LognormalSpec, Piece } from "../distribution.ts";
import { lognormalEnclosure } from "../enclosures/lognormal.ts";
import { type NumberField, readNumber, readPositive, requireParameters, writtenFields } from "../law-fields.ts";
import { pieceByDensity, proven } from "../proofs.ts";
import { type HalfLineLaw, halfLineLaw } from "../shapes/half-line.ts";
import { mills, normalMass, normalUpper, normalUpperQuantile, rootTwoPi } from "../shapes/standard-normal.ts";

/** e^345 is about 1e150. */
const largestLog = 345;

/** Rounding of log v is divided by sigma. */
const leastSigma = 1e-6;

/** A standard score beyond this has probability below 1e-300. */
const deepestScore = 38;

/**
 * The lognormal law: log V is normal with mean mu and standard deviation sigma.
 *
 * Throws InvalidInputError when mu is beyond ±345, sigma below 1e-6, or e^(mu ± 38·sigma) beyond the range of doubles.
 *
 * @example
 * lognormal({ mu: 0, sigma: 1 }).quantile(0.5); // 1
 */
export function lognormal(spec: Omit<LognormalSpec, "distribution">): Distribution {
  requireParameters(spec, "lognormal");
  const mu = readNumber("mu", spec.mu);
  const sigma = readPositive("sigma", spec.sigma);
  if (!(Math.abs(mu.value) <= largestLog)) {
    refuse("mu", `a number between -${largestLog} and ${largestLog}`, spec.mu, "Rescale the unit of account (that adds to mu).");
  }
  if (!(sigma.value >= leastSigma)) {
    refuse(
      "sigma",
      `a number of at least ${leastSigma}`,
      spec.sigma,
      'So narrow a law is nearly "normal", with mean e^mu and sd sigma·e^mu: use that.',
    );
  }
  if (!(Math.abs(mu.value) + deepestScore * sigma.value <= 2 * largestLog)) {
    refuse(
      "sigma",
      `types e^(mu ± ${deepestScore}·sigma) within the range of doubles`,
      spec.sigma,
      "Rescale the unit of account (that adds to mu), or reduce sigma.",
    );
  }
  return lognormalWith(mu, sigma, one, zero, false, { distribution: "lognormal", ...writtenFields(spec, "mu", "sigma") });
}

/** The law of origin ± factor·e^(mu + sigma·Z). */
function lognormalWith(
  mu: NumberField,
  sigma: NumberField,
  factor: Rational,
  origin: Rational,
  down: boolean,
  spec: DistributionSpec | undefined,
): Distribution {
  const unit = toNumber(factor);
  return halfLineLaw(lognormalLaw(mu.value, sigma.value, unit), {
    kind: "lognormal",
    spec,
    origin,
    least: zero,
    down,
    // Rounding of z = (log v − mu)/sigma enters e^(−z²/2) multiplied by |z| ≤ 37.
    relativeError: (4000 + (160 * (Math.abs(mu.value) + 1)) / sigma.value) * unitRoundoff,
    enclosure: () => lognormalEnclosure(mu.exact, sigma.exact, factor, origin, down),
    image: (scale, shift) =>
      lognormalWith(mu, sigma, factor.mul(scale.abs()), origin.mul(scale).add(shift), scale.s > 0n ? down : !down, undefined),
  });
}

function lognormalLaw(mu: number, sigma: number, unit: number): HalfLineLaw {
  const z = (t: number) => (Math.log(t / unit) - mu) / sigma;
  const mean = unit * Math.exp(mu + (sigma * sigma) / 2);
  const at = (z: number) => unit * Math.exp(mu + sigma * z);
  const chance = (t: number, width: number) => {
    if (!(t > 0)) return 0;
    const score = z(t);
    return (Math.exp((-score * score) / 2) * (width / t)) / (rootTwoPi * sigma);
  };
  /** Distance of the standard scores of two points d apart. */
  const step = (t1: number, d: number) => (t1 > 0 ? Math.log1p(d / t1) / sigma : Number.POSITIVE_INFINITY);
  return {
    least: 0,
    cap: Number.POSITIVE_INFINITY,
    survival: (t) => (t > 0 ? normalUpper(z(t)) : 1),
    cdf: (t) => (t > 0 ? normalUpper(-z(t)) : 0),
    chance,
    mass: (t1, t2, d) => normalMass(z(t1), z(t2), step(t1, d)),
    // e^(sigma·z)φ(z) = e^(sigma²/2)φ(z − sigma)
    moment: (t1, t2, d) => mean * normalMass(z(t1) - sigma, z(t2) - sigma, step(t1, d)),
    lowerQuantile: (p) => at(-normalUpperQuantile(p)),
    upperQuantile: (q) => at(normalUpperQuantile(q)),
    // Singular at T = 0; the logarithm of the density moves by (1 + |z|/sigma)/T.
    narrow: (t1, t2) => {
      const middle = t1 + (t2 - t1) / 2;
      const relative = (t2 - t1) / middle;
      return middle >= 2 * (t2 - t1) && relative * (1 + Math.abs(z(middle)) / sigma) <= 2 && relative <= sigma / 2;
    },
    turns: [at(-sigma)],
    pieces: lognormalPieces(sigma, at),
    mean,
  };
}

/**
 * With z the standard score, m Mills' ratio and x = e^(mu + sigma·z): ψ = x(1 − sigma·m(z)) has slope of the sign of 2 − (sigma + z)m(z), that is of
 * 2h(z) − z − sigma with h = 1/m the normal hazard rate, which is convex (Sampford 1953): ψ rises, and falls only between the two roots, if any.
 * φ = x(1 + sigma·M(z)), M(z) = m(−z), has slope of the sign of 2 + (sigma + z)M(z), positive because −z·M(z) < 1 for z < 0.
 */
function lognormalPieces(sigma: number, at: (z: number) => number): Piece[] {
  const excess = (z: number) => 2 / mills(z) - z - sigma;
  const lowest = lowestExcessAt();
  const virtualCost = proven(
    "increasing",
    "c + P(V < c)/f has slope of the sign of 2 + (sigma + z)·Φ(z)/φ(z), and −z·Φ(z)/φ(z) < 1 for z < 0",
  );
  const rising = proven(
    "increasing",
    "the virtual value rises where 2h(z) − z > sigma, with h the normal hazard rate, convex by Sampford (1953)",
  );
  const falling = proven(
    "decreasing",
    "the virtual value falls where 2h(z) − z < sigma, with h the normal hazard rate, convex by Sampford (1953)",
  );
  const cuts: number[] = [-sigma];
  let down: [number, number] | undefined;
  if (excess(lowest) < 0) {
    down = [root(excess, lowest, -1), root(excess, lowest, 1)];
    cuts.push(...down);
  }
  cuts.sort((a, b) => a - b);
  const ends = [Number.NEGATIVE_INFINITY, ...cuts, Number.POSITIVE_INFINITY];
  const pieces: Piece[] = [];
  for (let k = 0; k + 1 < ends.length; k++) {
    const [from, to] = [ends[k] as number, ends[k + 1] as number];
    if (!(at(from) < at(to))) continue;
    const virtualValue = down !== undefined && from >= down[0] && to <= down[1] ? falling : rising;
    pieces.push(pieceByDensity(at(from), at(to), to <= -sigma ? "increasing" : "decreasing", { virtualValue, virtualCost }));
  }
  return pieces;
}

/** Where 2h(z) − z is least: h′ = h(h − z) = ½. */
function lowestExcessAt(): number {
  let low = -3;
  let high = 3;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    const h = 1 / mills(middle);
    if (h * (h - middle) < 0.5) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The root of a convex function on one side of its (negative) lowest point. */
function root(f: (z: number) => number, lowest: number, direction: 1 | -1): number {
  let inside = lowest;
  let outside = lowest + direction;
  while (f(outside) < 0) outside = lowest + 2 * (outside - lowest);
  for (let step = 0; step < 200; step++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (f(middle) < 0) inside = middle;
    else outside = middle;
  }
  return outside;
}
