import { type Rational, rational } from "../../arithmetic/rational.ts";
import type { DistributionSpec } from "../../distributions/distribution.ts";

/** Seller types 1 and 4, buyer types 0 and 3, all stretched by `scale` and then moved by `shift`. */
export interface TwoPoints {
  readonly shift: Rational;
  readonly scale: Rational;
}

export const half: Rational = rational("1/2");

/** Where x of the unscaled example lies. */
export function placed({ shift, scale }: TwoPoints, x: number): Rational {
  return scale.mul(rational(x)).add(shift);
}

/** Half of the mass at each of two places of the unscaled example. */
export function twoPointSpec(points: TwoPoints, low: number, high: number): DistributionSpec {
  return { distribution: "discrete", values: [placed(points, low), placed(points, high)], masses: [half, half] };
}
