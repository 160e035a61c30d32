import { doubleDouble } from "../arithmetic/interval/double-double.ts";
import {
  above,
  add,
  around,
  below,
  type DoubleInterval,
  divide,
  enclosing,
  exactly,
  multiply,
  negate,
  subtract,
} from "../arithmetic/interval.ts";
import type { Rational } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { enclosureOf, type LawEnclosure, moves, type Places, type Tails } from "../distributions/enclosure.ts";

/**
 * Types of one trader between two knots, in its worth w of a unit (a value, or a cost negated) and in units of the program: what an outer and an inner
 * program know of the law there. A cell is one atom or has a density, without breaks inside.
 */
export interface TraderCell {
  /** Worst and best worth; −∞ and ∞ where types have no limit. Equal for an atom. */
  readonly low: DoubleInterval;
  readonly high: DoubleInterval;
  readonly mass: DoubleInterval;
  /** E[w; cell] and E[w | cell]. */
  readonly moment: DoubleInterval;
  readonly mean: DoubleInterval;
  /** An upper bound on E[(w − mean)⁺ | cell]. */
  readonly spread: number;
  readonly atom: boolean;
  /** Worths between the cell with types before and this one have probability 0. */
  readonly gap: boolean;
  /** No types: a part of a gap between two knots. A mechanism may say what such reports would get, which is how prices inside a gap are told apart. */
  readonly hollow: boolean;
  /** The density is one number all over the cell. */
  readonly flat: boolean;
  /** Bounds, for all s in the cell, on P(w < s | cell) less the share of the cell below s. */
  readonly lean: DoubleInterval;
  /** Bounds, for all s in the cell, on E[(2w − s − high)·1{w ≥ s} | cell], in units of the cell's length. */
  readonly tilt: DoubleInterval;
}

/** A law cut into cells, worst worth first. */
export interface TraderCells {
  readonly cells: readonly TraderCell[];
  /** Every number is an enclosure; false where the law is made of functions. */
  readonly proved: boolean;
}

/** How types become worths in units of the program: w = sign·(type − shift)·scale, `scale` a power of 2. */
export interface WorthUnits {
  readonly sign: 1 | -1;
  readonly shift: number;
  readonly scale: number;
}

/** What is known of a stretch of types between two places without a break inside, in the law's own orientation and units. */
interface Stretch {
  readonly from: DoubleInterval;
  readonly to: DoubleInterval;
  readonly mass: DoubleInterval;
  readonly moment: DoubleInterval;
  readonly spread: number;
  readonly atom: boolean;
  readonly density: { readonly low: number; readonly high: number; readonly move: number };
}

const nothing = exactly(0);
const unknownLean: DoubleInterval = { lo: -1, hi: 1 };

/**
 * Cuts a law at knots (types, increasing) and at every break of its density.
 *
 * With an enclosure of the law every number is enclosed; without one (a law made of functions) numbers are widened by the law's own relative error, and nothing is proved.
 */
export function cutTrader(law: Distribution, knots: readonly number[], units: WorthUnits): TraderCells {
  const enclosure = enclosureOf(law);
  const stretches = enclosure ? enclosedStretches(law, enclosure, knots) : measuredStretches(law, knots);
  const inWorths = stretches.map((stretch) => inWorth(stretch, units));
  if (units.sign < 0) inWorths.reverse();
  const solid = inWorths.map(({ mass }) => mass.hi > 0);
  const [first, last] = [solid.indexOf(true), solid.lastIndexOf(true)];
  const cells = inWorths.slice(first, last + 1).map((cell, k): TraderCell => {
    const hollow = !solid[first + k];
    return { ...cell, hollow, gap: !hollow && k > 0 && !solid[first + k - 1] };
  });
  return { cells, proved: enclosure !== undefined };
}

/** Ends of the support, breaks and knots in one list: exact breaks in two doubles, knots as they are. */
function placesOf(
  law: Distribution,
  breaks: readonly Rational[],
  knots: readonly number[],
): { places: Places; exact: readonly (Rational | null)[] } {
  const near = new Map(breaks.map((at) => [doubleDouble(at).hi, at]));
  const { min, max } = law.support;
  const inside = knots.filter((x) => x > min && x < max && !near.has(x));
  const ends = [min, max].filter((x) => !Number.isFinite(x));
  const hi = Float64Array.from([...new Set([...near.keys(), ...inside, ...ends])]).sort();
  const exact = Array.from(hi, (x) => near.get(x) ?? null);
  return { places: { hi, lo: Float64Array.from(exact, (at) => (at === null ? 0 : doubleDouble(at).lo)) }, exact };
}

function enclosedStretches(law: Distribution, enclosure: LawEnclosure, knots: readonly number[]): Stretch[] {
  const { places, exact } = placesOf(law, enclosure.breaks, knots);
  const n = places.hi.length;
  const at = (p: number): DoubleInterval => (exact[p] ? enclosing(exact[p]) : exactly(places.hi[p] as number));
  const atoms = new Map(enclosure.atoms.map(({ at: place, mass, radius }) => [doubleDouble(place).hi, around(mass, radius)]));
  const atomAt = (p: number) => atoms.get(places.hi[p] as number);
  const tails = enclosure.tails(places, 1);
  // P(a < X < b): beyond a, less beyond b and the atom at b.
  const open = (p: number) => {
    const { mass, moment } = upToNext(tails, p);
    const atom = atomAt(p + 1);
    if (!atom) return { mass, moment };
    return { mass: subtract(mass, atom), moment: subtract(moment, multiply(atom, at(p + 1))) };
  };
  const parts = Array.from({ length: n - 1 }, (_, p) => ({ ...open(p), mean: 0 }));
  for (const [p, part] of parts.entries()) part.mean = middle(meanOf(part, at(p), at(p + 1)));
  const spreads = spreadsOf(enclosure, places, parts, at, atomAt);
  const stretches: Stretch[] = [];
  for (let p = 0; p < n; p++) {
    const atom = atomAt(p);
    if (atom) stretches.push(atomStretch(at(p), atom, multiply(atom, at(p))));
    if (p + 1 === n) break;
    const { mass, moment } = parts[p] as (typeof parts)[number];
    const [low, high] = [tails.low[p] as number, tails.high[p] as number];
    const empty = high === 0;
    stretches.push({
      from: at(p),
      to: at(p + 1),
      mass: empty ? nothing : notNegative(mass),
      moment: empty ? nothing : moment,
      spread: spreads[p] as number,
      atom: false,
      density: { low, high, move: tails.move[p] as number },
    });
  }
  return stretches;
}

/** P(a < X ≤ b) and E[X; a < X ≤ b] of a place and the next one: beyond a, less beyond b. */
function upToNext({ mass, massRadius, moment, momentRadius }: Tails, p: number): { mass: DoubleInterval; moment: DoubleInterval } {
  const beyond = (centre: Float64Array, radius: Float64Array, k: number) => around(centre[k] as number, radius[k] as number);
  return {
    mass: subtract(beyond(mass, massRadius, p), beyond(mass, massRadius, p + 1)),
    moment: subtract(beyond(moment, momentRadius, p), beyond(moment, momentRadius, p + 1)),
  };
}

/** Upper bounds on E[(X − mean)⁺ | stretch]: from what lies beyond the mean, which tells it within the distance of the double next to it. */
function spreadsOf(
  enclosure: LawEnclosure,
  places: Places,
  parts: readonly { readonly mass: DoubleInterval; readonly moment: DoubleInterval; readonly mean: number }[],
  at: (p: number) => DoubleInterval,
  atomAt: (p: number) => DoubleInterval | undefined,
): number[] {
  const n = places.hi.length;
  const hi: number[] = [];
  const lo: number[] = [];
  const where: number[] = [];
  for (let p = 0; p < n; p++) {
    hi.push(places.hi[p] as number);
    lo.push(places.lo[p] as number);
    const mean = parts[p]?.mean ?? Number.NaN;
    const inside = p + 1 < n && mean > (places.hi[p] as number) && mean < (places.hi[p + 1] as number);
    where.push(inside ? hi.length : -1);
    if (inside) {
      hi.push(mean);
      lo.push(0);
    }
  }
  const tails = enclosure.tails({ hi: Float64Array.from(hi), lo: Float64Array.from(lo) }, 1);
  return parts.map(({ mass, moment, mean }, p) => {
    const w = where[p] as number;
    if (w < 0 || mass.lo <= 0) return Number.POSITIVE_INFINITY;
    const beyond = upToNext(tails, w);
    const atom = atomAt(p + 1);
    const atomExcess = atom ? multiply(atom, subtract(at(p + 1), exactly(mean))) : nothing;
    const excess = subtract(subtract(beyond.moment, multiply(exactly(mean), beyond.mass)), atomExcess);
    const off = subtract(divide(moment, mass), exactly(mean));
    return above(divide(excess, mass).hi + Math.max(Math.abs(off.lo), Math.abs(off.hi)));
  });
}

function atomStretch(at: DoubleInterval, mass: DoubleInterval, moment: DoubleInterval): Stretch {
  return { from: at, to: at, mass, moment, spread: 0, atom: true, density: { low: 0, high: 0, move: moves.nothing } };
}

/** What a law made of functions says of itself. */
function measuredStretches(law: Distribution, knots: readonly number[]): Stretch[] {
  const { min, max } = law.support;
  const ends = law.pieces.flatMap(({ from, to }) => [from, to]);
  const places = [...new Set([min, max, ...ends, ...law.atoms.map(({ at }) => at), ...knots.filter((x) => x > min && x < max)])].sort(
    (a, b) => a - b,
  );
  const masses = new Map(law.atoms.map(({ at, mass }) => [at, mass]));
  const about = (x: number, size = Math.abs(x)) => around(x, law.relativeError * size);
  const stretches: Stretch[] = [];
  places.forEach((from, p) => {
    const own = masses.get(from);
    if (own !== undefined) stretches.push(atomStretch(exactly(from), about(own), about(own * from)));
    const to = places[p + 1];
    if (to === undefined) return;
    const last = masses.get(to) ?? 0;
    const mass = about(Math.max(0, law.massBetween(from, to) - last), law.massBetween(from, to));
    const size = Math.max(Math.abs(Number.isFinite(from) ? from : 0), Math.abs(Number.isFinite(to) ? to : 0), Math.abs(law.mean));
    const moment = about(law.partialMean(from, to) - last * (last === 0 ? 0 : to), size);
    const piece = law.pieces.find((one) => one.from <= from && to <= one.to);
    const { min: low, max: high } = piece ? law.densityBounds(from, to) : { min: 0, max: 0 };
    const move = { constant: moves.flat, increasing: moves.up, decreasing: moves.down, unknown: moves.nothing }[
      piece?.density ?? "unknown"
    ];
    stretches.push({
      from: exactly(from),
      to: exactly(to),
      mass: piece ? notNegative(mass) : nothing,
      moment: piece ? moment : nothing,
      spread: Number.POSITIVE_INFINITY,
      atom: false,
      density: { low, high, move },
    });
  });
  return stretches;
}

/** E[X | stretch], which lies in the stretch whatever rounding says. */
function meanOf(
  { mass, moment }: { readonly mass: DoubleInterval; readonly moment: DoubleInterval },
  from: DoubleInterval,
  to: DoubleInterval,
): DoubleInterval {
  if (mass.hi <= 0) return { lo: from.lo, hi: to.hi };
  const mean = divide(moment, mass);
  return { lo: Math.min(Math.max(mean.lo, from.lo), to.hi), hi: Math.max(Math.min(mean.hi, to.hi), from.lo) };
}

function notNegative({ lo, hi }: DoubleInterval): DoubleInterval {
  return { lo: Math.max(0, lo), hi: Math.max(0, hi) };
}

function middle({ lo, hi }: DoubleInterval): number {
  return lo === hi ? lo : lo + (hi - lo) / 2;
}

/**
 * How far a density within [low, high] can lean: with κ = high/low and ρ = (√κ − 1)/(√κ + 1), a probability of a lower part of the cell differs from the part's share of the
 * length by at most ρ, and the mean of any upper part from the middle of that part by at most ρ times half its length; both are attained by densities of two steps. One that
 * rises leans up, one that falls leans down.
 */
function leaning({ low, high, move }: Stretch["density"]): number {
  if (move === moves.flat) return 0;
  if (!(low > 0) || !Number.isFinite(high)) return 1;
  const root = above(Math.sqrt(above(high / low)));
  return Math.min(1, above(above(root - 1) / below(root + 1)));
}

function inWorth(stretch: Stretch, { sign, shift, scale }: WorthUnits): Omit<TraderCell, "gap" | "hollow"> {
  const { mass, atom, density } = stretch;
  const place = (x: DoubleInterval) => {
    const moved = subtract(x, exactly(shift));
    return scaled(sign > 0 ? moved : negate(moved), scale);
  };
  const ends = [place(stretch.from), place(stretch.to)];
  const [low, high] = (sign > 0 ? ends : ends.reverse()) as [DoubleInterval, DoubleInterval];
  const centred = subtract(stretch.moment, multiply(mass, exactly(shift)));
  const moment = scaled(sign > 0 ? centred : negate(centred), scale);
  const mean = meanOf({ mass, moment }, low, high);
  const length = subtract(high, low);
  const flat = !atom && density.move === moves.flat && Number.isFinite(length.hi);
  const most = leaning(density);
  const rises = (density.move & (sign > 0 ? moves.up : moves.down)) !== 0;
  const falls = (density.move & (sign > 0 ? moves.down : moves.up)) !== 0;
  const lean = most === 1 && !rises && !falls ? unknownLean : { lo: falls ? 0 : -most, hi: rises ? 0 : most };
  return {
    low,
    high,
    mass: mass.hi > 1 ? { lo: Math.min(1, mass.lo), hi: 1 } : mass,
    moment,
    mean: flat ? scaled(add(low, high), 0.5) : mean,
    spread: atom ? 0 : flat ? above(length.hi / 8) : spreadOf(above(stretch.spread * scale), mean, low, high),
    atom,
    flat,
    lean: flat || atom ? nothing : lean,
    tilt: flat || atom ? nothing : { lo: -lean.hi, hi: -lean.lo },
  };
}

/** An interval times a power of 2, which doubles hold exactly. */
function scaled({ lo, hi }: DoubleInterval, scale: number): DoubleInterval {
  return { lo: lo * scale, hi: hi * scale };
}

/** The least of what is known and of what the mean allows: mass at both ends. */
function spreadOf(known: number, mean: DoubleInterval, low: DoubleInterval, high: DoubleInterval): number {
  const length = subtract(high, low);
  if (!Number.isFinite(length.hi) || length.lo <= 0) return known;
  const above = Math.max(0, subtract(high, mean).hi);
  const below = Math.max(0, subtract(mean, low).hi);
  return Math.min(known, divide(multiply(exactly(above), exactly(below)), length).hi);
}
