import { InvalidInputError, UnsupportedProblemError } from "../errors.ts";
import { errorJson } from "../report/error.ts";
import type { ErrorJson } from "../report/error-schema.ts";
import type { ResultStatus } from "../result.ts";
import type { Io } from "./io.ts";

/** Exit codes of every command. */
export const exitCodes = { ok: 0, internal: 1, badInput: 2, noOptimum: 3, limit: 4, rejected: 5 } as const;

/** The exit code for how a problem ended; a result that contradicts published theorems is rejected, whatever its status. */
export function exitCodeOf(status: ResultStatus, contradicted: readonly string[] = []): number {
  if (contradicted.length > 0 && status !== "error") return exitCodes.rejected;
  switch (status) {
    case "optimal":
      return exitCodes.ok;
    case "infeasible":
    case "unbounded":
      return exitCodes.noOptimum;
    case "limit":
      return exitCodes.limit;
    case "error":
      return exitCodes.internal;
  }
}

/** Prints what went wrong, in one sentence (or as JSON), and returns the exit code. */
export function reportFailure(error: unknown, json: boolean, io: Io): number {
  if (error instanceof InvalidInputError) {
    const { field, expected, received, remedy } = error;
    print({ field, expected, received, remedy }, error.message, json, io);
    return exitCodes.badInput;
  }
  if (error instanceof UnsupportedProblemError) {
    const { assumption, alternative, changes, message } = error;
    const made = changes.length > 0 ? { changes } : {};
    print({ field: "problem", expected: "a supported combination", received: assumption, remedy: alternative, ...made }, message, json, io);
    return exitCodes.badInput;
  }
  const message = (error instanceof Error ? error.message : String(error)).replace(/^internal error: /, "");
  print(
    {
      field: "internal",
      expected: "no failure",
      received: message,
      remedy: "This is a defect of secondbest; please report it with the instance.",
    },
    `internal error: ${message}`,
    json,
    io,
  );
  return exitCodes.internal;
}

function print(error: ErrorJson["error"], sentence: string, json: boolean, io: Io): void {
  if (json) io.stdout(`${JSON.stringify(errorJson(error), null, 2)}\n`);
  else io.stderr(`secondbest: ${sentence}\n`);
}
