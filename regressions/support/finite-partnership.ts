import { one, type Rational, ratio } from "../../src/arithmetic/rational.ts";
import type { FinitePartnership } from "../../src/theorems/support/finite-partnership.ts";
import type { RandomSource } from "./random.ts";

/** `members` partners with `types` integer values each in [0, most], random masses and random shares; with one law for all if `common`. */
export function randomPartnership(random: RandomSource, members: number, types: number, most: number, common = false): FinitePartnership {
  const law = () => ({
    values: random.increasing(types, 0, most).map((value) => ratio(BigInt(value), 1n)),
    masses: random.masses(types, 4),
  });
  const shared = law();
  const shares = randomShares(random, members);
  return shares.map((share) => ({ share, ...(common ? shared : law()) }));
}

/** Shares of total 1, each a multiple of 1/12; one of them may be 0. */
export function randomShares(random: RandomSource, members: number): readonly Rational[] {
  const cuts = Array.from({ length: members - 1 }, () => random.integer(0, 12)).sort((x, y) => x - y);
  return [...cuts, 12].map((cut, k) => ratio(BigInt(cut - (cuts[k - 1] ?? 0)), 12n)).map((share) => (share.gt(one) ? one : share));
}
