import { InvalidInputError, refuse, UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Result } from "../../result.ts";
import { cellBounds } from "../../routes/cell-program/bounds.ts";
import { cellProgram } from "../../routes/cell-program/route.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import { defaultSolveOptions } from "../../routes/options.ts";
import type { Solve } from "../../solve.ts";
import type { Solver } from "../../solver/solver.ts";
import { fallingOrder, type PowerLaw, powerLaw } from "./power-law.ts";

/** What is known of a continuous problem with so many cells a law. */
export interface ConvergenceRow {
  readonly cells: number;
  /** The optimum on the midpoints of as many intervals of equal length, which bounds nothing; null where no route solves it. */
  readonly grid: number | null;
  /** Bounds on the continuous problem: a mechanism constant on cells, and what all mechanisms satisfy on average over cells. */
  readonly inner: number;
  readonly outer: number;
  /** Both bounds are proved. */
  readonly proved: boolean;
}

/** Grid values and bounds by number of cells, with what the sequences suggest. */
export interface Convergence {
  readonly problem: DesignProblem;
  readonly rows: readonly ConvergenceRow[];
  /** Fitted to the sequences, estimates all; null where a sequence is too short or does not move. */
  readonly fits: { readonly grid: PowerLaw | null; readonly inner: PowerLaw | null; readonly outer: PowerLaw | null };
  /** The power of the number of cells with which the distance of the bounds falls; null for fewer than two positive distances. */
  readonly widthOrder: number | null;
}

/** What may be asked of {@link convergence}. */
export interface ConvergenceOptions {
  /** Numbers of cells of each law, increasing; default 4, 8, 16, 24. */
  readonly cells: readonly number[];
  /** Solve the grids of points as well; default true. */
  readonly grids: boolean;
  /** For each row, in seconds; default none. */
  readonly timeLimitSeconds: number;
}

const defaultConvergenceOptions: ConvergenceOptions = {
  cells: [4, 8, 16, 24],
  grids: true,
  timeLimitSeconds: Number.POSITIVE_INFINITY,
};

/** Cells beyond which programs on pairs of cells are too large to wait for. */
const mostCells = 120;

/** A distance of bounds below this share of them is rounding. */
const noise = 1e-9;

/**
 * How the values of a continuous problem depend on the number of cells: grids, which bound nothing, beside bounds from below and above; with the orders at which they
 * converge and limits by extrapolation, which are estimates.
 *
 * Two traders with a budget in every state: programs on cells of equal probability. Other problems: the bracket of their route with at most so many cells a side.
 * Throws InvalidInputError for a list of cells that is empty or not increasing, UnsupportedProblemError for a problem with finitely many types.
 */
export async function convergence(
  problem: DesignProblem,
  solver: Solver,
  solve: Solve,
  options: Partial<ConvergenceOptions> = {},
): Promise<Convergence> {
  const { cells, grids, timeLimitSeconds } = { ...defaultConvergenceOptions, ...options };
  if (isGrid(problem))
    throw new UnsupportedProblemError({
      assumption: "Convergence is a matter of laws, and this problem has finitely many types.",
      alternative: "Remove the discretization, or give the traders continuous laws.",
    });
  const onCells = cellProgram.accepts(problem) === true;
  checkCells(cells, onCells ? mostCells : defaultSolveOptions.maxCells);
  const rows: ConvergenceRow[] = [];
  for (const count of cells) {
    const bounds = onCells
      ? await cellBounds(problem, solver, count, timeLimitSeconds)
      : boundsOf(await solve(problem, { maxCells: count, width: 1e-14, timeLimitSeconds }));
    rows.push({ cells: count, grid: grids ? await gridValue(problem, solve, count, timeLimitSeconds) : null, ...bounds });
  }
  const lawOf = (of: (row: ConvergenceRow) => number | null) => {
    const known = rows.flatMap((row) => {
      const value = of(row);
      return value === null || !Number.isFinite(value) ? [] : [[row.cells, value] as const];
    });
    return powerLaw(
      known.map(([n]) => n),
      known.map(([, value]) => value),
    );
  };
  return {
    problem,
    rows,
    fits: { grid: lawOf(({ grid }) => grid), inner: lawOf(({ inner }) => inner), outer: lawOf(({ outer }) => outer) },
    widthOrder: fallingOrder(
      rows.map((row) => row.cells),
      rows.map(({ inner, outer }) => (outer - inner > noise * Math.abs(outer) ? outer - inner : 0)),
    ),
  };
}

function checkCells(cells: readonly number[], most: number): void {
  const increasing = cells.every((n, k) => Number.isSafeInteger(n) && n >= 2 && n <= most && (k === 0 || n > (cells[k - 1] as number)));
  if (increasing && cells.length > 0) return;
  refuse("cells", `increasing whole numbers from 2 to ${most}`, cells, "Write, for example, 4, 8, 16.");
}

function boundsOf({ value, level, status }: Result): Pick<ConvergenceRow, "inner" | "outer" | "proved"> {
  const usable = status === "optimal" || status === "limit";
  return {
    inner: usable ? value.lower : Number.NEGATIVE_INFINITY,
    outer: usable ? value.upper : Number.POSITIVE_INFINITY,
    proved: level !== "float",
  };
}

async function gridValue(problem: DesignProblem, solve: Solve, points: number, timeLimitSeconds: number): Promise<number | null> {
  try {
    const { status, value } = await solve({ ...problem, discretization: { rule: "midpoint", points } }, { timeLimitSeconds });
    return status === "optimal" ? (value.lower + value.upper) / 2 : null;
  } catch (error) {
    if (error instanceof UnsupportedProblemError || error instanceof InvalidInputError) return null;
    throw error;
  }
}
