import { InvalidInputError, type Refusal, UnsupportedProblemError } from "../errors.ts";
import type { InstanceJson } from "../problem/schema.ts";
import type { ResultJson } from "../report/result/json.ts";
import type { SolveOptions } from "../routes/options.ts";
import type { Progress } from "../solver/options.ts";

/** What may be asked of a solve in a worker and is posted to it as it is: plain data, the solver by its name. */
export interface PostedOptions extends Partial<Pick<SolveOptions, "timeLimitSeconds" | "width" | "maxCells" | "exactLimit" | "proof">> {
  /** Default: the route that the engine chooses. */
  readonly solver?: string | undefined;
}

/** What a worker answers: plain data, ready to be posted on. */
export interface WorkerAnswer {
  /** `secondbest/result@1`, with its theorems; `resultText` prints its page, `readResult` checks one that was stored. */
  readonly result: ResultJson;
  /** The certificate as text, if one was asked for and could be given. */
  readonly certificate: string | null;
}

/** One problem, posted to a worker. */
export interface Request {
  readonly instance: InstanceJson;
  readonly options: PostedOptions;
}

/** What a worker posts back: any number of reports, then one answer or failure. */
export type Reply = { readonly progress: Progress } | { readonly answer: WorkerAnswer } | { readonly failure: Failure };

/** An error as plain data: classes do not survive being posted. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
  readonly refusal?: Refusal;
}

/** An error, ready to be posted. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InvalidInputError) {
    const { field, expected, received, remedy } = error;
    return { name: error.name, message: error.message, details: { field, expected, received, remedy } };
  }
  if (error instanceof UnsupportedProblemError) return { name: error.name, message: error.message, details: {}, refusal: error.refusal };
  return { name: "Error", message: error instanceof Error ? error.message : String(error), details: {} };
}

/** The error that was posted, of its own class. */
export function errorOf({ name, message, details, refusal }: Failure): Error {
  const { field = "", expected = "", received = "", remedy = "" } = details;
  if (name === "InvalidInputError") return new InvalidInputError({ field, expected, received, remedy });
  if (refusal) return new UnsupportedProblemError(refusal);
  return new Error(message);
}
