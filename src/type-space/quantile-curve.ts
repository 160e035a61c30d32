import { firstWhere } from "../arithmetic/first-where.ts";
import { exactDouble, one, type Rational, toNumber, zero } from "../arithmetic/rational.ts";
import type { Distribution, Piece } from "../distributions/distribution.ts";
import { imageBuilder } from "../distributions/law.ts";
import { continuousMass, continuousMoment } from "./continuous-part.ts";

/**
 * A law cut into cells, seen from its best type down (buyer: from the highest value; seller, whose costs enter with a minus sign: from the lowest cost):
 * the quantile curve q ↦ v(q) in pieces, with exact heights of the value and revenue curves at the knots.
 *
 * Arrays have one entry per cell. Values are those of the law before its shift (true value = value + shift; for the mirrored
 * view the true cost is −(value) + shift).
 */
export interface QuantileCells {
  readonly law: Distribution;
  /** true: values are negated costs. */
  readonly mirrored: boolean;
  /** What a comparison with other laws adds: the shift less a reference that all of them share. */
  readonly shift: number;
  /** The whole shift, to nearest and exactly. */
  readonly place: number;
  readonly exactShift: Rational;
  /** The law that is cut: that of the types less their shift, or a multiple of it. Cell k of it is (from, to), or the atom at from = to. */
  readonly core: Distribution;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Infimum and supremum of the values in the cell; equal for an atom; may be infinite at the ends of the support. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mass: Float64Array;
  /** E[V · 1{cell}]: the rise of the value curve W(q) = ∫₀^q v over the cell. */
  readonly moment: Float64Array;
  /** Probability of the cells before this one (the quantile at which the cell begins). */
  readonly above: Float64Array;
  /** Bounds on the slope of the revenue curve R(q) = q·v(q) in the cell, from what the law proves; NaN when nothing is known. */
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
  /** What is proved of R in the cell: see {@link shapes}. */
  readonly shape: Uint8Array;
  /** Relative error of masses and moments. */
  readonly relativeError: number;
}

/**
 * What is proved of the revenue curve in a cell.
 * - `bounded`: its slope lies between `slopeLow` and `slopeHigh` (concave where the law says so: these are then the slopes at the ends);
 * - `convex`: its chord is above it;
 * - `affine`: its slope is affine in the type: `slopeLow` at the cell's lowest type, `slopeHigh` at its highest, whichever is larger.
 */
export const shapes = { bounded: 0, convex: 1, affine: 2 } as const;

/** Which knots cut the pieces: interior points in the law's own values, increasing. */
export type Knots = Float64Array;

/** One maximal run of the law: an atom or a piece, in increasing order. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly mass: number | undefined;
  readonly piece: Piece | undefined;
}

/** A law near 0 behind a law: V = scale·X + shift. */
interface Core {
  readonly law: Distribution;
  readonly scale: number;
  readonly shift: Rational;
}

const cores = new WeakMap<Distribution, Core>();

function coreOf(law: Distribution): Core {
  let core = cores.get(law);
  if (!core) {
    core = findCore(law);
    cores.set(law, core);
  }
  return core;
}

/**
 * Undoes a chain of affine maps, exactly. What has a family is then moved within it: the scale becomes 1, and a law that lies far from 0 compared with its
 * spread is moved there, so that values near each other keep their digits.
 */
function findCore(law: Distribution): Core {
  let of = law;
  let scale = one;
  let shift = zero;
  while (of.affine) {
    shift = scale.mul(of.affine.exactShift).add(shift);
    scale = scale.mul(of.affine.exactScale);
    of = of.affine.of;
  }
  const inFamily = imageBuilder(of);
  if (!inFamily) return { law: of, scale: toNumber(scale), shift };
  const [low, middle, high] = [0.25, 0.5, 0.75].map((p) => of.quantile(p)) as [number, number, number];
  const far = Math.abs(middle) > 64 * (high - low) && high > low;
  const centre = far ? exactDouble(middle) : zero;
  if (!far && scale.equals(one)) return { law: of, scale: 1, shift };
  const move = scale.mul(centre);
  return { law: inFamily(scale, move.neg()), scale: 1, shift: shift.add(move) };
}

function runsOf(law: Distribution): Run[] {
  const runs: Run[] = [
    ...law.atoms.map((atom) => ({ from: atom.at, to: atom.at, mass: atom.mass, piece: undefined })),
    ...law.pieces.map((piece) => ({ from: piece.from, to: piece.to, mass: undefined, piece })),
  ];
  return runs.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Cells of less probability are not cut: nothing in them can matter. */
const leastMass = 1e-60;

/** First knots: quantiles and equally spaced points of every piece, about `cells` in all. In values of the law under its affine maps. */
export function initialKnots(law: Distribution, cells: number): Knots {
  const core = coreOf(law).law;
  const knots: number[] = [];
  const perPiece = Math.max(2, Math.ceil(cells / (2 * Math.max(1, core.pieces.length))));
  for (const piece of core.pieces) {
    const low = core.cdf(piece.from);
    const share = continuousMass(core, piece.from, piece.to);
    for (let k = 1; k < perPiece; k++) {
      const fraction = k / perPiece;
      // The upper half is found from above, where the survival function keeps its digits.
      const at =
        fraction < 0.5 ? core.quantile(low + share * fraction) : core.upperQuantile(core.survival(piece.to) + share * (1 - fraction));
      knots.push(at);
      if (Number.isFinite(piece.from) && Number.isFinite(piece.to)) knots.push(piece.from + (piece.to - piece.from) * fraction);
    }
  }
  const inside = sortedDistinct(knots.filter((x) => core.pieces.some((piece) => x > piece.from && x < piece.to)));
  let before = core.support.min;
  return inside.filter((x) => {
    if (continuousMass(core, before, x) < leastMass || continuousMass(core, x, core.support.max) < leastMass) return false;
    before = x;
    return true;
  });
}

/** The exact shift that {@link quantileCells} takes off a law: a reference for the others. */
export function exactShiftOf(law: Distribution): Rational {
  return coreOf(law).shift;
}

/** Cuts the law at the knots and computes every cell. `best` is 1 for the buyer's view (highest first), −1 for the seller's (lowest first). */
export function quantileCells(law: Distribution, knots: Knots, best: 1 | -1, reference: Rational = zero): QuantileCells {
  const core = coreOf(law);
  const direction = best * Math.sign(core.scale);
  const stretch = Math.abs(core.scale);
  const runs = runsOf(core.law);
  if (direction > 0) runs.reverse();
  const lows: number[] = [];
  const highs: number[] = [];
  const runOf: Run[] = [];
  for (const run of runs) {
    if (run.piece === undefined) {
      lows.push(run.from);
      highs.push(run.to);
      runOf.push(run);
      continue;
    }
    const from = firstWhere(knots.length, (p) => (knots[p] as number) >= run.from);
    const inside: number[] = [run.from];
    for (let k = from; k < knots.length && (knots[k] as number) < run.to; k++)
      if ((knots[k] as number) > run.from) inside.push(knots[k] as number);
    inside.push(run.to);
    for (let step = 0; step + 1 < inside.length; step++) {
      const k = direction > 0 ? inside.length - 2 - step : step;
      lows.push(inside[k] as number);
      highs.push(inside[k + 1] as number);
      runOf.push(run);
    }
  }
  const n = lows.length;
  const cells = {
    from: new Float64Array(n),
    to: new Float64Array(n),
    low: new Float64Array(n),
    high: new Float64Array(n),
    mass: new Float64Array(n),
    moment: new Float64Array(n),
    above: new Float64Array(n),
    slopeLow: new Float64Array(n),
    slopeHigh: new Float64Array(n),
    shape: new Uint8Array(n),
  };
  let count = 0;
  let above = 0;
  let carry = 0;
  for (let edge = 0; edge < n; edge++) {
    const low = lows[edge] as number;
    const high = highs[edge] as number;
    const run = runOf[edge] as Run;
    // A cell of a piece is open: an atom at its end is a cell of its own.
    const mass = run.mass ?? continuousMass(core.law, low, high);
    if (!(mass > 0)) continue;
    const moment = run.mass !== undefined ? run.from * run.mass : continuousMoment(core.law, low, high);
    const k = count++;
    cells.from[k] = low;
    cells.to[k] = high;
    cells.low[k] = stretch * (direction > 0 ? low : -high);
    cells.high[k] = stretch * (direction > 0 ? high : -low);
    cells.mass[k] = mass;
    cells.moment[k] = stretch * direction * moment;
    cells.above[k] = above;
    if (run.piece === undefined) {
      cells.slopeLow[k] = cells.low[k] as number;
      cells.slopeHigh[k] = cells.high[k] as number;
    } else {
      const proof = slopeBounds(core.law, run.piece, low, high, mass, above, direction);
      cells.slopeLow[k] = stretch * proof.low;
      cells.slopeHigh[k] = stretch * proof.high;
      cells.shape[k] = proof.shape;
    }
    const term = mass - carry;
    const next = above + term;
    carry = next - above - term;
    above = next;
  }
  return {
    law,
    mirrored: best < 0,
    shift: toNumber(core.shift.sub(reference)),
    place: toNumber(core.shift),
    exactShift: core.shift,
    core: core.law,
    ...firstOf(cells, count),
    // Beside an atom the mass of a cell is a difference; over all cells its rounding is at most that of the atoms twice more.
    relativeError: (core.law.atoms.length === 0 ? 1 : 3) * core.law.relativeError,
  };
}

/**
 * Bounds on R' = v − P(V > v)/f(v) in a cell, in the orientation of the view (mirrored: values negated).
 *
 * Where the law proves how the virtual value moves, the ends of the cell bound it; elsewhere bounds on the density do.
 */
function slopeBounds(
  law: Distribution,
  piece: Piece,
  low: number,
  high: number,
  mass: number,
  above: number,
  direction: number,
): { low: number; high: number; shape: number } {
  const proof = direction > 0 ? piece.virtualValue : piece.virtualCost;
  const { slope } = proof;
  const best = direction > 0 ? high : -low;
  const worst = direction > 0 ? low : -high;
  // Rounding in densities and probabilities must not make a bound too tight.
  const pad = 8 * law.relativeError;
  if (slope === "unknown") {
    const density = law.densityBounds(low, high);
    if (!(density.max < Number.POSITIVE_INFINITY) && !(density.min > 0))
      return { low: Number.NaN, high: Number.NaN, shape: shapes.bounded };
    const top = above === 0 ? 0 : above / density.max;
    const bottom = (above + mass) / density.min;
    const upper = best - top + pad * (Math.abs(best) + top);
    const lower = worst - bottom - pad * (Math.abs(worst) + bottom);
    return {
      low: Number.isNaN(lower) ? Number.NEGATIVE_INFINITY : lower,
      // Whatever the density: P(V > v)/f is not negative.
      high: Number.isNaN(upper) ? best : upper,
      shape: shapes.bounded,
    };
  }
  const inner = (x: number, towards: number) => (Number.isFinite(x) && Number.isFinite(towards) ? x + (towards - x) * 2 ** -50 : x);
  const densityBest = law.pdf(direction > 0 ? inner(high, low) : inner(low, high));
  const densityWorst = law.pdf(direction > 0 ? inner(low, high) : inner(high, low));
  const atBest = above === 0 ? 0 : above / densityBest;
  const atWorst = (above + mass) / densityWorst;
  const bestSlope = best - atBest + pad * (Math.abs(best) + atBest);
  const worstSlope = worst - atWorst - pad * (Math.abs(worst) + atWorst);
  if (proof.affine === true && Number.isFinite(bestSlope) && Number.isFinite(worstSlope)) {
    return { low: worstSlope, high: bestSlope, shape: shapes.affine };
  }
  if (slope === "decreasing") return { low: bestSlope, high: worstSlope, shape: shapes.convex };
  return {
    low: Number.isNaN(worstSlope) ? Number.NEGATIVE_INFINITY : worstSlope,
    high: Number.isNaN(bestSlope) ? best : bestSlope,
    shape: shapes.bounded,
  };
}

/** Splits chosen cells: `parts[k]` ≥ 1 pieces of cell k. Atoms stay whole. Returns the new knots, a superset of the old. */
export function refineKnots(cells: QuantileCells, knots: Knots, parts: ArrayLike<number>): Knots {
  const core = coreOf(cells.law);
  const direction = (cells.mirrored ? -1 : 1) * Math.sign(core.scale);
  const stretch = Math.abs(core.scale);
  const added: number[] = [];
  for (let k = 0; k < cells.mass.length; k++) {
    const count = parts[k] as number;
    const a = (cells.low[k] as number) / stretch;
    const b = (cells.high[k] as number) / stretch;
    if (count < 2 || a === b || (cells.mass[k] as number) < leastMass) continue;
    const low = direction > 0 ? a : -b;
    const high = direction > 0 ? b : -a;
    for (let part = 1; part < count; part++) {
      const at = interiorPoint(core.law, low, high, part, count);
      if (at > low && at < high) added.push(at);
    }
  }
  const merged = new Float64Array(knots.length + added.length);
  merged.set(knots);
  merged.set(added, knots.length);
  return sortedDistinct(merged);
}

/** Equal steps; geometric ones where the cell spans orders of magnitude; into an unbounded tail by quarters of its probability. */
function interiorPoint(law: Distribution, low: number, high: number, part: number, count: number): number {
  if (!Number.isFinite(low)) return law.quantile(law.cdf(high) * 0.25 ** part);
  if (!Number.isFinite(high)) return law.upperQuantile(law.survival(low) * 0.25 ** part);
  const fraction = part / count;
  if (low > 0 && high > 8 * low) return low * (high / low) ** fraction;
  if (high < 0 && low < 8 * high) return high * (low / high) ** (1 - fraction);
  return low + (high - low) * fraction;
}

/** The first entries of every column. */
function firstOf<T extends Readonly<Record<string, Float64Array | Uint8Array>>>(columns: T, count: number): T {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.subarray(0, count)])) as T;
}

function sortedDistinct(points: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(points).sort();
  let count = 0;
  for (let k = 0; k < sorted.length; k++) if (count === 0 || sorted[k] !== sorted[count - 1]) sorted[count++] = sorted[k] as number;
  return sorted.slice(0, count);
}
