import { type NumberInput, type Rational, rational, zero } from "../../src/arithmetic/rational.ts";
import type { ExactOutcome, ExactProgram } from "./exact-program.ts";

/** True when the proof that an outcome carries holds; shares no code with the simplex that found it. */
export function isProved(program: ExactProgram, outcome: ExactOutcome): boolean {
  if (outcome.status === "infeasible") {
    const crossed = ([low, high]: Bounds) => low !== null && high !== null && low.gt(high);
    if (program.c.some((_, j) => crossed(columnBounds(program, j))) || program.A.some((_, i) => crossed(rowBounds(program, i))))
      return true;
    // Every feasible x would have least ≤ g·x ≤ allowed.
    const g = combine(program, outcome.multipliers);
    const allowed = rowBound(program, outcome.multipliers);
    const least = boxMaximum(
      program,
      g.map((entry) => entry.neg()),
    )?.neg();
    return allowed !== null && least?.gt(allowed) === true;
  }
  if (!isFeasible(program, outcome.x)) return false;
  if (outcome.status === "unbounded") return isRay(program, outcome.ray);
  if (!dot(program.c, outcome.x).equals(outcome.value)) return false;
  const z = combine(program, outcome.multipliers).map((entry, j) => exact(program.c[j]).sub(entry));
  const rows = rowBound(program, outcome.multipliers);
  const box = boxMaximum(program, z);
  return rows !== null && box !== null && rows.add(box).equals(outcome.value);
}

/** True when x satisfies every row and bound exactly. */
export function isFeasible(program: ExactProgram, x: readonly Rational[]): boolean {
  return (
    program.A.every((row, i) => within(dot(row, x), rowBounds(program, i))) &&
    x.every((value, j) => within(value, columnBounds(program, j)))
  );
}

function isRay(program: ExactProgram, ray: readonly Rational[]): boolean {
  const stays = (change: Rational, [low, high]: Bounds) =>
    (low === null || change.compare(zero) >= 0) && (high === null || change.compare(zero) <= 0);
  return (
    dot(program.c, ray).compare(zero) > 0 &&
    program.A.every((row, i) => stays(dot(row, ray), rowBounds(program, i))) &&
    ray.every((change, j) => stays(change, columnBounds(program, j)))
  );
}

type Bounds = readonly [Rational | null, Rational | null];

function rowBounds(program: ExactProgram, i: number): Bounds {
  return [orNull(program.rowLower[i]), orNull(program.rowUpper[i])];
}

function columnBounds(program: ExactProgram, j: number): Bounds {
  return [program.lower ? orNull(program.lower[j]) : zero, program.upper ? orNull(program.upper[j]) : null];
}

function orNull(bound: NumberInput | null | undefined): Rational | null {
  return bound === null || bound === undefined ? null : rational(bound);
}

function exact(input: NumberInput | undefined): Rational {
  return rational(input as NumberInput);
}

function within(value: Rational, [low, high]: Bounds): boolean {
  return (low === null || value.compare(low) >= 0) && (high === null || value.compare(high) <= 0);
}

/** Aᵀy. */
function combine(program: ExactProgram, y: readonly Rational[]): Rational[] {
  return program.c.map((_, j) => program.A.reduce((sum, row, i) => sum.add(exact(row[j]).mul(y[i] as Rational)), zero));
}

/** Σ y⁺ rowUpper − y⁻ rowLower; null when it uses an absent bound. */
function rowBound(program: ExactProgram, y: readonly Rational[]): Rational | null {
  return supportSum(
    y,
    program.A.map((_, i) => rowBounds(program, i)),
  );
}

/** Largest z·x over the column bounds; null when there is none. */
function boxMaximum(program: ExactProgram, z: readonly Rational[]): Rational | null {
  return supportSum(
    z,
    program.c.map((_, j) => columnBounds(program, j)),
  );
}

function supportSum(weights: readonly Rational[], bounds: readonly Bounds[]): Rational | null {
  let total: Rational | null = zero;
  weights.forEach((weight, k) => {
    const sign = weight.compare(zero);
    if (sign === 0) return;
    const bound = (bounds[k] as Bounds)[sign > 0 ? 1 : 0];
    total = total === null || bound === null ? null : total.add(weight.mul(bound));
  });
  return total;
}

function dot(a: readonly NumberInput[], x: readonly Rational[]): Rational {
  return a.reduce<Rational>((sum, entry, j) => sum.add(exact(entry).mul(x[j] as Rational)), zero);
}
