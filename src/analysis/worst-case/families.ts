import { zero } from "../../arithmetic/rational.ts";
import { refuse } from "../../errors.ts";
import type { CriterionName } from "./criteria.ts";
import type { ExactStrengths, ExactTraders } from "./exact-pair.ts";

/** A parameter of a family and where a search looks for it. */
export interface FamilyParameter {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly scale: "linear" | "log";
}

/** Laws that a few numbers describe, discrete and with exact rationals. */
export interface NamedFamily {
  readonly about: string;
  readonly source: string;
  /** For which ratio it was made. */
  readonly criterion: CriterionName;
  readonly parameters: readonly FamilyParameter[];
  /** `types`: how many a side. */
  traders(parameters: Readonly<Record<string, number>>, types: number): ExactTraders;
}

export type FamilyName = "constant-virtual-ratio" | "flat-revenue";

/** The families by name. */
export const families: Readonly<Record<FamilyName, NamedFamily>> = {
  "constant-virtual-ratio": {
    about:
      "Both strengths have the types x_1 < … < x_n = 1 with log x_k = −range·ln 10·((n − k)/(n − 1))^bend, and tails with virtual values −ratio·x_k below 1: " +
      "T_k/T_{k+1} = (x_{k+1}/x_k + ratio)/(1 + ratio). The second best comes close to half of the first best as the ratio falls and the range grows.",
    source: "the discrete form of the tight family of Y. Qin, Z. Ren, Z. Liu, Z. Wang (2026), arXiv:2606.03849",
    criterion: "second-best",
    parameters: [
      { name: "ratio", from: 0.004, to: 0.2, scale: "log" },
      { name: "range", from: 10, to: 300, scale: "log" },
      { name: "bend", from: 1, to: 3, scale: "linear" },
    ],
    traders({ ratio, range, bend }, types) {
      const decimals = new Decimals(Math.ceil(1.1 * (range as number)) + 30);
      const { unit } = decimals;
      const at = places(types, range as number, bend as number, decimals);
      const share = decimals.power(Math.log10(ratio as number));
      const tails = new Array<bigint>(types);
      tails[types - 1] = unit;
      for (let k = types - 2; k >= 0; k--) {
        const [here, next] = [at[k] as bigint, at[k + 1] as bigint];
        tails[k] = ((tails[k + 1] as bigint) * (next * unit + share * here)) / ((unit + share) * here);
      }
      const side = { at, tails };
      return { unit, least: zero, buyer: side, seller: side };
    },
  },
  "flat-revenue": {
    about:
      "A buyer with values v_1 < … < v_n = 1, log v_k = −range·ln 10·((n − k)/(n − 1))^bend, and P(V ≥ v) = v_1/v, so that every price earns the same and a seller with any cost " +
      "asks for 1; a seller with P(C ≤ c) = c^exponent (up to a factor) at costs between the values. With many types over a wide range the first best is 2/(β + β^α(1 + β)) times what the random offerer attains, " +
      "α the exponent and β = α/(1 + α): at most 2.1148…, at α = 0.0679….",
    source: "derived here: offers of 1 and of βv, in closed form for a continuum of types",
    criterion: "random-offerer",
    parameters: [
      { name: "exponent", from: 0.03, to: 0.3, scale: "log" },
      { name: "range", from: 4, to: 120, scale: "log" },
      { name: "bend", from: 1, to: 2, scale: "linear" },
      { name: "between", from: 0.05, to: 0.95, scale: "linear" },
    ],
    traders({ exponent, range, bend, between }, types) {
      // Rounded revenues have to differ less than the revenue that a cost as small as the least value takes away.
      const decimals = new Decimals(Math.ceil(2.1 * (range as number)) + 30);
      const { unit } = decimals;
      const at = places(types, range as number, bend as number, decimals);
      const lowest = at[0] as bigint;
      const buyer: ExactStrengths = { at, tails: at.map((v) => (lowest * unit) / v) };
      // Costs c_k in [v_k, v_{k+1}], strengths 1 − c in increasing order.
      const share = decimals.power(Math.log10(between as number));
      const costs = at.slice(0, -1).map((v, k) => v + (((at[k + 1] as bigint) - v) * share) / unit);
      const logs = costs.map((c) => decimals.log(c));
      const seller: ExactStrengths = {
        at: costs.map((c) => unit - c).reverse(),
        tails: logs.map((log) => decimals.power((exponent as number) * log)).reverse(),
      };
      return { unit, least: zero, buyer, seller };
    },
  },
};

export const familyNames = Object.keys(families) as readonly FamilyName[];

/** Types from 10^−range to 1. */
function places(types: number, range: number, bend: number, decimals: Decimals): bigint[] {
  const at = Array.from({ length: types }, (_, k) => decimals.power(-range * ((types - 1 - k) / (types - 1)) ** bend));
  if (at.every((x, k) => k === 0 || x > (at[k - 1] as bigint))) return at;
  return refuse("types", "few enough types that all are different", types, "Use fewer types, or a wider range.");
}

/** Numbers with a fixed count of digits after the point, as integers. */
class Decimals {
  readonly unit: bigint;
  readonly #digits: number;

  constructor(digits: number) {
    this.#digits = digits;
    this.unit = 10n ** BigInt(digits);
  }

  /** 10^log, with the digits of a double. */
  power(log: number): bigint {
    const whole = Math.floor(log);
    const leading = BigInt(Math.round(10 ** (log - whole) * 1e15));
    const shift = this.#digits + whole - 15;
    return shift >= 0 ? leading * 10n ** BigInt(shift) : leading / 10n ** BigInt(-shift);
  }

  /** The logarithm to base 10. */
  log(x: bigint): number {
    const text = x.toString();
    return Math.log10(Number(`0.${text.slice(0, 17)}`)) + text.length - this.#digits;
  }
}
