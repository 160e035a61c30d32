import { doubleDouble } from "../arithmetic/interval/double-double.ts";
import { logarithm } from "../arithmetic/interval/logarithm.ts";
import { powerError, powerOf } from "../arithmetic/interval/power.ts";
import { above, below } from "../arithmetic/interval.ts";
import { one, type Rational } from "../arithmetic/rational.ts";

/** x ↦ x^a for doubles x ≥ 0, taken as exact, rounded to either side. */
export interface PowerEnclosure {
  down(x: number): number;
  up(x: number): number;
}

export function powerEnclosure(a: Rational): PowerEnclosure {
  if (a.n === 0n) return { down: () => 1, up: () => 1 };
  if (a.equals(one)) return { down: (x) => x, up: (x) => x };
  const exponent = doubleDouble(a);
  const error = powerError(exponent.hi);
  const at = (x: number) => powerOf(logarithm(x), exponent);
  const atZero = a.s < 0n ? Number.POSITIVE_INFINITY : 0;
  return {
    down: (x) => (x === 0 ? atZero : Math.max(0, below(at(x) * (1 - error)))),
    up: (x) => (x === 0 ? atZero : above(at(x) * (1 + error))),
  };
}
