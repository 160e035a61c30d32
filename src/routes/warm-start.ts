import type { Program } from "../program/program.ts";
import type { Basis } from "../solver/options.ts";
import type { SolverResult } from "../solver/solver.ts";

/**
 * Carries the optimal basis from one program to the next of the same shape, in a sequence of problems that differ in a budget, a weight or a few numbers
 * (frontier, one-parameter sweep). Make one per sequence and hand it to every solve.
 */
export class WarmStart {
  #shape = "";
  #basis: Basis | undefined;
  /** How many solves started from the basis of the one before. */
  used = 0;

  /** The basis to start from, when the program has the shape of the one before. */
  for(program: Program): Basis | undefined {
    const basis = this.#shape === shapeOf(program) ? this.#basis : undefined;
    if (basis) this.used++;
    return basis;
  }

  remember(program: Program, { basis }: SolverResult): void {
    if (!basis) return;
    this.#shape = shapeOf(program);
    this.#basis = basis;
  }
}

function shapeOf({ name, rowCount, columnCount, matrix }: Program): string {
  return `${name}:${rowCount}×${columnCount}:${matrix.values.length}`;
}
