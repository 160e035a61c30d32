import type { Highs, Model } from "highs";
import { InvalidInputError, show } from "../src/errors.ts";
import { toColumns } from "../src/program/mps/sparse-columns.ts";
import { objectiveValue, type Program } from "../src/program/program.ts";
import { checkBasis, checkProgram } from "../src/solver/check-program.ts";
import { optimalityError, worstError } from "../src/solver/optimality.ts";
import { resolveSolverOptions, type SolverOptions } from "../src/solver/options.ts";
import { provesInfeasible, provesUnboundedFrom, singleColumnRay, singleRowFarkas } from "../src/solver/proof.ts";
import { allFinite, bareResult, solveWithoutColumns } from "../src/solver/result.ts";
import type { Solver, SolverCapabilities, SolverResult } from "../src/solver/solver.ts";
import type { SolverStatus } from "../src/solver/status.ts";
import { nativeBasis, readBasis } from "./highs-basis.ts";
import { type HighsLoading, HighsRuntime } from "./highs-runtime.ts";
import {
  isBounded,
  type ScaledProgram,
  scaleProgram,
  unscaleFarkas,
  unscalePoint,
  unscaleReducedCosts,
  unscaleRowMultipliers,
} from "./scaling.ts";

export type { HighsLoading } from "./highs-runtime.ts";

const capabilities: SolverCapabilities = {
  linear: true,
  quadratic: "convex",
  duals: true,
  basis: true,
  warmStart: true,
  rays: true,
  timeLimit: true,
  progress: true,
  maxRows: 5_000_000,
  maxColumns: 5_000_000,
  accuracy: 1e-7,
};

/** Model statuses of HiGHS 1.15 (`HighsModelStatus`), every one. What is not in the table is an error. */
const statuses: Readonly<Record<number, SolverStatus>> = {
  0: "error", // not set
  1: "error", // load error
  2: "error", // model error
  3: "error", // presolve error
  4: "error", // solve error
  5: "error", // postsolve error
  6: "error", // empty: programs without columns never reach HiGHS
  7: "optimal",
  8: "infeasible",
  9: "infeasible-or-unbounded",
  10: "unbounded",
  11: "limit", // objective bound
  12: "limit", // objective target
  13: "limit", // time
  14: "limit", // iterations
  15: "error", // unknown
  16: "limit", // solutions
  17: "limit", // interrupted
};

/**
 * What the quadratic solver may add to the diagonal of Q, tried in turn. HiGHS's default, 1e-7, moves the point by as much; without any, the active-set
 * method can fail where the curvature vanishes.
 */
const regularizations = [0, 1e-11, 1e-9, 1e-7];

/** Relative error of the optimality conditions beyond which a quadratic "optimal" is not believed. */
const believableError = 1e-7;

/** Smallest entry that HiGHS can be told to keep (`small_matrix_value`); it drops smaller ones without a word. */
const smallestKeptEntry = 1e-12;

/** `primal_solution_status` and `dual_solution_status` when the values are there and feasible. */
const solutionIsFeasible = 2;

/**
 * HiGHS (simplex; active set for quadratic objectives) in WebAssembly: the default solver of linear programs, in Node and browsers.
 *
 * Rows and objective are scaled by powers of two on the way in, so tiny coefficients are neither dropped nor drowned; infeasibility and unboundedness
 * are confirmed against the data, without presolve if need be.
 *
 * @throws InvalidInputError when a coefficient spans more orders of magnitude than scaling can mend.
 * @example
 * const result = await createHighsSolver().solve(program, { timeLimitSeconds: 60 });
 * // With the WebAssembly file served by itself: createHighsSolver({ locateFile: () => "/assets/highs.wasm" }), or { wasm: bytes }
 *
 * Source: Q. Huangfu and J. A. J. Hall (2018), Parallelizing the dual revised simplex method; npm package `highs`.
 */
export function createHighsSolver(loading: HighsLoading = {}, method: HighsMethod = "choose"): Solver {
  const runtime = new HighsRuntime(loading);
  const name = method === "choose" ? "highs" : `highs-${method}`;
  return {
    name,
    get version() {
      return runtime.version;
    },
    capabilities,
    async solve(program, partial) {
      const options = resolveSolverOptions(partial);
      checkProgram({ name, capabilities }, program);
      if (options.basis) checkBasis(options.basis, program);
      if (program.columnCount === 0) return solveWithoutColumns(program);
      const scaled = scaleProgram(program);
      refuseLostEntries(program, scaled);
      const native = await load(runtime);
      try {
        return solveWith(native, program, scaled, options, method);
      } catch (error) {
        // An abort (out of memory, say) leaves the WebAssembly instance unusable; the next solve gets a fresh one.
        if (error instanceof WebAssembly.RuntimeError) runtime.discard();
        return bareResult("error", { message: `HiGHS failed: ${error instanceof Error ? error.message : String(error)}` });
      }
    },
  };
}

/** How HiGHS solves linear programs: as it likes (the simplex method), or by its interior-point method with crossover. */
export type HighsMethod = "choose" | "ipm";

/** The solver with HiGHS found beside its loader; see {@link createHighsSolver}. */
export const highs: Solver = createHighsSolver();

async function load(runtime: HighsRuntime): Promise<Highs> {
  try {
    return await runtime.load();
  } catch (error) {
    throw new InvalidInputError({
      field: "highs.wasm",
      expected: "the WebAssembly file that comes with the package highs",
      received: error instanceof Error ? error.message : String(error),
      remedy: "Pass locateFile, or the bytes as wasm, to createHighsSolver.",
    });
  }
}

function refuseLostEntries(program: Program, scaled: ScaledProgram): void {
  const { starts, indices, values } = scaled.matrix;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const size = Math.abs(values[k] as number);
      if (size === 0 || size > smallestKeptEntry) continue;
      const column = indices[k] as number;
      if (isBounded(program, column)) continue;
      throw new InvalidInputError({
        field: `program.matrix[row ${row}, column ${column}]`,
        expected: `an entry above ${smallestKeptEntry} of the largest in its row, after scaling`,
        received: show(size),
        remedy: "Choose units that bring the coefficients closer together, or merge the types whose masses are negligible.",
      });
    }
  }
}

function solveWith(native: Highs, program: Program, scaled: ScaledProgram, options: SolverOptions, method: HighsMethod): SolverResult {
  const model = native.createModel();
  try {
    model.options.set({
      output_flag: false,
      primal_feasibility_tolerance: options.tolerance,
      dual_feasibility_tolerance: options.tolerance,
      small_matrix_value: smallestKeptEntry,
      infinite_bound: Number.MAX_VALUE,
      infinite_cost: Number.MAX_VALUE,
      ...(program.quadratic ? {} : { solver: method }),
      qp_regularization_value: regularizations[0] as number,
      // The active-set method runs forever along an unbounded direction.
      qp_iteration_limit: 10_000 + 100 * (program.columnCount + program.rowCount),
      ...(options.timeLimitSeconds < Number.POSITIVE_INFINITY ? { time_limit: options.timeLimitSeconds } : {}),
    });
    passProgram(native, model, program, scaled);
    if (options.basis) {
      model.setBasis(nativeBasis(options.basis));
    }
    const clock = { start: performance.now(), seconds: 0 };
    const run = () => {
      runOnce(native, model, program, options, clock.start);
      clock.seconds = (performance.now() - clock.start) / 1000;
    };
    run();
    let result = readResult(model, program, scaled, clock.seconds);
    // Presolve has called unbounded linear programs infeasible; the simplex method alone finds a proof. It has also left an "optimal" point that
    // misses the tolerance in the full problem; from scratch, or at HiGHS's own tolerance, the simplex method returns one that does not.
    const remedies = program.quadratic
      ? regularizations.slice(1).map((value) => ({ qp_regularization_value: value }))
      : [
          { presolve: "off" },
          { simplex_strategy: 4 },
          { simplex_scale_strategy: 2 },
          { primal_feasibility_tolerance: 1e-7, dual_feasibility_tolerance: 1e-7 },
        ];
    for (const remedy of remedies) {
      if (!isDoubtful(program, result)) break;
      model.options.set(remedy);
      model.clearSolver();
      run();
      result = readResult(model, program, scaled, clock.seconds);
    }
    return result;
  } finally {
    model.dispose();
  }
}

function passProgram(native: Highs, model: Model, program: Program, scaled: ScaledProgram): void {
  const { columnCount: numCols, rowCount: numRows } = program;
  const { starts, indices, values } = scaled.matrix;
  const count = starts[numRows] as number;
  const hessian = scaled.quadratic && toColumns(scaled.quadratic, numCols);
  model.passModel({
    numCols,
    numRows,
    sense: native.constants.objectiveSense.maximize,
    colCost: scaled.objective,
    colLower: scaled.columnLower,
    colUpper: scaled.columnUpper,
    rowLower: scaled.rowLower,
    rowUpper: scaled.rowUpper,
    matrix: {
      format: "csr",
      numRows,
      numCols,
      starts,
      indices: indices.subarray(0, count),
      values: values.subarray(0, count),
    },
    // HiGHS maximises c·x + ½xᵀHx, so H = −Q; its lower triangle goes by columns.
    ...(hessian
      ? { hessian: { format: "triangular" as const, dimension: numCols, ...hessian, values: hessian.values.map((value) => -value) } }
      : {}),
  });
}

function runOnce(native: Highs, model: Model, program: Program, options: SolverOptions, start: number): void {
  const { onProgress } = options;
  if (program.quadratic) {
    // The status-preserving call: a failed quadratic run still leaves a status to read.
    model.raw.run();
    return;
  }
  if (!onProgress) {
    // The status-preserving call again: a throw would pass the remedies by.
    model.raw.run();
    return;
  }
  const report = (iterations: number | undefined): undefined => {
    onProgress({ solver: "highs", iterations: iterations ?? 0, seconds: (performance.now() - start) / 1000, objective: undefined });
  };
  const { simplexInterrupt, ipmInterrupt } = native.constants.callbackType;
  model.run({
    [simplexInterrupt]: (event) => report(event.data.simplex_iteration_count),
    [ipmInterrupt]: (event) => report(event.data.ipm_iteration_count),
  });
}

function isDoubtful(program: Program, result: SolverResult): boolean {
  if (program.quadratic)
    return result.status === "error" || result.status === "infeasible-or-unbounded" || (result.status === "infeasible" && !result.farkas);
  if (result.status === "infeasible-or-unbounded") return true;
  if (result.status === "infeasible") return !result.farkas;
  if (result.status === "unbounded") return !result.ray;
  return result.status === "error";
}

function readResult(model: Model, program: Program, scaled: ScaledProgram, seconds: number): SolverResult {
  const code = model.getModelStatus();
  const status = statuses[code] ?? "error";
  const iterations = (["simplex_iteration_count", "ipm_iteration_count", "qp_iteration_count"] as const).reduce(
    (sum, count) => sum + Math.max(0, Number(model.info.get(count))),
    0,
  );
  const common = { seconds, iterations, message: `HiGHS model status ${code}` };
  if (status === "infeasible") return { ...bareResult(status, common), farkas: readFarkas(model, program, scaled) };
  if (status === "unbounded") return { ...bareResult(status, common), ray: readRay(model, program, scaled) };
  if (status !== "optimal" && status !== "limit") return bareResult(status, common);
  const hasPoint = model.info.get("primal_solution_status") === solutionIsFeasible;
  const hasDuals = model.info.get("dual_solution_status") === solutionIsFeasible;
  if (status === "optimal" && !(hasPoint && hasDuals))
    return bareResult("error", { ...common, message: `${common.message}, without its solution` });
  if (!hasPoint) return bareResult(status, common);
  const solution = model.getSolution();
  const point = unscalePoint(scaled.factors, solution.colValue);
  const rowMultipliers = unscaleRowMultipliers(scaled.factors, solution.rowDual);
  const reducedCosts = unscaleReducedCosts(scaled.factors, solution.colDual);
  if (!allFinite(point, rowMultipliers, reducedCosts))
    return bareResult("error", { ...common, message: `${common.message}, with values that are not finite` });
  if (program.quadratic) {
    const error = worstError(optimalityError(program, point, rowMultipliers));
    if (status === "limit" || !(error <= believableError)) {
      const ray = farAway(program, point);
      if (ray) return bareResult("unbounded", { ...common, message: `${common.message}, its point on its way to infinity`, ray });
      if (status === "optimal")
        return bareResult("error", { ...common, message: `${common.message}, but the optimality conditions fail by ${error}` });
    }
  }
  return bareResult(status, {
    ...common,
    objective: objectiveValue(program, point),
    point,
    ...(status === "optimal" ? { rowMultipliers, reducedCosts } : {}),
    basis: program.quadratic ? undefined : readBasis(model, program),
  });
}

/** HiGHS signs its dual ray for lower bounds; ours is positive on upper bounds. Only a vector that proves the claim is passed on. */
function readFarkas(model: Model, program: Program, scaled: ScaledProgram): Float64Array | undefined {
  const ray = model.raw.getDualRay().value;
  const farkas = ray && unscaleFarkas(scaled.factors, ray.values).map((value) => -value);
  return farkas && provesInfeasible(program, farkas) ? farkas : singleRowFarkas(program);
}

function readRay(model: Model, program: Program, scaled: ScaledProgram): Float64Array | undefined {
  const direction = model.raw.getPrimalRay().value;
  const ray = direction && unscalePoint(scaled.factors, direction.values);
  return ray && provesUnboundedFrom(program, ray) ? ray : singleColumnRay(program);
}

/** The direction of a point far out, when it proves that the quadratic program has no limit: the active-set method does not say so itself. */
function farAway(program: Program, point: Float64Array): Float64Array | undefined {
  let largest = 0;
  for (const x of point) largest = Math.max(largest, Math.abs(x));
  if (largest < 1e5) return undefined;
  const direction = point.map((x) => x / largest);
  return provesUnboundedFrom(program, direction) ? direction : undefined;
}
