import { activity, type BasicSolution, basicSolution, type ExactBasis, isDualFeasible, isPrimalFeasible, scatter } from "./basis.ts";
import type { ExactProgram, ExactRow } from "./program.ts";

/** More pivots than this are a sign that the solver stopped far from the optimum. */
const pivotLimit = 300;

/** After so many pivots the first candidate is taken instead of the best: cycles end (Bland's rule). */
const patience = 100;

/**
 * Leads a basis that is exactly feasible, and optimal up to a solver's tolerance, to one that is exactly optimal, by steps of the primal
 * simplex method in exact arithmetic. Returns the last basis reached: still not optimal when the limit of steps came first, when a step had
 * no bound (the program is unbounded), or when the start was not feasible.
 *
 * @see R. Bland (1977), New Finite Pivoting Rules for the Simplex Method, Math. Oper. Res. 2.
 */
export function pivotToOptimum(program: ExactProgram, start: BasicSolution): { readonly solution: BasicSolution; readonly pivots: number } {
  let solution = start;
  let pivots = 0;
  while (isPrimalFeasible(solution) && !isDualFeasible(solution) && pivots < pivotLimit) {
    const next = pivot(program, solution, pivots < patience);
    if (!next) break;
    solution = next;
    pivots++;
  }
  return { solution, pivots };
}

function pivot(program: ExactProgram, solution: BasicSolution, greedy: boolean): BasicSolution | null {
  const { rows, columns, nonNegative } = program;
  const { basis, system, point, prices } = solution;
  // What enters: a held row whose price is negative is let go, or a column at 0 is moved.
  const worst = (a: number, b: number) => ((prices.numerators[b] as bigint) < (prices.numerators[a] as bigint) ? b : a);
  const released =
    solution.pricedWrong.length > 0 ? (greedy ? solution.pricedWrong.reduce(worst) : (solution.pricedWrong[0] as number)) : null;
  const moved = solution.worthMoving[0];
  let target: bigint[];
  let sign = 1n;
  if (released !== null) target = basis.rows.map((i) => (i === released ? 1n : 0n));
  else if (moved) {
    sign = moved.up ? 1n : -1n;
    target = basis.rows.map((i) => {
      const row = rows[i] as ExactRow;
      const e = row.columns.indexOf(moved.column);
      return e < 0 ? 0n : -sign * (row.values[e] as bigint);
    });
  } else return null;
  const solved = system.solve(target);
  const direction = { numerators: scatter(columns, basis.columns, solved.numerators), denominator: solved.denominator };
  if (released === null && moved) direction.numerators[moved.column] = sign * direction.denominator;

  // What leaves: the first column or row to reach its bound. Steps are compared as fractions room/speed.
  let leaving: { readonly kind: "column" | "row"; readonly index: number } | null = null;
  let room = 0n;
  let speed = 0n;
  const consider = (kind: "column" | "row", index: number, left: bigint, rate: bigint) => {
    if (rate >= 0n) return;
    if (leaving === null || left * speed < room * -rate) {
      leaving = { kind, index };
      room = left;
      speed = -rate;
    }
  };
  for (const j of basis.columns)
    if (j < nonNegative) consider("column", j, point.numerators[j] as bigint, direction.numerators[j] as bigint);
  const held = new Set(basis.rows);
  rows.forEach((row, i) => {
    if (held.has(i)) return;
    const rate = activity(row, direction);
    if (row.equality) consider("row", i, 0n, rate > 0n ? -rate : rate);
    else consider("row", i, activity(row, point) - row.bound * point.denominator, rate);
  });
  if (leaving === null) return null;
  const { kind, index } = leaving as { readonly kind: "column" | "row"; readonly index: number };
  const next: ExactBasis = {
    columns: [...basis.columns.filter((j) => !(kind === "column" && j === index)), ...(released === null && moved ? [moved.column] : [])],
    rows: [...basis.rows.filter((i) => i !== released), ...(kind === "row" ? [index] : [])],
  };
  return next.columns.length === next.rows.length ? basicSolution(program, next, system.until) : null;
}
