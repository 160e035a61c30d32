import { z } from "zod";
import { type FrontierJson, frontierFormat, frontierKinds, frontierParameters } from "../../analysis/frontier.ts";
import { readBySchema } from "../../problem/schema-error.ts";

const number = z.number().nullable().describe("a number; null when there is none");
const fraction = z.string().regex(/^-?\d+(?:\/\d+)?$/);

const frontierSchema = z.strictObject({
  format: z.literal(frontierFormat),
  kind: z.enum(frontierKinds),
  parameter: z.enum(frontierParameters),
  points: z.array(
    z.strictObject({
      parameter: fraction,
      status: z.enum(["optimal", "infeasible", "unbounded", "limit", "error"]),
      gainsFromTrade: number,
      brokerProfit: number,
      rents: z.strictObject({ buyers: number, sellers: number, partners: z.array(number).optional() }),
      multiplier: number,
      value: z.strictObject({ lower: number, upper: number, exact: fraction.nullable() }),
    }),
  ),
});

/**
 * The frontier that a file of the format `secondbest/frontier@1` holds, given as the value of its JSON text.
 *
 * Throws InvalidInputError with the path of the first field that is wrong.
 *
 * @example
 * const [first] = figuresOf(readFrontier(JSON.parse(text)));
 */
export function readFrontier(json: unknown): FrontierJson {
  // The schema has checked every field; its type differs in how fields that may be left out are written.
  return readBySchema(frontierSchema, json, { name: "frontier", schema: "what secondbest frontier --json writes" }) as FrontierJson;
}
