import { formatRational, ratio } from "../../arithmetic/rational.ts";
import type { PriceProof } from "../format.ts";
import { readInstance } from "../verify/instance.ts";
import { priceBounds } from "../verify/price-bounds.ts";
import { inWords } from "./certificate.ts";
import { type Proved, roundOutward } from "./proof.ts";
import type { Stated } from "./stated.ts";

/** Masses are whole multiples of 2^−60. */
const grain = 2 ** 60;

/** The proof that a distribution of prices gives: masses at the distinct type values, in doubles; in words why there is none. */
export function provePrices({ instance }: Stated, masses: Float64Array): Proved | string {
  return inWords((): Proved => {
    const total = masses.reduce((sum, f) => sum + f, 0);
    const whole = Array.from(masses, (f) => BigInt(Math.max(1, Math.round((f / total) * grain))));
    // What rounding left over goes where it is least, relatively.
    const largest = whole.reduce((best, mass, k) => (mass > (whole[best] as bigint) ? k : best), 0);
    whole[largest] = (whole[largest] as bigint) + BigInt(grain) - whole.reduce((sum, mass) => sum + mass, 0n);
    const proof: PriceProof = { kind: "prices", masses: whole.map((mass) => formatRational(ratio(mass, BigInt(grain)))) };
    const { attained, bound } = priceBounds(readInstance(instance), proof);
    return {
      claim: { status: "optimal", lower: formatRational(roundOutward(attained, -1n)), upper: formatRational(roundOutward(bound, 1n)) },
      proof,
      method: "distribution of prices, with enclosures of its expected utility and of the slopes that bound all others",
      repairs: ["masses rounded to multiples of 2^-60"],
    };
  });
}
