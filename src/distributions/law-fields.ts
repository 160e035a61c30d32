import { formatRational, isRational, type NumberInput, type Rational, rational, toNumber } from "../arithmetic/rational.ts";
import { InvalidInputError, show } from "../errors.ts";

/** A number of a law, as written, exactly, and as the nearest double. */
export interface NumberField {
  readonly value: number;
  readonly exact: Rational;
}

const numberRemedy = 'Write a decimal such as 0.35 or an exact string such as "1/3".';

/** Refuses a field with the four parts of a clear sentence. */
export function refuse(field: string, expected: string, received: unknown, remedy: string): never {
  throw new InvalidInputError({ field, expected, received: showInput(received), remedy });
}

/** As {@link refuse}, when what came is told in words of ours. */
export function refuseAs(field: string, expected: string, received: string, remedy: string): never {
  throw new InvalidInputError({ field, expected, received, remedy });
}

/** A finite number. */
export function readNumber(field: string, input: unknown): NumberField {
  if (!isRational(input)) refuse(field, "a finite number", input, numberRemedy);
  const exact = rational(input);
  const value = typeof input === "number" ? input : toNumber(exact);
  if (!Number.isFinite(value)) refuse(field, "a number within the range of doubles (below 1.8e308)", input, "Rescale the unit of account.");
  return { value, exact };
}

/** A number above 0. */
export function readPositive(field: string, input: unknown): NumberField {
  const number = readNumber(field, input);
  if (!(number.value > 0)) refuse(field, "a number above 0", input, "Give a positive number.");
  return number;
}

/** `min` below `max`, also as doubles, at a finite distance. */
export function readInterval(spec: { readonly min: unknown; readonly max: unknown }): { min: NumberField; max: NumberField } {
  const min = readNumber("min", spec.min);
  const max = readNumber("max", spec.max);
  if (!(max.value > min.value)) {
    refuse("max", `a number above min (${showInput(spec.min)})`, spec.max, 'Exchange min and max, or use "point-mass" for a single type.');
  }
  if (!Number.isFinite(max.value - min.value)) refuse("max", "an interval shorter than 1.8e308", spec.max, "Rescale the unit of account.");
  return { min, max };
}

/** A list with at least `least` entries. */
export function readList(field: string, input: unknown, least: number, what: string): readonly unknown[] {
  if (!Array.isArray(input) && !ArrayBuffer.isView(input)) refuse(field, `a list of ${what}`, input, `Write [${what}, …].`);
  const list = Array.isArray(input) ? (input as readonly unknown[]) : Array.from(input as unknown as ArrayLike<number>);
  if (list.length < least) {
    const expected = `a list of at least ${least === 1 ? "one entry" : `${least} ${what}`}`;
    refuseAs(field, expected, list.length === 0 ? "an empty list" : showInput(input), `Add ${what}.`);
  }
  return list;
}

/** Finite numbers as doubles; their exact values are read only when asked for. */
export function readNumbers(field: string, list: readonly unknown[]): Float64Array {
  const values = new Float64Array(list.length);
  for (let k = 0; k < list.length; k++) {
    const entry = list[k];
    values[k] = typeof entry === "number" && Number.isFinite(entry) ? entry : readNumber(`${field}[${k}]`, entry).value;
  }
  return values;
}

/** Refuses values that do not increase strictly. */
export function requireIncreasing(field: string, values: Float64Array, list: readonly unknown[]): void {
  for (let k = 1; k < values.length; k++) {
    if ((values[k] as number) > (values[k - 1] as number)) continue;
    const repeated = values[k] === values[k - 1];
    refuse(
      `${field}[${k}]`,
      `a number above the one before it (${showInput(list[k - 1])})`,
      list[k],
      repeated ? "Merge the repeated entries and add up their masses." : `Sort ${field} in increasing order, together with the masses.`,
    );
  }
}

/** A number as an instance file can hold it. */
export function writable(input: NumberInput): number | string {
  return typeof input === "number" || typeof input === "string" ? input : formatRational(rational(input));
}

function showInput(value: unknown): string {
  return typeof value !== "number" && typeof value !== "string" && isRational(value) ? formatRational(rational(value)) : show(value);
}
