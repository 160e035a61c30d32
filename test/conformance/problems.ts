import type { Program } from "../../src/program/program.ts";
import type { SolverStatus } from "../../src/solver/status.ts";
import { smallProgram } from "./small-program.ts";

/**
 * A program with its answer, worked out by hand. `point`, `rowMultipliers` and `reducedCosts` are given where they are unique;
 * the generic conditions of optimality are checked in any case.
 */
export interface Problem {
  readonly name: string;
  readonly program: Program;
  /** Statuses that are right; the first is the most informative one. */
  readonly status: readonly SolverStatus[];
  readonly objective?: number;
  readonly point?: readonly number[];
  readonly rowMultipliers?: readonly number[];
  readonly reducedCosts?: readonly number[];
  /** What the quadratic objective asks of a solver. */
  readonly kind: "linear" | "strictly-convex" | "convex";
  /** Widens the tolerance of values that are legitimately large. */
  readonly scale?: number;
}

const inf = Number.POSITIVE_INFINITY;
const optimal: readonly SolverStatus[] = ["optimal"];
const free = [-inf, inf] as const;
const unit = [0, 1] as const;

/**
 * max 3x + 4y subject to x + y ≤ 4, x + 3y ≤ 6, x, y ≥ 0.
 * Both rows bind at (3, 1): value 13. y₁ + y₂ = 3 and y₁ + 3y₂ = 4 give y = (5/2, 1/2); dual value 4·5/2 + 6·1/2 = 13.
 */
const workshop: Problem = {
  name: "two products, two machines",
  kind: "linear",
  program: smallProgram({
    objective: [3, 4],
    rows: [
      [-inf, [1, 1], 4],
      [-inf, [1, 3], 6],
    ],
  }),
  status: optimal,
  objective: 13,
  point: [3, 1],
  rowMultipliers: [2.5, 0.5],
  reducedCosts: [0, 0],
};

/**
 * max −2x − 3y subject to x + y ≥ 4, x + 3y ≥ 6, x, y ≥ 0: the least cost.
 * (3, 1), value −9. Lower bounds have multipliers ≤ 0: y₁ + y₂ = −2, y₁ + 3y₂ = −3, so y = (−3/2, −1/2); dual value −6 − 3 = −9.
 */
const diet: Problem = {
  name: "least cost, lower row bounds",
  kind: "linear",
  program: smallProgram({
    objective: [-2, -3],
    rows: [
      [4, [1, 1], inf],
      [6, [1, 3], inf],
    ],
  }),
  status: optimal,
  objective: -9,
  point: [3, 1],
  rowMultipliers: [-1.5, -0.5],
  reducedCosts: [0, 0],
};

/** x + y ≤ 1 against x + y ≥ 3: Farkas (1, −1). */
const contradiction: Problem = {
  name: "two rows contradict each other",
  kind: "linear",
  program: smallProgram({
    objective: [1, 1],
    rows: [
      [-inf, [1, 1], 1],
      [3, [1, 1], inf],
    ],
  }),
  status: ["infeasible"],
};

/** x + y ≥ 3 within the unit square: Farkas −1, because −(x + y) ≥ −2 > −3. */
const outOfReach: Problem = {
  name: "a row that the column bounds do not reach",
  kind: "linear",
  program: smallProgram({ objective: [0, 0], rows: [[3, [1, 1], inf]], columns: [unit, unit] }),
  status: ["infeasible"],
};

/** x + y = 1 and 2x + 2y = 3 with free columns: Farkas (2, −1), 0 > 2 − 3. */
const contradictoryEqualities: Problem = {
  name: "contradictory equalities in free columns",
  kind: "linear",
  program: smallProgram({
    objective: [1, 0],
    rows: [
      [1, [1, 1], 1],
      [3, [2, 2], 3],
    ],
    columns: [free, free],
  }),
  status: ["infeasible"],
};

/** A chain that no single row betrays: x ≤ y − 1, y ≤ z − 1, z ≤ x − 1 add up to 0 ≤ −3. */
const circle: Problem = {
  name: "a circle of inequalities, infeasible only as a whole",
  kind: "linear",
  program: smallProgram({
    objective: [1, 1, 1],
    rows: [
      [-inf, [1, -1, 0], -1],
      [-inf, [0, 1, -1], -1],
      [-inf, [-1, 0, 1], -1],
    ],
    columns: [
      [0, 10],
      [0, 10],
      [0, 10],
    ],
  }),
  status: ["infeasible"],
};

/** max x + y subject to x − y ≤ 1, x, y ≥ 0: along (1, 1). */
const unboundedCone: Problem = {
  name: "unbounded along the diagonal",
  kind: "linear",
  program: smallProgram({ objective: [1, 1], rows: [[-inf, [1, -1], 1]] }),
  status: ["unbounded"],
};

/** max −x + y subject to x + y ≤ 1, x free, 0 ≤ y ≤ 1: along (−1, 0). */
const unboundedFree: Problem = {
  name: "unbounded down a free column",
  kind: "linear",
  program: smallProgram({ objective: [-1, 1], rows: [[-inf, [1, 1], 1]], columns: [free, unit] }),
  status: ["unbounded"],
};

/** max x + y with x ≥ 0 empty of entries and y in a row: along (1, 0). */
const unboundedEmptyColumn: Problem = {
  name: "unbounded along an empty column",
  kind: "linear",
  program: smallProgram({ objective: [1, 1], rows: [[-inf, [0, 1], 1]] }),
  status: ["unbounded"],
};

/** max x − y without rows, x, y ≥ 0: along (1, 0). */
const unboundedWithoutRows: Problem = {
  name: "unbounded without rows",
  kind: "linear",
  program: smallProgram({ objective: [1, -1] }),
  status: ["unbounded"],
};

/** x − y ≤ −1 and y − x ≤ −1 have no point, and the objective x + y would have no limit along (1, 1): primal and dual are infeasible. */
const bothInfeasible: Problem = {
  name: "infeasible, with an infeasible dual",
  kind: "linear",
  program: smallProgram({
    objective: [1, 1],
    rows: [
      [-inf, [1, -1], -1],
      [-inf, [-1, 1], -1],
    ],
  }),
  status: ["infeasible", "infeasible-or-unbounded"],
};

/**
 * max x + y subject to x ≤ 1, y ≤ 1, x + y ≤ 2, x + 2y ≤ 3 as rows: four rows meet at (1, 1), value 2; many multipliers.
 */
const degenerate: Problem = {
  name: "four rows through one vertex",
  kind: "linear",
  program: smallProgram({
    objective: [1, 1],
    rows: [
      [-inf, [1, 0], 1],
      [-inf, [0, 1], 1],
      [-inf, [1, 1], 2],
      [-inf, [1, 2], 3],
    ],
  }),
  status: optimal,
  objective: 2,
  point: [1, 1],
};

/**
 * Beale (1955), on which the simplex method circles: max ¾a − 20b + ½c − 6d subject to ¼a − 8b − c + 9d ≤ 0, ½a − 12b − ½c + 3d ≤ 0, c ≤ 1.
 * (1, 0, 1, 0), value 5/4; row 1 is slack (−¾), ½y₂ = ¾ and −½y₂ + y₃ = ½ give y = (0, 3/2, 5/4); z_b = −20 + 12·3/2 = −2, z_d = −6 − 9/2 = −21/2.
 */
const beale: Problem = {
  name: "Beale's circling example",
  kind: "linear",
  program: smallProgram({
    objective: [0.75, -20, 0.5, -6],
    rows: [
      [-inf, [0.25, -8, -1, 9], 0],
      [-inf, [0.5, -12, -0.5, 3], 0],
      [-inf, [0, 0, 1, 0], 1],
    ],
  }),
  status: optimal,
  objective: 1.25,
  point: [1, 0, 1, 0],
  rowMultipliers: [0, 1.5, 1.25],
  reducedCosts: [0, -2, 0, -10.5],
};

/** max x subject to x + y = 1, 2x + 2y = 2, x + y ≤ 1, x + y ≤ 5: (1, 0), value 1; the multipliers share the load. */
const redundant: Problem = {
  name: "redundant equalities and repeated rows",
  kind: "linear",
  program: smallProgram({
    objective: [1, 0],
    rows: [
      [1, [1, 1], 1],
      [2, [2, 2], 2],
      [-inf, [1, 1], 1],
      [-inf, [1, 1], 5],
    ],
  }),
  status: optimal,
  objective: 1,
  point: [1, 0],
};

/**
 * max −t subject to t − x ≥ −3, t + x ≥ 3, t, x free but x ≤ 1: the distance of x from 3.
 * x = 1, t = 2, value −2. The first row is slack; t asks −1 = y₂; z_x = 0 − (−y₁ + y₂) = 1, held by its upper bound.
 */
const distance: Problem = {
  name: "free columns, an absolute value",
  kind: "linear",
  program: smallProgram({
    objective: [-1, 0],
    rows: [
      [-3, [1, -1], inf],
      [3, [1, 1], inf],
    ],
    columns: [free, [-inf, 1]],
  }),
  status: optimal,
  objective: -2,
  point: [2, 1],
  rowMultipliers: [0, -1],
  reducedCosts: [0, 1],
};

/** max 3x + y subject to x + y ≤ 5, x fixed at 2: (2, 3), value 9, y = 1, z_x = 3 − 1 = 2. */
const fixed: Problem = {
  name: "a fixed column",
  kind: "linear",
  program: smallProgram({
    objective: [3, 1],
    rows: [[-inf, [1, 1], 5]],
    columns: [
      [2, 2],
      [0, inf],
    ],
  }),
  status: optimal,
  objective: 9,
  point: [2, 3],
  rowMultipliers: [1],
  reducedCosts: [2, 0],
};

/** max 2x + y subject to x + y = 3, x − y = 1, both free: (2, 1), value 5; y₁ + y₂ = 2 and y₁ − y₂ = 1 give (3/2, 1/2). */
const equalities: Problem = {
  name: "equalities in free columns",
  kind: "linear",
  program: smallProgram({
    objective: [2, 1],
    rows: [
      [3, [1, 1], 3],
      [1, [1, -1], 1],
    ],
    columns: [free, free],
  }),
  status: optimal,
  objective: 5,
  point: [2, 1],
  rowMultipliers: [1.5, 0.5],
  reducedCosts: [0, 0],
};

/** max x − y subject to 1 ≤ x + y ≤ 4, x ≥ 0, y ≥ 2: (2, 2), value 0, y = 1 on the upper side, z_y = −1 − 1 = −2 on its lower bound. */
const rangeUpper: Problem = {
  name: "a range held by its upper side",
  kind: "linear",
  program: smallProgram({
    objective: [1, -1],
    rows: [[1, [1, 1], 4]],
    columns: [
      [0, inf],
      [2, inf],
    ],
  }),
  status: optimal,
  objective: 0,
  point: [2, 2],
  rowMultipliers: [1],
  reducedCosts: [0, -2],
};

/** max −x − 2y subject to 1 ≤ x + y ≤ 4, x, y ≥ 0: (1, 0), value −1, y = −1 on the lower side, z_y = −2 + 1 = −1. */
const rangeLower: Problem = {
  name: "a range held by its lower side",
  kind: "linear",
  program: smallProgram({ objective: [-1, -2], rows: [[1, [1, 1], 4]] }),
  status: optimal,
  objective: -1,
  point: [1, 0],
  rowMultipliers: [-1],
  reducedCosts: [0, -1],
};

/** max x subject to 1e-10·x ≤ 1e-10, 0 ≤ x ≤ 10: x = 1, y = 1e10. Solvers that drop tiny entries say 10. */
const tiny: Problem = {
  name: "a tiny coefficient decides",
  kind: "linear",
  program: smallProgram({ objective: [1], rows: [[-inf, [1e-10], 1e-10]], columns: [[0, 10]] }),
  status: optimal,
  objective: 1,
  point: [1],
  rowMultipliers: [1e10],
  reducedCosts: [0],
  scale: 1e10,
};

/** max 1e-10·x + 2e-10·y subject to x + y ≤ 1: (0, 1), value 2e-10. Solvers with an absolute tolerance stop anywhere. */
const tinyObjective: Problem = {
  name: "a tiny objective",
  kind: "linear",
  program: smallProgram({ objective: [1e-10, 2e-10], rows: [[-inf, [1, 1], 1]] }),
  status: optimal,
  objective: 2e-10,
  point: [0, 1],
  rowMultipliers: [2e-10],
  reducedCosts: [-1e-10, 0],
};

/**
 * max x + y subject to 1e10·x + y ≤ 1e10, 0 ≤ y ≤ 1: y = 1, x = 1 − 1e-10, value 2 − 1e-10; y₁ = 1e-10, z_y = 1 − 1e-10.
 */
const huge: Problem = {
  name: "a huge coefficient beside an ordinary one",
  kind: "linear",
  program: smallProgram({ objective: [1, 1], rows: [[-inf, [1e10, 1], 1e10]], columns: [[0, inf], unit] }),
  status: optimal,
  objective: 2,
  point: [1, 1],
  rowMultipliers: [0],
  reducedCosts: [0, 1],
};

/** max x subject to x ≤ 1e10 as a row: value 1e10, y = 1. */
const hugeBound: Problem = {
  name: "a huge right-hand side",
  kind: "linear",
  program: smallProgram({ objective: [1], rows: [[-inf, [1], 1e10]] }),
  status: optimal,
  objective: 1e10,
  point: [1e10],
  rowMultipliers: [1],
  reducedCosts: [0],
  scale: 1e10,
};

/** max x subject to −1 ≤ 0 ≤ 1 (no entries), x + y without bounds, x ≤ 3: value 3; only the last row counts. */
const emptyRows: Problem = {
  name: "an empty row and a row without bounds",
  kind: "linear",
  program: smallProgram({
    objective: [1, -1],
    rows: [
      [-1, [0, 0], 1],
      [-inf, [1, 1], inf],
      [-inf, [1, 0], 3],
    ],
  }),
  status: optimal,
  objective: 3,
  point: [3, 0],
  rowMultipliers: [0, 0, 1],
  reducedCosts: [0, -1],
};

/** 1 ≤ 0 ≤ 2 without entries. */
const emptyRowInfeasible: Problem = {
  name: "an empty row that excludes 0",
  kind: "linear",
  program: smallProgram({ objective: [1], rows: [[1, [0], 2]], columns: [unit] }),
  status: ["infeasible"],
};

/** Columns without entries go to the bound their coefficient points at: max a − b + c, a ≤ 5, b ≥ −2, c ≤ 1 in a row: 5 + 2 + 1. */
const emptyColumns: Problem = {
  name: "empty columns",
  kind: "linear",
  program: smallProgram({
    objective: [1, -1, 1],
    rows: [[-inf, [0, 0, 1], 1]],
    columns: [
      [-inf, 5],
      [-2, inf],
      [0, inf],
    ],
  }),
  status: optimal,
  objective: 8,
  point: [5, -2, 1],
  rowMultipliers: [1],
  reducedCosts: [1, -1, 0],
};

/** Any point of x + y = 1 has value 7, the offset; every multiplier is 0. */
const zeroObjective: Problem = {
  name: "zero objective with an offset",
  kind: "linear",
  program: smallProgram({ objective: [0, 0], offset: 7, rows: [[1, [1, 1], 1]] }),
  status: optimal,
  objective: 7,
  rowMultipliers: [0],
  reducedCosts: [0, 0],
};

/** max x − y + 1, 0 ≤ x ≤ 2, y ≥ 0: (2, 0), value 3. */
const withoutRows: Problem = {
  name: "no rows at all",
  kind: "linear",
  program: smallProgram({
    objective: [1, -1],
    offset: 1,
    columns: [
      [0, 2],
      [0, inf],
    ],
  }),
  status: optimal,
  objective: 3,
  point: [2, 0],
  rowMultipliers: [],
  reducedCosts: [1, -1],
};

/** No columns: the value is the offset. */
const withoutColumns: Problem = {
  name: "no columns at all",
  kind: "linear",
  program: smallProgram({
    objective: [],
    offset: 3,
    rows: [
      [-1, [], 1],
      [-inf, [], 0],
    ],
  }),
  status: optimal,
  objective: 3,
  point: [],
  rowMultipliers: [0, 0],
  reducedCosts: [],
};

/** No columns, and a row that excludes 0. */
const withoutColumnsInfeasible: Problem = {
  name: "no columns, and a row that excludes 0",
  kind: "linear",
  program: smallProgram({
    objective: [],
    rows: [
      [-1, [], 1],
      [1, [], 2],
    ],
  }),
  status: ["infeasible"],
};

/** max x − 2y, x ≤ −2 with no lower bound, −5 ≤ y ≤ −1, x + y ≥ −20: (−2, −5), value 8; z = (1, −2). */
const negativeBounds: Problem = {
  name: "negative and one-sided column bounds",
  kind: "linear",
  program: smallProgram({
    objective: [1, -2],
    rows: [[-20, [1, 1], inf]],
    columns: [
      [-inf, -2],
      [-5, -1],
    ],
  }),
  status: optimal,
  objective: 8,
  point: [-2, -5],
  rowMultipliers: [0],
  reducedCosts: [1, -2],
};

/** Column bounds that cross. */
const crossedColumn: Problem = {
  name: "crossed column bounds",
  kind: "linear",
  program: smallProgram({ objective: [1], rows: [[-inf, [1], 5]], columns: [[2, 1]] }),
  status: ["infeasible"],
};

/**
 * Monopoly screening, two types, linear utility: a buyer of value θ ∈ {2, 3} (probabilities 1/3, 2/3) gets the good with probability q and pays t;
 * the good costs 1. max Σ p(t − q) subject to participation θq − t ≥ 0 of each type and no type preferring the other's contract.
 * The low virtual value 2 − (2/3)/(1/3)·(3 − 2) = 0 is below the cost: the low type is excluded and the high type pays 3; profit ⅔·(3 − 1) = 4/3.
 */
const screeningLinear: Problem = {
  name: "two-type screening, low type excluded",
  kind: "linear",
  program: smallProgram({
    // q_low, q_high, t_low, t_high
    objective: [-1 / 3, -2 / 3, 1 / 3, 2 / 3],
    rows: [
      [0, [2, 0, -1, 0], inf],
      [0, [0, 3, 0, -1], inf],
      [0, [-3, 3, 1, -1], inf],
      [0, [2, -2, -1, 1], inf],
    ],
    columns: [unit, unit, free, free],
  }),
  status: optimal,
  objective: 4 / 3,
  point: [0, 1, 0, 3],
};

/**
 * The same with quality q ≥ 0 at cost ½q² and probabilities 2/3, 1/3 (Mussa–Rosen 1978): q_high = 3 (efficient), q_low = 2 − ½ = 3/2,
 * t_low = 2·3/2 = 3, t_high = 3·3 − 3/2 = 15/2; profit ⅔(3 − 9/8) + ⅓(15/2 − 9/2) = 9/4.
 * Low participation carries everybody's weight (−1), the high type's temptation its own (−1/3), the other two are slack.
 */
const screeningQuadratic: Problem = {
  name: "two-type screening, quadratic cost",
  kind: "convex",
  program: smallProgram({
    objective: [0, 0, 2 / 3, 1 / 3],
    quadratic: [
      [2 / 3, 0, 0, 0],
      [0, 1 / 3, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
    rows: [
      [0, [2, 0, -1, 0], inf],
      [0, [0, 3, 0, -1], inf],
      [0, [-3, 3, 1, -1], inf],
      [0, [2, -2, -1, 1], inf],
    ],
    columns: [[0, inf], [0, inf], free, free],
  }),
  status: optimal,
  objective: 9 / 4,
  point: [1.5, 3, 3, 7.5],
  rowMultipliers: [-1, 0, -1 / 3, 0],
  reducedCosts: [0, 0, 0, 0],
};

/** max x + y − ½(2x² + 2xy + 4y²), x + y ≤ 1 slack: Qx = c gives (3/7, 1/7), value ½c·x = 2/7. */
const interior: Problem = {
  name: "strictly convex, interior optimum",
  kind: "strictly-convex",
  program: smallProgram({
    objective: [1, 1],
    quadratic: [
      [2, 1],
      [1, 4],
    ],
    rows: [[-inf, [1, 1], 1]],
  }),
  status: optimal,
  objective: 2 / 7,
  point: [3 / 7, 1 / 7],
  rowMultipliers: [0],
  reducedCosts: [0, 0],
};

/** max x + y − ½(x² + y²), x + y ≤ 1: (½, ½), value 1 − ¼ = ¾, y = 1 − ½. */
const quadraticRow: Problem = {
  name: "strictly convex, a row binds",
  kind: "strictly-convex",
  program: smallProgram({
    objective: [1, 1],
    quadratic: [
      [1, 0],
      [0, 1],
    ],
    rows: [[-inf, [1, 1], 1]],
  }),
  status: optimal,
  objective: 0.75,
  point: [0.5, 0.5],
  rowMultipliers: [0.5],
  reducedCosts: [0, 0],
};

/** max 2x − y − ½(x² + y²) + 1, 0 ≤ x ≤ 1, y ≥ 0: (1, 0), value 5/2; z = (2 − 1, −1). */
const quadraticBounds: Problem = {
  name: "strictly convex, bounds bind",
  kind: "strictly-convex",
  program: smallProgram({
    objective: [2, -1],
    offset: 1,
    quadratic: [
      [1, 0],
      [0, 1],
    ],
    columns: [unit, [0, inf]],
  }),
  status: optimal,
  objective: 2.5,
  point: [1, 0],
  rowMultipliers: [],
  reducedCosts: [1, -1],
};

/** The point of the simplex nearest to (1, 2, 5/2): (0, ¼, ¾), the coordinates less y = 7/4; z₁ = 1 − 7/4; value 19/8 − 5/16. */
const projection: Problem = {
  name: "strictly convex, projection on the simplex",
  kind: "strictly-convex",
  program: smallProgram({
    objective: [1, 2, 2.5],
    quadratic: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    rows: [[1, [1, 1, 1], 1]],
  }),
  status: optimal,
  objective: 33 / 16,
  point: [0, 0.25, 0.75],
  rowMultipliers: [1.75],
  reducedCosts: [-0.75, 0, 0],
};

/**
 * max −½(x² + y²) subject to 1 ≤ x + y ≤ 3, x = y twice (redundant): (½, ½), value −¼; the range binds below with −½.
 */
const quadraticRange: Problem = {
  name: "strictly convex, a range and redundant equalities",
  kind: "strictly-convex",
  program: smallProgram({
    objective: [0, 0],
    quadratic: [
      [1, 0],
      [0, 1],
    ],
    rows: [
      [1, [1, 1], 3],
      [0, [1, -1], 0],
      [0, [2, -2], 0],
    ],
    columns: [free, free],
  }),
  status: optimal,
  objective: -0.25,
  point: [0.5, 0.5],
};

/** max x + y − x² subject to x + y ≤ 1, both free: 1 = y₁ and 1 − 2x = y₁ give (0, 1), value 1. */
const convexFree: Problem = {
  name: "convex, a column without curvature",
  kind: "convex",
  program: smallProgram({
    objective: [1, 1],
    quadratic: [
      [2, 0],
      [0, 0],
    ],
    rows: [[-inf, [1, 1], 1]],
    columns: [free, free],
  }),
  status: optimal,
  objective: 1,
  point: [0, 1],
  rowMultipliers: [1],
  reducedCosts: [0, 0],
};

/** max 2x + 2y − ½(x + y)², 0 ≤ x, y ≤ 5: every point with x + y = 2, value 2; no bound has a price. */
const convexSingular: Problem = {
  name: "convex, singular with coupled columns",
  kind: "convex",
  program: smallProgram({
    objective: [2, 2],
    quadratic: [
      [1, 1],
      [1, 1],
    ],
    columns: [
      [0, 5],
      [0, 5],
    ],
  }),
  status: optimal,
  objective: 2,
  rowMultipliers: [],
  reducedCosts: [0, 0],
};

/** max x + y − x² subject to x − y ≤ 1, both free: along (0, 1). */
const convexUnbounded: Problem = {
  name: "convex, unbounded where there is no curvature",
  kind: "convex",
  program: smallProgram({
    objective: [1, 1],
    quadratic: [
      [2, 0],
      [0, 0],
    ],
    rows: [[-inf, [1, -1], 1]],
    columns: [free, free],
  }),
  status: ["unbounded"],
};

/** x + y ≤ 1 against x + y ≥ 2. */
const quadraticInfeasible: Problem = {
  name: "strictly convex, infeasible",
  kind: "strictly-convex",
  program: smallProgram({
    objective: [1, 1],
    quadratic: [
      [2, 0],
      [0, 2],
    ],
    rows: [
      [-inf, [1, 1], 1],
      [2, [1, 1], inf],
    ],
    columns: [free, free],
  }),
  status: ["infeasible"],
};

export const problems: readonly Problem[] = [
  workshop,
  diet,
  contradiction,
  outOfReach,
  contradictoryEqualities,
  circle,
  unboundedCone,
  unboundedFree,
  unboundedEmptyColumn,
  unboundedWithoutRows,
  bothInfeasible,
  degenerate,
  beale,
  redundant,
  distance,
  fixed,
  equalities,
  rangeUpper,
  rangeLower,
  tiny,
  tinyObjective,
  huge,
  hugeBound,
  emptyRows,
  emptyRowInfeasible,
  emptyColumns,
  zeroObjective,
  withoutRows,
  withoutColumns,
  withoutColumnsInfeasible,
  negativeBounds,
  crossedColumn,
  screeningLinear,
  screeningQuadratic,
  interior,
  quadraticRow,
  quadraticBounds,
  projection,
  quadraticRange,
  convexFree,
  convexSingular,
  convexUnbounded,
  quadraticInfeasible,
];
