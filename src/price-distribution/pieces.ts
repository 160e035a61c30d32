import { exactDouble, one, type Rational, ratio, zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { ExactPieces } from "./knots.ts";

/** The types of a grid, as atoms; `exact` is false where its numbers are only known in doubles, which are then taken as they are. */
export function atomsOf({ values, masses, exact }: TypeSpace): ExactPieces & { readonly exact: boolean } {
  const at = exact?.values ?? Array.from(values, exactDouble);
  const doubles = () => {
    const own = Array.from(masses, exactDouble);
    const total = own.reduce((sum, mass) => sum.add(mass), zero);
    return own.map((mass) => mass.div(total));
  };
  return { low: at, high: at, mass: exact?.masses ?? doubles(), exact: exact !== undefined };
}

/** A law of atoms and of densities that are constant between knots, in exact numbers; null for any other law. */
export function piecesOfLaw(law: Distribution): ExactPieces | null {
  const { exact } = law;
  if (!exact || law.pieces.some(({ density }) => density !== "constant")) return null;
  const parts: { low: Rational; high: Rational; mass: Rational }[] = [];
  const half = ratio(1n, 2n);
  const { breaks } = exact;
  for (let k = 0; k + 1 < breaks.length; k++) {
    const [low, high] = [breaks[k] as Rational, breaks[k + 1] as Rational];
    const mass = exact.pdf(low.add(high).mul(half)).mul(high.sub(low));
    if (!mass.equals(zero)) parts.push({ low, high, mass });
  }
  for (const { at, mass } of exact.atoms) parts.push({ low: at, high: at, mass });
  parts.sort((a, b) => a.low.compare(b.low) || a.high.compare(b.high));
  const total = parts.reduce((sum, { mass }) => sum.add(mass), zero);
  if (!total.equals(one)) return null;
  return { low: parts.map(({ low }) => low), high: parts.map(({ high }) => high), mass: parts.map(({ mass }) => mass) };
}
