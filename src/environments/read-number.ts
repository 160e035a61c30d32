import { formatRational, isRational, one, type Rational, rational, sumRationals, toNumber } from "../arithmetic/rational.ts";
import { massTotalTolerance } from "../arithmetic/tolerance.ts";
import { refuse, refuseAs, show } from "../errors.ts";

/** The exact value of a number that a user wrote. Throws InvalidInputError naming `field` for anything that is not a finite number. */
export function readNumber(input: unknown, field: string): Rational {
  if (!isRational(input)) {
    refuse(field, "a finite number", input, 'Write a decimal such as 0.25, or an exact string such as "1/3".');
  }
  const value = rational(input);
  if (!Number.isFinite(toNumber(value))) {
    refuse(field, "a number within the range of doubles (below 1.8e308)", input, "Rescale the unit of account.");
  }
  return value;
}

/** How many agents share an entry: a whole number, at least 1. */
export function readCount(input: unknown, field: string, agents: string, remedy: string): number {
  if (typeof input === "number" && Number.isSafeInteger(input) && input >= 1) return input;
  return refuse(field, `a whole number of ${agents}, at least 1`, input, remedy);
}

/** A list of the stated length. `of` says what its entries stand for, e.g. `one entry per outcome`. */
export function readList(input: unknown, field: string, length: number, of: string): readonly unknown[] {
  if (!Array.isArray(input) || input.length !== length) {
    refuseAs(field, `a list of ${length} (${of})`, Array.isArray(input) ? `a list of ${input.length}` : show(input), `Give ${of}.`);
  }
  return input;
}

/** Masses as exact probabilities: non-negative, total within 1e-9 of 1, then renormalised exactly. `fields[k]` names entry k, `field` the whole. */
export function readMasses(inputs: readonly unknown[], field: string, nameOf: (k: number) => string): Rational[] {
  const masses = inputs.map((input, k) => {
    const mass = readNumber(input, nameOf(k));
    if (mass.s < 0n) {
      refuse(nameOf(k), "a mass of at least 0", input, "A mass is a probability: give 0 or more.");
    }
    return mass;
  });
  const total = sumRationals(masses);
  if (Math.abs(toNumber(total.sub(one))) > massTotalTolerance) {
    refuseAs(
      field,
      "masses with total 1",
      `total ${shortNumber(total)}`,
      "Rescale the masses; a total within 1e-9 of 1 is renormalised exactly.",
    );
  }
  return total.equals(one) ? masses : masses.map((mass) => mass.div(total));
}

/** `9/10` where that is short, else the decimal. */
function shortNumber(r: Rational): string {
  const exact = formatRational(r);
  return exact.length <= 12 ? exact : String(toNumber(r));
}
