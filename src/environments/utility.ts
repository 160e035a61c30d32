import { type NumberInput, one, type Rational, toNumber, zero } from "../arithmetic/rational.ts";
import { refuse, refuseAs, show } from "../errors.ts";
import { readNumber } from "./read-number.ts";

/** As users state it: u(x) = x^power of the surplus x ≥ 0, or a function of their own (in code only). */
export type UtilityInput = { readonly power: NumberInput } | ((surplus: number) => number);

/** What a surplus x ≥ 0 from trade is worth to a trader: increasing, concave, u(0) = 0. */
export interface Utility {
  of(surplus: number): number;
  /** γ where u(x) = x^γ, 0 < γ ≤ 1; null for a function given in code. */
  readonly power: Rational | null;
}

/** u(x) = x^γ, exactly x at γ = 1. */
function powerUtility(power: Rational): Utility {
  const exponent = toNumber(power);
  return { power, of: power.equals(one) ? (x) => x : (x) => x ** exponent };
}

/** Below it doubles know no power but 0. */
const leastPower = 1e-300;

/** Surpluses at which a function given in code is checked, as shares of the largest that can arise. */
const samples = 64;

/**
 * Reads a utility; a function is checked at {@link samples} surpluses up to `largest` for u(0) = 0, increase and concavity, as far as rounding tells.
 * Throws InvalidInputError naming `field`.
 */
export function readUtility(input: UtilityInput, field: string, largest: number): Utility {
  if (typeof input === "function") return checked(input, field, largest);
  if (typeof input !== "object" || input === null || !("power" in input)) {
    return refuse(field, 'a power such as {"power": "1/2"}, or a function in code', input, "Say what a surplus is worth.");
  }
  const power = readNumber(input.power, `${field}.power`);
  if (power.lte(zero) || power.gt(one)) {
    refuseAs(
      `${field}.power`,
      "a power above 0 and at most 1",
      show(input.power),
      "Above 1 traders would love risk, and Φ would not be concave; 1 is risk neutrality.",
    );
  }
  if (toNumber(power) < leastPower) {
    refuse(`${field}.power`, `a power of at least ${leastPower}`, input.power, "Below it no surplus is worth more than another.");
  }
  return powerUtility(power);
}

function checked(of: (surplus: number) => number, field: string, largest: number): Utility {
  const at = Array.from({ length: samples + 1 }, (_, k) => (largest * k) / samples);
  const worth = at.map(of);
  const broken = worth.findIndex((u) => !Number.isFinite(u));
  if (broken >= 0)
    refuseAs(field, "finite numbers", `u(${at[broken]}) = ${worth[broken]}`, "A utility is defined for every surplus from 0.");
  if (worth[0] !== 0) refuseAs(field, "u(0) = 0", `u(0) = ${worth[0]}`, "Measure utility from no trade: subtract u(0).");
  const slack = 1e-12 * Math.abs(worth[samples] as number);
  for (let k = 1; k <= samples; k++) {
    const [from, to] = [worth[k - 1] as number, worth[k] as number];
    if (!(to > from)) refuseAs(field, "an increasing function", `u(${at[k - 1]}) = ${from}, u(${at[k]}) = ${to}`, "More is better.");
    const bend = k < samples ? (worth[k + 1] as number) - 2 * to + from : 0;
    if (bend > slack) {
      refuseAs(field, "a concave function", `slopes that rise at ${at[k]}`, "Traders who love risk are not served.");
    }
  }
  return { power: null, of };
}
