import { readStandardInput } from "../node/standard-input.ts";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";
import { processPulse } from "./progress/pulse.ts";

/** The process as a command sees it. */
export function processIo(): Io {
  // A reader that has seen enough (| head) closes the pipe; that is no failure, and the exit code is still that of the answer.
  const closed = { stdout: false, stderr: false };
  for (const name of ["stdout", "stderr"] as const)
    process[name].on("error", (error: NodeJS.ErrnoException) => {
      closed[name] = true;
      if (error.code === "EPIPE") return;
      const reason = error.code === "ENOSPC" ? "no space left" : (error.code ?? error.message);
      if (!closed.stderr)
        process.stderr.write(
          `secondbest: standard output: expected a place that can be written to, got one with ${reason}. Write to another place.\n`,
        );
      process.exit(exitCodes.badInput);
    });
  const pulse = processPulse(process.stderr.isTTY === true);
  const write = (name: "stdout" | "stderr") => (text: string) => {
    if (closed[name]) return;
    pulse.yieldLine();
    process[name].write(text);
  };
  let read: string | undefined;
  return {
    cwd: process.cwd(),
    env: process.env,
    isTTY: process.stderr.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    interrupted: () => {
      const controller = new AbortController();
      for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => controller.abort());
      return controller.signal;
    },
    // What was read once is no longer in the pipe.
    stdin: () => (read ??= readStandardInput()),
    stdout: write("stdout"),
    stderr: write("stderr"),
    pulse,
  };
}
