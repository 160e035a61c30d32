import type { Distribution } from "../../../src/index.ts";
import type { Density } from "./protocol.ts";

/** Points at which a density is drawn, of all its pieces together. */
const resolution = 160;

/** Where the picture of a law without end stops: it leaves out that much probability. */
const tail = 0.005;

/** Steep peaks are cut at that many times the average density. */
const tallest = 6;

/** A law as points to draw. */
export function densityOf(law: Distribution): Density {
  const ends = {
    from: Number.isFinite(law.support.min) ? law.support.min : law.quantile(tail),
    to: Number.isFinite(law.support.max) ? law.support.max : law.upperQuantile(tail),
  };
  // A point mass has no width of its own.
  const margin = ends.to > ends.from ? 0 : Math.max(Math.abs(ends.from), 1) / 2;
  const [from, to] = [ends.from - margin, ends.to + margin];
  const highest = tallest / (to - from);
  const points: (readonly [number, number] | null)[] = [];
  for (const piece of law.pieces) {
    const [left, right] = [Math.max(piece.from, from), Math.min(piece.to, to)];
    if (!(right > left)) continue;
    if (points.length > 0 && points.at(-1)?.[0] !== left) points.push(null);
    const steps = Math.max(2, Math.ceil((resolution * (right - left)) / (to - from)));
    for (let k = 0; k <= steps; k++) {
      const inner = Math.min(Math.max(k, 1e-3), steps - 1e-3);
      points.push([left + ((right - left) * k) / steps, Math.min(highest, law.pdf(left + ((right - left) * inner) / steps))]);
    }
  }
  return { points, atoms: law.atoms.map(({ at, mass }) => [at, mass]), mean: law.mean, from, to };
}
