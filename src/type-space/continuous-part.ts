import { firstWhere } from "../arithmetic/first-where.ts";
import type { Distribution } from "../distributions/distribution.ts";

/** Probability of (a, b] without its atoms. */
export function continuousMass(law: Distribution, a: number, b: number): number {
  if (law.atoms.length === 0) return law.massBetween(a, b);
  let mass = 0;
  for (const piece of law.pieces) {
    const low = Math.max(a, piece.from);
    const high = Math.min(b, piece.to);
    if (low < high) mass += law.massBetween(low, high) - atomAt(law, high);
  }
  return Math.max(0, mass);
}

/** E[V · 1{a < V ≤ b}] without the atoms. */
export function continuousMoment(law: Distribution, a: number, b: number): number {
  if (law.atoms.length === 0) return law.partialMean(a, b);
  let moment = 0;
  for (const piece of law.pieces) {
    const low = Math.max(a, piece.from);
    const high = Math.min(b, piece.to);
    if (!(low < high)) continue;
    const atom = atomAt(law, high);
    moment += law.partialMean(low, high) - (atom === 0 ? 0 : atom * high);
  }
  return moment;
}

/** Mass of the atom at x, 0 if there is none: atoms are increasing. */
function atomAt(law: Distribution, x: number): number {
  const { atoms } = law;
  const atom = atoms[firstWhere(atoms.length, (k) => (atoms[k] as { at: number }).at >= x)];
  return atom !== undefined && atom.at === x ? atom.mass : 0;
}
