import { type ExactVector, entryOf, exactVector } from "../arithmetic/exact-vector.ts";
import { exactDouble, one, type Rational, ratio, toNumber, zero } from "../arithmetic/rational.ts";
import { entriesOf, reducedCosts } from "./basis.ts";
import { mix, type Repaired } from "./feasible-point.ts";
import { type ExactProgram, type ExactRow, floatProgram, type SolveExact } from "./program.ts";
import { leastShare, restored } from "./restore.ts";

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
  const { nonNegative, rows } = program;
  const size = given.map((price, i) => toNumber(price.mul(units[i] as bigint).abs()));
  // Free prices can absorb anything; then the largest.
  const order = rows
    .flatMap((row, i) => (isPriced(program, row) ? [i] : []))
    .sort((a, b) => Number(rows[b]?.equality) - Number(rows[a]?.equality) || (size[b] as number) - (size[a] as number));
  const effects = order.map((i) =>
    entriesOf(rows[i] as ExactRow).flatMap(([j, value]) => (j < nonNegative ? [] : [[j - nonNegative, value] as const])),
  );
  const costs = reducedCosts(program, exactVector(given));
  const missing = { numerators: costs.numerators.slice(nonNegative).map((cost) => -cost), denominator: costs.denominator };
  const found = restored(given, { order, effects, missing });
  return found && reducedCosts(program, found).numerators.every((cost, j) => j < nonNegative || cost === 0n) ? found : null;
}

/** The least share of `strict` in a mixture of prices that makes those of all inequalities ≥ 0; ≥ 1 when none does. */
function lowestShare({ rows }: ExactProgram, prices: ExactVector, strict: ExactVector): Rational {
  return leastShare(rows.flatMap(({ equality }, i) => (equality ? [] : [[entryOf(prices, i), () => entryOf(strict, i)] as const])));
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
