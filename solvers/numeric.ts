import { Matrix, QrDecomposition } from "ml-matrix";
import type numericPackage from "numeric";
import { InvalidInputError } from "../src/errors.ts";
import { objectiveValue, type Program } from "../src/program/program.ts";
import { checkProgram } from "../src/solver/check-program.ts";
import { optimalityError, worstError } from "../src/solver/optimality.ts";
import { resolveSolverOptions, type SolverOptions } from "../src/solver/options.ts";
import { provesInfeasible, singleRowFarkas } from "../src/solver/proof.ts";
import { allFinite, bareResult, reducedCostsOf, solveWithoutColumns } from "../src/solver/result.ts";
import type { Solver, SolverCapabilities, SolverResult } from "../src/solver/solver.ts";
import type { SolverStatus } from "../src/solver/status.ts";
import { defaultExport } from "./default-export.ts";
import { type ScaledProgram, scaleProgram, unscaleFarkas, unscalePoint, unscaleRowMultipliers } from "./scaling.ts";

const capabilities: SolverCapabilities = {
  linear: false,
  quadratic: "strictly-convex",
  duals: true,
  basis: false,
  warmStart: false,
  rays: true,
  timeLimit: true,
  progress: false,
  // Dense matrices as nested arrays, O(n²) a pivot.
  maxRows: 1_000,
  maxColumns: 300,
  accuracy: 1e-7,
};

/** The messages of `solveQP`, every one; any other is an error. */
const statuses: Readonly<Record<string, SolverStatus | "not-positive-definite">> = {
  "": "optimal",
  "constraints are inconsistent, no solution!": "infeasible",
  "matrix D in quadratic function is not positive definite!": "not-positive-definite",
};

/** Relative error of the optimality conditions beyond which an answer is not believed. */
const believableError = 1e-7;

/**
 * How often a solve is tried, each time in other units. When `solveQP` drops a constraint it stops its ratio test early (a `break` that should be a
 * `continue`), so that it ends now and then at a point that is not optimal or calls a feasible program inconsistent. Other units lead it another way.
 */
const attempts = 24;

/** Weight of ‖x‖² against the squared violations when an inconsistency is to be proved. */
const elasticity = 1e-9;

type Backend = typeof numericPackage;

/**
 * The dual active-set method of Goldfarb and Idnani in plain JavaScript (`solveQP` of numeric), for small strictly convex quadratic programs.
 * Its linear-program solver is not used: it returns NaN on redundant equalities. Every answer is checked; what does not check out is an `error`.
 *
 * @throws InvalidInputError when Q is not positive definite.
 *
 * Source: D. Goldfarb and A. Idnani (1983), A numerically stable dual method for solving strictly convex quadratic programs; npm package `numeric`.
 *
 * @example
 * const { point } = await numeric.solve(nearestMechanismProgram);
 */
function createNumericSolver(): Solver {
  return {
    name: "numeric",
    version: "1.2.6",
    capabilities,
    async solve(program, partial) {
      const options = resolveSolverOptions(partial);
      checkProgram({ name: "numeric", capabilities }, program);
      if (program.columnCount === 0) return solveWithoutColumns(program);
      const farkas = singleRowFarkas(program);
      if (farkas) return bareResult("infeasible", { farkas, message: "one row proves it" });
      const crossed = program.rowLower.findIndex((lower, i) => lower > (program.rowUpper[i] as number));
      if (crossed >= 0) return bareResult("infeasible", { message: `the bounds of row ${crossed} cross` });
      const backend = defaultExport<Backend>(await import("numeric"));
      return solveWith(backend, program, options);
    },
  };
}

/** The shared instance; see {@link createNumericSolver}. */
export const numeric: Solver = createNumericSolver();

/** One side of a row (index ≥ 0) or column (index −1−j) as a·x ≥ bound, or an equality; y or z is `sign` times its multiplier. */
interface Side {
  readonly index: number;
  readonly sign: number;
  readonly coefficients: Float64Array;
  readonly bound: number;
}

interface Constraints {
  readonly equalities: number;
  readonly sides: readonly Side[];
}

/** Thrown out of `solveQP` through a bound that is read in every iteration. */
class TimeIsUp extends Error {}

function solveWith(backend: Backend, program: Program, options: SolverOptions): SolverResult {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const checkTime = () => {
    if (elapsed() > options.timeLimitSeconds) throw new TimeIsUp();
  };
  const scaled = scaleProgram(program);
  const constraints = constraintsOf(program, scaled);
  const hessian = denseHessian(program, scaled);
  let iterations = 0;
  let message = "";
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const native = run(backend, hessian, scaled.objective, constraints, unitsOf(program.columnCount, attempt), checkTime);
      iterations += native.iterations[0] ?? 0;
      const status = statuses[native.message] ?? "error";
      if (status === "not-positive-definite") throw notPositiveDefinite();
      if (status === "optimal") {
        const result = readOptimal(program, scaled, constraints, hessian, native);
        if (result.status === "optimal") return { ...result, iterations, seconds: elapsed() };
        message = result.message;
      } else if (status === "infeasible") {
        const farkas = proveInconsistency(backend, program, scaled, constraints, checkTime);
        if (farkas) return bareResult("infeasible", { farkas, iterations, seconds: elapsed(), message: native.message });
        message = "called inconsistent, but no proof of that was found";
      } else {
        message = `unknown answer: ${native.message}`;
      }
    }
  } catch (error) {
    if (!(error instanceof TimeIsUp)) throw error;
    return bareResult("limit", { iterations, seconds: elapsed(), message: "time limit" });
  }
  return bareResult("error", { iterations, seconds: elapsed(), message });
}

function notPositiveDefinite(): InvalidInputError {
  return new InvalidInputError({
    field: "program.quadratic",
    expected: "a positive definite matrix, the only kind that numeric solves",
    received: "one that is not",
    remedy: "Use the solver clarabel.",
  });
}

interface Answer {
  readonly solution: Float64Array;
  /** Indices of active constraints. */
  readonly active: readonly number[];
  readonly iterations: readonly number[];
  readonly message: string;
}

/** Calls the backend with x = units·x″. The last constraint, 0·x ≥ −1, is never active: reading its bound is the only hook into a running solve. */
function run(
  backend: Backend,
  hessian: readonly (readonly number[])[],
  linear: ArrayLike<number>,
  { sides, equalities }: Constraints,
  units: Float64Array,
  checkTime: () => void,
): Answer {
  const unit = (j: number) => units[j] as number;
  const watched = Object.assign(() => undefined, {
    valueOf() {
      checkTime();
      return -1;
    },
  });
  const answer = backend.solveQP(
    hessian.map((row, i) => row.map((value, j) => value * unit(i) * unit(j))),
    hessian.map((_, j) => (linear[j] as number) * unit(j)),
    hessian.map((_, j) => [...sides.map(({ coefficients }) => (coefficients[j] as number) * unit(j)), 0]),
    [...sides.map(({ bound }) => bound), watched as unknown as number],
    equalities,
  );
  return {
    solution: Float64Array.from(answer.solution, (value, j) => value * unit(j)),
    active: answer.iact.filter((k) => k > 0 && k <= sides.length).map((k) => k - 1),
    iterations: answer.iterations,
    message: answer.message,
  };
}

/** Units of the given attempt: 1 at first, then powers of two from 1/16 to 16, the same in every run. */
function unitsOf(n: number, attempt: number): Float64Array {
  const units = new Float64Array(n).fill(1);
  if (attempt === 0) return units;
  let state = attempt * 2654435761;
  return units.map(() => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return 2 ** ((state >>> 13) % 9) / 16;
  });
}

function constraintsOf(program: Program, scaled: ScaledProgram): Constraints {
  const n = program.columnCount;
  const equal: Side[] = [];
  const other: Side[] = [];
  const add = (index: number, coefficients: Float64Array, lower: number, upper: number) => {
    if (lower === upper) equal.push({ index, sign: -1, coefficients, bound: lower });
    else {
      if (Number.isFinite(lower)) other.push({ index, sign: -1, coefficients, bound: lower });
      if (Number.isFinite(upper)) other.push({ index, sign: 1, coefficients: coefficients.map((a) => -a), bound: -upper });
    }
  };
  const { starts, indices, values } = scaled.matrix;
  for (let row = 0; row < program.rowCount; row++) {
    const coefficients = new Float64Array(n);
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) coefficients[indices[k] as number] = values[k] as number;
    // Rows without entries have passed the door; an equality 0 = 0 would divide by its norm.
    if (coefficients.some((a) => a !== 0)) add(row, coefficients, scaled.rowLower[row] as number, scaled.rowUpper[row] as number);
  }
  for (let j = 0; j < n; j++) {
    const coefficients = new Float64Array(n);
    coefficients[j] = 1;
    add(-1 - j, coefficients, scaled.columnLower[j] as number, scaled.columnUpper[j] as number);
  }
  return { equalities: equal.length, sides: [...equal, ...other] };
}

function denseHessian(program: Program, scaled: ScaledProgram): number[][] {
  const n = program.columnCount;
  const dense = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const { starts, indices, values } = scaled.quadratic ?? { starts: new Int32Array(n + 1), indices: [], values: [] };
  for (let i = 0; i < n; i++) {
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      const j = indices[k] as number;
      (dense[i] as number[])[j] = values[k] as number;
      (dense[j] as number[])[i] = values[k] as number;
    }
  }
  return dense;
}

/** The multipliers are not returned: they are the combination of the active constraints that makes the gradient. */
function readOptimal(
  program: Program,
  scaled: ScaledProgram,
  { sides }: Constraints,
  hessian: readonly (readonly number[])[],
  { solution, active }: Answer,
): SolverResult {
  if (!allFinite(solution)) return bareResult("error", { message: "the point is not finite" });
  const scaledMultipliers = new Float64Array(program.rowCount);
  if (active.length > 0) {
    const normals = new Matrix(program.columnCount, active.length);
    active.forEach((k, at) => {
      sides[k]?.coefficients.forEach((a, j) => {
        normals.set(j, at, a);
      });
    });
    const gradient = Matrix.columnVector(
      hessian.map((row, i) => row.reduce((sum, value, j) => sum + value * (solution[j] as number), -(scaled.objective[i] as number))),
    );
    const decomposition = new QrDecomposition(normals);
    if (!decomposition.isFullRank()) return bareResult("error", { message: "the active constraints depend on each other" });
    const multipliers = decomposition.solve(gradient);
    active.forEach((k, at) => {
      const side = sides[k];
      if (side && side.index >= 0) {
        scaledMultipliers[side.index] = (scaledMultipliers[side.index] as number) + side.sign * multipliers.get(at, 0);
      }
    });
  }
  const point = unscalePoint(scaled.factors, solution);
  const rowMultipliers = unscaleRowMultipliers(scaled.factors, scaledMultipliers);
  const error = worstError(optimalityError(program, point, rowMultipliers));
  if (!(error <= believableError))
    return bareResult("error", { message: `called optimal, but the optimality conditions fail by ${error}` });
  return bareResult("optimal", {
    objective: objectiveValue(program, point),
    point,
    rowMultipliers,
    reducedCosts: reducedCostsOf(program, point, rowMultipliers),
    message: "optimal",
  });
}

/** The least violation of all constraints, min Σ s² + ε‖x‖² with a·x + s ≥ bound: if it is not 0, the s themselves are Farkas multipliers. */
function proveInconsistency(
  backend: Backend,
  program: Program,
  scaled: ScaledProgram,
  { sides, equalities }: Constraints,
  checkTime: () => void,
): Float64Array | undefined {
  const n = program.columnCount;
  const size = n + sides.length;
  const hessian = Array.from({ length: size }, (_, i) => {
    const row = new Array<number>(size).fill(0);
    row[i] = i < n ? elasticity : 1;
    return row;
  });
  const elastic = sides.map((side, k) => {
    const coefficients = new Float64Array(size);
    coefficients.set(side.coefficients);
    coefficients[n + k] = 1;
    return { ...side, coefficients };
  });
  const answer = run(backend, hessian, new Float64Array(size), { sides: elastic, equalities }, new Float64Array(size).fill(1), checkTime);
  const y = new Float64Array(program.rowCount);
  for (const [k, { index, sign }] of sides.entries()) {
    if (index >= 0) y[index] = (y[index] as number) + sign * (answer.solution[n + k] as number);
  }
  // Multipliers that rounding left on slack constraints would spoil the proof.
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const farkas = unscaleFarkas(
    scaled.factors,
    y.map((value) => (Math.abs(value) < 1e-9 * largest ? 0 : value)),
  );
  return provesInfeasible(program, farkas) ? farkas : undefined;
}
