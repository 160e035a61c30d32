import type { RouteContext } from "./route.ts";

interface RoundSoFar {
  readonly cells: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

/** Reports rounds of refinement as progress: how wide the bracket is still, beside the width that was asked for. */
export function roundProgress(solver: string, wanted: number, { options, stopwatch }: RouteContext): (round: RoundSoFar) => void {
  return ({ cells, lower, upper }) => {
    const reached = (upper - lower) / Math.abs(upper);
    options.onProgress?.({
      solver,
      iterations: cells.reduce((a, b) => a + b, 0),
      seconds: stopwatch.timings.total ?? 0,
      objective: lower,
      ...(Number.isFinite(reached) && { gap: { reached, wanted } }),
    });
    options.signal?.throwIfAborted();
  };
}
