import { UnsupportedProblemError } from "../errors.ts";

/** Fields of bilateral trade that make sense and that no route serves: they are not in the format, and are refused with what serves instead. */
const fields: Readonly<Record<string, string>> = {
  curvature: 'The good is divisible with quadratic surplus ("curvature"), and every route assumes surplus linear in the quantity traded.',
};

/** Throws UnsupportedProblemError for an instance, not yet read, whose environment has a field that no route serves. */
export function refuseUnserved(instance: unknown): void {
  const environment = (instance as { readonly environment?: unknown } | null)?.environment;
  if (typeof environment !== "object" || environment === null) return;
  const { kind } = environment as { readonly kind?: unknown };
  const field = Object.keys(fields).find((name) => kind === "bilateral-trade" && Object.hasOwn(environment, name));
  if (field !== undefined)
    throw new UnsupportedProblemError({
      assumption: fields[field] as string,
      alternative: `Remove "${field}" for the linear problem, or state the problem as a "finite" environment.`,
    });
}
