import { InvalidInputError, show } from "../src/errors.ts";
import type { Solver } from "../src/solver/solver.ts";
import { clarabel } from "./clarabel.ts";
import { highs } from "./highs.ts";
import { javascriptLpSolver } from "./javascript-lp-solver.ts";
import { numeric } from "./numeric.ts";

const factories = new Map<string, () => Solver>([
  ["highs", () => highs],
  ["clarabel", () => clarabel],
  ["javascript-lp-solver", () => javascriptLpSolver],
  ["numeric", () => numeric],
]);

const created = new Map<string, Solver>();

/** The names that {@link solverByName} knows, the default first. */
export function solverNames(): readonly string[] {
  return [...factories.keys()];
}

/**
 * The solver of that name; made when first asked for, the same one ever after.
 *
 * @throws InvalidInputError for an unknown name, listing the known ones.
 * @example
 * const result = await solverByName("highs").solve(program);
 */
export function solverByName(name: string): Solver {
  const known = created.get(name);
  if (known) return known;
  const create = factories.get(name);
  if (!create) {
    throw new InvalidInputError({
      field: "solver",
      expected: `one of ${solverNames().join(", ")}`,
      received: show(name),
      remedy: "External programs (glpsol, clp, …) are known only on the command line and in secondbest/node.",
    });
  }
  const solver = create();
  created.set(name, solver);
  return solver;
}

/** Makes a solver known by name: the Node side adds the external programs, users add their own. The last registration of a name counts. */
export function registerSolver(name: string, create: () => Solver): void {
  factories.set(name, create);
  created.delete(name);
}
