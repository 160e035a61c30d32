import { exactDouble, formatRational, type Rational, ratio, rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { CellTypes } from "../../virtual-surplus/bracket/cell-types.ts";
import type { Claim, ContinuumSide } from "../format.ts";
import { Rejection } from "../verify/rejection.ts";
import type { Proved } from "./proof.ts";

/** Ends of the cells of each group, as the bracket search found them. */
export type FoundCells = readonly Pick<CellTypes, "low" | "high">[];

/** Per group, where its type line is cut. */
export type KnotTable = readonly (readonly Rational[])[];

/** Cells a group of the first attempt: of laws whose numbers take long to compute, and of traders whose rankings do. */
export const firstCells = { enclosed: 1024, ranked: 256 };

/** The ends of found cells as short fractions; of a law without rational numbers only those that matter at the width. */
export function knotsOf(
  groups: readonly { readonly law: Distribution }[],
  rationals: readonly boolean[],
  found: FoundCells,
  width: number,
): KnotTable {
  return groups.map(({ law }, g) => {
    const own = shortKnots(found[g] as FoundCells[number]);
    return rationals[g] ? own : trimmed(own, law, width);
  });
}

/**
 * The proof on every 2^k-th knot, ever finer until it is as narrow as `width`. At first a group has about `first` cells: a proof by tangents and exact bounds needs
 * fewer than the search in doubles did, and each of them costs.
 */
export function refined<P extends Proved>(
  knots: KnotTable,
  first: number,
  width: number,
  attempt: (stride: number) => P | string,
): P | string {
  const most = Math.max(...knots.map((own) => own.length));
  let best: P | string = "no cells were tried";
  for (let stride = 2 ** Math.max(0, Math.ceil(Math.log2(most / first))); ; stride /= 2) {
    const proved: P | string = within(() => attempt(stride), best);
    if (stride === 1 || proved === best) return proved;
    best = proved;
    let excess = typeof proved === "string" ? 1 : widthOf(proved.claim) / width;
    if (typeof proved !== "string" && excess <= 1) return proved;
    // Widths fall at least like the cells, at best like their square: the finer cutting that is surely needed is tried next.
    while (stride > 2 && excess > 16) [stride, excess] = [stride / 2, excess / 4];
  }
}

/** A finer proof; the one at hand when the verifier would not look at a finer one. */
function within<P>(prove: () => P | string, atHand: P | string): P | string {
  try {
    return prove();
  } catch (error) {
    if (error instanceof Rejection && typeof atHand !== "string") return atHand;
    throw error;
  }
}

/** Cells of equal probability, ever more of them. */
export function* evenKnots(groups: readonly { readonly law: Distribution }[]): Generator<KnotTable> {
  for (let count = 16; count <= 4096; count *= 4)
    yield groups.map(({ law }) => {
      const ends = [...new Set(Array.from({ length: count + 1 }, (_, k) => law.quantile(k / count)))];
      return shortKnots({ low: Float64Array.from(ends.slice(0, -1)), high: Float64Array.from(ends.slice(1)) });
    });
}

/** Cut at every few knots. */
export function sidesOf(knots: KnotTable, stride: number): readonly ContinuumSide[] {
  return knots.map((own) => ({ knots: own.filter((_, k) => k % stride === 0).map(formatRational), enclosures: null }));
}

/**
 * Without the knots beyond which, on either side, too little of the law lies to matter at the requested width: the search grades its cells down to
 * probabilities that take hundreds of digits to compute. One knot at least is kept.
 */
function trimmed(knots: readonly Rational[], law: Distribution, width: number): readonly Rational[] {
  const scale = Math.abs(law.mean) + law.quantile(0.75) - law.quantile(0.25);
  const matters = (mass: number, moment: number) => mass * scale + Math.abs(moment) > 1e-9 * width * scale;
  const kept = knots.filter((knot) => {
    const x = toNumber(knot);
    return (
      matters(law.cdf(x), law.partialMean(Number.NEGATIVE_INFINITY, x)) &&
      matters(law.survival(x), law.partialMean(x, Number.POSITIVE_INFINITY))
    );
  });
  return kept.length > 0 ? kept : knots.slice(0, 1);
}

/** Relative to the upper bound. */
function widthOf(claim: Claim): number {
  if (claim.status !== "optimal") return 0;
  const [lower, upper] = [rational(claim.lower), rational(claim.upper)];
  return toNumber(upper.sub(lower)) / Math.abs(toNumber(upper));
}

/** The interior ends of cells, rounded to binary fractions much shorter than the cells are wide. */
function shortKnots({ low, high }: Pick<CellTypes, "low" | "high">): Rational[] {
  const knots: Rational[] = [];
  for (let k = 1; k < low.length; k++) {
    const at = low[k] as number;
    const width = Math.min(at - (low[k - 1] as number) || Number.POSITIVE_INFINITY, (high[k] as number) - at || Number.POSITIVE_INFINITY);
    if (!Number.isFinite(at) || at === (high[k] as number)) continue;
    // Between two cells without limit, something of the size of the end itself.
    const room = Number.isFinite(width) ? width : Math.abs(at) || 1;
    const bits = Math.max(0, 6 - Math.floor(Math.log2(room)));
    const unit = 1n << BigInt(bits);
    const scaled = exactDouble(at).mul(ratio(unit, 1n));
    const rounded = ratio((scaled.s * scaled.n * 2n + scaled.d) / (2n * scaled.d), unit);
    if (knots.length === 0 || rounded.gt(knots[knots.length - 1] as Rational)) knots.push(rounded);
  }
  return knots;
}
