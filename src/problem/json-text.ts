import { readExactJson } from "../arithmetic/exact-json.ts";

/** Far beyond any instance that a route serves. */
const limits = { characters: 200_000_000, depth: 64, values: 20_000_000, fields: 10_000, digits: 20_000 };

/**
 * The value of a JSON text of an instance (or of a report on one), its numbers digit by digit: what no double holds comes as the text that was
 * written. Throws InvalidInputError with line and column of the first error.
 */
export function readJson(text: string, field: string): unknown {
  return readExactJson(text, field, limits);
}
