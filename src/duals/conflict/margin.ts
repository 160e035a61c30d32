import { entryOf } from "../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import { isDualFeasible, isPrimalFeasible } from "../../exact-lp/basis.ts";
import { exactOptimum, type FloatSolve, solveExact } from "../../exact-lp/optimum.ts";
import type { ExactProgram, ExactRow } from "../../exact-lp/program.ts";
import type { Demand, DemandSystem } from "./demands.ts";

/** Prices of demands that exclude every lottery and payment; index in the list that was asked about. */
export type Contradiction = ReadonlyMap<number, Rational>;

/** Whether some lotteries and payments meet demands, as far as doubles can tell. */
export interface Margin {
  /** By how much every inequality can be exceeded at once, in units of the stakes; negative: by how much some must fall short. −Infinity where equations contradict. */
  readonly margin: number;
  /** Lotteries and payments that attain it. */
  readonly point: Float64Array | null;
  /** Size of each demand's price. */
  readonly prices: Float64Array | null;
}

/**
 * The largest margin by which demands can be met at once, by a solver in doubles: the columns of the demands, then the margin, at most 1. `elastic`: equations may miss by the
 * margin, too, on either side; else they hold.
 */
export async function largestMargin(
  system: DemandSystem,
  demands: readonly Demand[],
  elastic: boolean,
  float: FloatSolve,
): Promise<Margin> {
  const program = marginProgram(system, demands, elastic);
  const { status, point, rowMultipliers } = await solveExact(program, float);
  if (status === "infeasible" && !elastic) return { margin: Number.NEGATIVE_INFINITY, point: null, prices: null };
  if (status !== "optimal" || !point) return { margin: Number.NaN, point: null, prices: null };
  const prices = new Float64Array(demands.length);
  program.rows.forEach(({ of }, i) => {
    if (of !== null) prices[of.demand] = Math.max(prices[of.demand] as number, Math.abs(rowMultipliers?.[i] ?? 1));
  });
  return { margin: point[system.columns] as number, point, prices };
}

/**
 * Proves that demands exclude each other: exact prices, ≥ 0 on inequalities, whose combination no lotteries and payments can meet. Null where the exact arithmetic does not
 * find them; the prices are checked here, whatever the solver said.
 */
export async function contradictionOf(system: DemandSystem, demands: readonly Demand[], float: FloatSolve): Promise<Contradiction | null> {
  const program = marginProgram(system, demands, true);
  const best = exactOptimum(program, await solveExact(program, float));
  if (!best || !isDualFeasible(best.solution)) return null;
  const prices = new Map<number, Rational>();
  program.rows.forEach(({ of }, i) => {
    if (of === null) return;
    const price = entryOf(best.solution.prices, i).mul(rowFactor(demands[of.demand] as Demand, system));
    prices.set(of.demand, (prices.get(of.demand) ?? zero).add(of.turned ? price.neg() : price));
  });
  const found = new Map([...prices].filter(([, price]) => !price.equals(zero)));
  return contradicts(system, demands, found) ? found : null;
}

/** Whether prices of the integer demands prove that nothing meets them: payments cancel, and the best lotteries stay below what is asked. Exact. */
function contradicts({ nonNegative, lotteries }: DemandSystem, demands: readonly Demand[], prices: Contradiction): boolean {
  const worth = new Map<number, Rational>();
  let asked = zero;
  for (const [k, price] of prices) {
    const demand = demands[k] as Demand;
    if (!demand.equality && price.lt(zero)) return false;
    asked = asked.add(price.mul(ratio(demand.bound, 1n)));
    demand.columns.forEach((column, e) => {
      worth.set(column, (worth.get(column) ?? zero).add(price.mul(ratio(demand.values[e] as bigint, 1n))));
    });
  }
  for (const [column, total] of worth) if (column >= nonNegative && !total.equals(zero)) return false;
  const most = lotteries.reduce(
    (sum, { columns }) => sum.add(columns.map((column) => worth.get(column) ?? zero).reduce((best, own) => (own.gt(best) ? own : best))),
    zero,
  );
  return most.lt(asked);
}

/** Whether lotteries and payments near a point in doubles meet all demands exactly: rounded to short fractions, with the equations restored. */
export function meets(system: DemandSystem, demands: readonly Demand[], point: ArrayLike<number>): boolean {
  const equations = demands.filter(({ equality }) => equality);
  // A payment that only one equation has restores it, in fractions of its coefficient.
  const changed = equations.map((row) =>
    row.columns.findIndex(
      (column, e) =>
        column >= system.nonNegative &&
        row.values[e] !== 0n &&
        equations.every((other) => other === row || !other.columns.includes(column)),
    ),
  );
  if (changed.some((e) => e < 0)) return false;
  const factor = equations.reduce((product, row, k) => product * abs(row.values[changed[k] as number] as bigint), 1n);
  const bits = 44n;
  const denominator = factor << bits;
  const numerators = Array.from({ length: system.columns }, (_, j) => {
    const value = j < system.nonNegative ? Math.min(1, Math.max(0, point[j] as number)) : (point[j] as number);
    return toDyadic(value, bits) * factor;
  });
  for (const { columns } of system.lotteries) {
    const largest = columns.reduce((best, column) => ((numerators[column] as bigint) > (numerators[best] as bigint) ? column : best));
    const others = columns.reduce((sum, column) => (column === largest ? sum : sum + (numerators[column] as bigint)), 0n);
    if (others > denominator) return false;
    numerators[largest] = denominator - others;
  }
  const activity = ({ columns, values }: ExactRow) =>
    columns.reduce((sum, column, e) => sum + (values[e] as bigint) * (numerators[column] as bigint), 0n);
  equations.forEach((row, k) => {
    const e = changed[k] as number;
    const missing = row.bound * denominator - activity(row);
    numerators[row.columns[e] as number] = (numerators[row.columns[e] as number] as bigint) + missing / (row.values[e] as bigint);
  });
  return demands.every((row) => {
    const slack = activity(row) - row.bound * denominator;
    return row.equality ? slack === 0n : slack >= 0n;
  });
}

/** Whether some lotteries and payments meet all demands, decided by an exact optimum of the margin: false where exact arithmetic finds none. */
export async function meetsExactly(system: DemandSystem, demands: readonly Demand[], float: FloatSolve): Promise<boolean> {
  const program = marginProgram(system, demands, true);
  const best = exactOptimum(program, await solveExact(program, float));
  return best !== null && isPrimalFeasible(best.solution) && !entryOf(best.solution.point, system.columns).lt(zero);
}

/**
 * The least relaxation of some demands, in money, with which all can be met, exact (negative where they could all be met with that much to spare): `never` where no
 * relaxation of these alone does, null where exact arithmetic does not decide.
 */
export async function leastRelaxation(
  system: DemandSystem,
  relaxed: (demand: Demand) => boolean,
  float: FloatSolve,
): Promise<Rational | "never" | null> {
  const { columns } = system;
  const demands = system.demands.map((demand) => withMoney(demand, columns, relaxed(demand) ? one : zero));
  const program: ExactProgram = {
    columns: columns + 1,
    nonNegative: system.nonNegative,
    objective: Array.from({ length: columns + 1 }, (_, j) => (j === columns ? one.neg() : zero)),
    offset: zero,
    rows: [...system.lotteries, ...demands],
  };
  const best = exactOptimum(program, await solveExact(program, float));
  if (best && isPrimalFeasible(best.solution) && isDualFeasible(best.solution)) return entryOf(best.solution.point, columns);
  return (await contradictionOf({ ...system, columns: columns + 1 }, demands, float)) ? "never" : null;
}

/** The row with `amount` of money more on its left side per unit of a column. */
function withMoney<Row extends ExactRow<unknown>>(row: Row, column: number, amount: Rational): Row {
  const share = row.scale.mul(amount);
  if (share.equals(zero)) return row;
  const factor = share.d;
  return {
    ...row,
    columns: [...row.columns, column],
    values: [...row.values.map((value) => value * factor), share.s * share.n],
    bound: row.bound * factor,
  };
}

/** What a row with a margin is multiplied by to have integers only. */
function rowFactor({ scale }: ExactRow, { stakes }: DemandSystem): Rational {
  return ratio(scale.mul(stakes).d, 1n);
}

/** values·x − sign·margin·stakes ≥ bound, in integers. */
function marginRow(demand: Demand, { columns, stakes }: DemandSystem, sign: 1n | -1n): ExactRow<unknown> {
  const row = withMoney({ ...demand, equality: false }, columns, stakes.neg());
  if (sign === 1n) return row;
  const last = row.values.length - 1;
  return { ...row, bound: -row.bound, values: row.values.map((value, e) => (e === last ? value : -value)) };
}

/** Which demand of the list a row is; an equation has a second row, turned round, where it may miss on either side. */
type MarginOf = { readonly demand: number; readonly turned: boolean } | null;

/** Maximise the margin, at most 1. */
function marginProgram(system: DemandSystem, demands: readonly Demand[], elastic: boolean): ExactProgram<MarginOf> {
  const { columns, nonNegative, lotteries } = system;
  const rows = demands.flatMap((demand, k): ExactRow<MarginOf>[] => {
    const of = { demand: k, turned: false };
    if (demand.equality && !elastic) return [{ ...demand, of }];
    const first = { ...marginRow(demand, system, 1n), of };
    return demand.equality ? [first, { ...marginRow(demand, system, -1n), of: { demand: k, turned: true } }] : [first];
  });
  return {
    columns: columns + 1,
    nonNegative,
    objective: Array.from({ length: columns + 1 }, (_, j) => (j === columns ? one : zero)),
    offset: zero,
    rows: [
      ...lotteries.map((row) => ({ ...row, of: null })),
      ...rows,
      { of: null, columns: [columns], values: [-1n], bound: -1n, equality: false, scale: one },
    ],
  };
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The nearest multiple of 2^-bits, times 2^bits. */
function toDyadic(value: number, bits: bigint): bigint {
  const exponent = Math.max(0, Math.ceil(Math.log2(Math.abs(value) + 1)) - 52 + Number(bits));
  return BigInt(Math.round(value * 2 ** (Number(bits) - exponent))) << BigInt(exponent);
}
