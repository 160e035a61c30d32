import { one, type Rational, ratio, sumRationals } from "../arithmetic/rational.ts";
import type { Distribution, ExactLaw } from "../distributions/distribution.ts";
import { continuousMass, continuousMoment } from "./continuous-part.ts";
import { type ExactTypeSpace, exactFirst, exactGrid, fromExact, fromFloats } from "./grid.ts";
import type { TypeSpace } from "./type-space.ts";

/**
 * The continuous part cut into `points` intervals of equal probability: type = conditional mean there. Atoms stay types of their own.
 *
 * Conditional means keep the mean of the law: the grid's mean is exact.
 */
export function equalMass(law: Distribution, points: number): TypeSpace {
  const cells = law.pieces.length === 0 ? 0 : points;
  const exactLaw = law.exact;
  // With a piecewise constant density the cuts are rational.
  const exact = exactLaw && law.pieces.every((piece) => piece.density === "constant") ? () => exactEqualMass(exactLaw, cells) : undefined;
  if (exact !== undefined && points <= exactFirst) return fromExact(exact());
  const atoms = law.atoms;
  const values = new Float64Array(cells + atoms.length);
  const masses = new Float64Array(cells + atoms.length);
  const cuts = cutPoints(law, cells);
  const share = (cuts.continuous / cells) as number;
  for (let k = 0; k < cells; k++) {
    const low = cuts.at[k] as number;
    const high = cuts.at[k + 1] as number;
    const mass = continuousMass(law, low, high);
    // A cell too thin for doubles has its place, and nothing else, in common with its mean.
    values[k] = mass > 0 ? Math.min(Math.max(continuousMoment(law, low, high) / mass, low), high) : low + (high - low) / 2;
    masses[k] = share;
  }
  atoms.forEach((atom, k) => {
    values[cells + k] = atom.at;
    masses[cells + k] = atom.mass;
  });
  return fromFloats(values, masses, exact);
}

/** Cuts of the continuous part: each tail is measured from its own side. */
function cutPoints(law: Distribution, cells: number): { at: Float64Array; continuous: number } {
  const pieces = law.pieces;
  const at = new Float64Array(cells + 1);
  // Continuous probability and atoms below each piece, and above it.
  const masses = pieces.map((piece) => continuousMass(law, piece.from, piece.to));
  const continuous = masses.reduce((sum, mass) => sum + mass, 0);
  const atomsBelow = pieces.map((piece) => law.atoms.reduce((sum, atom) => (atom.at <= piece.from ? sum + atom.mass : sum), 0));
  const atomsAbove = pieces.map((piece) => law.atoms.reduce((sum, atom) => (atom.at >= piece.to ? sum + atom.mass : sum), 0));
  at[0] = pieces[0]?.from ?? 0;
  at[cells] = pieces[pieces.length - 1]?.to ?? 0;
  let piece = 0;
  let below = 0;
  for (let k = 1; k < cells; k++) {
    const target = (continuous * k) / cells;
    while (piece + 1 < pieces.length && below + (masses[piece] as number) < target) below += masses[piece++] as number;
    const { from, to } = pieces[piece] as { from: number; to: number };
    const upper = (continuous * (cells - k)) / cells;
    const x =
      2 * k <= cells ? law.quantile(target + (atomsBelow[piece] as number)) : law.upperQuantile(upper + (atomsAbove[piece] as number));
    at[k] = Math.min(Math.max(x, from, at[k - 1] as number), to);
  }
  return { at, continuous };
}

function exactEqualMass(law: ExactLaw, cells: number): ExactTypeSpace {
  const types: { value: Rational; mass: Rational }[] = law.atoms.map(({ at, mass }) => ({ value: at, mass }));
  const continuous = one.sub(sumRationals(law.atoms.map((atom) => atom.mass)));
  const half = ratio(1n, 2n);
  const runs = law.breaks.slice(1).map((to, k) => ({ from: law.breaks[k] as Rational, to, density: law.pdf(law.breaks[k] as Rational) }));
  const share = cells === 0 ? one : continuous.div(ratio(BigInt(cells), 1n));
  let run = 0;
  let from = runs[0]?.from ?? one;
  for (let k = 0; k < cells; k++) {
    let missing = share;
    let moment = ratio(0n, 1n);
    while (missing.n !== 0n && run < runs.length) {
      const { to, density } = runs[run] as { to: Rational; density: Rational };
      const left = density.mul(to.sub(from));
      const whole = left.lte(missing);
      const end = whole ? to : from.add(missing.div(density));
      const taken = whole ? left : missing;
      moment = moment.add(taken.mul(from.add(end)).mul(half));
      missing = missing.sub(taken);
      from = end;
      if (whole) run++;
    }
    types.push({ value: moment.div(share), mass: share });
  }
  return exactGrid(types);
}
