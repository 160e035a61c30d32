import { one, type Rational } from "../../src/arithmetic/rational.ts";

/**
 * The set of shares s₁ of Galavotti's question for v₁ ~ U[0, 1], v₂ ~ U[a, 1 + a], 0 ≤ a < 1, and mechanisms at its ends. Throughout, m = (1 + a)/2 is the
 * middle of all values, t the transfer to partner 1, and −t that to partner 2.
 */
export function efficientShares(a: Rational): { readonly smallest: Rational; readonly largest: Rational } {
  const quotient = one.sub(a).div(one.add(a));
  return {
    smallest: quotient.mul(quotient).mul(a.mul(2n).add(one)).div(3n),
    largest: one.sub(a).mul(2n).div(3n),
  };
}

type Transfer = (v1: number, v2: number) => number;

/**
 * The transfer at the largest share: the better price for partner 1 when both values lie below the middle, for partner 2 when both lie above it; a
 * fixed price m when partner 1 lies below and partner 2 above.
 */
export function transferAtLargestShare(a: number): Transfer {
  const [middle, width] = [(1 + a) / 2, (1 - a) / 2];
  const share = (2 * (1 - a)) / 3;
  const rest = 1 - share;
  return (v1, v2) => {
    const [above1, above2] = [v1 > middle, v2 > middle];
    if (!above1 && above2) return share * middle;
    if (above1 && !above2) {
      const [x, z] = [v1 - middle, middle - v2];
      return -rest * (v1 + v2 - middle) + (x * z * (x - z)) / width ** 2;
    }
    return (v1 > v2 ? -rest : share) * (above1 ? v1 : v2);
  };
}

/** The transfer at the smallest share: better prices the other way round; a fixed price m when partner 1 lies above the middle and partner 2 below. */
export function transferAtSmallestShare(a: number): Transfer {
  const middle = (1 + a) / 2;
  const quotient = (1 - a) / (1 + a);
  const share = (quotient ** 2 * (1 + 2 * a)) / 3;
  const rest = 1 - share;
  const slack = shareOfBounds(quotient);
  return (v1, v2) => {
    const [above1, above2] = [v1 > middle, v2 > middle];
    if (above1 && !above2) return -rest * middle;
    if (!above1 && above2) {
      const [x, z] = [middle - v1, v2 - middle];
      return share * v2 - share * middle * slack(x / middle, z / middle);
    }
    return (v1 > v2 ? -rest : share) * (above1 ? v2 : v1);
  };
}

/**
 * How far the transfer lies below its upper bound where partner 1 is below the middle by x and partner 2 above it by z, in units of the middle and for a
 * share of 1: u with u ≥ 0, u(x, z) + u(z, x) = x + z, so that it keeps both bounds, and ∫ u(x, z) dz over [0, 1] as incentives ask for.
 *
 * With ρ(x) = 1 − (1 − x/w)² up to w, and 1 beyond: u = zρ(x) + x(1 − ρ(z)) + e, where e(x, z) = −e(z, x) corrects the integral. A large w allows e to
 * stretch ρ, a small one needs it between values beyond w, where there is room.
 */
function shareOfBounds(w: number): (x: number, z: number) => number {
  const rho = (x: number) => 1 - Math.max(1 - x / w, 0) ** 2;
  const total = 1 - w / 3;
  if (w >= stretchFrom) {
    const stretched = (x: number) => ((1 + w) / total) * rho(x);
    return (x, z) => z * stretched(x) + x * (1 - stretched(z));
  }
  const edge = (x: number) => (rho(x) / (2 * total) - x) / (1 - w);
  return (x, z) => {
    const sides = x > w && z > w ? Math.sign(z - x) / 2 : x <= w && z > w ? edge(x) : x > w && z <= w ? -edge(z) : 0;
    return z * rho(x) + x * (1 - rho(z)) + ((4 * w) / 3) * sides;
  };
}

/** u ≥ 0 for all w from (3 − √(11/3))/2 on when ρ is stretched; below 0.78 when it is not. */
export const stretchFrom = 0.6;
