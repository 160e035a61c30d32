import { type Rational, rational, sumRationals, zero } from "../../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../../distributions/distribution.ts";
import { at, larger, smaller } from "./trade.ts";

/** A law made of atoms and of intervals of constant density, exactly; both increasing, intervals disjoint, total mass 1. */
export interface MixedLaw {
  readonly atoms: readonly { readonly at: Rational; readonly mass: Rational }[];
  readonly cells: readonly Cell[];
}

/** Mass spread evenly over (from, to). */
export interface Cell {
  readonly from: Rational;
  readonly to: Rational;
  readonly mass: Rational;
}

/** The law of a specification built from discrete, uniform and piecewise uniform laws; else null. */
export function mixedLaw(spec: DistributionSpec): MixedLaw | null {
  const parts = partsOf(spec);
  return parts && assemble(parts);
}

/** The specification of a law, as a mixture. */
export function specOf(law: MixedLaw): DistributionSpec {
  return {
    distribution: "mixture",
    weights: [...law.atoms, ...law.cells].map((part) => part.mass),
    components: [
      ...law.atoms.map((atom) => ({ distribution: "point-mass", at: atom.at }) as const),
      ...law.cells.map((cell) => ({ distribution: "uniform", min: cell.from, max: cell.to }) as const),
    ],
  };
}

interface Parts {
  readonly atoms: { at: Rational; mass: Rational }[];
  readonly cells: Cell[];
}

function partsOf(spec: DistributionSpec): Parts | null {
  switch (spec.distribution) {
    case "point-mass":
      return { atoms: [{ at: rational(spec.at), mass: rational(1) }], cells: [] };
    case "discrete":
      return { atoms: spec.values.map((value, k) => ({ at: rational(value), mass: rational(at(spec.masses, k)) })), cells: [] };
    case "uniform":
      return { atoms: [], cells: [{ from: rational(spec.min), to: rational(spec.max), mass: rational(1) }] };
    case "piecewise-uniform": {
      const cells = spec.masses.map((mass, k) => ({
        from: rational(at(spec.knots, k)),
        to: rational(at(spec.knots, k + 1)),
        mass: rational(mass),
      }));
      return { atoms: [], cells: cells.filter((cell) => cell.mass.gt(zero)) };
    }
    case "mixture": {
      const parts: Parts = { atoms: [], cells: [] };
      for (const [k, component] of spec.components.entries()) {
        const inner = partsOf(component);
        if (!inner) return null;
        const weight = rational(at(spec.weights, k));
        if (weight.equals(zero)) continue;
        parts.atoms.push(...inner.atoms.map((atom) => ({ ...atom, mass: atom.mass.mul(weight) })));
        parts.cells.push(...inner.cells.map((cell) => ({ ...cell, mass: cell.mass.mul(weight) })));
      }
      return parts;
    }
    default:
      return null;
  }
}

/** Merges atoms, cuts overlapping cells at each other's ends, and makes the total mass exactly 1 (masses may be off by rounding). */
function assemble(parts: Parts): MixedLaw {
  const total = sumRationals([...parts.atoms, ...parts.cells].map((part) => part.mass));
  const points = distinct(parts.atoms.map((atom) => atom.at));
  const atoms = points.map((point) => ({
    at: point,
    mass: sumRationals(parts.atoms.filter((atom) => atom.at.equals(point)).map((atom) => atom.mass)).div(total),
  }));
  const knots = distinct(parts.cells.flatMap((cell) => [cell.from, cell.to]));
  const cells = knots.slice(1).flatMap((to, k): Cell[] => {
    const from = at(knots, k);
    const covering = parts.cells.filter((cell) => cell.from.lte(from) && cell.to.gte(to));
    const mass = sumRationals(covering.map((cell) => cell.mass.mul(to.sub(from)).div(cell.to.sub(cell.from)))).div(total);
    return covering.length === 0 ? [] : [{ from, to, mass }];
  });
  return { atoms, cells };
}

/** Increasing, without repetition. */
export function distinct(points: readonly Rational[]): Rational[] {
  const sorted = [...points].sort((a, b) => a.compare(b));
  return sorted.filter((point, k) => k === 0 || !point.equals(at(sorted, k - 1)));
}

/** Atoms and ends of cells. */
export function knotsOf(law: MixedLaw): Rational[] {
  return distinct([...law.atoms.map((atom) => atom.at), ...law.cells.flatMap((cell) => [cell.from, cell.to])]);
}

/** P(V < x). */
export function probabilityBelow(law: MixedLaw, x: Rational): Rational {
  return spread(law, x).add(sumRationals(law.atoms.filter((atom) => atom.at.lt(x)).map((atom) => atom.mass)));
}

/** P(V > x). */
export function probabilityAbove(law: MixedLaw, x: Rational): Rational {
  const all = sumRationals(law.cells.map((cell) => cell.mass));
  return all.sub(spread(law, x)).add(sumRationals(law.atoms.filter((atom) => atom.at.gt(x)).map((atom) => atom.mass)));
}

function spread(law: MixedLaw, x: Rational): Rational {
  return sumRationals(
    law.cells.map((cell) => {
      const reached = larger(zero, smaller(x, cell.to).sub(cell.from));
      return cell.mass.mul(reached).div(cell.to.sub(cell.from));
    }),
  );
}

/** The least point of the support above x (x itself inside a cell), as an infimum; null when there is none. */
export function nextInSupport(law: MixedLaw, x: Rational): Rational | null {
  const candidates = [
    ...law.atoms.filter((atom) => atom.at.gt(x)).map((atom) => atom.at),
    ...law.cells.filter((cell) => cell.to.gt(x)).map((cell) => larger(cell.from, x)),
  ];
  return candidates.reduce<Rational | null>((best, point) => (best === null ? point : smaller(best, point)), null);
}

/** The greatest point of the support below x, as a supremum; null when there is none. */
export function previousInSupport(law: MixedLaw, x: Rational): Rational | null {
  const candidates = [
    ...law.atoms.filter((atom) => atom.at.lt(x)).map((atom) => atom.at),
    ...law.cells.filter((cell) => cell.from.lt(x)).map((cell) => smaller(cell.to, x)),
  ];
  return candidates.reduce<Rational | null>((best, point) => (best === null ? point : larger(best, point)), null);
}

/**
 * ∫ f between the first and the last knot, exact when f is a polynomial of degree at most 3 between knots (Milne's open rule: f is not
 * called at knots, where it may jump).
 */
export function integrateBetween(knots: readonly Rational[], f: (x: Rational) => Rational): Rational {
  const two = rational(2);
  return sumRationals(
    knots.slice(1).map((to, k) => {
      const from = at(knots, k);
      const width = to.sub(from);
      const inside = (quarters: number) => f(from.add(width.mul(rational(quarters)).div(rational(4))));
      return width
        .mul(
          two
            .mul(inside(1))
            .sub(inside(2))
            .add(two.mul(inside(3))),
        )
        .div(rational(3));
    }),
  );
}
