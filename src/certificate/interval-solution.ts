import { entryOf, type ExactVector, exactVector } from "../arithmetic/exact-vector.ts";
import { exactDouble, one, ratio, type Rational, toNumber, zero } from "../arithmetic/rational.ts";
import type { SolverResult } from "../solver/solver.ts";
import { activity, reducedCosts } from "./basic-solution.ts";
import { ExactLinearSystem } from "./exact-linear-solve.ts";
import { type ExactProgram, type ExactRow, floatProgram } from "./exact-program.ts";
import { independentRows } from "./independent-rows.ts";

/** A point and prices that are exactly feasible, near a solver's. */
export interface IntervalSolution {
  readonly point: ExactVector;
  readonly prices: ExactVector;
  readonly repairs: readonly string[];
}

/**
 * Makes a solver's point and multipliers exactly feasible: equations are restored exactly, and what then falls short of an inequality is mixed
 * with a point (prices) at which every inequality has slack. Returns in words what could not be repaired.
 */
export async function intervalSolution(
  program: ExactProgram,
  result: SolverResult,
  solve: (program: ExactProgram) => Promise<SolverResult>,
): Promise<IntervalSolution | string> {
  if (!result.point || !result.rowMultipliers) return "the solver gave no point or no multipliers";
  const repairs: string[] = [];

  let point = restoreEquations(program, Array.from(result.point, exactDouble));
  if (shortfall(program, point, point).gt(zero)) {
    const inner = (await solve(withMargin(program))).point;
    if (!inner) return "no mechanism with slack in every constraint was found";
    const strict = restoreEquations(program, Array.from(withoutMargin(program, inner), exactDouble));
    const share = shortfall(program, point, strict);
    if (share.gte(one)) return "no mechanism has slack in every constraint that the solver's mechanism violates";
    point = mix(point, strict, share);
    repairs.push("mechanism mixed with one that has slack");
  }

  const units = floatProgram(program).rowUnits;
  const read = (multipliers: ArrayLike<number>) =>
    program.rows.map(({ equality }, i) => {
      const price = exactDouble(multipliers[i] as number).div(units[i] as bigint);
      return equality || price.gt(zero) ? price : zero;
    });
  let prices = restorePayments(
    program,
    read(result.rowMultipliers.map((y) => -y)),
    units,
  );
  if (prices && lowestShare(program, prices, prices).gt(zero)) {
    const inner = await solve(dualMargin(program, units));
    const strict = inner.point && restorePayments(program, read(withMarginAdded(program, inner.point)), units);
    const share = strict && lowestShare(program, prices, strict);
    prices = share?.lt(one) ? mix(prices, strict as ExactVector, share) : null;
    repairs.push("multipliers mixed with some that are positive on every constraint");
  }
  if (!prices) return "the multipliers could not be repaired";
  repairs.push("multipliers corrected so that payments keep no effect");
  return { point, prices, repairs };
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

function mix(point: ExactVector, strict: ExactVector, share: Rational): ExactVector {
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

/**
 * Corrects prices so that no payment keeps an effect on the bound, by changing as many of the largest prices as there are independent
 * equations, the others held. Prices may end up slightly negative. Null when the equations have no solution.
 */
function restorePayments(program: ExactProgram, given: readonly Rational[], units: readonly bigint[]): ExactVector | null {
  const { nonNegative, columns, rows } = program;
  const size = given.map((price, i) => toNumber(price.mul(units[i] as bigint).abs()));
  // Free prices can absorb anything; then the largest.
  const order = rows
    .flatMap((row, i) => (row.of.family === "lottery" ? [] : [i]))
    .sort((a, b) => Number(rows[b]?.equality) - Number(rows[a]?.equality) || (size[b] as number) - (size[a] as number));
  const payments = (i: number) => {
    const row = rows[i] as ExactRow;
    return row.columns.flatMap((j, e) => (j >= nonNegative ? [[j - nonNegative, row.values[e] as bigint] as const] : []));
  };
  const chosen = independentRows(order.map(payments), columns - nonNegative);
  const changed = chosen.rows.map((k) => order[k] as number);
  const place = new Map(chosen.columns.map((j, k) => [j, k]));
  const system = ExactLinearSystem.factor({
    size: changed.length,
    rows: changed.map((i) => {
      const entries = payments(i).flatMap(([j, value]) => {
        const k = place.get(j);
        return k === undefined ? [] : [[k, value] as const];
      });
      return { columns: entries.map(([k]) => k), values: entries.map(([, value]) => value) };
    }),
  });
  if (!system) return null;
  const costs = reducedCosts(program, exactVector(given));
  const correction = system.solveTransposed(chosen.columns.map((j) => -(costs.numerators[nonNegative + j] as bigint)));
  const corrected = [...given];
  changed.forEach((i, k) => {
    corrected[i] = (corrected[i] as Rational).add(ratio(correction.numerators[k] as bigint, correction.denominator * costs.denominator));
  });
  const repaired = exactVector(corrected);
  return reducedCosts(program, repaired).numerators.every((cost, j) => j < nonNegative || cost === 0n) ? repaired : null;
}

/** The least share of `strict` in a mixture of prices that makes those of all inequalities ≥ 0; ≥ 1 when none does. */
function lowestShare({ rows }: ExactProgram, prices: ExactVector, strict: ExactVector): Rational {
  let share = zero;
  rows.forEach(({ equality }, i) => {
    const have = entryOf(prices, i);
    if (equality || have.s >= 0n) return;
    const spare = entryOf(strict, i);
    const needed = spare.gt(have) && spare.gte(zero) ? have.neg().div(spare.sub(have)) : one;
    if (needed.gt(share)) share = needed;
  });
  return share;
}

/**
 * Maximise s ≤ 1 subject to: no payment has an effect, and every inequality has a price of at least s (in units of its largest entry).
 * Columns: the prices' excess over s and s itself, then the free prices of equations other than lotteries.
 */
function dualMargin(program: ExactProgram, units: readonly bigint[]): ExactProgram {
  const { inequalities, equations } = pricedRows(program);
  const at = inequalities.length;
  const entries = Array.from({ length: program.columns - program.nonNegative }, () => new Map<number, Rational>());
  program.rows.forEach((row, i) => {
    const own = inequalities.indexOf(i);
    const places = own >= 0 ? [own, at] : [at + 1 + equations.indexOf(i)];
    if (row.of.family === "lottery") return;
    row.columns.forEach((j, e) => {
      const effects = entries[j - program.nonNegative];
      for (const place of places) {
        effects?.set(place, (effects.get(place) ?? zero).add(ratio(row.values[e] as bigint, units[i] as bigint)));
      }
    });
  });
  const none = { of: { family: "budget", state: 0 } as const, scale: one };
  const columns = at + 1 + equations.length;
  return {
    columns,
    nonNegative: at + 1,
    objective: Array.from({ length: columns }, (_, j) => (j === at ? one : zero)),
    offset: zero,
    rows: [
      { ...none, columns: [at], values: [-1n], bound: -1n, equality: false },
      ...entries.map((effects, j) => {
        const numbers = exactVector([...effects.values(), (program.objective[program.nonNegative + j] as Rational).neg()]);
        return {
          ...none,
          columns: [...effects.keys()],
          values: numbers.numerators.slice(0, -1),
          bound: numbers.numerators[effects.size] as bigint,
          equality: true,
        };
      }),
    ],
  };
}

/** The prices, one per row in units of its largest entry, that a point of {@link dualMargin} stands for. */
function withMarginAdded(program: ExactProgram, point: Float64Array): number[] {
  const { inequalities, equations } = pricedRows(program);
  const margin = point[inequalities.length] as number;
  const prices = program.rows.map(() => 0);
  inequalities.forEach((i, k) => {
    prices[i] = (point[k] as number) + margin;
  });
  equations.forEach((i, k) => {
    prices[i] = point[inequalities.length + 1 + k] as number;
  });
  return prices;
}

function pricedRows({ rows }: ExactProgram): { readonly inequalities: readonly number[]; readonly equations: readonly number[] } {
  const priced = rows.flatMap((row, i) => (row.of.family === "lottery" ? [] : [i]));
  return { inequalities: priced.filter((i) => !rows[i]?.equality), equations: priced.filter((i) => rows[i]?.equality) };
}
