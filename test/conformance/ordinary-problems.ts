import type { SolverStatus } from "../../src/solver/status.ts";
import type { Problem } from "./problem.ts";
import { smallProgram } from "./small-program.ts";

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

/** Linear programs with an optimum, as they come. */
export const ordinaryProblems: readonly Problem[] = [
  workshop,
  diet,
  degenerate,
  beale,
  redundant,
  distance,
  fixed,
  equalities,
  rangeUpper,
  rangeLower,
  negativeBounds,
  screeningLinear,
];
