import type { Progress } from "../solver/options.ts";

/** A line on a terminal that is rewritten while a long solve runs; silent elsewhere and in the first second. */
export function progressLine(terminal: NodeJS.WriteStream): { show(progress: Progress): void; clear(): void } {
  let shown = false;
  return {
    show({ solver, iterations, seconds, objective }) {
      if (!terminal.isTTY || seconds < 1) return;
      const value = objective === undefined || !Number.isFinite(objective) ? "" : `, objective ${objective.toPrecision(8)}`;
      terminal.write(`\r\u001b[K${solver}: ${iterations} iterations, ${seconds.toFixed(0)} s${value}`);
      shown = true;
    },
    clear() {
      if (shown) terminal.write("\r\u001b[K");
    },
  };
}
