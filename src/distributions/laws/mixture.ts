import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Atom, Distribution, DistributionSpec } from "../distribution.ts";
import { enclosureBuilder, enclosureOf } from "../enclosure.ts";
import { mixtureEnclosure } from "../enclosures/mixture.ts";
import { exactMixture } from "../exact-law.ts";
import { completeLaw, imageBuilder } from "../law.ts";
import { mixturePieces } from "../shapes/mixture-pieces.ts";
import { mixtureQuantiles } from "../shapes/mixture-quantiles.ts";

/** Σ weight·law: first a component is drawn, then the type. Weights positive with total 1. */
export function mixtureOfLaws(
  weights: readonly Rational[],
  laws: readonly Distribution[],
  spec: DistributionSpec | undefined,
): Distribution {
  const shares = Float64Array.from(weights, toNumber);
  const n = laws.length;
  const total = (of: (law: Distribution) => number) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (shares[k] as number) * of(laws[k] as Distribution);
    return sum;
  };
  const support = { min: Math.min(...laws.map((law) => law.support.min)), max: Math.max(...laws.map((law) => law.support.max)) };
  const atoms = mixtureAtoms(shares, laws);
  const pieces = mixturePieces(laws, atoms);
  const cdf = (x: number) => {
    if (x >= support.max || x === Number.POSITIVE_INFINITY) return 1;
    return Math.min(
      1,
      total((law) => law.cdf(x)),
    );
  };
  const survival = (x: number) => {
    if (x < support.min || x === Number.NEGATIVE_INFINITY) return 1;
    return Math.min(
      1,
      total((law) => law.survival(x)),
    );
  };
  const pdf = (x: number) => total((law) => law.pdf(x));
  const quantiles = mixtureQuantiles({ shares, laws, atoms, pieces, cdf, survival, pdf });
  const exactLaws = laws.every((law) => law.exact !== undefined);
  return completeLaw({
    kind: "mixture",
    spec,
    support,
    atoms,
    pieces,
    mean: total((law) => law.mean),
    assumption: laws.find((law) => law.assumption !== null)?.assumption,
    relativeError: Math.max(...laws.map((law) => law.relativeError)) + (n + 4) * unitRoundoff,
    exactLaw: exactLaws
      ? () =>
          exactMixture(
            weights,
            laws.map((law) => law.exact).filter((law) => law !== undefined),
          )
      : undefined,
    enclosure: laws.every((law) => enclosureBuilder(law) !== undefined)
      ? () =>
          mixtureEnclosure(
            weights,
            laws.map((law) => enclosureOf(law)).filter((law) => law !== undefined),
          )
      : undefined,
    image: laws.every((law) => imageBuilder(law) !== undefined)
      ? (scale, shift) =>
          mixtureOfLaws(
            weights,
            laws.map((law) => imageBuilder(law)?.(scale, shift) ?? law),
            undefined,
          )
      : undefined,
    cdf,
    survival,
    pdf,
    densityBounds: (a, b) => {
      let min = 0;
      let max = 0;
      for (let k = 0; k < n; k++) {
        const bounds = (laws[k] as Distribution).densityBounds(a, b);
        min += (shares[k] as number) * bounds.min;
        max += (shares[k] as number) * bounds.max;
      }
      return { min, max };
    },
    quantile: quantiles.lower,
    upperQuantile: quantiles.upper,
    massBetween: (a, b) => total((law) => law.massBetween(a, b)),
    partialMean: (a, b) => total((law) => law.partialMean(a, b)),
  });
}

/** Atoms of all components, those at one point added up. */
function mixtureAtoms(shares: Float64Array, laws: readonly Distribution[]): Atom[] {
  const all = laws.flatMap((law, k) => law.atoms.map(({ at, mass }) => ({ at, mass: mass * (shares[k] as number) })));
  const merged: { at: number; mass: number }[] = [];
  for (const atom of all.sort((a, b) => a.at - b.at)) {
    const previous = merged[merged.length - 1];
    if (previous?.at === atom.at) previous.mass += atom.mass;
    else merged.push(atom);
  }
  return merged;
}
