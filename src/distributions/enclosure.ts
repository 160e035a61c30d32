import type { TwoDoubles } from "../arithmetic/interval/double-double.ts";
import type { Rational } from "../arithmetic/rational.ts";
import type { Distribution } from "./distribution.ts";

/** 2^−53. */
export const u = 2 ** -53;

/** Added to every radius: what underflow, which no relative error covers, may hide (products of two such numbers included). */
export const leastRadius = 2 ** -900;

/** Increasing real numbers x_k = hi + lo, up to 2^−105 of themselves; the first may be −∞, the last +∞. Doubles have lo = 0. */
export interface Places {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

/** How the density is proved to move on a cell (bits; both where it is constant). */
export const moves = { nothing: 0, up: 1, down: 2, flat: 3 } as const;

/**
 * What is proved of a law at places and between them. With n places there are n entries of the former, n − 1 of the latter; every number is a
 * centre with a radius, or a pair of bounds, and each radius includes the rounding of its own computation.
 */
export interface Tails {
  /** P(X > x_k), or P(X < x_k), by the side asked for: strictly beyond. */
  readonly mass: Float64Array;
  readonly massRadius: Float64Array;
  /** E[X · 1{X beyond x_k}]. */
  readonly moment: Float64Array;
  readonly momentRadius: Float64Array;
  /** Bounds on the density of the continuous part: its limits at the lower and upper end of the open cell, and all over it. */
  readonly startLow: Float64Array;
  readonly startHigh: Float64Array;
  readonly endLow: Float64Array;
  readonly endHigh: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** See {@link moves}. */
  readonly move: Uint8Array;
}

/**
 * Enclosures of a law, for the parameters as written and not as rounded.
 *
 * `breaks` are all points, as exact numbers, between which the density is smooth: ends of the support, jumps of the density, atoms.
 */
export interface LawEnclosure {
  readonly breaks: readonly Rational[];
  /** Masses as centre and radius. */
  readonly atoms: readonly { readonly at: Rational; readonly mass: number; readonly radius: number }[];
  /** Whether v − P(V > v)/f, and c + P(V < c)/f, are proved to increase all over the support (atoms aside). */
  readonly increasing: { readonly virtualValue: boolean; readonly virtualCost: boolean };
  /** Where they are proved to fall all over the support. */
  readonly decreasing?: { readonly virtualValue: boolean; readonly virtualCost: boolean };
  /** Cells between neighbouring places contain no break. */
  tails(places: Places, side: 1 | -1): Tails;
}

const enclosures = new WeakMap<Distribution, () => LawEnclosure>();

/** Registers the enclosure of a law, built on first use. */
export function encloseBy(law: Distribution, build: () => LawEnclosure): void {
  let built: LawEnclosure | undefined;
  enclosures.set(law, () => {
    built ??= build();
    return built;
  });
}

/** The enclosure of a law; undefined for laws made of functions, of which nothing is proved. */
export function enclosureOf(law: Distribution): LawEnclosure | undefined {
  return enclosures.get(law)?.();
}

/** {@link enclosureOf} without building it. */
export function enclosureBuilder(law: Distribution): (() => LawEnclosure) | undefined {
  return enclosures.get(law);
}

/** Room for what is proved at n places. */
export function emptyTails(n: number): Tails {
  const cells = Math.max(0, n - 1);
  return {
    mass: new Float64Array(n),
    massRadius: new Float64Array(n),
    moment: new Float64Array(n),
    momentRadius: new Float64Array(n),
    startLow: new Float64Array(cells),
    startHigh: new Float64Array(cells),
    endLow: new Float64Array(cells),
    endHigh: new Float64Array(cells),
    low: new Float64Array(cells),
    high: new Float64Array(cells),
    move: new Uint8Array(cells),
  };
}

/** (hi + lo) − origin to nearest or next to it: the error is at most {@link distanceError}. Equal numbers have distance 0. */
export function distance(hi: number, lo: number, origin: TwoDoubles): number {
  return hi - origin.hi + (lo - origin.lo);
}

/** Rounding of both differences and of their sum, and what the two numbers themselves are off by. */
export function distanceError(d: number, hi: number, origin: TwoDoubles): number {
  return d === 0 ? 0 : 4 * u * Math.abs(d) + 2 ** -102 * (Math.abs(hi) + Math.abs(origin.hi));
}

/** What is proved at one place; the density is the limit from inside the support. */
export interface PointTail {
  mass: number;
  massRadius: number;
  moment: number;
  momentRadius: number;
  density: number;
  densityRadius: number;
}

/** A law with one interval of support, on which its density is smooth and rises, falls, or turns once. */
export interface SmoothLaw {
  readonly min: TwoDoubles;
  readonly max: TwoDoubles;
  /** E[X] and its radius. */
  readonly mean: number;
  readonly meanRadius: number;
  /** `turn`: between which doubles the density turns, and bounds on the density there. */
  readonly shape: "up" | "down" | "flat" | "hill" | "valley";
  readonly turn?: { readonly from: number; readonly to: number; readonly low: number; readonly high: number } | undefined;
  /** At a place of the closed support (finite, or infinite where the support is). */
  at(hi: number, lo: number, side: 1 | -1, out: PointTail): void;
}

/** Evaluates a smooth law at all places. */
export function smoothTails(law: SmoothLaw, places: Places, side: 1 | -1): Tails {
  const n = places.hi.length;
  const tails = emptyTails(n);
  const density = new Float64Array(n);
  const radius = new Float64Array(n);
  const out: PointTail = { mass: 0, massRadius: 0, moment: 0, momentRadius: 0, density: 0, densityRadius: 0 };
  for (let k = 0; k < n; k++) {
    const hi = places.hi[k] as number;
    const lo = places.lo[k] as number;
    const before = isBelow(hi, lo, law.min);
    if (before || isAbove(hi, lo, law.max)) {
      const all = before === side > 0;
      tails.mass[k] = all ? 1 : 0;
      tails.moment[k] = all ? law.mean : 0;
      tails.momentRadius[k] = all ? law.meanRadius : 0;
      continue;
    }
    law.at(hi, lo, side, out);
    // A probability that is enclosed worse than by [0, 1] is enclosed by that.
    const bad = !(out.massRadius < 1);
    tails.mass[k] = bad ? 0.5 : out.mass;
    tails.massRadius[k] = bad ? 0.5 : out.massRadius + leastRadius;
    tails.moment[k] = out.moment;
    tails.momentRadius[k] = out.momentRadius + leastRadius;
    density[k] = out.density;
    radius[k] = out.densityRadius;
  }
  const { shape, turn } = law;
  for (let k = 0; k + 1 < n; k++) {
    if (
      isBelow(places.hi[k] as number, places.lo[k] as number, law.min) ||
      isAbove(places.hi[k + 1] as number, places.lo[k + 1] as number, law.max)
    ) {
      tails.move[k] = moves.flat;
      continue;
    }
    const startLow = Math.max(0, lowerEnd(density[k] as number, radius[k] as number));
    const startHigh = upperEnd(density[k] as number, radius[k] as number);
    const endLow = Math.max(0, lowerEnd(density[k + 1] as number, radius[k + 1] as number));
    const endHigh = upperEnd(density[k + 1] as number, radius[k + 1] as number);
    tails.startLow[k] = startLow;
    tails.startHigh[k] = startHigh;
    tails.endLow[k] = endLow;
    tails.endHigh[k] = endHigh;
    let low = Math.min(startLow, endLow);
    let high = Math.max(startHigh, endHigh);
    let move: number = shape === "flat" ? moves.flat : shape === "up" ? moves.up : moves.down;
    if (turn) {
      const hill = shape === "hill";
      if ((places.hi[k + 1] as number) <= turn.from) move = hill ? moves.up : moves.down;
      else if ((places.hi[k] as number) >= turn.to) move = hill ? moves.down : moves.up;
      else {
        move = moves.nothing;
        if (hill) high = Math.max(high, turn.high);
        else low = Math.min(low, turn.low);
      }
    }
    tails.low[k] = low;
    tails.high[k] = high;
    tails.move[k] = move;
  }
  return tails;
}

function lowerEnd(centre: number, radius: number): number {
  return centre === Number.POSITIVE_INFINITY ? centre : (centre - radius) * (1 - 2 * u);
}

function upperEnd(centre: number, radius: number): number {
  return (centre + radius) * (1 + 4 * u);
}

/** x < y, of numbers of two doubles. */
export function isBelow(hi: number, lo: number, y: TwoDoubles): boolean {
  return hi < y.hi || (hi === y.hi && lo < y.lo);
}

export function isAbove(hi: number, lo: number, y: TwoDoubles): boolean {
  return hi > y.hi || (hi === y.hi && lo > y.lo);
}
