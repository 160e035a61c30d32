import { expect } from "vitest";
import type { Program } from "../../src/program/program.ts";
import type { SolverResult } from "../../src/solver/solver.ts";

/** Dense copies: slow, plain, and independent of the sparse loops under test. */
export interface Dense {
  readonly A: number[][];
  readonly Q: number[][];
}

export function dense(program: Program): Dense {
  const A = Array.from({ length: program.rowCount }, () => new Array<number>(program.columnCount).fill(0));
  for (const [i, row] of A.entries()) {
    for (let k = program.matrix.starts[i] ?? 0; k < (program.matrix.starts[i + 1] ?? 0); k++) {
      row[program.matrix.indices[k] ?? -1] = program.matrix.values[k] ?? Number.NaN;
    }
  }
  const Q = Array.from({ length: program.columnCount }, () => new Array<number>(program.columnCount).fill(0));
  const lower = program.quadratic;
  for (const [i, row] of Q.entries()) {
    for (let k = lower?.starts[i] ?? 0; k < (lower?.starts[i + 1] ?? 0); k++) {
      const j = lower?.indices[k] ?? -1;
      const value = lower?.values[k] ?? Number.NaN;
      row[j] = value;
      (Q[j] as number[])[i] = value;
    }
  }
  return { A, Q };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function largest(...arrays: readonly ArrayLike<number>[]): number {
  let most = 1;
  for (const array of arrays) for (const value of Array.from(array)) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}

/**
 * Everything that makes an optimal answer optimal, recomputed from the program: feasibility, signs, stationarity c − Qx = Aᵀy + z, complementarity and
 * strong duality. `tolerance` is relative to the largest numbers involved.
 */
export function expectOptimal(program: Program, result: SolverResult, tolerance: number): void {
  const { point: x, rowMultipliers: y, reducedCosts: z } = result;
  if (!x || !y || !z) throw new Error("an optimal answer without its point and multipliers");
  expect(x.length).toBe(program.columnCount);
  expect(y.length).toBe(program.rowCount);
  expect(z.length).toBe(program.columnCount);
  const { A, Q } = dense(program);
  const activity = A.map((row) => dot(row, x));
  const primal = tolerance * largest(x, activity);
  const prices = tolerance * largest(program.objective, y, z);

  for (const [i, a] of activity.entries()) {
    expect(a, `row ${i} below its bound`).toBeGreaterThanOrEqual((program.rowLower[i] as number) - primal);
    expect(a, `row ${i} above its bound`).toBeLessThanOrEqual((program.rowUpper[i] as number) + primal);
    expectLeaning(`row ${i}`, y[i] as number, a, program.rowLower[i] as number, program.rowUpper[i] as number, prices, primal);
  }
  for (const [j, value] of Array.from(x).entries()) {
    expect(value, `column ${j} below its bound`).toBeGreaterThanOrEqual((program.columnLower[j] as number) - primal);
    expect(value, `column ${j} above its bound`).toBeLessThanOrEqual((program.columnUpper[j] as number) + primal);
    expectLeaning(`column ${j}`, z[j] as number, value, program.columnLower[j] as number, program.columnUpper[j] as number, prices, primal);
    const gradient = (program.objective[j] as number) - dot(Q[j] as number[], x);
    const priced =
      dot(
        A.map((row) => row[j] as number),
        y,
      ) + (z[j] as number);
    const size = largest(A.map((row, i) => (row[j] as number) * (y[i] as number)));
    expect(Math.abs(gradient - priced), `stationarity of column ${j}`).toBeLessThanOrEqual(tolerance * Math.max(size, largest([gradient])));
  }

  const curvature = dot(
    x,
    Q.map((row) => dot(row, x)),
  );
  const value = program.offset + dot(program.objective, x) - 0.5 * curvature;
  expect(Math.abs(result.objective - value)).toBeLessThanOrEqual(tolerance * largest([value]));
  let dualValue = program.offset + 0.5 * curvature;
  for (const [i, price] of Array.from(y).entries())
    dualValue += priceOf(price, program.rowLower[i] as number, program.rowUpper[i] as number);
  for (const [j, price] of Array.from(z).entries())
    dualValue += priceOf(price, program.columnLower[j] as number, program.columnUpper[j] as number);
  expect(Math.abs(dualValue - value), "strong duality").toBeLessThanOrEqual(
    10 *
      tolerance *
      largest(
        [value],
        y.map((p, i) => p * (activity[i] as number)),
      ),
  );
}

/** A multiplier may be positive only at the upper bound and negative only at the lower one. */
function expectLeaning(what: string, price: number, value: number, lower: number, upper: number, prices: number, primal: number): void {
  expect(Number.isFinite(price), `${what}: a finite multiplier`).toBe(true);
  // Either the price is 0 or the bound is reached; interior-point answers are a little of both.
  const lax = Math.sqrt(prices * primal);
  if (price > Math.max(prices, lax))
    expect(upper - value, `${what}: price ${price} at the upper bound`).toBeLessThanOrEqual(Math.max(primal, lax));
  if (price < -Math.max(prices, lax))
    expect(value - lower, `${what}: price ${price} at the lower bound`).toBeLessThanOrEqual(Math.max(primal, lax));
}

/** What a multiplier contributes to the dual value; one that leans on an absent bound counts as 0 when it is rounding (its sign is checked above). */
function priceOf(price: number, lower: number, upper: number): number {
  const bound = price > 0 ? upper : lower;
  return Number.isFinite(bound) ? price * bound : 0;
}

/** The definition of `farkas`: over the column bounds, yᵀA x stays above all that the row bounds allow. */
export function expectFarkas(program: Program, y: ArrayLike<number>): void {
  expect(y.length).toBe(program.rowCount);
  if (program.columnLower.some((lower, j) => lower > (program.columnUpper[j] as number))) return; // no x at all
  const { A } = dense(program);
  const size = 1e-7 * largest(y);
  let least = 0;
  for (let j = 0; j < program.columnCount; j++) {
    const w = dot(
      A.map((row) => row[j] as number),
      y,
    );
    const bound = (w > 0 ? program.columnLower[j] : program.columnUpper[j]) as number;
    if (Math.abs(w) <= size && !Number.isFinite(bound)) continue;
    least += w === 0 ? 0 : w * bound;
  }
  let most = 0;
  for (let i = 0; i < program.rowCount; i++) {
    const price = y[i] as number;
    if (price !== 0) most += price * ((price > 0 ? program.rowUpper[i] : program.rowLower[i]) as number);
  }
  expect(least, "the least of yᵀAx exceeds the most that the rows allow").toBeGreaterThan(most + size);
}

/** The definition of `ray`: feasible forever, without curvature, and improving. */
export function expectRay(program: Program, d: ArrayLike<number>): void {
  expect(d.length).toBe(program.columnCount);
  const { A, Q } = dense(program);
  const slack = 1e-6 * largest(d);
  const along = (step: number, lower: number, upper: number, what: string) => {
    if (Number.isFinite(upper)) expect(step, what).toBeLessThanOrEqual(slack);
    if (Number.isFinite(lower)) expect(step, what).toBeGreaterThanOrEqual(-slack);
  };
  for (const [i, row] of A.entries())
    along(dot(row, d), program.rowLower[i] as number, program.rowUpper[i] as number, `row ${i} along the ray`);
  for (let j = 0; j < program.columnCount; j++) {
    along(d[j] as number, program.columnLower[j] as number, program.columnUpper[j] as number, `column ${j} along the ray`);
  }
  expect(
    Math.abs(
      dot(
        d,
        Q.map((row) => dot(row, d)),
      ),
    ),
  ).toBeLessThanOrEqual(slack * slack);
  expect(dot(program.objective, d), "improves").toBeGreaterThan(slack);
}
