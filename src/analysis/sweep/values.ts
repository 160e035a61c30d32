import { formatRational, isRational, type Rational, rational } from "../../arithmetic/rational.ts";
import type { Json } from "../../certificate/format.ts";
import { refuse, refuseAs } from "../../errors.ts";

/** The values that one field takes: listed, or `points` of them from `from` to `to`, both included. */
export type Variation = readonly Json[] | Range;

/** Fields that say how to compute, which are doubles and no exact numbers. */
const doubles: ReadonlySet<string> = new Set(["width", "discretization.mergeBelow"]);

/** Evenly spaced, exactly; with `scale: "log"` their logarithms are, in floating point between the exact ends. */
export interface Range {
  readonly from: number | string;
  readonly to: number | string;
  readonly points: number;
  readonly scale?: "linear" | "log" | undefined;
}

/** Values that are kept when they were made: exact arithmetic is slow next to looking up. */
const remembered = 10_000;

/** How many values a variation has, and the k-th of them. */
export interface Values {
  readonly count: number;
  /** Whether all of them are numbers or fractions. */
  readonly numeric: boolean;
  at(k: number): Json;
}

/** The values of a variation of a field; throws InvalidInputError naming `vary.field` when there is none, or no such scale. */
export function valuesOf(variation: Variation, varied: string): Values {
  const field = `vary.${varied}`;
  if (isList(variation)) {
    if (variation.length === 0) refuseAs(field, "at least one value", "an empty list", "List the values it takes.");
    return { count: variation.length, numeric: variation.every(isNumeric), at: (k) => variation[k] as Json };
  }
  const { points, scale } = variation;
  const [from, to] = [rational(variation.from), rational(variation.to)];
  if (scale === "log" && !(from.compare(0) > 0 && to.compare(0) > 0)) {
    const expected = "from and to above 0 on a logarithmic scale";
    refuse(field, expected, [variation.from, variation.to], "Leave scale out, or start above 0.");
  }
  const stated = doubles.has(varied) ? Number : numberJson;
  const made: Json[] = [];
  const at = (k: number): Json => {
    if (k >= remembered) return value(k);
    made[k] ??= value(k);
    return made[k];
  };
  const value = (k: number): Json => {
    if (k === 0) return stated(from);
    if (k === points - 1) return stated(to);
    const part = rational(k).div(points - 1);
    return scale === "log" ? Number(from) * (Number(to) / Number(from)) ** Number(part) : stated(from.add(to.sub(from).mul(part)));
  };
  return { count: points, numeric: true, at };
}

/** Whether a value is a number or a fraction written as a text. */
export function isNumeric(value: Json): boolean {
  return isRational(value);
}

function isList(variation: Variation): variation is readonly Json[] {
  return Array.isArray(variation);
}

/** A rational as an instance states it: whole numbers as such, fractions as texts. */
function numberJson(value: Rational): Json {
  const whole = Number(value.n);
  return value.d === 1n && Number.isSafeInteger(whole) ? Number(value) : formatRational(value);
}
