import type { Progress } from "../solver/options.ts";
import type { Io } from "./io.ts";

/** Seconds before anything is shown, and between two lines where lines cannot be rewritten. */
const patience = 2;
const betweenLines = 10;

/** Where a bracket was, and when. */
interface Mark {
  readonly seconds: number;
  readonly gap: number;
}

/**
 * What standard error tells of a solve that takes more than two seconds: on a terminal one line that is rewritten, elsewhere (a log) a line now and then. How long it will
 * still take is estimated from how the bracket narrowed so far, or is what the time limit leaves.
 */
export function progressLine(
  { isTTY, stderr }: Pick<Io, "isTTY" | "stderr">,
  timeLimitSeconds = Number.POSITIVE_INFINITY,
): { show(progress: Progress): void; clear(): void } {
  const started = performance.now();
  let before: Mark | undefined;
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show({ solver, iterations, seconds: reported, objective, gap }) {
      const seconds = Math.max(reported, (performance.now() - started) / 1000);
      const mark = gap && { seconds, gap: gap.reached };
      const estimate = gap && before ? remaining(before, { seconds, gap: gap.reached }, gap.wanted) : undefined;
      if (mark) before = mark;
      if (seconds < patience || seconds - shown < (isTTY ? 0 : betweenLines)) return;
      shown = seconds;
      const value = objective === undefined || !Number.isFinite(objective) ? "" : `, objective ${objective.toPrecision(8)}`;
      const width = gap ? `, bracket ${gap.reached.toExponential(1)} wide of ${gap.wanted.toExponential(0)} asked for` : "";
      const text = `${solver}: ${iterations} ${gap ? "cells" : "iterations"}, ${seconds.toFixed(0)} s${value}${width}${left(estimate, timeLimitSeconds - seconds)}`;
      stderr(isTTY ? `\r\u001b[K${text}` : `secondbest: ${text}\n`);
    },
    clear() {
      if (isTTY && shown > 0) stderr("\r\u001b[K");
    },
  };
}

/** Seconds until the width is reached, if time goes on growing by the power of the width by which it grew. */
function remaining(before: Mark, now: Mark, wanted: number): number | undefined {
  if (now.gap <= wanted) return 0;
  const power = Math.log(now.seconds / before.seconds) / Math.log(before.gap / now.gap);
  return power > 0 && Number.isFinite(power) ? now.seconds * ((now.gap / wanted) ** power - 1) : undefined;
}

function left(estimate: number | undefined, limit: number): string {
  if (estimate !== undefined && estimate <= limit) return `, about ${Math.ceil(estimate)} s left`;
  return Number.isFinite(limit) ? `, at most ${Math.max(0, Math.ceil(limit))} s left` : "";
}
