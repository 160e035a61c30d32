import type { Problem } from "./problem.ts";
import { smallProgram } from "./small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const free = [-inf, inf] as const;
const unit = [0, 1] as const;

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

/** 1 ≤ 0 ≤ 2 without entries. */
const emptyRowInfeasible: Problem = {
  name: "an empty row that excludes 0",
  kind: "linear",
  program: smallProgram({ objective: [1], rows: [[1, [0], 2]], columns: [unit] }),
  status: ["infeasible"],
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

/** Column bounds that cross. */
const crossedColumn: Problem = {
  name: "crossed column bounds",
  kind: "linear",
  program: smallProgram({ objective: [1], rows: [[-inf, [1], 5]], columns: [[2, 1]] }),
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

/** Linear programs without a point, or without a limit. */
export const unsolvableProblems: readonly Problem[] = [
  contradiction,
  outOfReach,
  contradictoryEqualities,
  circle,
  bothInfeasible,
  emptyRowInfeasible,
  withoutColumnsInfeasible,
  crossedColumn,
  unboundedCone,
  unboundedFree,
  unboundedEmptyColumn,
  unboundedWithoutRows,
];
