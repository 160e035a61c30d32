import { doubleDouble } from "../arithmetic/interval/double-double.ts";
import type { Rational } from "../arithmetic/rational.ts";
import { enclosureOf, moves, type Tails, u } from "../distributions/enclosure.ts";
import type { QuantileCells } from "./quantile-curve.ts";

/** Numbers with their radii: entry k lies within `radius[k]` of `centre[k]`. */
export interface Balls {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
}

/**
 * What is proved of the cells of a law, best types first: q = P(worth above), W(q) = ∫₀^q v, and bounds on the slope of R(q) = q·v(q).
 *
 * Worths are those of {@link QuantileCells}: costs negated, without the exact shift. Entries `ends` are at the worst types of the cells (its atom included), `starts`
 * at the best ones; `slopeLow` ≤ R′ ≤ `slopeHigh` inside the cell, infinite where nothing is known.
 */
export interface EnclosedCells {
  readonly count: number;
  readonly exactShift: Rational;
  /** The best worth there is, as it is and not as doubles have it; null without a limit. */
  readonly supremum: Rational | null;
  readonly starts: { readonly quantile: Balls; readonly value: Balls; readonly worth: Balls };
  readonly ends: { readonly quantile: Balls; readonly value: Balls; readonly worth: Balls };
  /** 1 where the cell is one type. */
  readonly atom: Uint8Array;
  /** 1 where types are left out before this cell, behind the one before it or better than all cells: a gap, or less probability than doubles express. */
  readonly hole: Uint8Array;
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
}

/**
 * Encloses the cells of a law; null where no enclosure serves: a law made of functions, or one with two breaks that no double separates.
 *
 * Throws Error when bounds on a monotone slope contradict each other: then something that was taken as proved is wrong.
 */
export function encloseCells(cells: QuantileCells): EnclosedCells | null {
  const law = enclosureOf(cells.core);
  if (!law) return null;
  const n = cells.mass.length;
  const direction = cells.mirrored ? -1 : 1;
  const breakAt = new Map<number, Rational>();
  for (const at of law.breaks) {
    const near = doubleDouble(at).hi;
    if (breakAt.has(near)) return null;
    breakAt.set(near, at);
  }
  // Boundaries in increasing order of the law's own values.
  const order = (k: number) => (direction > 0 ? n - 1 - k : k);
  const hi = new Float64Array(2 * n);
  const fromPlace = new Int32Array(n);
  const toPlace = new Int32Array(n);
  let count = 0;
  for (let step = 0; step < n; step++) {
    const k = order(step);
    const from = cells.from[k] as number;
    const to = cells.to[k] as number;
    if (count === 0 || hi[count - 1] !== from) hi[count++] = from;
    fromPlace[k] = count - 1;
    if (to !== from) hi[count++] = to;
    toPlace[k] = count - 1;
  }
  const places = { hi: hi.slice(0, count), lo: new Float64Array(count) };
  let known = 0;
  for (let p = 0; p < count; p++) {
    const exact = breakAt.get(places.hi[p] as number);
    if (!exact) continue;
    known++;
    places.lo[p] = doubleDouble(exact).lo;
  }
  if (known < breakAt.size && !breaksInGaps(breakAt, places.hi, fromPlace, toPlace)) return null;
  const best = direction > 0 ? cells.core.support.max : cells.core.support.min;
  const tails = law.tails(places, direction as 1 | -1);
  const atoms = new Map(law.atoms.map(({ at, mass, radius }) => [doubleDouble(at).hi, { mass, radius }]));
  const out = {
    count: n,
    exactShift: cells.exactShift,
    supremum: Number.isFinite(best)
      ? law.breaks.map((at) => (direction > 0 ? at : at.neg())).reduce((a, b) => (a.compare(b) < 0 ? b : a))
      : null,
    starts: { quantile: balls(n), value: balls(n), worth: balls(n) },
    ends: { quantile: balls(n), value: balls(n), worth: balls(n) },
    atom: new Uint8Array(n),
    hole: new Uint8Array(n),
    slopeLow: new Float64Array(n),
    slopeHigh: new Float64Array(n),
  };
  out.hole[0] = (direction > 0 ? cells.to[0] : cells.from[0]) === best ? 0 : 1;
  for (let k = 0; k < n; k++) {
    const [best, worst] = direction > 0 ? [toPlace[k] as number, fromPlace[k] as number] : [fromPlace[k] as number, toPlace[k] as number];
    place(out.starts, k, tails, places, best, direction);
    place(out.ends, k, tails, places, worst, direction);
    if (k > 0) {
      const before = direction > 0 ? fromPlace[k - 1] : toPlace[k - 1];
      out.hole[k] = before === best ? 0 : 1;
    }
    if (best === worst) {
      const own = atoms.get(places.hi[best] as number);
      if (!own) return null;
      out.atom[k] = 1;
      include(out.ends, k, own);
      out.slopeLow[k] = low(out.ends.worth, k);
      out.slopeHigh[k] = high(out.ends.worth, k);
    } else {
      // The cell after an atom begins where the atom ends.
      const own = k > 0 && out.atom[k - 1] === 1 && out.hole[k] === 0 ? atoms.get(places.hi[best] as number) : undefined;
      if (own) include(out.starts, k, own);
      const falls = direction > 0 ? law.decreasing?.virtualValue : law.decreasing?.virtualCost;
      if (!falls || !chord(out, k)) slopes(out, k, tails, Math.min(best, worst), direction, law.increasing);
    }
  }
  return out;
}

function balls(n: number): Balls {
  return { centre: new Float64Array(n), radius: new Float64Array(n) };
}

function low({ centre, radius }: Balls, k: number): number {
  const x = (centre[k] as number) - (radius[k] as number);
  return x - 2 * u * Math.abs(x);
}

function high({ centre, radius }: Balls, k: number): number {
  const x = (centre[k] as number) + (radius[k] as number);
  return x + 2 * u * Math.abs(x);
}

/** What lies strictly beyond a place. */
function place(
  at: EnclosedCells["starts"],
  k: number,
  tails: Tails,
  { hi, lo }: { readonly hi: Float64Array; readonly lo: Float64Array },
  p: number,
  direction: number,
): void {
  at.quantile.centre[k] = tails.mass[p] as number;
  at.quantile.radius[k] = tails.massRadius[p] as number;
  at.value.centre[k] = direction * (tails.moment[p] as number);
  at.value.radius[k] = tails.momentRadius[p] as number;
  at.worth.centre[k] = direction * (hi[p] as number);
  at.worth.radius[k] = lo[p] === 0 ? 0 : 2 * Math.abs(lo[p] as number);
}

/** Adds the atom at the place. Each rounded sum or product is off by at most u of itself: 2u leave room for that, the last factor for the radii's own six roundings. */
function include(at: EnclosedCells["starts"], k: number, { mass, radius }: { readonly mass: number; readonly radius: number }): void {
  const worth = at.worth.centre[k] as number;
  const moment = mass * worth;
  at.quantile.centre[k] = (at.quantile.centre[k] as number) + mass;
  at.quantile.radius[k] = ((at.quantile.radius[k] as number) + radius + 2 * u * (at.quantile.centre[k] as number)) * (1 + 8 * u);
  at.value.centre[k] = (at.value.centre[k] as number) + moment;
  at.value.radius[k] =
    ((at.value.radius[k] as number) +
      (Math.abs(worth) + (at.worth.radius[k] as number)) * radius +
      mass * (at.worth.radius[k] as number) +
      2 * u * (Math.abs(moment) + Math.abs(at.value.centre[k] as number))) *
    (1 + 8 * u);
}

/**
 * R′ = v − q/f. Where it is proved to rise with worth its values at both ends bound it; elsewhere the extremes of v, q and f in the cell do, which are as close
 * to each other as the cell is short.
 */
function slopes(
  out: EnclosedCells & { readonly slopeLow: Float64Array; readonly slopeHigh: Float64Array },
  k: number,
  tails: Tails,
  cell: number,
  direction: number,
  increasing: { readonly virtualValue: boolean; readonly virtualCost: boolean },
): void {
  const up = direction > 0;
  const move = tails.move[cell] as number;
  const proved = up ? increasing.virtualValue || (move & moves.up) !== 0 : increasing.virtualCost || (move & moves.down) !== 0;
  const most = (proved ? (up ? tails.endHigh : tails.startHigh) : tails.high)[cell] as number;
  const least = (proved ? (up ? tails.startLow : tails.endLow) : tails.low)[cell] as number;
  const best = high(out.starts.worth, k);
  const worst = low(out.ends.worth, k);
  const above = Math.max(0, low(out.starts.quantile, k));
  const reached = Math.min(1, high(out.ends.quantile, k));
  const off = above === 0 ? 0 : above / most;
  const drop = reached / least;
  out.slopeHigh[k] = best - off + 8 * u * (Math.abs(best) + off);
  out.slopeLow[k] =
    Number.isFinite(drop) && Number.isFinite(worst) ? worst - drop - 8 * u * (Math.abs(worst) + drop) : Number.NEGATIVE_INFINITY;
  if (!Number.isFinite(best)) out.slopeHigh[k] = Number.POSITIVE_INFINITY;
  if (Number.isNaN(out.slopeHigh[k] as number)) out.slopeHigh[k] = best;
  if (proved && (out.slopeLow[k] as number) > (out.slopeHigh[k] as number))
    throw new Error(`a slope that is proved to rise falls from ${out.slopeHigh[k]} to ${out.slopeLow[k]} on (${worst}, ${best})`);
}

/** R lies under its chord where its slope falls with worth: the slope of that bounds it from both ends. False when the cell is too small to have one. */
function chord(out: EnclosedCells, k: number): boolean {
  const { starts, ends } = out;
  const height = (at: EnclosedCells["ends"]) => {
    const q = at.quantile.centre[k] as number;
    const v = at.worth.centre[k] as number;
    const off = at.worth.radius[k] as number;
    return { centre: q * v, radius: (at.quantile.radius[k] as number) * (Math.abs(v) + off) + q * off + 4 * u * Math.abs(q * v) };
  };
  const [from, to] = [height(starts), height(ends)];
  const mass = (ends.quantile.centre[k] as number) - (starts.quantile.centre[k] as number);
  const massRadius = (ends.quantile.radius[k] as number) + (starts.quantile.radius[k] as number) + 4 * u * mass;
  if (!(massRadius < 0.01 * mass) || !Number.isFinite(from.centre + to.centre)) return false;
  const slope = (to.centre - from.centre) / mass;
  const radius = ((from.radius + to.radius + Math.abs(slope) * massRadius) / mass) * 1.02 + 8 * u * Math.abs(slope);
  out.slopeLow[k] = slope - radius;
  out.slopeHigh[k] = slope + radius;
  return true;
}

/** True when every break that is no boundary lies outside all cells. */
function breaksInGaps(breaks: ReadonlyMap<number, Rational>, places: Float64Array, from: Int32Array, to: Int32Array): boolean {
  const known = new Set(places);
  const covered = new Uint8Array(places.length);
  from.forEach((p, k) => {
    if (p !== to[k]) covered[p] = 1;
  });
  for (const at of breaks.keys()) {
    if (known.has(at)) continue;
    const p = places.findLastIndex((x) => x < at);
    if (p >= 0 && covered[p] === 1) return false;
  }
  return true;
}
