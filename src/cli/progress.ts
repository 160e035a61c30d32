import type { Progress } from "../solver/options.ts";
import type { Io } from "./io.ts";

/** A line on a terminal that is rewritten while a long solve runs; silent elsewhere and in the first second. */
export function progressLine({ isTTY, stderr }: Pick<Io, "isTTY" | "stderr">): { show(progress: Progress): void; clear(): void } {
  let shown = false;
  return {
    show({ solver, iterations, seconds, objective }) {
      if (!isTTY || seconds < 1) return;
      const value = objective === undefined || !Number.isFinite(objective) ? "" : `, objective ${objective.toPrecision(8)}`;
      stderr(`\r\u001b[K${solver}: ${iterations} iterations, ${seconds.toFixed(0)} s${value}`);
      shown = true;
    },
    clear() {
      if (shown) stderr("\r\u001b[K");
    },
  };
}
