import { rational, toNumber } from "../../../arithmetic/rational.ts";

/** What a theorem says of the value, as a number; fractions are texts such as "9/64". */
export function numberOf(expected: string | number): number {
  return typeof expected === "number" ? expected : toNumber(rational(expected));
}
