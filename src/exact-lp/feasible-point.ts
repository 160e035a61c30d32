import { type ExactVector, entryOf, exactVector } from "../arithmetic/exact-vector.ts";
import { exactDouble, one, type Rational, ratio, toNumber, zero } from "../arithmetic/rational.ts";
import { activity } from "./basis.ts";
import type { ExactProgram, ExactRow, SolveExact } from "./program.ts";
import { leastShare, restored } from "./restore.ts";

/** An exactly feasible vector, and whether it had to be mixed with one that has slack. */
export interface Repaired {
  readonly values: ExactVector;
  readonly mixed: boolean;
}

/** Slacks come out as 0 or 1 (see {@link withSlacks}); below this one is 0. */
const halfWay = 0.5;

/**
 * Makes a solver's point exactly feasible. A second program finds a point with slack in every inequality that can have any; the others hold with
 * equality in every mechanism. All equations are then restored exactly, and what still falls short of an inequality is mixed with the point
 * that has slack. Returns in words why that fails; throws OutOfTime where that takes longer than `seconds` without the solver.
 */
export async function feasiblePoint(
  original: ExactProgram,
  given: Float64Array,
  solve: SolveExact,
  seconds = Number.POSITIVE_INFINITY,
): Promise<Repaired | string> {
  // Probabilities ≥ 0 are inequalities like the others.
  const program = { ...original, rows: [...original.rows, ...Array.from({ length: original.nonNegative }, (_, j) => nonNegativity(j))] };
  const inner = (await solve(withSlacks(program))).point;
  if (!inner) return "no mechanism with slack in the constraints was found";
  const { slacks, point: roomy } = readSlacks(program, inner);
  const equations = program.rows.flatMap((row, i) => (row.equality || (slacks.get(i) ?? 0) < halfWay ? [i] : []));
  const until = performance.now() + 1000 * seconds;
  const point = restoreEquations(program, equations, given, until);
  const strict = restoreEquations(program, equations, roomy, until);
  if (!point || !strict) return "the equations among the constraints could not be restored";
  if (!shortfall(program, point, point).gt(zero)) return { values: point, mixed: false };
  const share = shortfall(program, point, strict);
  if (share.gte(one)) return "no mechanism has slack in every constraint that the solver's mechanism violates";
  return { values: mix(point, strict, share), mixed: true };
}

function nonNegativity(j: number): ExactRow {
  return { of: { family: "lottery", profile: 0 }, columns: [j], values: [1n], bound: 0n, equality: false, scale: one };
}

/**
 * Satisfies the equations exactly by changing as few columns as there are independent equations: payments first, then the largest
 * probabilities, which have room. Null when the equations have no solution.
 */
function restoreEquations(
  program: ExactProgram,
  equations: readonly number[],
  given: ArrayLike<number>,
  until: number,
): ExactVector | null {
  const values = Array.from(given, (x, j) => (j < program.nonNegative && x < 0 ? zero : exactDouble(x)));
  const rows = equations.map((i) => program.rows[i] as ExactRow);
  const columns: [number, bigint][][] = values.map(() => []);
  rows.forEach((row, e) => {
    row.columns.forEach((j, k) => {
      columns[j]?.push([e, row.values[k] as bigint]);
    });
  });
  const size = values.map(toNumber);
  const order = [...values.keys()].sort(
    (a, b) =>
      Number(a < program.nonNegative) - Number(b < program.nonNegative) ||
      (a < program.nonNegative ? (size[b] as number) - (size[a] as number) : a - b),
  );
  const missing = (at: ExactVector) => rows.map((row) => row.bound * at.denominator - activity(row, at));
  const start = exactVector(values);
  const effects = order.map((j) => columns[j] ?? []);
  const found = restored(values, { order, effects, missing: { numerators: missing(start), denominator: start.denominator } }, until);
  return found && missing(found).every((lacking) => lacking === 0n) ? found : null;
}

/** The least share of `strict` in a mixture with `point` that satisfies every inequality; ≥ 1 when none does. */
function shortfall(program: ExactProgram, point: ExactVector, strict: ExactVector): Rational {
  const slack = (row: ExactRow, at: ExactVector) => ratio(activity(row, at) - row.bound * at.denominator, at.denominator);
  return leastShare(program.rows.filter(({ equality }) => !equality).map((row) => [slack(row, point), () => slack(row, strict)]));
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

/**
 * Maximise the sum of slacks s_i ≤ 1 of the inequalities, each in units of the row's largest entry, over A x ≥ b·τ + s with a scale τ ≥ 1:
 * points with some slack in two rows can be added and scaled up, so at the optimum every s_i is 1 that can be positive at all.
 * Columns: probabilities, the s_i, τ − 1, payments.
 */
function withSlacks(program: ExactProgram): ExactProgram {
  const inequalities = program.rows.flatMap((row, i) => (row.equality ? [] : [i]));
  const own = new Map(inequalities.map((i, k) => [i, program.nonNegative + k]));
  const scale = program.nonNegative + inequalities.length;
  const place = (column: number) => (column < program.nonNegative ? column : column + inequalities.length + 1);
  const columns = program.columns + inequalities.length + 1;
  const none = { of: { family: "budget", state: 0 } as const, scale: one };
  return {
    columns,
    nonNegative: scale + 1,
    objective: Array.from({ length: columns }, (_, j) => (j >= program.nonNegative && j < scale ? one : zero)),
    offset: zero,
    rows: [
      ...program.rows.map((row, i) => {
        const entries = row.columns.map((j, e) => [place(j), row.values[e] as bigint] as const);
        const slack = own.get(i);
        const unit = row.values.reduce((most, value) => (value > most ? value : -value > most ? -value : most), 1n);
        const all = [
          ...entries,
          ...(slack === undefined ? [] : [[slack, -unit] as const]),
          ...(row.bound === 0n ? [] : [[scale, -row.bound] as const]),
        ];
        return { ...row, columns: all.map(([j]) => j), values: all.map(([, value]) => value) };
      }),
      ...inequalities.map((i) => ({ ...none, columns: [own.get(i) as number], values: [-1n], bound: -1n, equality: false })),
    ],
  };
}

/** The slacks, and the point scaled back. */
function readSlacks(
  program: ExactProgram,
  point: Float64Array,
): { readonly slacks: ReadonlyMap<number, number>; readonly point: number[] } {
  const inequalities = program.rows.flatMap((row, i) => (row.equality ? [] : [i]));
  const first = program.nonNegative;
  const scale = 1 + (point[first + inequalities.length] as number);
  return {
    slacks: new Map(inequalities.map((i, k) => [i, point[first + k] as number])),
    point: Array.from(point, (x) => x / scale).filter((_, j) => j < first || j > first + inequalities.length),
  };
}
