import type { Program } from "../program/program.ts";
import type { Basis, SolverOptions } from "./options.ts";
import { type PreciseSolution, preciseReducedCosts, preciseSolution, type Rooms, roomsOf, sizesOf, worstViolation } from "./residuals.ts";
import type { Solver, SolverResult } from "./solver.ts";

/** Corrections that are tried at most: each gains as many digits as the solver's tolerance has. */
const rounds = 4;

/** Multipliers and reduced costs above this share of the largest objective coefficient are taken to be what holds their bound. */
const significant = 1e-7;

/** A bound counts as reached from this near, relative to the largest entry of its row. */
const reached = 1e-6;

/** How far a residual is magnified at most: beyond, the bounds that do not bind would leave the range of a solver. */
const largestFactor = 2 ** 40;

/** What refinement came to, and its {@link worstViolation}. */
export interface Refined {
  readonly solution: PreciseSolution;
  readonly violation: number;
  readonly accepted: boolean;
}

/**
 * A solution of a linear program with more digits than the solver's tolerance, by iterative refinement: what the solution leaves of the rows, bounds and
 * objective is computed in twice the precision, magnified, and handed to the same solver as a program of its own, whose solution is the correction.
 *
 * Rows and columns whose multiplier is significant stay at their bound, others are free to leave or reach it: so a decision that the
 * solver's tolerance could not see (a type of mass 1e-12, a value of 1e12) is taken in the correction, where it is of order 1. Entries that a solver drops
 * count in the residuals.
 *
 * Stops at the first solution that `accepts` takes (told also its {@link worstViolation}), or when a round brings no improvement; then the solution with the
 * least violation is returned, whatever it is worth.
 *
 * @see A. Gleixner, D. Steffy, K. Wolter (2016), Iterative Refinement for Linear Programming, INFORMS J. Comput. 28.
 */
export async function refine(
  program: Program,
  solver: Solver,
  first: SolverResult & { readonly point: Float64Array; readonly rowMultipliers: Float64Array },
  accepts: (solution: PreciseSolution, violation: number) => boolean,
  options: Partial<SolverOptions>,
): Promise<Refined> {
  const sizes = sizesOf(program);
  let solution = preciseSolution(first.point, first.rowMultipliers);
  let best: Refined = { solution, violation: Number.POSITIVE_INFINITY, accepted: false };
  let basis = first.basis;
  for (let round = 0; round <= rounds; round++) {
    const rooms = roomsOf(program, solution);
    const violation = worstViolation(rooms, sizes.columns);
    if (accepts(solution, violation)) return { solution, violation, accepted: true };
    // The first correction may trade a violation for a better decision; later ones must improve.
    const improved = violation < best.violation;
    if (round > 1 && !improved) break;
    if (improved) best = { solution, violation, accepted: false };
    if (round === rounds) break;
    const next = await solvedCorrection(program, sizes, solution, rooms, solver, { ...options, basis });
    if (!next) break;
    basis = next.basis;
    solution = next.solution;
  }
  return best;
}

/**
 * The solution after one correction; undefined when the solver fails. Where what the multipliers hold excludes every point (they were not yet those of the
 * optimum), the decision is taken anew: all rows and columns free to move, with the objective as it is.
 */
async function solvedCorrection(
  program: Program,
  sizes: { readonly rows: Float64Array },
  solution: PreciseSolution,
  rooms: Rooms,
  solver: Solver,
  { basis, ...options }: Partial<SolverOptions>,
): Promise<{ readonly solution: PreciseSolution; readonly basis: Basis | undefined } | undefined> {
  for (const threshold of [significant, Number.POSITIVE_INFINITY]) {
    const correction = correctionOf(program, sizes, solution, rooms, threshold);
    const warm = solver.capabilities.warmStart && basis ? { basis } : {};
    const answer = await solver.solve(correction.program, { ...options, ...warm });
    if (answer.status === "optimal" && answer.point && answer.rowMultipliers)
      return { solution: corrected(correction, answer.point, answer.rowMultipliers), basis: answer.basis };
  }
  return undefined;
}

interface Correction {
  readonly program: Program;
  /** Its point is magnified by `primal`, its multipliers by `dual`. */
  readonly primal: number;
  readonly dual: number;
  /** What is corrected: the solution, without the multipliers that are not significant. */
  readonly base: PreciseSolution;
}

function correctionOf(
  program: Program,
  sizes: { readonly rows: Float64Array },
  solution: PreciseSolution,
  { rowsBelow, rowsAbove, columnsBelow, columnsAbove }: Rooms,
  threshold: number,
): Correction {
  const { rowCount: m, columnCount: n } = program;
  const largestCost = program.objective.reduce((most, c) => Math.max(most, Math.abs(c)), 0) || 1;
  let violation = 0;
  const rowHeld = new Int8Array(m);
  const rowMultipliers = solution.rowMultipliers.slice();
  const rowMultipliersLow = solution.rowMultipliersLow.slice();
  for (let row = 0; row < m; row++) {
    const size = sizes.rows[row] as number;
    const below = rowsBelow[row] as number;
    const above = rowsAbove[row] as number;
    violation = Math.max(violation, below / size, -above / size);
    const y = rowMultipliers[row] as number;
    const room = y > 0 ? above : below;
    if (Math.abs(y) * size > threshold * largestCost && Math.abs(room) <= reached * size) rowHeld[row] = y > 0 ? 1 : -1;
    else {
      rowMultipliers[row] = 0;
      rowMultipliersLow[row] = 0;
    }
  }
  const base = { ...solution, rowMultipliers, rowMultipliersLow };
  const reducedCosts = preciseReducedCosts(program, solution).values;
  const costs = preciseReducedCosts(program, base).values;
  const columnHeld = new Int8Array(n);
  let cost = 0;
  for (let j = 0; j < n; j++) {
    const below = columnsBelow[j] as number;
    const above = columnsAbove[j] as number;
    violation = Math.max(violation, below, -above);
    const z = reducedCosts[j] as number;
    const room = z > 0 ? above : below;
    if (Math.abs(z) > threshold * largestCost && Math.abs(room) <= reached * (1 + Math.abs(solution.point[j] as number)))
      columnHeld[j] = z > 0 ? 1 : -1;
    else cost = Math.max(cost, Math.abs(costs[j] as number));
  }
  const primal = Math.max(1, magnifier(violation));
  const dual = magnifier(cost);
  const shifted = (which: Int8Array, below: Float64Array, above: Float64Array, rooms: Float64Array) =>
    rooms.map((room, k) => primal * ((which[k] === 0 ? room : (which[k] as number) > 0 ? above[k] : below[k]) as number));
  return {
    primal,
    dual,
    base,
    program: {
      ...program,
      objective: costs.map((c, j) => (columnHeld[j] === 0 ? dual * c : 0)),
      offset: 0,
      rowLower: shifted(rowHeld, rowsBelow, rowsAbove, rowsBelow),
      rowUpper: shifted(rowHeld, rowsBelow, rowsAbove, rowsAbove),
      columnLower: shifted(columnHeld, columnsBelow, columnsAbove, columnsBelow),
      columnUpper: shifted(columnHeld, columnsBelow, columnsAbove, columnsAbove),
    },
  };
}

/** A power of two near 1/error. */
function magnifier(error: number): number {
  return error > 0 ? 2 ** Math.floor(Math.log2(Math.min(largestFactor, 1 / error))) : largestFactor ** 0.75;
}

function corrected({ base, primal, dual }: Correction, point: Float64Array, rowMultipliers: Float64Array): PreciseSolution {
  const x = added(base.point, base.pointLow, point, primal);
  const y = added(base.rowMultipliers, base.rowMultipliersLow, rowMultipliers, dual);
  return { point: x.high, pointLow: x.low, rowMultipliers: y.high, rowMultipliersLow: y.low };
}

/** (high + low) + step/factor, in two parts; dividing by a power of two is exact. */
function added(high: Float64Array, low: Float64Array, step: Float64Array, factor: number) {
  const sum = new Float64Array(high.length);
  const rest = new Float64Array(high.length);
  for (let k = 0; k < high.length; k++) {
    const a = high[k] as number;
    const b = (step[k] as number) / factor;
    const s = a + b;
    const moved = s - a;
    const tail = a - (s - moved) + (b - moved) + (low[k] as number);
    sum[k] = s + tail;
    rest[k] = tail - ((sum[k] as number) - s);
  }
  return { high: sum, low: rest };
}
