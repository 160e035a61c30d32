import { z } from "zod";
import { frontierKinds, frontierParameters } from "../../analysis/frontier.ts";
import { bracket, fraction, number, readStored, type Stored, status } from "../schema-parts.ts";
import { frontierFormat } from "./frontier.ts";

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
      rents: z.strictObject({ buyers: number, sellers: number, partners: z.array(number).optional() }),
      multiplier: number,
      value: bracket,
    }),
  ),
});

/** `secondbest/frontier@1`: what `secondbest frontier --json` prints. Fractions are texts such as "1/3", numbers that do not exist null. */
export type FrontierJson = Stored<typeof frontierSchema>;

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
