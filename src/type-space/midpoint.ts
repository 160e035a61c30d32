import { type Rational, ratio } from "../arithmetic/rational.ts";
import { unitRoundoff } from "../arithmetic/tolerance.ts";
import type { Distribution, ExactLaw } from "../distributions/distribution.ts";
import { UnsupportedProblemError } from "../errors.ts";
import { atomsOf } from "./atoms.ts";
import { continuousMass } from "./continuous-part.ts";
import { type ExactTypeSpace, exactFirst, exactGrid, fromExact, fromFloats } from "./grid.ts";
import type { TypeSpace } from "./type-space.ts";

/**
 * The support cut into `points` intervals of equal length: type = midpoint, mass = probability of the continuous part there.
 * Atoms stay types of their own; one that coincides with a midpoint is added to it.
 */
export function midpoint(law: Distribution, points: number): TypeSpace {
  if (law.pieces.length === 0) return atomsOf(law);
  const { min, max } = law.support;
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    throw new UnsupportedProblemError({
      assumption: `The rule "midpoint" needs a bounded support, and that of the ${law.kind} law is [${min}, ${max}].`,
      changes: [{ "discretization.rule": "equal-mass" }],
    });
  }
  const exactLaw = law.exact;
  const exact = exactLaw === undefined ? undefined : () => exactMidpoint(exactLaw, points);
  if (exact !== undefined && points <= exactFirst) return fromExact(exact());
  // One constant density: the cells have probability 1/points, free of the rounding of their ends.
  const even = law.atoms.length === 0 && law.pieces.length === 1 && law.pieces[0]?.density === "constant";
  const atoms = law.atoms;
  const values = new Float64Array(points + atoms.length);
  const masses = new Float64Array(points + atoms.length);
  let low = min;
  for (let k = 0; k < points; k++) {
    const high = k + 1 === points ? max : between(min, max, k + 1, points);
    values[k] = between(min, max, 2 * k + 1, 2 * points);
    masses[k] = even ? 1 / points : continuousMass(law, low, high);
    low = high;
  }
  const rounding = 8 * unitRoundoff * Math.max(Math.abs(min), Math.abs(max));
  atoms.forEach((atom, k) => {
    // A midpoint that differs from an atom by rounding only is the atom's.
    const nearest = Math.min(Math.max(Math.floor(((atom.at - min) / (max - min)) * points), 0), points - 1);
    if (Math.abs((values[nearest] as number) - atom.at) <= rounding) values[nearest] = atom.at;
    values[points + k] = atom.at;
    masses[points + k] = atom.mass;
  });
  return fromFloats(values, masses, exact);
}

/** min + (max − min)·k/n, exact at both ends. */
function between(min: number, max: number, k: number, n: number): number {
  return min / n === 0 || max / n === 0 ? (min * (n - k) + max * k) / n : min * ((n - k) / n) + max * (k / n);
}

function exactMidpoint(law: ExactLaw, points: number): ExactTypeSpace {
  const { min, max } = law.support;
  const step = max.sub(min).div(ratio(BigInt(points), 1n));
  const half = ratio(1n, 2n);
  const types: { value: Rational; mass: Rational }[] = law.atoms.map(({ at, mass }) => ({ value: at, mass }));
  // Cells are (low, high]; the atoms in them are taken out, and the one at min belongs to no cell.
  let low = min;
  let below = law.cdf(min);
  let atom = law.atoms.findIndex(({ at }) => at.gt(min));
  if (atom < 0) atom = law.atoms.length;
  for (let k = 1; k <= points; k++) {
    const high = k === points ? max : min.add(step.mul(ratio(BigInt(k), 1n)));
    const reached = law.cdf(high);
    let mass = reached.sub(below);
    for (let next = law.atoms[atom]; next?.at.lte(high); next = law.atoms[atom]) {
      mass = mass.sub(next.mass);
      atom++;
    }
    types.push({ value: low.add(high).mul(half), mass });
    low = high;
    below = reached;
  }
  return exactGrid(types);
}
