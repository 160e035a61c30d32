import { formatRational } from "../arithmetic/rational.ts";
import type { Amount } from "../duals/conflict/named.ts";
import type { Bracket } from "../result.ts";

/** The ends of a bracket as a result carries them: null where there is none; `exact` is the value as a fraction, where it is proved. */
export interface BracketJson {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly exact: string | null;
}

/** A number as JSON holds it: null where there is none. */
export function finite(x: number | null): number | null {
  return x !== null && Number.isFinite(x) ? x : null;
}

/** The ends of a bracket as JSON holds them. */
export function endsJson({ lower, upper }: Pick<Bracket, "lower" | "upper">): Omit<BracketJson, "exact"> {
  return { lower: finite(lower), upper: finite(upper) };
}

/** A bracket as JSON holds it. */
export function bracketJson(bracket: Bracket): BracketJson {
  return { ...endsJson(bracket), exact: bracket.exact && formatRational(bracket.exact) };
}

/** A fraction with the other sign. */
export function opposite(exact: string | null): string | null {
  return exact === null || exact === "0" ? exact : exact.startsWith("-") ? exact.slice(1) : `-${exact}`;
}

/** Up to 12 significant digits. */
export function numberText(x: number): string {
  if (x === 0) return "0";
  return String(Number(x.toPrecision(12)));
}

/**
 * A bracket in words: the fraction and its decimal where the value is exact, one number where both ends agree, else both ends, rounded outwards to two digits
 * of the width between them, so that what is printed is proved too. An end that is not known is not mentioned.
 *
 * @example
 * bracketText({ lower: 0.140624999796617, upper: 0.14062500025449273, exact: null }); // "between 0.14062499979 and 0.14062500026"
 */
export function bracketText({ lower, upper, exact }: BracketJson): string {
  if (lower === null) return upper === null ? "not known" : `at most ${upper}`;
  if (upper === null) return `at least ${lower}`;
  if (exact !== null) return exactText(exact, (lower + upper) / 2);
  if (lower === upper) return numberText(lower);
  const last = Math.floor(Math.log10(upper - lower)) - 1;
  return `between ${roundedOutward(lower, last, -1)} and ${roundedOutward(upper, last, 1)}`;
}

/** `323/2200 = 0.146818181818`; a whole number or a short decimal stands alone, a fraction too long to read gives way to its decimal. */
function exactText(fraction: string, value: number): string {
  const decimal = numberText(value);
  if (fraction === decimal || fraction.length > 60) return decimal;
  return `${fraction} = ${decimal}`;
}

/** An amount of money, as a fraction where it is known exactly. */
export function amountText({ value, exact }: Amount): string {
  return exact === null ? numberText(value) : exactText(exact, value);
}

/** `x` with digits down to 10^last, moved down (direction −1) or up (1) where rounding went the other way; all its digits when that is not enough. */
function roundedOutward(x: number, last: number, direction: -1 | 1): string {
  const first = Math.floor(Math.log10(Math.abs(x)));
  const digits = first - last + 1;
  if (!(digits >= 1 && digits <= 16)) return String(x);
  const beyond = (text: string) => direction * (Number(text) - x) >= 0;
  const nearest = x.toPrecision(digits);
  if (beyond(nearest)) return plain(nearest);
  const moved = (Number(nearest) + direction * 10 ** last).toPrecision(digits);
  return beyond(moved) ? plain(moved) : String(x);
}

function plain(text: string): string {
  return String(Number(text));
}

/** A share as a percentage with four decimals, or the two that enclose it. */
export function percentText(lower: number, upper: number): string {
  const low = (100 * lower).toFixed(4);
  const high = (100 * upper).toFixed(4);
  return low === high ? `${low} %` : `${low} % to ${high} %`;
}

export function secondsText(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}
