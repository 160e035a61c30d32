import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution, DistributionSpec } from "../distribution.ts";
import { stepEnclosure } from "../enclosures/step.ts";
import { exactAtoms } from "../exact-law.ts";
import { completeLaw } from "../law.ts";
import { countBelow, countUpTo, RangeSums, runningTotals } from "../numerics/range-sums.ts";

/** A law that consists of atoms at increasing `values`; `exact` gives the same numbers as rationals, computed on first use. */
export function atomicLaw(
  kind: string,
  spec: DistributionSpec | undefined,
  values: Float64Array,
  masses: Float64Array,
  exact: () => { readonly values: readonly Rational[]; readonly masses: readonly Rational[] },
): Distribution {
  const n = values.length;
  const min = values[0] as number;
  const max = values[n - 1] as number;
  const below = runningTotals(masses, false);
  const above = runningTotals(masses, true);
  const massSums = new RangeSums(masses);
  const moments = new RangeSums(values.map((value, k) => value * (masses[k] as number)));
  return completeLaw({
    kind,
    spec,
    support: { min, max },
    atoms: Array.from(values, (at, k) => ({ at, mass: masses[k] as number })),
    pieces: [],
    mean: moments.sum(0, n),
    relativeError: (8 + 2 * Math.ceil(Math.log2(n + 1))) * unitRoundoff,
    exactLaw: () => {
      const law = exact();
      return exactAtoms(law.values, law.masses);
    },
    enclosure: () => {
      const law = exact();
      return stepEnclosure({ knots: law.values, masses: [], atoms: law.masses });
    },
    image: (scale, shift) => {
      const law = exact();
      const moved = law.values.map((value) => value.mul(scale).add(shift));
      if (scale.s > 0n)
        return atomicLaw(kind, undefined, Float64Array.from(moved, toNumber), masses, () => ({ values: moved, masses: law.masses }));
      const reversed = { values: moved.reverse(), masses: [...law.masses].reverse() };
      return atomicLaw(kind, undefined, Float64Array.from(reversed.values, toNumber), masses.slice().reverse(), () => reversed);
    },
    cdf: (x) => below[countUpTo(values, x)] as number,
    survival: (x) => above[n - countUpTo(values, x)] as number,
    pdf: () => 0,
    densityBounds: () => ({ min: 0, max: 0 }),
    // The first value at which the running total reaches p.
    quantile: (p) => values[Math.max(countBelow(below, p) - 1, 0)] as number,
    upperQuantile: (q) => values[n - Math.max(countBelow(above, q), 1)] as number,
    massBetween: (a, b) => (a < b ? massSums.sum(countUpTo(values, a), countUpTo(values, b)) : 0),
    partialMean: (a, b) => (a < b ? moments.sum(countUpTo(values, a), countUpTo(values, b)) : 0),
  });
}
