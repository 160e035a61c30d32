import type { ErrorJson } from "./error-schema.ts";

export const errorFormat = "secondbest/error@1";

/** The error as plain data. Every command can make one, so that nothing else is loaded for it. */
export function errorJson(error: ErrorJson["error"]): ErrorJson {
  return { format: errorFormat, status: "error", error };
}
