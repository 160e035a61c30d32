import { CompensatedSum } from "../../arithmetic/sum.ts";
import { refuseAs } from "../../errors.ts";
import type { Atom, Distribution, Piece } from "../distribution.ts";
import { boundsByTurns, completeLaw } from "../law.ts";
import { tanhSinh } from "../numerics/tanh-sinh.ts";
import { pieceByDensity } from "../proofs.ts";
import { checkCustomLaw } from "../shapes/custom-check.ts";
import { checkClaims } from "../shapes/custom-claims.ts";

/** What a user knows of a law; see {@link customLaw}. */
export interface CustomLaw {
  /** P(V ≤ x), for every real x. */
  readonly cdf: (x: number) => number;
  /** inf{x : P(V ≤ x) ≥ p}, p in [0, 1]. */
  readonly quantile: (p: number) => number;
  /** Smallest closed interval of probability 1; bounds may be infinite. */
  readonly support: { readonly min: number; readonly max: number };
  /** P(V > x). Default 1 − cdf(x): no relative accuracy in the upper tail. */
  readonly survival?: (x: number) => number;
  /** sup{x : P(V ≥ x) ≥ q}. Default from `quantile`: exact only up to rounding of 1 − q. */
  readonly upperQuantile?: (q: number) => number;
  /** Density of the continuous part. Default: differences of the cdf, about 8 digits. */
  readonly pdf?: (x: number) => number;
  /** E[V · 1{a < V ≤ b}]. Default: quadrature of the quantile function. */
  readonly partialMean?: (a: number, b: number) => number;
  /** Every jump of the cdf, increasing. Default none. */
  readonly atoms?: readonly Atom[];
  /** Where the density is positive, with what is proved there. Default: everything between the atoms, nothing proved. */
  readonly pieces?: readonly Piece[];
  /** Relative error of the functions given. Default 1e-10. */
  readonly relativeError?: number;
}

/** What every result with a custom law rests on. */
const takenAtItsWord = "the custom law is what its functions say, which were compared with each other at sample points and not proved";

/** Relative error assumed of functions that come without a statement of their accuracy. */
const defaultCustomError = 1e-10;

/**
 * A law given by functions.
 *
 * At the door cdf, quantiles, pdf, partial means, the masses of atoms and pieces, and the slopes claimed are compared with each other at sample points. That
 * is no proof: a result with such a law names the law among its assumptions. A law with unbounded support needs `partialMean`
 * or `upperQuantile` for its upper tail, since doubles cannot express probabilities near 1 finely.
 *
 * Throws InvalidInputError when a function is missing, they contradict each other or what is claimed of them, or the mean is not finite.
 *
 * @example
 * const triangle = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)) ** 2, quantile: Math.sqrt, support: { min: 0, max: 1 } });
 * triangle.mean; // 0.6666666666666666
 */
export function customLaw(given: CustomLaw): Distribution {
  const { min, max } = checkCustomLaw(given);
  const atoms = given.atoms ?? [];
  const pieces = given.pieces ?? defaultPieces(min, max, atoms);
  const cdf = (x: number) => (x < min ? 0 : x >= max ? 1 : given.cdf(x));
  const survival = (x: number) => (x < min ? 1 : x >= max ? 0 : given.survival ? given.survival(x) : 1 - given.cdf(x));
  const quantile = (p: number) => (p >= 0 && p <= 1 ? (p === 0 ? min : p === 1 ? max : given.quantile(p)) : Number.NaN);
  const givenUpper = given.upperQuantile;
  const upperQuantile = (q: number) => {
    if (!(q >= 0 && q <= 1)) return Number.NaN;
    if (q === 0 || q === 1) return q === 0 ? max : min;
    return givenUpper ? givenUpper(q) : upperFromLower(given.quantile, cdf, pieces, atoms, q);
  };
  const massBetween = (a: number, b: number) => {
    if (!(a < b)) return 0;
    const below = cdf(b);
    const difference = below <= 0.5 ? below - cdf(a) : survival(a) - survival(b);
    return difference > 0 ? difference : 0;
  };
  const pdf = given.pdf ?? ((x: number) => slopeOf(cdf, survival, pieces, x));
  checkClaims({
    support: { min, max },
    atoms,
    pieces,
    cdf,
    survival,
    quantile,
    upperQuantile,
    pdf,
    given: { pdf: given.pdf !== undefined, partialMean: given.partialMean },
  });
  const partialMean =
    given.partialMean ??
    ((a: number, b: number) => meanByQuadrature({ min, max, atoms, pieces, cdf, survival, quantile, upperQuantile, massBetween }, a, b));
  const mean = partialMean(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (!Number.isFinite(mean)) {
    refuseAs(
      given.partialMean ? "partialMean" : "quantile",
      "a law with finite mean",
      `a mean of ${mean}`,
      "Truncate the law, for example by an atom at a cap.",
    );
  }
  const monotone = pieces.every((piece) => piece.density !== "unknown") && given.pdf !== undefined;
  const turns = pieces.flatMap((piece) => [piece.from, piece.to]).filter(Number.isFinite);
  return completeLaw({
    kind: "custom",
    spec: undefined,
    support: { min, max },
    atoms,
    pieces,
    mean,
    relativeError: given.relativeError ?? defaultCustomError,
    assumption: takenAtItsWord,
    cdf,
    survival,
    pdf,
    // Only a density that is monotone in every piece, and does not jump, is bounded by its values.
    densityBounds:
      monotone && pieces.length === 1 ? boundsByTurns(pdf, min, max, turns) : () => ({ min: 0, max: Number.POSITIVE_INFINITY }),
    quantile,
    upperQuantile,
    massBetween,
    partialMean: (a, b) => (a < b ? partialMean(a, b) : 0),
  });
}

function defaultPieces(min: number, max: number, atoms: readonly Atom[]): Piece[] {
  const mass = new CompensatedSum();
  for (const atom of atoms) mass.add(atom.mass);
  if (mass.value >= 1 - 1e-9) return [];
  const cuts = [min, ...atoms.map(({ at }) => at).filter((at) => at > min && at < max), max];
  return cuts.slice(1).map((to, k) => pieceByDensity(cuts[k] as number, to, "unknown"));
}

/** sup{x : P(V ≥ x) ≥ q} from the lower quantile: they differ only where the cdf is flat. */
function upperFromLower(
  quantile: (p: number) => number,
  cdf: (x: number) => number,
  pieces: readonly Piece[],
  atoms: readonly Atom[],
  q: number,
): number {
  const x = quantile(1 - q);
  if (cdf(x) > 1 - q) return x;
  // At the left end of a gap the upper quantile is its right end: the next atom or piece.
  if (pieces.some((piece) => piece.from <= x && x < piece.to)) return x;
  let next = Number.POSITIVE_INFINITY;
  for (const { at } of atoms) if (at > x) next = Math.min(next, at);
  for (const { from } of pieces) if (from >= x) next = Math.min(next, from);
  return next === Number.POSITIVE_INFINITY ? x : next;
}

/** Richardson's extrapolation of central differences of the smaller tail, closer near the ends of a piece. */
function slopeOf(cdf: (x: number) => number, survival: (x: number) => number, pieces: readonly Piece[], x: number): number {
  const piece = pieces.find(({ from, to }) => from <= x && x <= to);
  if (piece === undefined) return 0;
  const size = Math.min(piece.to - piece.from, Math.max(Math.abs(x), 1));
  const step = Math.max(Math.min(size * 1e-3, 0.4 * Math.min(x - piece.from, piece.to - x)), size * 1e-6);
  const at = Math.min(Math.max(x, piece.from + 2.5 * step), piece.to - 2.5 * step);
  const lower = cdf(at) <= 0.5;
  const rise = (h: number) => (lower ? cdf(at + h) - cdf(at - h) : survival(at - h) - survival(at + h)) / (2 * h);
  return Math.max(0, (4 * rise(step) - rise(2 * step)) / 3);
}

/** E[V · 1{a < V ≤ b}] = Σ atoms + ∫ quantile(p) dp over each piece, p measured from the nearer tail. */
function meanByQuadrature(
  law: Pick<Distribution, "atoms" | "pieces" | "cdf" | "survival" | "quantile" | "upperQuantile" | "massBetween"> & {
    readonly min: number;
    readonly max: number;
  },
  a: number,
  b: number,
): number {
  const total = new CompensatedSum();
  for (const { at, mass } of law.atoms) if (a < at && at <= b) total.add(at * mass);
  for (const { from, to } of law.pieces) {
    const low = Math.max(a, from);
    const high = Math.min(b, to);
    if (!(low < high)) continue;
    const atom = law.atoms.find(({ at }) => at === high);
    const start = law.cdf(low);
    const end = law.survival(high) + (atom?.mass ?? 0);
    const length = law.massBetween(low, high) - (atom?.mass ?? 0);
    total.add(
      tanhSinh((below, above) => (start + below <= 0.5 ? law.quantile(start + below) : law.upperQuantile(end + above)), length, 1e-14),
    );
  }
  return total.value;
}
