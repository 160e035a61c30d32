import type { SolverStatus } from "../../src/solver/status.ts";
import type { Problem } from "./problem.ts";
import { smallProgram } from "./small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const optimal: readonly SolverStatus[] = ["optimal"];
const free = [-inf, inf] as const;
const unit = [0, 1] as const;

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

/** Quadratic programs. */
export const quadraticProblems: readonly Problem[] = [
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
