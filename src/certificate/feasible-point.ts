import { type ExactVector, entryOf, exactVector } from "../arithmetic/exact-vector.ts";
import { exactDouble, one, type Rational, ratio, zero } from "../arithmetic/rational.ts";
import { activity } from "./basic-solution.ts";
import type { ExactProgram, ExactRow, SolveExact } from "./exact-program.ts";

/** An exactly feasible vector, and whether it had to be mixed with one that has slack. */
export interface Repaired {
  readonly values: ExactVector;
  readonly mixed: boolean;
}

/**
 * Makes a solver's point exactly feasible: equations are restored exactly, and what then falls short of an inequality is mixed with a point at
 * which every inequality has slack. Returns in words why that fails; it must when the constraints leave some inequality no slack at all.
 */
export async function feasiblePoint(program: ExactProgram, given: Float64Array, solve: SolveExact): Promise<Repaired | string> {
  const point = restoreEquations(program, Array.from(given, exactDouble));
  if (!shortfall(program, point, point).gt(zero)) return { values: point, mixed: false };
  const inner = (await solve(withMargin(program))).point;
  if (!inner) return "no mechanism with slack in every constraint was found";
  const strict = restoreEquations(program, Array.from(withoutMargin(program, inner), exactDouble));
  const share = shortfall(program, point, strict);
  if (share.gte(one)) return "no mechanism has slack in every constraint that the solver's mechanism violates";
  return { values: mix(point, strict, share), mixed: true };
}

/** Rounds nothing away: clears negative probabilities, makes lotteries sum to 1 and balanced budgets hold through the last agent's payment. */
function restoreEquations(program: ExactProgram, values: Rational[]): ExactVector {
  for (let j = 0; j < program.nonNegative; j++) if ((values[j] as Rational).lt(zero)) values[j] = zero;
  for (const row of program.rows) {
    if (!row.equality) continue;
    const entries = row.columns.map((j, e) => ({ j, coefficient: row.values[e] as bigint }));
    const missing = entries.reduce((rest, { j, coefficient }) => rest.sub((values[j] as Rational).mul(coefficient)), ratio(row.bound, 1n));
    // A lottery's largest probability absorbs the rounding; of a budget, any payment.
    const largest = entries.reduce((best, entry) =>
      entry.j < program.nonNegative && (values[best.j] as Rational).gte(values[entry.j] as Rational) ? best : entry,
    );
    values[largest.j] = (values[largest.j] as Rational).add(missing.div(largest.coefficient));
  }
  return exactVector(values);
}

/** The least share of `strict` in a mixture with `point` that satisfies every inequality; ≥ 1 when none does. */
function shortfall(program: ExactProgram, point: ExactVector, strict: ExactVector): Rational {
  let share = zero;
  for (const row of program.rows) {
    if (row.equality) continue;
    const have = ratio(activity(row, point) - row.bound * point.denominator, point.denominator);
    if (have.s >= 0n) continue;
    const spare = ratio(activity(row, strict) - row.bound * strict.denominator, strict.denominator);
    const needed = spare.gt(have) ? have.neg().div(spare.sub(have)) : one;
    if (needed.gt(share)) share = needed;
  }
  return share;
}

/** A mixture with a little more than the given share of the second. */
export function mix(point: ExactVector, strict: ExactVector, share: Rational): ExactVector {
  // A share with a short denominator, rounded up.
  let bits = 64n;
  while (share.mul(ratio(1n << bits, 1n)).lt(ratio(1n << 20n, 1n))) bits += 32n;
  const up = ratio((share.n * (1n << bits)) / share.d + 1n, 1n << bits);
  const part = up.gt(one) ? one : up;
  return exactVector(point.numerators.map((_, j) => entryOf(point, j).mul(one.sub(part)).add(entryOf(strict, j).mul(part))));
}

/** Maximise the slack s ≤ 1 that all inequalities have at once; each row's slack is counted in units of its largest entry. */
function withMargin(program: ExactProgram): ExactProgram {
  const at = program.nonNegative;
  const place = (column: number) => (column < at ? column : column + 1);
  const limit: ExactRow = {
    of: { family: "budget", state: 0 },
    columns: [at],
    values: [-1n],
    bound: -1n,
    equality: false,
    scale: one,
  };
  return {
    columns: program.columns + 1,
    nonNegative: at + 1,
    objective: Array.from({ length: program.columns + 1 }, (_, j) => (j === at ? one : zero)),
    offset: zero,
    rows: [
      ...program.rows.map((row) => {
        const columns = row.columns.map(place);
        if (row.equality) return { ...row, columns };
        const unit = row.values.reduce((most, value) => (value > most ? value : -value > most ? -value : most), 1n);
        return { ...row, columns: [...columns, at], values: [...row.values, -unit] };
      }),
      limit,
    ],
  };
}

function withoutMargin(program: ExactProgram, point: Float64Array): number[] {
  return Array.from(point).filter((_, j) => j !== program.nonNegative);
}
