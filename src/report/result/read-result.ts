import { InvalidInputError } from "../../errors.ts";
import { readBySchema } from "../../problem/schema-error.ts";
import type { ResultJson } from "./json.ts";
import { resultSchema } from "./result-schema.ts";

/**
 * The result that a file of the format `secondbest/result@1` holds, given as the value of its JSON text.
 *
 * Throws InvalidInputError with the path of the first field that is wrong.
 *
 * @example
 * console.log(resultText(readResult(JSON.parse(text))));
 */
export function readResult(json: unknown): ResultJson {
  const { problem, ...rest } = readBySchema(resultSchema, json, { name: "result", schema: "data/result.schema.json" });
  if (problem === undefined)
    throw new InvalidInputError({
      field: "problem",
      expected: "the question that the result answers",
      received: "a result without it, as earlier versions saved them",
      remedy: "Solve the instance again with --json --out.",
    });
  // The schema has checked every field; its type differs in how fields that may be left out are written.
  return { ...rest, problem } as ResultJson;
}
