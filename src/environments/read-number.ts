import { formatRational, isRational, one, type Rational, rational, sumRationals, toNumber } from "../arithmetic/rational.ts";
import { massTotalTolerance } from "../arithmetic/tolerance.ts";
import { InvalidInputError, show } from "../errors.ts";

/** The exact value of a number that a user wrote. Throws InvalidInputError naming `field` for anything that is not a finite number. */
export function readNumber(input: unknown, field: string): Rational {
  if (!isRational(input)) {
    throw new InvalidInputError({
      field,
      expected: "a finite number",
      received: show(input),
      remedy: 'Write a decimal such as 0.25, or an exact string such as "1/3".',
    });
  }
  const value = rational(input);
  if (!Number.isFinite(toNumber(value))) {
    throw new InvalidInputError({
      field,
      expected: "a number within the range of doubles (below 1.8e308)",
      received: show(input),
      remedy: "Rescale the unit of account.",
    });
  }
  return value;
}

/** A list of the stated length. `of` says what its entries stand for, e.g. `one entry per outcome`. */
export function readList(input: unknown, field: string, length: number, of: string): readonly unknown[] {
  if (!Array.isArray(input) || input.length !== length) {
    throw new InvalidInputError({
      field,
      expected: `a list of ${length} (${of})`,
      received: Array.isArray(input) ? `a list of ${input.length}` : show(input),
      remedy: `Give ${of}.`,
    });
  }
  return input;
}

/** Masses as exact probabilities: non-negative, total within 1e-9 of 1, then renormalised exactly. `fields[k]` names entry k, `field` the whole. */
export function readMasses(inputs: readonly unknown[], field: string, nameOf: (k: number) => string): Rational[] {
  const masses = inputs.map((input, k) => {
    const mass = readNumber(input, nameOf(k));
    if (mass.s < 0n) {
      throw new InvalidInputError({
        field: nameOf(k),
        expected: "a mass of at least 0",
        received: show(input),
        remedy: "A mass is a probability: give 0 or more.",
      });
    }
    return mass;
  });
  const total = sumRationals(masses);
  if (Math.abs(toNumber(total.sub(one))) > massTotalTolerance) {
    throw new InvalidInputError({
      field,
      expected: "masses with total 1",
      received: `total ${shortNumber(total)}`,
      remedy: "Rescale the masses; a total within 1e-9 of 1 is renormalised exactly.",
    });
  }
  return total.equals(one) ? masses : masses.map((mass) => mass.div(total));
}

/** `9/10` where that is short, else the decimal. */
function shortNumber(r: Rational): string {
  const exact = formatRational(r);
  return exact.length <= 12 ? exact : String(toNumber(r));
}
