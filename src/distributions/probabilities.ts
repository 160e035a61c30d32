import { formatRational, type NumberInput, type Rational, ratio, rational, toNumber, zero } from "../arithmetic/rational.ts";
import { CompensatedSum } from "../arithmetic/sum.ts";
import { massTotalTolerance } from "../arithmetic/tolerance.ts";
import { refuse, refuseAs } from "../errors.ts";
import { readNumbers } from "./law-fields.ts";

/** Probabilities that were renormalised to total exactly 1. */
export interface Probabilities {
  readonly values: Float64Array;
  /** Computed on first use. */
  readonly exact: () => readonly Rational[];
}

/** Relative accuracy is promised from here on; as the contract of a law says. */
const leastMass = 1e-290;

function isZero(written: unknown): boolean {
  return rational(written as NumberInput).n === 0n;
}

/** Lists up to this length are added up and renormalised exactly at once; longer ones in floats, and exactly when asked for. */
const exactAtOnce = 4096;

/**
 * Reads probabilities: none negative (none zero unless `allowZero`), none positive below 1e-290, total within 1e-9 of 1.
 *
 * Throws InvalidInputError naming the entry, or the list when the total is wrong.
 */
export function readProbabilities(field: string, list: readonly unknown[], allowZero: boolean): Probabilities {
  const floats = readNumbers(field, list);
  const total = new CompensatedSum();
  for (let k = 0; k < floats.length; k++) {
    const mass = floats[k] as number;
    if (mass < 0 || (mass === 0 && !allowZero)) {
      const remedy = mass < 0 ? "A probability cannot be negative." : "Leave out what has probability 0.";
      refuse(`${field}[${k}]`, allowZero ? "a probability of at least 0" : "a probability above 0", list[k], remedy);
    }
    if (mass < leastMass && !(mass === 0 && isZero(list[k]))) {
      refuse(
        `${field}[${k}]`,
        `a probability of at least ${leastMass}`,
        list[k],
        "A double does not hold so small a probability: leave it out.",
      );
    }
    total.add(mass);
  }
  let exact: readonly Rational[] | undefined;
  const renormalised = () => {
    if (exact === undefined) {
      const written = list.map((entry) => rational(entry as NumberInput));
      const sum = sumByDenominator(written);
      exact = sum.n === sum.d ? written : written.map((mass) => mass.div(sum));
    }
    return exact;
  };
  if (Math.abs(total.value - 1) > massTotalTolerance) {
    refuseAs(
      field,
      "probabilities with total 1 (within 1e-9)",
      `a total of ${describeTotal(list, total.value)}`,
      'Rescale them; exact strings such as "1/3" avoid rounding.',
    );
  }
  if (list.length <= exactAtOnce) return { values: Float64Array.from(renormalised(), toNumber), exact: renormalised };
  return { values: floats.map((mass) => mass / total.value), exact: renormalised };
}

/** Exact sum that reduces once per distinct denominator instead of once per term. */
function sumByDenominator(terms: readonly Rational[]): Rational {
  const numerators = new Map<bigint, bigint>();
  for (const term of terms) numerators.set(term.d, (numerators.get(term.d) ?? 0n) + (term.s < 0n ? -term.n : term.n));
  let total = zero;
  for (const [denominator, numerator] of numerators) total = total.add(ratio(numerator, denominator));
  return total;
}

function describeTotal(list: readonly unknown[], total: number): string {
  if (list.length > exactAtOnce) return String(total);
  const text = formatRational(sumByDenominator(list.map((entry) => rational(entry as NumberInput))));
  return text.length <= 20 ? `${text} (${total})` : String(total);
}
