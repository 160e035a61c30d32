import { type ExactVector, entryOf, exactVector } from "../arithmetic/exact-vector.ts";
import { exactDouble, one, type Rational, ratio, toNumber, zero } from "../arithmetic/rational.ts";
import { reducedCosts } from "./basis.ts";
import { mix, type Repaired } from "./feasible-point.ts";
import { independentRows } from "./independent-rows.ts";
import { type ExactProgram, type ExactRow, floatProgram, type SolveExact } from "./program.ts";
import { ExactLinearSystem } from "./solve.ts";

/**
 * Makes a solver's multipliers exact prices: no payment keeps an effect on the bound, and no price of an inequality is negative, if need be
 * by mixing with prices that are positive everywhere. Null when that fails.
 */
export async function feasiblePrices(program: ExactProgram, multipliers: Float64Array, solve: SolveExact): Promise<Repaired | null> {
  const units = floatProgram(program).rowUnits;
  const read = (prices: ArrayLike<number>) =>
    program.rows.map(({ equality }, i) => {
      const price = exactDouble(prices[i] as number).div(units[i] as bigint);
      return equality || price.gt(zero) ? price : zero;
    });
  const values = restorePayments(program, read(multipliers.map((y) => -y)), units);
  if (!values) return null;
  if (!lowestShare(program, values, values).gt(zero)) return { values, mixed: false };
  const inner = await solve(dualMargin(program, units));
  const strict = inner.point && restorePayments(program, read(withMarginAdded(program, inner.point)), units);
  const share = strict && lowestShare(program, values, strict);
  return strict && share?.lt(one) ? { values: mix(values, strict, share), mixed: true } : null;
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
    .flatMap((row, i) => (isPriced(program, row) ? [i] : []))
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
 * Columns: the prices' excess over s and s itself, then the free prices of equations with a free column.
 */
function dualMargin(program: ExactProgram, units: readonly bigint[]): ExactProgram {
  const { inequalities, equations } = pricedRows(program);
  const at = inequalities.length;
  const entries = Array.from({ length: program.columns - program.nonNegative }, () => new Map<number, Rational>());
  program.rows.forEach((row, i) => {
    const own = inequalities.indexOf(i);
    const places = own >= 0 ? [own, at] : [at + 1 + equations.indexOf(i)];
    if (!isPriced(program, row)) return;
    row.columns.forEach((j, e) => {
      const effects = entries[j - program.nonNegative];
      for (const place of places) {
        effects?.set(place, (effects.get(place) ?? zero).add(ratio(row.values[e] as bigint, units[i] as bigint)));
      }
    });
  });
  const none = { of: null, scale: one };
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

/** Equations without a free column keep whatever price they have: they do not touch what has to be restored. */
function isPriced({ nonNegative }: ExactProgram, { equality, columns }: ExactRow): boolean {
  return !equality || columns.some((j) => j >= nonNegative);
}

function pricedRows(program: ExactProgram): { readonly inequalities: readonly number[]; readonly equations: readonly number[] } {
  const { rows } = program;
  const priced = rows.flatMap((row, i) => (isPriced(program, row) ? [i] : []));
  return { inequalities: priced.filter((i) => !rows[i]?.equality), equations: priced.filter((i) => rows[i]?.equality) };
}
