import { expect, test } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { createHighsSolver } from "../../solvers/highs.ts";
import { bilateralTrade, designProblem, uniform } from "../../src/index.ts";
import { solveRound } from "../../src/routes/cell-program/round.ts";
import { bySize } from "../../src/solver/by-size.ts";
import { bareResult } from "../../src/solver/result.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { commonCut, firstKnots } from "../../src/type-space/common-knots.ts";

const highs = createHighsSolver();
const unit = uniform({ min: 0, max: 1 });
const cut = commonCut([unit, unit]);
const sides = [true, false].map((buys) => ({ law: unit, buys, sells: !buys }));
const problem = designProblem({
  environment: bilateralTrade({ buyer: unit, seller: unit }),
  incentives: "dominant",
  participation: "ex-ante",
  budget: "no-deficit",
});
const round = (solver: Solver) => solveRound(problem, cut, firstKnots(sides, cut, 5), solver, () => 600);

/** Counts the programs that it passes on; nothing of what it says is an optimum when it fails. */
function counted(solver: Solver, fails = false): { readonly solver: Solver; readonly rows: number[] } {
  const rows: number[] = [];
  return {
    rows,
    solver: {
      ...solver,
      async solve(program, options) {
        rows.push(program.rowCount);
        return fails ? bareResult("error", { message: "no progress" }) : solver.solve(program, options);
      },
    },
  };
}

test("large programs go to the other solver, and the bounds on cells that it leads to are those of the first, safely", async () => {
  const [small, large] = [counted(highs), counted(clarabel)];
  const [alone, mixed] = [await round(highs), await round(bySize(small.solver, large.solver, 300))];
  expect(large.rows.length).toBeGreaterThan(0);
  expect(Math.min(...large.rows)).toBeGreaterThan(300);
  expect(Math.max(...small.rows)).toBeLessThanOrEqual(300);
  expect(mixed.proved).toBe(true);
  // A bound from prices near the best ones is above theirs, and hardly.
  expect(mixed.upper).toBeGreaterThan(alone.upper * (1 - 1e-9));
  expect(mixed.upper).toBeLessThan(alone.upper * (1 + 1e-5));
  expect(mixed.lower).toBeLessThanOrEqual(mixed.upper);
  expect(Math.abs(mixed.lower / alone.lower - 1)).toBeLessThan(1e-5);
});

test("what the solver for large programs does not solve comes back to the other", async () => {
  const [small, large] = [counted(highs), counted(clarabel, true)];
  const found = await round(bySize(small.solver, large.solver, 0));
  // Twice each: at a tolerance that suffices, and at a looser one.
  expect(large.rows.length).toBe(2 * small.rows.length);
  expect(found.upper).toBe((await round(highs)).upper);
});
