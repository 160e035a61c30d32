import { formatRational, type Rational } from "../../arithmetic/rational.ts";

/** Longest fraction that stands in a sentence. */
const longest = 80;

/** A number for a sentence: the fraction itself, or where it is long its first 20 decimals. */
export function numberInWords(number: Rational): string {
  const text = formatRational(number);
  if (text.length <= longest) return text;
  const digits = ((number.n * 10n ** 20n) / number.d).toString().padStart(21, "0");
  const whole = digits.slice(0, -20);
  return whole.length > longest ? "a number beyond all others" : `about ${number.s < 0n ? "-" : ""}${whole}.${digits.slice(-20)}`;
}
