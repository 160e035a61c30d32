import { z } from "zod";
import { readBySchema } from "../../problem/schema-error.ts";
import { type ConvergenceJson, convergenceFormat } from "./convergence.ts";

const number = z.number().nullable().describe("a number; null when there is none");
const law = z.strictObject({ order: z.number(), extrapolation: z.number(), uncertainty: z.number() }).nullable();

const convergenceSchema = z.strictObject({
  format: z.literal(convergenceFormat),
  name: z.string().optional(),
  incentives: z.string(),
  participation: z.string(),
  budget: z.string(),
  objective: z.string(),
  rows: z.array(z.strictObject({ cells: z.int().min(1), grid: number, inner: number, outer: number, proved: z.boolean() })),
  fits: z.strictObject({ grid: law, inner: law, outer: law }),
  widthOrder: number,
});

/**
 * The study that a file of the format `secondbest/convergence@1` holds, given as the value of its JSON text.
 *
 * Throws InvalidInputError with the path of the first field that is wrong.
 */
export function readConvergence(json: unknown): ConvergenceJson {
  // The schema has checked every field; its type differs in how fields that may be left out are written.
  return readBySchema(convergenceSchema, json, { name: "study", schema: "what secondbest convergence --json writes" }) as ConvergenceJson;
}
