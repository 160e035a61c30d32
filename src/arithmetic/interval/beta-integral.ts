import type { TwoDoubles } from "./double-double.ts";
import { exponential } from "./exponential.ts";
import { logarithm } from "./logarithm.ts";

const u = 2 ** -53;
/** Relative error allowed to one density with all roundings of this file, besides those of its exponent. */
const unit = 2 ** -47;

/** Integrals of u^(a−1)(1 − u)^(b−1) beyond places in [0, 1], as shares of the whole; centres and radii. */
export interface BetaMasses {
  readonly mass: Float64Array;
  readonly massRadius: Float64Array;
  /** ∫ u·(…) beyond the place. */
  readonly moment: Float64Array;
  readonly momentRadius: Float64Array;
  readonly density: Float64Array;
  readonly densityRadius: Float64Array;
  /** Bounds on the density at (a − 1)/(a + b − 2), where it turns if it does. */
  readonly turnDensity: { readonly low: number; readonly high: number };
}

/**
 * The regularised incomplete beta function and its first moment at increasing places, given with their distances from 1; side 1: beyond is above.
 *
 * Every cell between neighbouring places is integrated by itself: inside by Taylor's series of the density about the middle of parts so short that the remainder is
 * proved negligible (see {@link part}), at the ends 0 and 1 by the series of the other factor (see {@link end}). Shares of the total follow.
 */
export function betaMasses(a: TwoDoubles, b: TwoDoubles, places: Float64Array, gaps: Float64Array, side: 1 | -1): BetaMasses {
  const n = places.length;
  const density = scaledDensity(a, b);
  // Cells from 0 to the first place, between places, from the last one to 1.
  const mass = new Float64Array(n + 1);
  const radius = new Float64Array(n + 1);
  const moment = new Float64Array(n + 1);
  const momentRadius = new Float64Array(n + 1);
  const out: Integral = { mass: 0, radius: 0, moment: 0, momentRadius: 0 };
  for (let k = 0; k <= n; k++) {
    out.mass = 0;
    out.radius = 0;
    out.moment = 0;
    out.momentRadius = 0;
    const t1 = k === 0 ? 0 : (places[k - 1] as number);
    const s1 = k === 0 ? 1 : (gaps[k - 1] as number);
    const t2 = k === n ? 1 : (places[k] as number);
    const s2 = k === n ? 0 : (gaps[k] as number);
    if (t1 < t2 || s1 > s2) cell(density, t1, s1, t2, s2, out);
    mass[k] = out.mass;
    radius[k] = out.radius;
    moment[k] = out.moment;
    momentRadius[k] = out.momentRadius;
  }
  const beyond = {
    mass: cumulative(mass, side),
    radius: cumulative(radius, side),
    moment: cumulative(moment, side),
    momentRadius: cumulative(momentRadius, side),
  };
  const whole = (beyond.mass[side > 0 ? 0 : n + 1] as number) || 0;
  const wholeRadius = ((beyond.radius[side > 0 ? 0 : n + 1] as number) + 4 * u * whole) * 1.01;
  const off = wholeRadius / (whole - wholeRadius);
  const result = {
    mass: new Float64Array(n),
    massRadius: new Float64Array(n),
    moment: new Float64Array(n),
    momentRadius: new Float64Array(n),
    density: new Float64Array(n),
    densityRadius: new Float64Array(n),
  };
  for (let k = 0; k < n; k++) {
    // Beyond place k: the cells k + 1 … n above, 0 … k below.
    const m = (beyond.mass[k + 1] as number) / whole;
    result.mass[k] = m;
    result.massRadius[k] = ((beyond.radius[k + 1] as number) / whole + m * (off + 8 * u)) * 1.01;
    const w = (beyond.moment[k + 1] as number) / whole;
    result.moment[k] = w;
    result.momentRadius[k] = ((beyond.momentRadius[k + 1] as number) / whole + w * (off + 8 * u)) * 1.01;
    const t = places[k] as number;
    const s = gaps[k] as number;
    const f = density.at(t, s) / whole;
    result.density[k] = f;
    result.densityRadius[k] = f === 0 || f === Number.POSITIVE_INFINITY ? 0 : f * (density.error(t, s) + off + 8 * u) * 1.01;
  }
  const turn = (a.hi - 1) / (a.hi + b.hi - 2);
  const turns = turn > 0 && turn < 1;
  // At its turn the density is flat: a place that is off by 2^−50 of itself moves its logarithm by a share of that, which the 2^−30 here covers for all shapes served.
  const f = turns ? density.at(turn, 1 - turn) / whole : 0;
  const slack = turns ? density.error(turn, 1 - turn) + off + 2 ** -44 : 0;
  return { ...result, turnDensity: { low: f * (1 - slack), high: f * (1 + slack) } };
}

interface Integral {
  mass: number;
  radius: number;
  moment: number;
  momentRadius: number;
}

interface Density {
  readonly a: number;
  readonly b: number;
  /** Where it is 1. */
  readonly peak: number;
  at(t: number, s: number): number;
  /** Its relative error. */
  error(t: number, s: number): number;
}

/** u^(a−1)(1 − u)^(b−1) divided by its value at the mode, or at the mean where it has none inside. */
function scaledDensity(a: TwoDoubles, b: TwoDoubles): Density {
  const p = a.hi - 1 + a.lo;
  const q = b.hi - 1 + b.lo;
  // The mode where there is one inside, else the mean: the density is of ordinary size there.
  const peak = p > 0 && q > 0 ? p / (p + q) : a.hi / (a.hi + b.hi);
  const logs = (t: number, s: number) => {
    const first = s < 0.25 ? complement(s) : logarithm(t);
    const second = t < 0.25 ? complement(t) : logarithm(s);
    return { first, second };
  };
  const anchor = logs(peak, 1 - peak);
  const exponent = (t: number, s: number): number => {
    if (p === 0 && q === 0) return 0;
    const { first, second } = logs(t, s);
    // Differences of logarithms, not of large products.
    const x = p === 0 ? 0 : p * (first.hi - anchor.first.hi + (first.lo - anchor.first.lo));
    const y = q === 0 ? 0 : q * (second.hi - anchor.second.hi + (second.lo - anchor.second.lo));
    return x + y;
  };
  return {
    a: a.hi,
    b: b.hi,
    peak,
    at: (t, s) => {
      if (t <= 0)
        return p > 0 ? 0 : p < 0 ? Number.POSITIVE_INFINITY : exponential(q === 0 ? 0 : -q * (anchor.second.hi + anchor.second.lo));
      if (s <= 0) return q > 0 ? 0 : q < 0 ? Number.POSITIVE_INFINITY : exponential(p === 0 ? 0 : -p * (anchor.first.hi + anchor.first.lo));
      return exponential(exponent(t, s));
    },
    error: (t, s) => {
      if (t <= 0 || s <= 0) return unit + 16 * u * (Math.abs(p) + Math.abs(q));
      const { first, second } = logs(t, s);
      // p, q and each difference are rounded, and so are the products and their sum.
      const size = Math.abs(p * (first.hi - anchor.first.hi)) + Math.abs(q * (second.hi - anchor.second.hi));
      return unit + 8 * u * size + (Math.abs(p) + Math.abs(q)) * 2 ** -62;
    },
  };
}

/** log(1 − s). */
function complement(s: number): TwoDoubles {
  const x = 1 - s;
  return logarithm(x, 1 - x - s);
}

/** Adds the integral over a cell, cut into parts that the series serve. */
function cell(f: Density, t1: number, s1: number, endT: number, endS: number, out: Integral): void {
  let t = t1;
  let s = s1;
  let t2 = endT;
  let s2 = endS;
  if (t === 0) {
    const reach = Math.min(t2, 1 / (4 * Math.max(1, f.b)));
    end(f, reach, false, out);
    t = reach;
    s = reach === t2 ? s2 : 1 - reach;
    if (reach === t2) return;
  }
  // Far from the peak of a tall density nothing counts: there the integral lies between 0 and the length times the density at the nearer end.
  const { peak } = f;
  if (f.a > 1 && f.a + f.b > 100) {
    const rise = Math.min(t2, peak);
    if (t < rise && f.at(t, s) < faint) {
      const to = f.at(rise, 1 - rise) < faint ? rise : crossing(f, t, rise);
      negligible(f.at(to, 1 - to) * (to - t), out);
      t = to;
      s = to === t2 ? s2 : 1 - to;
    }
  }
  if (f.b > 1 && f.a + f.b > 100) {
    if (t >= peak && f.at(t, s) < faint) {
      negligible(f.at(t, s) * (t2 - t), out);
      return;
    }
    if (t2 > peak && f.at(t2, s2) < faint) {
      const from = crossing(f, t2, Math.max(t, peak));
      negligible(f.at(from, 1 - from) * (t2 - from), out);
      t2 = from;
      s2 = 1 - from;
    }
  }
  // Near 1 places differ by their distances from it alone.
  if (!(t < t2 || s > s2)) return;
  const stop = s2 === 0 ? Math.min(s, 1 / (4 * Math.max(1, f.a))) : 0;
  for (let parts = 0; parts < 1e7; parts++) {
    // Up to `stop` from 1, or up to t2: whichever end is nearer tells how far it is.
    const left = s2 === 0 ? s - stop : t2 <= 0.5 ? t2 - t : s - s2;
    if (!(left > 0)) break;
    const length = Math.min(left, reachOf(f, t, s));
    part(f, t, s, length, out);
    if (length === left) {
      t = s2 === 0 ? 1 - stop : t2;
      s = s2 === 0 ? stop : s2;
      break;
    }
    t += length;
    s -= length;
  }
  if (s2 === 0) end(f, s, true, out);
}

const faint = 1e-40;

/** A point between `low`, where the density is faint, and `high`, where it is not, at which it is faint still. */
function crossing(f: Density, low: number, high: number): number {
  let outside = low;
  let inside = high;
  for (let step = 0; step < 60; step++) {
    const middle = (outside + inside) / 2;
    if (f.at(middle, 1 - middle) < faint) outside = middle;
    else inside = middle;
  }
  return outside;
}

function negligible(most: number, out: Integral): void {
  out.radius += most * 1.01;
  out.momentRadius += most * 1.01;
}

/** A length that {@link part} serves, from (t, s) upwards. */
function reachOf(f: Density, t: number, s: number): number {
  const p = Math.abs(f.a - 1);
  const q = Math.abs(f.b - 1);
  const curvature = Math.sqrt(p / (t * t) + q / (s * s));
  const slope = Math.abs((f.a - 1) / t - (f.b - 1) / s);
  return Math.min(t, s, 1 / curvature, 1 / slope) / 8;
}

/**
 * ∫ over (t, t + d) by Taylor's series of f about the middle c, s = 1 − c: with |x| ≤ R ≤ min(c, s)/2, |log f(c + x)/f(c) − gx| ≤ κx² where g is the slope of log f
 * and κ = (|a−1|/c² + |b−1|/s²), so for R ≤ 1/|g|, 1/√κ all |f(c + x)| ≤ e²·f(c) and its coefficients are below e²·f(c)/R^k (Cauchy). The recurrence
 * c·s·(k + 1)f_{k+1} = (g·c·s − (s − c)k)f_k − (a + b − 2 − (k − 1))f_{k−1} comes from f′·u(1 − u) = ((a − 1)(1 − u) − (b − 1)u)·f. Rounding is
 * bounded by the same recurrence with absolute values.
 */
function part(f: Density, t: number, s: number, d: number, out: Integral): void {
  const h = d / 2;
  const c = t + h;
  const gap = s - h;
  const p = f.a - 1;
  const q = f.b - 1;
  const g = p / c - q / gap;
  const curvature = p === 0 && q === 0 ? 0 : Math.abs(p) / (c * c) + Math.abs(q) / (gap * gap);
  const R = Math.min(c / 2, gap / 2, g === 0 ? 1 : 1 / Math.abs(g), curvature === 0 ? 1 : 1 / Math.sqrt(curvature));
  const ratio = h / R;
  // e²·ratio^K·(1 + …) < 2^−54; ratio ≤ 1/4.
  const terms = Math.max(2, Math.ceil(-40.5 / Math.log(Math.min(ratio, 0.3))) + 1);
  const cs = c * gap;
  let before = 0;
  let now = 1;
  let sizeBefore = 0;
  let sizeNow = 1;
  let sum = h;
  let size = h;
  let odd = 0;
  let oddSize = 0;
  for (let k = 0; k < terms; k++) {
    const one = g * cs - (gap - c) * k;
    const two = p + q - (k - 1);
    // Coefficients times h^k: near 0 either alone leaves the range of doubles.
    const step = h / (cs * (k + 1));
    const next = (one * now - two * h * before) * step;
    const sizeNext = ((Math.abs(g * cs) + Math.abs(gap - c) * k) * sizeNow + Math.abs(two) * h * sizeBefore) * step;
    before = now;
    now = next;
    sizeBefore = sizeNow;
    sizeNow = sizeNext;
    // Index of the coefficient: k + 1. Even ones integrate to 2·f·h^(k+2)/(k+2), odd ones belong to the first moment.
    if (k & 1) {
      sum += (now * h) / (k + 2);
      size += sizeNow * h;
    } else {
      odd += (now * h * h) / (k + 3);
      oddSize += (sizeNow * h * h * (k + 2)) / (k + 3);
    }
  }
  const height = 2 * f.at(c, gap);
  // g is off by 4u(|p|/c + |q|/s), the middle by u of itself: both tilt the part by at most that times h.
  const tilt = 8 * u * (Math.abs(p) / c + Math.abs(q) / gap) * (h + 2 * Math.min(c, gap));
  const relative = f.error(c, gap) + 2 ** -53 + tilt;
  const m = height * sum;
  const r = (m * relative + height * size * 16 * u) * 1.01;
  out.mass += m;
  out.radius += r + 2 * u * out.mass;
  const w = c * m + height * odd;
  out.moment += w;
  out.momentRadius +=
    (c * r + 4 * u * w + Math.abs(height * odd) * relative + height * oddSize * 16 * u + m * h * (relative + 2 ** -53)) * 1.01 +
    2 * u * out.moment;
}

/**
 * ∫ over (0, x) by x^a·Σ (1 − b)_n/n!·x^n/(a + n), x·max(1, b) ≤ ¼: terms fall at least by |n + 1 − b|/(n + 1)·x ≤ ½; mirrored: over (1 − x, 1) with a and b
 * exchanged. Fifty-six terms leave less than 2^−54 of the first.
 */
function end(f: Density, x: number, mirrored: boolean, out: Integral): void {
  if (!(x > 0)) return;
  const a = mirrored ? f.b : f.a;
  const b = mirrored ? f.a : f.b;
  // f(x) = x^(a−1)(1 − x)^(b−1)·scale, so x^a·scale = x·f(x)/(1 − x)^(b−1).
  const height = x * (mirrored ? f.at(1 - x, x) : f.at(x, 1 - x));
  const { hi, lo } = complement(x);
  const lift = exponential(-(b - 1) * (hi + lo));
  let coefficient = 1;
  let sum = 1 / a;
  let size = 1 / a;
  let next = 1 / (a + 1);
  let nextSize = next;
  for (let n = 1; n <= 56; n++) {
    coefficient *= ((n - b) / n) * x;
    sum += coefficient / (a + n);
    size += Math.abs(coefficient / (a + n)) * (n + 1);
    next += coefficient / (a + n + 1);
    nextSize += Math.abs(coefficient / (a + n + 1)) * (n + 1);
  }
  const scale = height * lift;
  const relative = (mirrored ? f.error(1 - x, x) : f.error(x, 1 - x)) + 2 ** -50 + 16 * u * Math.abs((b - 1) * hi) + Math.abs(a) * 4 * u;
  const m = scale * sum;
  const r = (m * relative + scale * size * 16 * u) * 1.01;
  // ∫ v·f over the end, v the distance from it.
  const near = scale * x * next;
  const nearRadius = (near * (relative + 4 * u) + scale * x * nextSize * 16 * u) * 1.01;
  out.mass += m;
  out.radius += r + 2 * u * out.mass;
  out.moment += mirrored ? m - near : near;
  out.momentRadius += (mirrored ? r + nearRadius + 4 * u * m : nearRadius) + 2 * u * out.moment;
}

/** Entry k + 1 (side 1) is the sum of the entries k + 1 … n, entry 0 of all; side −1: of the entries 0 … k, the last of all; compensated. */
function cumulative(terms: Float64Array, side: 1 | -1): Float64Array {
  const n = terms.length;
  const sums = new Float64Array(n + 1);
  let sum = 0;
  let low = 0;
  for (let k = 0; k < n; k++) {
    const at = side > 0 ? n - 1 - k : k;
    const term = terms[at] as number;
    const next = sum + term;
    low += sum >= term ? sum - next + term : term - next + sum;
    sum = next;
    sums[side > 0 ? at : at + 1] = sum + low;
  }
  return sums;
}
