import type { Progress } from "../../solver/options.ts";
import type { Io } from "../io.ts";
import { betweenLines, emptied, lineText, patience, type Underway } from "./line.ts";

/** Where a bracket was, and when. */
interface Mark {
  readonly seconds: number;
  readonly gap: number;
}

/** Shows how far a solve is. */
export interface ProgressLine {
  /** For `onProgress` of a solve. */
  show(progress: Progress): void;
  /** For `onStage` of a solve. */
  stage(name: string): void;
  clear(): void;
}

/**
 * What standard error tells of a solve that takes more than two seconds: on a terminal one line that is rewritten, elsewhere (a log) a line now and then. How long it will
 * still take is estimated from how the bracket narrowed so far, or is what the time limit leaves. Where there is a pulse, it shows the line, also while the solve holds this thread.
 */
export function progressLine(
  { isTTY, stderr, pulse }: Pick<Io, "isTTY" | "stderr" | "pulse">,
  timeLimitSeconds = Number.POSITIVE_INFINITY,
): ProgressLine {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let before: Mark | undefined;
  let shown = Number.NEGATIVE_INFINITY;
  const tell = (line: Underway) => {
    if (pulse) return pulse.say(line);
    if (line.seconds < patience || line.seconds - shown < (isTTY ? 0 : betweenLines)) return;
    shown = line.seconds;
    const text = lineText(line);
    stderr(isTTY ? emptied + text : `secondbest: ${text}\n`);
  };
  return {
    show({ solver, iterations, seconds: reported, objective, gap }) {
      const seconds = Math.max(reported, elapsed());
      const mark = gap && { seconds, gap: gap.reached };
      const estimate = gap && before ? remaining(before, { seconds, gap: gap.reached }, gap.wanted) : undefined;
      if (mark) before = mark;
      const value = objective === undefined || !Number.isFinite(objective) ? "" : `, objective ${objective.toPrecision(8)}`;
      const width = gap ? `, bracket ${gap.reached.toExponential(1)} wide of ${gap.wanted.toExponential(0)} asked for` : "";
      const done = `${iterations} ${gap ? "cells" : "iterations"}`;
      tell({ what: solver, done, seconds, more: value + width, left: left(estimate, timeLimitSeconds - seconds) });
    },
    stage(name) {
      const seconds = elapsed();
      tell({ what: stageWords[name] ?? name, done: "", seconds, more: "", left: left(undefined, timeLimitSeconds - seconds) });
    },
    clear() {
      if (isTTY && shown > 0) stderr(emptied);
    },
  };
}

/** Stages of a solve as people call them. */
const stageWords: Readonly<Record<string, string>> = {
  build: "writing the program",
  search: "searching",
  solve: "solving the program",
  proof: "proving",
  mechanism: "tabulating the mechanism",
  duals: "prices of constraints",
  audit: "auditing",
  dissolution: "efficient dissolution",
  conflict: "which constraints exclude each other",
};

/** Seconds until the width is reached, if time goes on growing by the power of the width by which it grew. */
function remaining(before: Mark, now: Mark, wanted: number): number | undefined {
  if (now.gap <= wanted) return 0;
  const power = Math.log(now.seconds / before.seconds) / Math.log(before.gap / now.gap);
  return power > 0 && Number.isFinite(power) ? now.seconds * ((now.gap / wanted) ** power - 1) : undefined;
}

function left(estimate: number | undefined, limit: number): Underway["left"] {
  if (estimate !== undefined && estimate <= limit) return { seconds: estimate, word: "about" };
  return Number.isFinite(limit) ? { seconds: limit, word: "at most" } : undefined;
}
