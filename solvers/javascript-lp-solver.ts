import type lpSolver from "javascript-lp-solver";
import { objectiveValue, type Program } from "../src/program/program.ts";
import { checkProgram } from "../src/solver/check-program.ts";
import { optimalityError, worstError } from "../src/solver/optimality.ts";
import { resolveSolverOptions, type SolverOptions } from "../src/solver/options.ts";
import { provesInfeasible, provesUnboundedFrom, singleRowFarkas } from "../src/solver/proof.ts";
import { bareResult, reducedCostsOf, solveWithoutColumns } from "../src/solver/result.ts";
import type { Solver, SolverCapabilities, SolverResult } from "../src/solver/solver.ts";
import { defaultExport } from "./default-export.ts";
import { type ScaledProgram, scaleProgram, unscaleFarkas, unscalePoint, unscaleRowMultipliers } from "./scaling.ts";

const capabilities: SolverCapabilities = {
  linear: true,
  quadratic: false,
  duals: true,
  basis: false,
  warmStart: false,
  rays: true,
  timeLimit: true,
  progress: true,
  // A dense tableau of (rows + bounds) × columns; beyond this it takes minutes, or stalls.
  maxRows: 500,
  maxColumns: 1_000,
  accuracy: 1e-7,
};

/** Magnitudes below which the backend takes a tableau entry for 0; the second one is tried when the first ends in a claim that does not check out. */
const pivotTolerances = [1e-9, 1e-11];

/** Relative error of the optimality conditions beyond which an answer is not believed. */
const believableError = 1e-7;

/** A solve stops after this many pivots per row and column: two or three are usual, and a circle has no end. */
const pivotsPerRowAndColumn = 20;

/** Pivots between two calls of `onProgress`. */
const pivotsPerReport = 10;

type Backend = typeof lpSolver.default;
type Model = InstanceType<Backend["Model"]>;
type Constraint = ReturnType<Model["smallerThan"]>;

/**
 * javascript-lp-solver (dense primal simplex), for small linear programs where no WebAssembly can run.
 *
 * Its flags `feasible` and `bounded` are wrong on some programs and its simplex may stop early or circle; so multipliers, Farkas vectors and rays are read
 * from its final tableau, every answer is checked against the program, and what does not check out is an `error`.
 *
 * Source: npm package `javascript-lp-solver`.
 *
 * @example
 * const { objective } = await javascriptLpSolver.solve(program);
 */
function createJavascriptLpSolver(): Solver {
  return {
    name: "javascript-lp-solver",
    version: "1",
    capabilities,
    async solve(program, partial) {
      const options = resolveSolverOptions(partial);
      checkProgram({ name: "javascript-lp-solver", capabilities }, program);
      if (program.columnCount === 0) return solveWithoutColumns(program);
      // Crossed bounds and rows out of reach of the column bounds: nothing to pivot on.
      const farkas = singleRowFarkas(program);
      if (farkas) return bareResult("infeasible", { farkas, message: "one row proves it" });
      const crossed = program.rowLower.findIndex((lower, i) => lower > (program.rowUpper[i] as number));
      if (crossed >= 0) return bareResult("infeasible", { message: `the bounds of row ${crossed} cross` });
      const backend = defaultExport<Backend>(await import("javascript-lp-solver"));
      return solveWith(backend, program, options);
    },
  };
}

/** The shared instance; see {@link createJavascriptLpSolver}. */
export const javascriptLpSolver: Solver = createJavascriptLpSolver();

/** Thrown out of the backend's pivoting, the only place that is visited during a solve. */
class Stopped extends Error {}

function solveWith(backend: Backend, program: Program, options: SolverOptions): SolverResult {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const scaled = scaleProgram(program);
  const pivotLimit = pivotsPerRowAndColumn * (program.rowCount + program.columnCount) + 100;
  let iterations = 0;
  let result = bareResult("error", { message: "not solved" });
  for (const tolerance of pivotTolerances) {
    const translation = translate(backend, program, scaled, tolerance);
    const { tableau } = translation.model;
    const pivot = tableau.pivot.bind(tableau);
    let pivots = 0;
    tableau.pivot = (row, column) => {
      if (elapsed() > options.timeLimitSeconds) throw new Stopped("time limit");
      if (++pivots > pivotLimit) throw new Stopped(`stalled: ${pivotLimit} pivots`);
      iterations++;
      if (options.onProgress && iterations % pivotsPerReport === 0) {
        options.onProgress({ solver: "javascript-lp-solver", iterations, seconds: elapsed(), objective: undefined });
      }
      pivot(row, column);
    };
    try {
      translation.model.solve();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return bareResult("limit", { iterations, seconds: elapsed(), message: error.message });
    }
    result = { ...readResult(program, scaled, translation), iterations, seconds: elapsed() };
    if (result.status !== "error") return result;
  }
  return result;
}

/** The backend's program, max c′·v over v ≥ 0, and where its parts come from. */
interface Translation {
  readonly model: Model;
  /** Per backend variable k: x′ of column[k] is its shift plus the sum of sign·v. */
  readonly column: Int32Array;
  readonly sign: Int8Array;
  readonly shift: Float64Array;
  /** Backend element index of variable k. */
  readonly variable: Int32Array;
  /** Backend constraints: program row (−1: a column bound) and whether it is an upper bound, keyed by the element index of their slack. */
  readonly slacks: ReadonlyMap<number, { readonly row: number; readonly sign: number }>;
}

/** Columns become v ≥ 0: shifted to a finite bound, mirrored when only the upper one is finite, split in two when free, left out when fixed. */
function translate(backend: Backend, program: Program, scaled: ScaledProgram, tolerance: number): Translation {
  const model = new backend.Model(tolerance);
  model.usePresolve = false; // it fixes variables in the objective but not in the rows
  model.debug(false); // its cycle detector calls a feasible program infeasible
  model.maximize();
  const { matrix } = scaled;
  const columns: { column: number; sign: number; index: number }[] = [];
  const shift = new Float64Array(program.columnCount);
  const variablesOf: { variable: ReturnType<Model["addVariable"]>; sign: number }[][] = [];
  const bounded: { variable: ReturnType<Model["addVariable"]>; width: number }[] = [];
  for (let j = 0; j < program.columnCount; j++) {
    const lower = scaled.columnLower[j] as number;
    const upper = scaled.columnUpper[j] as number;
    const signs = lower === upper ? [] : Number.isFinite(lower) ? [1] : Number.isFinite(upper) ? [-1] : [1, -1];
    shift[j] = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper : 0;
    variablesOf.push(
      signs.map((sign) => {
        const variable = model.addVariable(sign * (scaled.objective[j] as number));
        columns.push({ column: j, sign, index: variable.index });
        if (Number.isFinite(lower) && Number.isFinite(upper)) bounded.push({ variable, width: upper - lower });
        return { variable, sign };
      }),
    );
  }
  const slacks = new Map<number, { row: number; sign: number }>();
  for (let row = 0; row < program.rowCount; row++) {
    let moved = 0;
    for (let k = matrix.starts[row] as number; k < (matrix.starts[row + 1] as number); k++) {
      moved += (matrix.values[k] as number) * (shift[matrix.indices[k] as number] as number);
    }
    const sides: Constraint[] = [];
    const lower = scaled.rowLower[row] as number;
    const upper = scaled.rowUpper[row] as number;
    if (Number.isFinite(upper)) sides.push(model.smallerThan(upper - moved));
    if (Number.isFinite(lower)) sides.push(model.greaterThan(lower - moved));
    for (const constraint of sides) {
      slacks.set(constraint.slack.index, { row, sign: constraint.isUpperBound ? 1 : -1 });
      for (let k = matrix.starts[row] as number; k < (matrix.starts[row + 1] as number); k++) {
        for (const { variable, sign } of variablesOf[matrix.indices[k] as number] ?? []) {
          constraint.addTerm(sign * (matrix.values[k] as number), variable);
        }
      }
    }
  }
  for (const { variable, width } of bounded) {
    const constraint = model.smallerThan(width).addTerm(1, variable);
    slacks.set(constraint.slack.index, { row: -1, sign: 1 });
  }
  return {
    model,
    column: Int32Array.from(columns, ({ column }) => column),
    sign: Int8Array.from(columns, ({ sign }) => sign),
    variable: Int32Array.from(columns, ({ index }) => index),
    shift,
    slacks,
  };
}

function readResult(program: Program, scaled: ScaledProgram, translation: Translation): SolverResult {
  const { tableau } = translation.model;
  if (!tableau.feasible) {
    const farkas = readFarkas(program, scaled, translation);
    return farkas
      ? bareResult("infeasible", { farkas, message: "no feasible point" })
      : bareResult("error", { message: "called infeasible, but its tableau does not prove it" });
  }
  if (!tableau.bounded) {
    const ray = readRay(program, scaled, translation);
    return ray
      ? bareResult("unbounded", { ray, message: "unbounded" })
      : bareResult("error", { message: "called unbounded, but its tableau does not prove it" });
  }
  const { width, matrix, varIndexByCol } = tableau;
  const scaledPoint = pointOf(translation, (element) => rowValue(translation, element, 0));
  const scaledMultipliers = new Float64Array(program.rowCount);
  for (let c = 1; c < width; c++) {
    const slack = translation.slacks.get(varIndexByCol[c] as number);
    if (slack && slack.row >= 0) {
      scaledMultipliers[slack.row] = (scaledMultipliers[slack.row] as number) - slack.sign * (matrix[c] as number);
    }
  }
  const point = unscalePoint(scaled.factors, scaledPoint);
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

/** The entry of a basic element's tableau row in a column (0: the right-hand side); 0 when the element is not basic. */
function rowValue({ model: { tableau } }: Translation, element: number, column: number): number {
  const row = tableau.rowByVarIndex[element] as number;
  return row > 0 ? (tableau.matrix[row * tableau.width + column] as number) : 0;
}

/** x′ from the values of the backend's variables. */
function pointOf(translation: Translation, value: (element: number) => number, shift: ArrayLike<number> = translation.shift): Float64Array {
  const point = Float64Array.from(shift);
  for (let k = 0; k < translation.column.length; k++) {
    const j = translation.column[k] as number;
    point[j] = (point[j] as number) + (translation.sign[k] as number) * value(translation.variable[k] as number);
  }
  return point;
}

/** A row of the tableau with a negative right-hand side and no negative entry: its weights on the slacks are the multipliers of the constraints. */
function readFarkas(program: Program, scaled: ScaledProgram, { model: { tableau }, slacks }: Translation): Float64Array | undefined {
  const { matrix, width, height, varIndexByRow, varIndexByCol } = tableau;
  for (let r = 1; r < height; r++) {
    if (!((matrix[r * width] as number) < 0)) continue;
    const y = new Float64Array(program.rowCount);
    const add = (element: number | undefined, weight: number) => {
      const slack = element === undefined ? undefined : slacks.get(element);
      if (slack && slack.row >= 0 && weight > 0) y[slack.row] = (y[slack.row] as number) + slack.sign * weight;
    };
    add(varIndexByRow[r], 1);
    for (let c = 1; c < width; c++) add(varIndexByCol[c], matrix[r * width + c] as number);
    const farkas = unscaleFarkas(scaled.factors, y);
    if (provesInfeasible(program, farkas)) return farkas;
  }
  return undefined;
}

/** The direction in which the entering variable runs, read down its column. */
function readRay(program: Program, scaled: ScaledProgram, translation: Translation): Float64Array | undefined {
  const { tableau } = translation.model;
  const entering = tableau.unboundedVarIndex;
  if (entering === null) return undefined;
  const column = tableau.colByVarIndex[entering] as number;
  const step = (element: number) => (element === entering ? 1 : -rowValue(translation, element, column));
  const ray = unscalePoint(scaled.factors, pointOf(translation, step, new Float64Array(program.columnCount)));
  return provesUnboundedFrom(program, ray) ? ray : undefined;
}
