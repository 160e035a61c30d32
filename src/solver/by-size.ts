import type { Program } from "../program/program.ts";
import type { Solver } from "./solver.ts";

/** What the solver for large programs is asked for, in turns; whoever reads its answers bounds and rounds anew. */
const tolerances = [1e-7, 1e-5];

/**
 * One solver out of two: programs with more than `rows` rows go to the one for large ones, and back to the other where that one has no optimum of them. It speaks in the
 * name of `small`.
 *
 * @example
 * const solver = bySize(highs, clarabel, 8_000);
 */
export function bySize(small: Solver, large: Solver, rows: number): Solver {
  return {
    name: small.name,
    get version() {
      return small.version;
    },
    capabilities: small.capabilities,
    async solve(program: Program, options = {}) {
      if (program.rowCount <= rows) return small.solve(program, options);
      const until = performance.now() + 1000 * (options.timeLimitSeconds ?? Number.POSITIVE_INFINITY);
      const left = () => Math.max(1e-3, (until - performance.now()) / 1000);
      for (const tolerance of tolerances) {
        const found = await large.solve(program, { ...options, timeLimitSeconds: left(), tolerance, basis: undefined });
        if (found.status === "optimal") return found;
      }
      return small.solve(program, { ...options, timeLimitSeconds: left() });
    },
  };
}
