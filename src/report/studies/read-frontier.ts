import { z } from "zod";
import { type FrontierJson, frontierFormat, frontierKinds, frontierParameters } from "../../analysis/frontier.ts";
import { bracket, fraction, number, readStored, rents, status } from "../schema-parts.ts";

const frontierSchema = z.strictObject({
  format: z.literal(frontierFormat),
  kind: z.enum(frontierKinds),
  parameter: z.enum(frontierParameters),
  points: z.array(
    z.strictObject({
      parameter: fraction,
      status,
      gainsFromTrade: number,
      brokerProfit: number,
      rents,
      multiplier: number,
      value: bracket,
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
  return readStored(frontierSchema, json, { name: "frontier", schema: "what secondbest frontier --json writes" });
}
