import { z } from "zod";
import { number, readStored, type Stored } from "../schema-parts.ts";
import { convergenceFormat } from "./convergence.ts";

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

/** What `secondbest convergence --json` prints: the data of the figure. Bounds that there are none of are null; `fits` are estimates. */
export type ConvergenceJson = Stored<typeof convergenceSchema>;

/**
 * The study that a file of the format `secondbest/convergence@1` holds, given as the value of its JSON text.
 *
 * Throws InvalidInputError with the path of the first field that is wrong.
 */
export function readConvergence(json: unknown): ConvergenceJson {
  return readStored(convergenceSchema, json, { name: "study", schema: "what secondbest convergence --json writes" });
}
