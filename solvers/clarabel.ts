import type { CscMatrix, SolveStatus } from "cvxjs";
import { InvalidInputError, show } from "../src/errors.ts";
import { toColumns } from "../src/program/mps/sparse-columns.ts";
import { objectiveValue, type Program, type SparseRows } from "../src/program/program.ts";
import { checkProgram } from "../src/solver/check-program.ts";
import type { ConicProgram, ConicResult, ConicSolver } from "../src/solver/conic.ts";
import { optimalityError, worstError } from "../src/solver/optimality.ts";
import { resolveSolverOptions, type SolverOptions } from "../src/solver/options.ts";
import { allFinite, bareResult, reducedCostsOf, solveWithoutColumns } from "../src/solver/result.ts";
import type { SolverCapabilities, SolverResult } from "../src/solver/solver.ts";
import type { SolverStatus } from "../src/solver/status.ts";
import { byColumns, type ConeRows, coneRows, type RowOrigins } from "./cone-rows.ts";
import { type ScaledProgram, scaleProgram, unscalePoint, unscaleRowMultipliers } from "./scaling.ts";

const capabilities: SolverCapabilities = {
  linear: true,
  quadratic: "convex",
  duals: true,
  basis: false,
  warmStart: false,
  // The WebAssembly binding returns no vector unless the status is optimal.
  rays: false,
  timeLimit: true,
  progress: false,
  maxRows: 2_000_000,
  maxColumns: 2_000_000,
  accuracy: 1e-6,
};

/** Statuses of cvxjs 0.1, every one. */
const statuses: Readonly<Record<SolveStatus, SolverStatus>> = {
  optimal: "optimal",
  infeasible: "infeasible",
  unbounded: "unbounded",
  max_iterations: "limit", // also when the time limit is reached
  numerical_error: "error",
  unknown: "error",
};

/** The gap tolerance that Clarabel is built for, tried when a tighter one is out of its reach. */
const comfortableTolerance = 1e-8;

/** How an unreachable tolerance shows: no progress, or steps without end. */
const outOfReach: ReadonlySet<SolveStatus> = new Set(["unknown", "numerical_error", "max_iterations"]);

/** "Almost solved" reaches us as `optimal`: beyond this relative error of the optimality conditions it is not believed. */
const believableError = 1e-5;

/**
 * Clarabel (interior point) in WebAssembly: the default solver of quadratic and conic programs. Its points are interior, accurate to about 1e-8
 * relative, and carry no basis.
 *
 * Source: P. J. Goulart and Y. Chen (2024), Clarabel: an interior-point solver for conic programs with quadratic objectives; npm package `cvxjs`.
 *
 * @example
 * const { point } = await clarabel.solve(program);
 */
export function createClarabelSolver(): ConicSolver {
  let version = "not loaded";
  const load = async () => {
    const cvxjs = await import("#clarabel");
    version = await cvxjs.clarabelVersion();
    return cvxjs;
  };
  return {
    name: "clarabel",
    get version() {
      return version;
    },
    capabilities,
    async solve(program, partial) {
      const options = resolveSolverOptions(partial);
      checkProgram({ name: "clarabel", capabilities }, program);
      if (program.columnCount === 0) return solveWithoutColumns(program);
      const crossed = findCrossedBounds(program);
      if (crossed) return bareResult("infeasible", { message: crossed });
      const scaled = scaleProgram(program, { largestBound: 1e6 });
      const rows = coneRows(program, scaled);
      const conic = await solveWith(load, quadraticOf(scaled), scaled.objective, rows, options);
      return readResult(program, scaled, rows, conic);
    },
    async solveConic(program, partial) {
      const options = resolveSolverOptions(partial);
      checkConicProgram(program);
      const { cones } = program;
      const result = await solveWith(
        load,
        program.quadratic ? upperTriangle(program.quadratic, program.columnCount) : emptyMatrix(program.columnCount),
        program.objective,
        {
          matrix: byColumns(program.matrix, program.rowCount, program.columnCount),
          rightHandSide: program.rightHandSide,
          cones: {
            zero: cones.zero,
            nonneg: cones.nonnegative,
            soc: [...cones.secondOrder],
            exp: cones.exponential,
            power: [...cones.power],
          },
        },
        options,
      );
      return result.point && !allFinite(result.point, result.multipliers ?? [])
        ? { ...result, status: "error", objective: Number.NaN, point: undefined, multipliers: undefined }
        : result;
    },
  };
}

/** The shared instance; see {@link createClarabelSolver}. */
export const clarabel: ConicSolver = createClarabelSolver();

async function solveWith(
  load: () => Promise<typeof import("cvxjs")>,
  quadratic: CscMatrix,
  objective: Float64Array,
  rows: ConeRows,
  options: SolverOptions,
): Promise<ConicResult> {
  const cvxjs = await load();
  const linear = objective.map((c) => -c);
  const start = performance.now();
  const attempt = (tolerance: number) => {
    const remaining = options.timeLimitSeconds - (performance.now() - start) / 1000;
    return cvxjs.solveConic(quadratic, linear, rows.matrix, rows.rightHandSide, rows.cones, {
      tolGapAbs: tolerance,
      tolGapRel: tolerance,
      ...(remaining < Number.POSITIVE_INFINITY ? { timeLimit: Math.max(remaining, 1e-9) } : {}),
    });
  };
  try {
    let native = await attempt(options.tolerance);
    const timeIsUp = () => (performance.now() - start) / 1000 >= options.timeLimitSeconds;
    if (outOfReach.has(native.status) && !timeIsUp() && options.tolerance < comfortableTolerance)
      native = await attempt(comfortableTolerance);
    // Where the time was up, it is the time that put the answer out of reach, whatever it is called.
    let status = outOfReach.has(native.status) && timeIsUp() ? "limit" : (statuses[native.status] ?? "error");
    if (status === "unbounded") {
      // Clarabel has found an improving direction, not a feasible point to start from.
      const feasibility = await cvxjs.solveConic(
        emptyMatrix(quadratic.ncols),
        new Float64Array(quadratic.ncols),
        rows.matrix,
        rows.rightHandSide,
        rows.cones,
      );
      const found = statuses[feasibility.status] ?? "error";
      status = found === "optimal" ? "unbounded" : found === "infeasible" ? "infeasible" : "infeasible-or-unbounded";
    }
    const complete = native.x !== null && native.z !== null;
    return {
      status: status === "optimal" && !complete ? "error" : status,
      objective: status === "optimal" && native.objVal !== null ? -native.objVal : Number.NaN,
      point: native.x ?? undefined,
      multipliers: native.z ?? undefined,
      iterations: native.iterations,
      seconds: (performance.now() - start) / 1000,
      message: `Clarabel: ${native.status}`,
    };
  } catch (error) {
    return {
      status: "error",
      objective: Number.NaN,
      point: undefined,
      multipliers: undefined,
      iterations: 0,
      seconds: (performance.now() - start) / 1000,
      message: `Clarabel failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function readResult(program: Program, scaled: ScaledProgram, rows: { readonly origins: RowOrigins }, conic: ConicResult): SolverResult {
  const { status, iterations, seconds, message } = conic;
  if (status !== "optimal" || !conic.point || !conic.multipliers) return bareResult(status, { iterations, seconds, message });
  const point = unscalePoint(scaled.factors, conic.point);
  const scaledMultipliers = new Float64Array(program.rowCount);
  for (let k = 0; k < conic.multipliers.length; k++) {
    const index = rows.origins.index[k] as number;
    if (index < 0) continue;
    scaledMultipliers[index] = (scaledMultipliers[index] as number) + (rows.origins.sign[k] as number) * (conic.multipliers[k] as number);
  }
  const rowMultipliers = unscaleRowMultipliers(scaled.factors, scaledMultipliers);
  // The reduced costs that make stationarity exact; they differ from Clarabel's own by its residual.
  const reducedCosts = reducedCostsOf(program, point, rowMultipliers);
  const error = allFinite(point, rowMultipliers, reducedCosts) ? worstError(optimalityError(program, point, rowMultipliers)) : Number.NaN;
  if (!(error <= believableError)) {
    return bareResult("error", { iterations, seconds, message: `${message}, but the optimality conditions fail by ${error}` });
  }
  return bareResult("optimal", {
    objective: objectiveValue(program, point),
    point,
    rowMultipliers,
    reducedCosts,
    iterations,
    seconds,
    message,
  });
}

function findCrossedBounds(program: Program): string | undefined {
  for (let i = 0; i < program.rowCount; i++) {
    if ((program.rowLower[i] as number) > (program.rowUpper[i] as number)) return `the bounds of row ${i} cross`;
  }
  for (let j = 0; j < program.columnCount; j++) {
    if ((program.columnLower[j] as number) > (program.columnUpper[j] as number)) return `the bounds of column ${j} cross`;
  }
  return undefined;
}

function quadraticOf(scaled: ScaledProgram): CscMatrix {
  const n = scaled.objective.length;
  return scaled.quadratic ? upperTriangle(scaled.quadratic, n) : emptyMatrix(n);
}

/** Clarabel wants the upper triangle by columns, rows increasing: the lower triangle by rows, sorted by going through its columns. */
function upperTriangle(lower: SparseRows, n: number): CscMatrix {
  return byColumns(toColumns(lower, n), n, n);
}

function emptyMatrix(n: number): CscMatrix {
  return { nrows: n, ncols: n, colPtr: new Uint32Array(n + 1), rowIdx: new Uint32Array(0), values: new Float64Array(0) };
}

/** A mismatch would abort the WebAssembly module, which cannot be loaded a second time. */
function checkConicProgram(program: ConicProgram): void {
  const { cones, columnCount, rowCount } = program;
  const dimension =
    cones.zero + cones.nonnegative + cones.secondOrder.reduce((sum, d) => sum + d, 0) + 3 * (cones.exponential + cones.power.length);
  require(dimension === rowCount, "cones", `${rowCount} rows in all`, dimension);
  for (const d of cones.secondOrder) require(Number.isInteger(d) && d >= 1, "cones.secondOrder", "dimensions of at least 1", d);
  for (const alpha of cones.power) require(alpha > 0 && alpha < 1, "cones.power", "exponents above 0 and below 1", alpha);
  checkProgram(
    { name: "clarabel", capabilities },
    {
      name: "conic",
      columnCount,
      rowCount,
      objective: program.objective,
      offset: 0,
      columnLower: new Float64Array(columnCount).fill(Number.NEGATIVE_INFINITY),
      columnUpper: new Float64Array(columnCount).fill(Number.POSITIVE_INFINITY),
      rowLower: new Float64Array(rowCount).fill(Number.NEGATIVE_INFINITY),
      rowUpper: program.rightHandSide,
      matrix: program.matrix,
      ...(program.quadratic ? { quadratic: program.quadratic } : {}),
      columnName: String,
      rowName: String,
    },
  );
}

function require(condition: boolean, field: string, expected: string, received: unknown): void {
  if (condition) return;
  throw new InvalidInputError({ field, expected, received: show(received), remedy: "See the definition of ConicProgram." });
}
