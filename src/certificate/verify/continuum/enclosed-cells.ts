import { type Enclosure, minus, nought, plus, scaled, TooFewBits } from "../../../arithmetic/elementary/enclosure.ts";
import { exactVector } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../../../arithmetic/rational.ts";
import { type Cumulative, type EnclosedLaw, type EnclosedPiece, enclosedLaw } from "../laws/enclosed-law.ts";
import { sorted } from "../laws/law.ts";
import type { StatedLaw } from "../laws/stated-law.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import type { Cells, Curvature, Ratio } from "./cells.ts";

/** Numbers of cells are known up to 2^−errorBits, relatively. */
export const errorBits = 64;

/** Bits after the point that are tried in turn: those of cells far out in a tail are small. */
const precisions = [176, 352, 704, 1408, 2816];

/**
 * The cells of a law without rational probabilities, cut at the knots, at its atoms and at the ends of its pieces, in increasing order of worth, as
 * {@link Cells} with a relative error: every number is the middle of an enclosure computed here from the law's parameters, with as many bits
 * as make its error small enough. `spent` counts what all laws of a problem take. Nothing about the law is taken from a certificate but where to cut it.
 *
 * What is said of the revenue curve R(q) = q·v(q), whose slope is v − S(v)/f(v) with S(v) = P(V ≥ v) and density f, is said by one of these reasons:
 * - f is log-concave, and all of the law: S is then log-concave as well, so S/f falls (M. Bagnoli, T. Bergstrom 2005, Log-concave probability and
 *   its applications, Econ. Theory 26), and R is concave;
 * - f rises on the cell: (v − S/f)′ = 2 + S·f′/f² ≥ 2, and R is concave, whatever else the law is made of;
 * - a Pareto law, perhaps with an atom at a cap: S/f = v/k, so R is concave for k ≥ 1;
 * - else the slope is bounded on the cell by the largest and least of S, at its ends, and of f, at its ends and turns.
 */
export function enclosedCells(stated: StatedLaw, knots: readonly Rational[], spent = { evaluations: 0 }): Cells {
  return withEnoughBits(stated, knots, spent, cellsAt);
}

/** Types between two points of the law, in increasing order, with as many bits after the point of their numbers as make them known up to {@link errorBits}. */
export function enclosedTypes(
  stated: StatedLaw,
  knots: readonly Rational[],
  spent = { evaluations: 0 },
): { readonly cells: readonly EnclosedTypes[]; readonly bits: number } {
  return withEnoughBits(stated, knots, spent, (law, grid, bits) => ({
    bits,
    cells: cut(law, grid, bits).map((cell) => {
      const { from, to, active } = cell;
      const moves = active.map((piece) => movementOf(piece, from, to, bits));
      return {
        ...cell,
        rises: moves.every((move) => move === "rising"),
        falls: moves.every((move) => move === "falling"),
        ...densityRange(active, from, to, bits),
      };
    }),
  }));
}

/** Tries ever more bits until the numbers of cells are known well enough. */
function withEnoughBits<Found>(
  stated: StatedLaw,
  knots: readonly Rational[],
  spent: { evaluations: number },
  find: (law: EnclosedLaw, grid: Grid, bits: number) => Found,
): Found {
  const law = enclosedLaw(stated);
  const grid = gridOf(law, knots);
  for (const bits of precisions) {
    spent.evaluations += requireEffort(law, grid, bits);
    if (spent.evaluations > limits.allEvaluations) throw new Rejection("knots: too many for all the laws to be computed at them");
    try {
      return find(law, grid, bits);
    } catch (error) {
      if (!(error instanceof TooFewBits)) throw error;
    }
  }
  throw new Rejection(`knots: a cell has too little probability to be computed with ${precisions.at(-1)} bits`);
}

/** Where the line of worth is cut, in increasing order; and whether the law goes on below the first point or above the last one. */
interface Grid {
  readonly points: readonly Rational[];
  readonly openBelow: boolean;
  readonly openAbove: boolean;
}

function gridOf({ atoms, pieces }: EnclosedLaw, knots: readonly Rational[]): Grid {
  const ends = [...atoms.map(({ at }) => at), ...pieces.flatMap(({ from, to }) => [from, to].filter((end) => end !== null))];
  const openBelow = pieces.some(({ from }) => from === null);
  const openAbove = pieces.some(({ to }) => to === null);
  const order = sorted(ends);
  const [min, max] = [order[0], order[order.length - 1]];
  // A side without limit has no end there, though an atom or the end of a piece may be the outermost point.
  const inside = knots.filter((knot) => (openBelow || (min && knot.gt(min))) && (openAbove || (max && knot.lt(max))));
  const points = sorted([...ends, ...inside]);
  if (points.length === 0) throw new Rejection("knots: a law without limits needs at least one");
  return { points, openBelow, openAbove };
}

/** What the cells take to compute; throws when it is too much. */
function requireEffort({ atoms, pieces }: EnclosedLaw, { points }: Grid, bits: number): number {
  const effort = pieces.reduce((sum, piece) => sum + piece.effort, 0) * (points.length + 8) * (bits / (precisions[0] as number)) ** 1.5;
  if (effort + atoms.length > limits.evaluations) throw new Rejection("knots: too many for the law to be computed at all of them");
  return effort + atoms.length;
}

/** A cell of the continuous part, or an atom (then `from` = `to` and no piece is active); mass, moment and size over 2^bits. */
interface Cell {
  /** Null: without limit. */
  readonly from: Rational | null;
  readonly to: Rational | null;
  readonly mass: bigint;
  readonly moment: bigint;
  readonly size: bigint;
  /** The pieces with positive density in it. */
  readonly active: readonly EnclosedPiece[];
}

function cellsAt(law: EnclosedLaw, grid: Grid, bits: number): Cells {
  const cells = cut(law, grid, bits);
  const sole = law.pieces.length === 1 ? (law.pieces[0] as EnclosedPiece) : null;
  const isRegular = (sole?.logConcave === true && law.atoms.length === 0) || sole?.distortionSlope?.lte(one) === true;
  const curves: Curve[] = [];
  let above = 0n;
  for (let k = cells.length - 1; k >= 0; k--) {
    const cell = cells[k] as Cell;
    curves.push(curveOf(cell, above, isRegular, bits));
    above += cell.mass;
  }
  curves.reverse();
  const ends = exactVector(
    [...cells.map(({ from, to }) => from ?? (to as Rational)), ...cells.map(({ from, to }) => to ?? (from as Rational))],
    limits.vectorBits,
  );
  const over = (numerators: readonly bigint[]) => ({ numerators, denominator: 1n << BigInt(bits) });
  return {
    low: { numerators: ends.numerators.slice(0, cells.length), denominator: ends.denominator },
    high: { numerators: ends.numerators.slice(cells.length), denominator: ends.denominator },
    openBelow: grid.openBelow,
    openAbove: grid.openAbove,
    mass: over(cells.map(({ mass }) => mass)),
    moment: over(cells.map(({ moment }) => moment)),
    size: over(cells.map(({ size }) => size)),
    distortionLow: curves.map(({ low }) => low),
    distortionHigh: curves.map(({ high }) => high),
    revenue: curves.map(({ revenue }) => revenue),
    relativeError: ratio(1n, 1n << BigInt(errorBits)),
  };
}

/** What is known of the density between the ends of a cell, in units of 2^−bits; `most` is null where there is no upper bound. */
export interface EnclosedTypes extends Omit<Cell, "active"> {
  readonly rises: boolean;
  readonly falls: boolean;
  readonly least: bigint;
  readonly most: bigint | null;
}

/** The cells in increasing order. Throws {@link TooFewBits} when their numbers are not known well enough. */
function cut(law: EnclosedLaw, { points, openBelow, openAbove }: Grid, bits: number): Cell[] {
  const { pieces } = law;
  const at = (x: Rational) => pieces.map((piece) => (holds(piece, x) ? piece.upTo(x, bits) : null));
  const columns = points.map(at);
  const [origin, whole] = [at(zero), pieces.map((piece) => piece.upTo(piece.to, bits))];
  const atoms = new Map<string, Enclosure>();
  for (const atom of law.atoms) {
    const key = atom.at.toFraction();
    atoms.set(key, plus(atoms.get(key) ?? nought, atom.mass(bits)));
  }
  const cells: Cell[] = [];
  /** Between points low and high; −1 and points.length stand for no limit. */
  const between = (low: number, high: number) => {
    const [from, to] = [points[low] ?? null, points[high] ?? null];
    const active = pieces.flatMap((piece, i) => (spans(piece, from, to) ? [i] : []));
    if (active.length === 0) return;
    const below = (i: number) => columns[low]?.[i] ?? nothing;
    const through = (i: number) => columns[high]?.[i] ?? (whole[i] as Cumulative);
    const total = (end: (i: number) => Cumulative, start: (i: number) => Cumulative) =>
      active.map((i) => difference(end(i), start(i))).reduce(sum, nothing);
    const { mass, moment } = total(through, below);
    const around = from?.gte(zero) !== true && to?.lte(zero) !== true;
    const zeroAt = (i: number) => origin[i] as Cumulative;
    // Around 0 the parts of both signs count.
    const size = around ? minus(total(through, zeroAt).moment, total(zeroAt, below).moment) : sizeOf(moment);
    cells.push({
      from,
      to,
      mass: middle(mass, mass.low),
      moment: middle(moment, size.low),
      size: size.high,
      active: active.map((i) => pieces[i] as EnclosedPiece),
    });
  };
  if (openBelow) between(-1, 0);
  points.forEach((x, k) => {
    const atom = atoms.get(x.toFraction());
    if (atom) {
      const moment = scaled(atom, x);
      const size = sizeOf(moment);
      cells.push({ from: x, to: x, mass: middle(atom, atom.low), moment: middle(moment, size.low), size: size.high, active: [] });
    }
    if (k + 1 < points.length || openAbove) between(k, k + 1);
  });
  return cells;
}

const nothing: Cumulative = { mass: nought, moment: nought };

function sum(a: Cumulative, b: Cumulative): Cumulative {
  return { mass: plus(a.mass, b.mass), moment: plus(a.moment, b.moment) };
}

function difference(a: Cumulative, b: Cumulative): Cumulative {
  return { mass: minus(a.mass, b.mass), moment: minus(a.moment, b.moment) };
}

function sizeOf({ low, high }: Enclosure): Enclosure {
  if (low >= 0n) return { low, high };
  if (high <= 0n) return { low: -high, high: -low };
  return { low: 0n, high: high > -low ? high : -low };
}

/** The middle, when it is off by at most 2^−(errorBits + 2) of a size. */
function middle({ low, high }: Enclosure, size: bigint): bigint {
  if ((high - low) << BigInt(errorBits + 1) > size) throw new TooFewBits("a number of a cell is not known well enough");
  return (low + high) >> 1n;
}

function holds({ from, to }: EnclosedPiece, x: Rational): boolean {
  return (from === null || from.lte(x)) && (to === null || to.gte(x));
}

function spans({ from, to }: EnclosedPiece, low: Rational | null, high: Rational | null): boolean {
  return (from === null || (low !== null && from.lte(low))) && (to === null || (high !== null && to.gte(high)));
}

/** S/f at the ends of a cell, or its bounds in it. */
interface Curve {
  readonly low: Ratio | null;
  readonly high: Ratio | null;
  readonly revenue: Curvature;
}

const none: Ratio = [0n, 1n];

function curveOf({ from, to, mass, active }: Cell, above: bigint, isRegular: boolean, bits: number): Curve {
  if (active.length === 0) return { low: none, high: none, revenue: "unknown" };
  const through = above + mass;
  if (isRegular || active.every((piece) => movementOf(piece, from, to, bits) === "rising")) {
    return {
      low: from && quotient(through, from, active, bits),
      high: to === null ? none : quotient(above, to, active, bits),
      revenue: "concave",
    };
  }
  // In a best cell without limit the slope has none either.
  if (to === null) return { low: null, high: none, revenue: "unknown" };
  const { least, most } = densityRange(active, from, to, bits);
  return {
    low: least > 0n ? [through, least] : null,
    high: above === 0n || most === null ? none : [above, most],
    revenue: "bounded",
  };
}

/** S/f at x, as a limit from inside the cell: null where f is 0, and 0 at the best worth, whatever f. */
function quotient(tail: bigint, x: Rational, active: readonly EnclosedPiece[], bits: number): Ratio | null {
  if (tail === 0n) return none;
  let density = nought;
  for (const piece of active) {
    const own = piece.density(x, bits);
    if (own === null) return none;
    density = plus(density, own);
  }
  return density.high === 0n ? null : [tail, middle(density, density.low)];
}

/** How a density surely moves between two points. */
function movementOf({ shape }: EnclosedPiece, from: Rational | null, to: Rational | null, bits: number): "rising" | "falling" | "turning" {
  switch (shape.form) {
    case "rising":
    case "falling":
      return shape.form;
    case "peak":
      if (to !== null && shape.before(to, bits)) return "rising";
      return from !== null && shape.after(from, bits) ? "falling" : "turning";
    case "dip":
      if (to !== null && shape.before(to, bits)) return "falling";
      return from !== null && shape.after(from, bits) ? "rising" : "turning";
  }
}

/** Bounds of the sum of densities between two points, likewise. */
function densityRange(
  active: readonly EnclosedPiece[],
  from: Rational | null,
  to: Rational | null,
  bits: number,
): { readonly least: bigint; readonly most: bigint | null } {
  const bounds = active.map((piece) => densityBounds(piece, from, to, bits));
  return {
    least: bounds.reduce((total, { min }) => total + min, 0n),
    most: bounds.reduce<bigint | null>((total, { max }) => (total === null || max === null ? null : total + max), 0n),
  };
}

/** Bounds of a density between two points, in units of 2^−bits; null stands for no upper bound. A density fades towards an end without limit. */
function densityBounds(
  piece: EnclosedPiece,
  from: Rational | null,
  to: Rational | null,
  bits: number,
): { readonly min: bigint; readonly max: bigint | null } {
  const atFrom = from === null ? nought : piece.density(from, bits);
  const atTo = to === null ? nought : piece.density(to, bits);
  const floors = [atFrom, atTo].flatMap((end) => (end === null ? [] : [end.low]));
  const least = floors.reduce<bigint | null>((min, own) => (min === null || own < min ? own : min), null) ?? 0n;
  const most = atFrom === null || atTo === null ? null : atFrom.high > atTo.high ? atFrom.high : atTo.high;
  const { shape } = piece;
  // A monotone density is largest and least at the ends, a turning one at one of them or at the turn.
  const turning = movementOf(piece, from, to, bits) === "turning" && "extreme" in shape;
  const [min, max] = turning
    ? shape.form === "peak"
      ? [least, shape.extreme(bits).high]
      : [shape.extreme(bits).low, most]
    : [least, most];
  return { min: min > 0n ? min : 0n, max };
}
