import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import { emptyTails, type LawEnclosure, type Tails, u } from "../enclosure.ts";

/** Σ weight·law: every number is the sum of its components'. The density moves as all components do. */
export function mixtureEnclosure(weights: readonly Rational[], laws: readonly LawEnclosure[]): LawEnclosure {
  const shares = weights.map((weight) => doubleDouble(weight).hi);
  const atoms = laws
    .flatMap((law, k) => law.atoms.map((atom) => ({ ...atom, share: shares[k] as number })))
    .sort((a, b) => a.at.compare(b.at));
  const merged: { at: Rational; mass: number; radius: number }[] = [];
  for (const { at, mass, radius, share } of atoms) {
    const last = merged[merged.length - 1];
    const own = share * mass;
    const ownRadius = share * radius + 4 * u * own;
    if (last?.at.equals(at)) {
      last.mass += own;
      last.radius += ownRadius + 2 * u * last.mass;
    } else merged.push({ at, mass: own, radius: ownRadius });
  }
  const breaks = laws.flatMap((law) => law.breaks).sort((a, b) => a.compare(b));
  return {
    breaks: breaks.filter((at, k) => k === 0 || !at.equals(breaks[k - 1] as Rational)),
    atoms: merged,
    increasing: laws.length === 1 ? (laws[0] as LawEnclosure).increasing : { virtualValue: false, virtualCost: false },
    tails: (places, side) => {
      const n = places.hi.length;
      const sum = emptyTails(n);
      sum.move.fill(3);
      laws.forEach((law, component) => {
        const share = shares[component] as number;
        const own = law.tails(places, side);
        // Rounding of the share, of the product, and of the sum so far.
        const centre = (to: Float64Array, radius: Float64Array, from: Float64Array, fromRadius: Float64Array) => {
          for (let k = 0; k < n; k++) {
            const term = share * (from[k] as number);
            to[k] = (to[k] as number) + term;
            radius[k] =
              (radius[k] as number) +
              share * (fromRadius[k] as number) * (1 + 8 * u) +
              4 * u * Math.abs(term) +
              2 * u * Math.abs(to[k] as number);
          }
        };
        centre(sum.mass, sum.massRadius, own.mass, own.massRadius);
        centre(sum.moment, sum.momentRadius, own.moment, own.momentRadius);
        const down = share * (1 - 8 * u);
        const up = share * (1 + 8 * u);
        const bound = (to: Float64Array, from: Float64Array, factor: number) => {
          for (let k = 0; k + 1 < n; k++)
            to[k] = ((to[k] as number) + factor * (from[k] as number)) * (factor === up ? 1 + 2 * u : 1 - 2 * u);
        };
        bound(sum.startLow, own.startLow, down);
        bound(sum.startHigh, own.startHigh, up);
        bound(sum.endLow, own.endLow, down);
        bound(sum.endHigh, own.endHigh, up);
        bound(sum.low, own.low, down);
        bound(sum.high, own.high, up);
        for (let k = 0; k + 1 < n; k++) sum.move[k] = (sum.move[k] as number) & (own.move[k] as number);
      });
      return sum as Tails;
    },
  };
}
