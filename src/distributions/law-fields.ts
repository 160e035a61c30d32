import { formatRational, isRational, type NumberInput, type Rational, rational, toNumber } from "../arithmetic/rational.ts";
import { refuse, refuseAs, show } from "../errors.ts";

/** A number of a law, as written, exactly, and as the nearest double. */
export interface NumberField {
  readonly value: number;
  readonly exact: Rational;
}

const numberRemedy = 'Write a decimal such as 0.35 or an exact string such as "1/3".';

/** Refuses what is no object with the parameters of a law, as plain JavaScript may hand over anything. */
export function requireParameters(spec: unknown, law: string): void {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec))
    refuse(law, "an object with the parameters of the law", spec, "Give each parameter by its name, as in uniform({ min: 0, max: 1 }).");
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

/**
 * Shapes (exponents, parameters of the beta law) lie in this range: below it a tail holds its mass closer to the end of the support than doubles reach,
 * above it the rounding of a type, multiplied by the shape, leaves too few digits of its probability.
 */
const shapeRange = { least: 1e-3, most: 1e6 };

/** Widths and scales lie in this range, so that types times probabilities, and squares of types, keep the range of doubles. */
const widthRange = { least: 1e-150, most: 1e150 };

/** A parameter of shape. */
export function readShape(field: string, input: unknown): NumberField {
  const number = readPositive(field, input);
  const { least, most } = shapeRange;
  if (!(number.value >= least && number.value <= most)) {
    refuse(field, `a number from ${least} to ${most}, within which its law keeps the accuracy it states`, input, shapeRemedy(number.value));
  }
  return number;
}

function shapeRemedy(value: number): string {
  return value < 1
    ? 'So much mass at one end of the support is an atom there: state a "mixture" with a "point-mass".'
    : 'So much mass at one point is an atom: use "point-mass", or "uniform" on the interval that holds it.';
}

/** A positive number in units of account (a scale, a standard deviation), or per unit (a rate). */
export function readScale(field: string, input: unknown): NumberField {
  const number = readPositive(field, input);
  const { least, most } = widthRange;
  if (!(number.value >= least && number.value <= most))
    refuse(field, `a number from ${least} to ${most}`, input, "Rescale the unit of account.");
  return number;
}

/** A finite number of a size that its law's products keep within the range of doubles. */
export function readLocation(field: string, input: unknown): NumberField {
  const number = readNumber(field, input);
  if (!(Math.abs(number.value) <= widthRange.most)) {
    refuse(field, `a number between -${widthRange.most} and ${widthRange.most}`, input, "Rescale the unit of account.");
  }
  return number;
}

/** Refuses a spread that the doubles around the location cannot resolve: they must be at least 16 times finer. */
export function requireResolved(field: string, spread: number, location: number, input: unknown): void {
  const least = Math.abs(location) * 2 ** -48;
  if (spread < least) {
    refuse(
      field,
      `types spread over at least ${least} (here ${spread}), because doubles near ${location} are no finer than a sixteenth of that`,
      input,
      'Measure types from a point nearby (state "affine" with a shift), or use "point-mass".',
    );
  }
}

/** `min` below `max`, also as doubles, at a distance that leaves room for products. */
export function readInterval(spec: { readonly min: unknown; readonly max: unknown }): { min: NumberField; max: NumberField } {
  const min = readNumber("min", spec.min);
  const max = readNumber("max", spec.max);
  if (!(max.value > min.value)) {
    refuse("max", `a number above min (${show(spec.min)})`, spec.max, 'Exchange min and max, or use "point-mass" for a single type.');
  }
  requireWidth("max", max.value - min.value, spec.max);
  return { min, max };
}

/** Refuses an interval on which products of types and probabilities would leave the range of doubles. */
export function requireWidth(field: string, width: number, received: unknown): void {
  const { least, most } = widthRange;
  if (!(width >= least && width <= most))
    refuse(field, `an interval no shorter than ${least} and no longer than ${most}`, received, "Rescale the unit of account.");
}

/** A list with at least `least` entries. */
export function readList(field: string, input: unknown, least: number, what: string): readonly unknown[] {
  if (!Array.isArray(input) && !ArrayBuffer.isView(input)) refuse(field, `a list of ${what}`, input, `Write [${what}, …].`);
  const list = Array.isArray(input) ? (input as readonly unknown[]) : Array.from(input as unknown as ArrayLike<number>);
  if (list.length < least) {
    const expected = `a list of at least ${least === 1 ? "one entry" : `${least} ${what}`}`;
    refuseAs(field, expected, list.length === 0 ? "an empty list" : show(input), `Add ${what}.`);
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
      `a number above the one before it (${show(list[k - 1])})`,
      list[k],
      repeated ? "Merge the repeated entries and add up their masses." : `Sort ${field} in increasing order, together with the masses.`,
    );
  }
}

/** The fields of a specification that hold a number, as an instance file can hold them. */
export function writtenFields<Field extends string>(
  spec: Readonly<Record<Field, NumberInput>>,
  ...fields: readonly Field[]
): Record<Field, number | string> {
  return Object.fromEntries(fields.map((field) => [field, writable(spec[field])])) as Record<Field, number | string>;
}

/** A number as an instance file can hold it. */
export function writable(input: NumberInput): number | string {
  return typeof input === "number" || typeof input === "string" ? input : formatRational(rational(input));
}
