import { isRational, type NumberInput, one, type Rational, ratio, rational, zero } from "../../arithmetic/rational.ts";
import { refuse } from "../../errors.ts";

/**
 * Two partners with values v₁ uniform on [0, 1] and v₂ uniform on [a, 1 + a], 0 ≤ a < 1, and a grid of cells. On [a, 1] both have the same knots, so that
 * the diagonal v₁ = v₂ passes through corners of cells only; the middle (1 + a)/2 of all values is one of them.
 *
 * The efficient rule gives the unit to the higher value. With t the transfer to partner 1, who owns s, and k − t to partner 2 (k a constant subsidy):
 * - incentive compatible: E[t | v₁] = c₁ − max(v₁² − a², 0)/2 and E[t | v₂] = −c₂ + (min(v₂, 1)² − a²)/2, by the envelope formula;
 * - ex-post individually rational: σ·v₁ ≤ t ≤ σ·v₂ + k with σ = s − 1 where v₁ > v₂ (partner 1 buys) and σ = s where v₁ < v₂.
 *
 * @see S. Galavotti, section 6: efficient, ex-post balanced, interim incentive-compatible and ex-post individually rational trade.
 */
export interface UniformPair {
  readonly shift: Rational;
  /** The ends of the cells of each partner's values, increasing. */
  readonly knots: readonly [first: readonly Rational[], second: readonly Rational[]];
}

/** The columns of both programs: share s, subsidy k (both ≥ 0), the constants c₁, c₂, then what describes the transfer. */
export const columnOf = { share: 0, subsidy: 1, constants: [2, 3], transfers: 4 } as const;

/**
 * The pair with shift `a`, with `pieces` equal cells on each of [0, a], [a, (1+a)/2], [(1+a)/2, 1] and [1, 1+a]. Throws InvalidInputError (fields `shift`,
 * `pieces`) unless 0 ≤ a < 1 and there is at least one.
 */
export function uniformPair(shift: NumberInput, pieces: number): UniformPair {
  if (!isRational(shift) || rational(shift).lt(zero) || rational(shift).gte(one)) {
    refuse("shift", "a number from 0 to below 1", shift, "From 1 on partner 2 always has the higher value.");
  }
  if (!Number.isSafeInteger(pieces) || pieces < 1) {
    const remedy = "One is enough for the ends of the set of shares; bounds on the subsidy need more.";
    refuse("pieces", "a whole number of cells on each piece of the supports, at least 1", pieces, remedy);
  }
  const a = rational(shift);
  const middle = one.add(a).div(2n);
  const between = (low: Rational, high: Rational) =>
    low.equals(high) ? [] : Array.from({ length: pieces }, (_, k) => low.add(high.sub(low).mul(ratio(BigInt(k), BigInt(pieces)))));
  const shared = [...between(a, middle), ...between(middle, one)];
  return {
    shift: a,
    knots: [
      [...between(zero, a), ...shared, one],
      [...shared, ...between(one, one.add(a)), one.add(a)],
    ],
  };
}

/** Where a cell lies: above the diagonal (v₁ < v₂), below it, or on it. */
export function sideOf({ knots }: UniformPair, i: number, j: number): "buys" | "sells" | "both" {
  const order = (knots[0][i] as Rational).compare(knots[1][j] as Rational);
  return order > 0 ? "buys" : order < 0 ? "sells" : "both";
}

/** v² where the interim transfer of a partner moves with v²/2, held constant beyond: v₁ below a, v₂ above 1. At the ends of a cell and by polarisation. */
export function movingProduct({ shift }: UniformPair, partner: 0 | 1, u: Rational, v: Rational): Rational {
  const clip = (x: Rational) => (partner === 0 ? (x.lt(shift) ? shift : x) : x.gt(one) ? one : x);
  return clip(u).mul(clip(v));
}
