import type { SolverStatus } from "../../src/solver/status.ts";
import type { Problem } from "./problem.ts";
import { smallProgram } from "./small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const optimal: readonly SolverStatus[] = ["optimal"];
const unit = [0, 1] as const;

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
};

/**
 * max x subject to x + 1e-14·y ≤ 1, 0 ≤ y ≤ 500: x = 1. What the tiny entry of a column between bounds can do is below every tolerance; a solver may
 * lose it, but neither refuse it nor measure y in units of 1e7 to keep it.
 */
const negligible: Problem = {
  name: "a negligible entry of a column between bounds",
  kind: "linear",
  program: smallProgram({
    objective: [1, 0],
    rows: [[-inf, [1, 1e-14], 1]],
    columns: [
      [0, inf],
      [0, 500],
    ],
  }),
  status: optimal,
  objective: 1,
  rowMultipliers: [1],
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

/** Linear programs at the edges: tiny and huge numbers, empty rows, columns and objectives. */
export const extremeProblems: readonly Problem[] = [
  tiny,
  tinyObjective,
  huge,
  hugeBound,
  negligible,
  emptyRows,
  emptyColumns,
  zeroObjective,
  withoutRows,
  withoutColumns,
];
