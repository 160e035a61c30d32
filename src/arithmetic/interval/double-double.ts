import { exactDouble, type Rational, toNumber } from "../rational.ts";

/** The unevaluated sum hi + lo of two doubles, |lo| at most half the spacing of doubles at hi: some 106 bits. */
export interface TwoDoubles {
  readonly hi: number;
  readonly lo: number;
}

/** The rational number up to 2^−105 of itself. */
export function doubleDouble(r: Rational): TwoDoubles {
  const hi = toNumber(r);
  return { hi, lo: toNumber(r.sub(exactDouble(hi))) };
}
