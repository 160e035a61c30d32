import { InvalidInputError } from "../../src/errors.ts";

/** The InvalidInputError that `run` throws; anything else fails the test. */
export function refusal(run: () => unknown): InvalidInputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error("expected an InvalidInputError, nothing was thrown");
}
