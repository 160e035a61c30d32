import { exactDouble, formatRational } from "../../arithmetic/rational.ts";
import type { Distribution, Piece } from "../../distributions/distribution.ts";
import { continuousMass, continuousMoment } from "../../type-space/continuous-part.ts";
import type { Enclosures } from "../format.ts";

/**
 * The cells of a law cut at the knots (types of the law itself, increasing), with the law's own probabilities and the error bound that it states:
 * what a certificate assumes of a law that has no rational numbers.
 *
 * Worth is the buyer's value or the seller's cost with a minus sign; cells come in increasing order of it.
 */
export function enclosuresOf(law: Distribution, role: "buyer" | "seller", knots: readonly number[]): Enclosures {
  const cells = cellsOf(law, knots).filter((cell) => cell.mass > 0);
  if (role === "seller") cells.reverse();
  const sign = role === "buyer" ? 1 : -1;
  const beyond = tailsOf(law, role, cells);
  const end = (x: number) => (Number.isFinite(x) ? text(sign * x) : null);
  const best = (cell: Cell) => (role === "buyer" ? cell.to : cell.from);
  const worst = (cell: Cell) => (role === "buyer" ? cell.from : cell.to);
  const quotient = (tail: number, density: number) => {
    if (tail === 0) return "0";
    const ratio = tail / density;
    return Number.isFinite(ratio) ? text(ratio) : null;
  };
  const slopes = cells.map((cell, k) => {
    const [tail, through] = [beyond[k] as number, (beyond[k] as number) + cell.mass];
    const slope = cell.piece?.[role === "buyer" ? "virtualValue" : "virtualCost"].slope;
    if (cell.piece === null) return { low: "0", high: "0", revenue: "unknown" as const };
    if (slope !== "unknown") {
      const density = (at: number, other: number) => law.pdf(inside(at, other));
      return {
        low: quotient(through, density(worst(cell), best(cell))),
        high: quotient(tail, density(best(cell), worst(cell))),
        revenue: slope === "increasing" ? ("concave" as const) : ("convex" as const),
      };
    }
    const { min, max } = law.densityBounds(cell.from, cell.to);
    return { low: quotient(through, min), high: quotient(tail, max), revenue: "bounded" as const };
  });
  // Four times the law's own bound leaves room for the rounding of sums, quotients and differences beside atoms.
  const relativeError = 4 * (law.atoms.length === 0 ? 1 : 3) * law.relativeError + 2 ** -46;
  return {
    source: `the ${law.kind} law as computed in double precision, its parameters rounded to doubles, with the relative error that it states`,
    relativeError: text(relativeError),
    low: cells.map((cell) => end(worst(cell))),
    high: cells.map((cell) => end(best(cell))),
    mass: cells.map((cell) => text(cell.mass)),
    moment: cells.map((cell) => text(sign * cell.moment)),
    size: cells.map((cell) => text(sizeOf(law, cell))),
    distortionLow: slopes.map(({ low }) => low),
    distortionHigh: slopes.map(({ high }) => high),
    revenue: slopes.map(({ revenue }) => revenue),
  };
}

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly mass: number;
  readonly moment: number;
  /** Null for an atom. */
  readonly piece: Piece | null;
}

/** In increasing order of types; atoms are cells of their own. */
function cellsOf(law: Distribution, knots: readonly number[]): Cell[] {
  const cells: Cell[] = law.atoms.map(({ at, mass }) => ({ from: at, to: at, mass, moment: at * mass, piece: null }));
  for (const piece of law.pieces) {
    const ends = [piece.from, ...knots.filter((x) => x > piece.from && x < piece.to), piece.to];
    for (let k = 0; k + 1 < ends.length; k++) {
      const [from, to] = [ends[k] as number, ends[k + 1] as number];
      cells.push({ from, to, mass: continuousMass(law, from, to), moment: continuousMoment(law, from, to), piece });
    }
  }
  return cells.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Probability of better types than each cell's, from the law's own tail where no atom interferes: sums would lose the digits of small tails. */
function tailsOf(law: Distribution, role: "buyer" | "seller", cells: readonly Cell[]): number[] {
  let sum = 0;
  const sums = cells.map(() => 0);
  for (let k = cells.length - 1; k >= 0; k--) {
    sums[k] = sum;
    sum += (cells[k] as Cell).mass;
  }
  if (law.atoms.length > 0) return sums;
  return cells.map((cell, k) => (k === cells.length - 1 ? 0 : role === "buyer" ? law.survival(cell.to) : law.cdf(cell.from)));
}

/** At least E[|V|·1{cell}]. */
function sizeOf(law: Distribution, { from, to, mass, moment }: Cell): number {
  if (from >= 0 || to <= 0) return Math.abs(moment) * (1 + 2 ** -40);
  // Around 0 the parts of both signs count.
  const size = continuousMoment(law, 0, to) - continuousMoment(law, from, 0);
  return Math.max(size, Math.abs(moment)) * (1 + 2 ** -40) + mass * 2 ** -1000;
}

/** A point just inside the cell, where the density is its one-sided limit. */
function inside(at: number, towards: number): number {
  return Number.isFinite(at) && Number.isFinite(towards) ? at + (towards - at) * 2 ** -50 : at;
}

function text(x: number): string {
  return formatRational(exactDouble(x));
}
