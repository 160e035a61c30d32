import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution, DistributionSpec } from "../distribution.ts";
import { completeLaw, imageBuilder } from "../law.ts";
import { nextDouble, previousDouble } from "../numerics/neighbours.ts";
import { imagePieces } from "../proofs.ts";

/** The law of scale·X + shift, X the law `of`; in the family of X where it has one, so that no digit is lost. The scale is not 0. */
export function affineOfLaw(scale: Rational, shift: Rational, of: Distribution, spec: DistributionSpec | undefined): Distribution {
  const inFamily = imageBuilder(of);
  const image = inFamily ? inFamily(scale, shift) : mappedLaw(scale, shift, of);
  return Object.assign(image, {
    kind: "affine",
    spec,
    affine: { scale: toNumber(scale), shift: toNumber(shift), exactScale: scale, exactShift: shift, of },
  });
}

/**
 * The image of a law that came from outside (a custom law). Points are mapped back by (x − shift)/scale, except that atoms and the ends
 * of the support go to their own preimages, whatever the rounding.
 */
function mappedLaw(exactScale: Rational, exactShift: Rational, of: Distribution): Distribution {
  const scale = toNumber(exactScale);
  const shift = toNumber(exactShift);
  const up = scale > 0;
  const stretch = Math.abs(scale);
  const push = (x: number) => scale * x + shift;
  const atoms = of.atoms.map(({ at, mass }) => ({ at: push(at), mass }));
  const sources = of.atoms.map(({ at }) => at);
  if (!up) {
    atoms.reverse();
    sources.reverse();
  }
  const min = push(up ? of.support.min : of.support.max);
  const max = push(up ? of.support.max : of.support.min);
  /** Preimage: an atom's for an atom, else strictly on the same side of every atom. */
  const pull = (x: number) => {
    let y = (x - shift) / scale;
    for (let k = 0; k < atoms.length; k++) {
      const at = (atoms[k] as { at: number }).at;
      const source = sources[k] as number;
      if (x === at) return source;
      if (x < at === up) {
        if (y >= source) y = previousDouble(source);
      } else if (y <= source) y = nextDouble(source);
    }
    return y;
  };
  const massAt = (x: number) => atoms.find(({ at }) => at === x)?.mass ?? 0;
  const cdf = (x: number) => (x < min ? 0 : x >= max ? 1 : up ? of.cdf(pull(x)) : of.survival(pull(x)) + massAt(x));
  const survival = (x: number) => {
    if (x < min) return 1;
    if (x >= max) return 0;
    return up ? of.survival(pull(x)) : Math.max(0, of.cdf(pull(x)) - massAt(x));
  };
  const massBetween = (a: number, b: number) => {
    if (!(a < b)) return 0;
    return up ? of.massBetween(pull(a), pull(b)) : Math.max(0, of.massBetween(pull(b), pull(a)) + massAt(b) - massAt(a));
  };
  return completeLaw({
    kind: of.kind,
    spec: undefined,
    support: { min, max },
    atoms,
    pieces: imagePieces(of.pieces, push, !up),
    mean: push(of.mean),
    relativeError: of.relativeError + 8 * unitRoundoff,
    assumption: of.assumption,
    cdf,
    survival,
    pdf: (x) => of.pdf(pull(x)) / stretch,
    densityBounds: (a, b) => {
      const bounds = up ? of.densityBounds(pull(a), pull(b)) : of.densityBounds(pull(b), pull(a));
      return { min: bounds.min / stretch, max: bounds.max / stretch };
    },
    quantile: (p) => push(up ? of.quantile(p) : of.upperQuantile(p)),
    upperQuantile: (q) => push(up ? of.upperQuantile(q) : of.quantile(q)),
    massBetween,
    partialMean: (a, b) => {
      if (!(a < b)) return 0;
      const mean = up
        ? of.partialMean(pull(a), pull(b))
        : of.partialMean(pull(b), pull(a)) + (massAt(b) === 0 ? 0 : massAt(b) * pull(b)) - (massAt(a) === 0 ? 0 : massAt(a) * pull(a));
      return scale * mean + shift * massBetween(a, b);
    },
  });
}
