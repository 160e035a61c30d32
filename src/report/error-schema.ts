import * as z from "zod";
import { errorFormat } from "./error.ts";

/** `secondbest/error@1`: what every command prints with `--json` instead of an answer. */
const errorSchema = z.strictObject({
  format: z.literal(errorFormat),
  status: z.literal("error"),
  error: z
    .strictObject({
      field: z.string().describe("the field that is wrong, an option, `problem` (not served) or `internal`"),
      expected: z.string(),
      received: z.string(),
      remedy: z.string(),
      changes: z
        .array(z.record(z.string(), z.json()))
        .readonly()
        .optional()
        .describe("changes of the instance, any of which leads on: fields by their path, and what they become; null leaves a field out"),
    })
    .describe("four parts of one sentence"),
});

export type ErrorJson = z.infer<typeof errorSchema>;

/** It as JSON Schema. */
export function errorJsonSchema(): unknown {
  return { title: `What went wrong (${errorFormat})`, ...z.toJSONSchema(errorSchema, { io: "input" }) };
}
