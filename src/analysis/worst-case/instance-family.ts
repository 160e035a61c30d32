import { z } from "zod";
import { isRational } from "../../arithmetic/rational.ts";
import { InvalidInputError, refuseAs, UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { parseInstance } from "../../problem/instance.ts";
import { readBySchema } from "../../problem/schema-error.ts";
import { setPaths } from "../../problem/set-path.ts";
import type { FamilyParameter } from "./families.ts";

/** Instances that differ in a few numbers, each of which lies in a range. */
export interface InstanceFamily {
  readonly parameters: readonly FamilyParameter[];
  /** The problem at given parameters; null where they make none (a mass below 0, an empty interval). */
  problemAt(values: Readonly<Record<string, number>>): DesignProblem | null;
  /** The instance itself, as JSON. */
  instanceAt(values: Readonly<Record<string, number>>): unknown;
}

const number = z.custom<number | string>((value) => isRational(value) && typeof value !== "bigint").describe("a number or a fraction");
const range = z.strictObject({ from: number, to: number, scale: z.enum(["linear", "log"]).optional() });
const schema = z.strictObject({ instance: z.record(z.string(), z.unknown()), vary: z.record(z.string(), range) });

/**
 * Reads a family: `{"instance": …, "vary": {"environment.buyer.exponent": {"from": 0.1, "to": 10, "scale": "log"}}}`.
 *
 * Throws InvalidInputError for a document that is none, a range that is empty, and an instance that is wrong wherever its parameters lie.
 */
export function readInstanceFamily(document: unknown): InstanceFamily {
  const { instance, vary } = readBySchema(schema, document, { name: "family", schema: "docs/worst-cases.md" });
  const { expected: _, ...base } = instance;
  const parameters = Object.entries(vary).map(([name, { from, to, scale = "linear" }]): FamilyParameter => {
    const [least, most] = [numberOf(from), numberOf(to)];
    if (least < most && (scale === "linear" || least > 0)) return { name, from: least, to: most, scale };
    const expected = scale === "log" ? "0 < from < to on a logarithmic scale" : "from < to";
    return refuseAs(`vary.${name}`, expected, `from ${from} to ${to}`, "Give the range in which the field may lie.");
  });
  if (parameters.length === 0) refuseAs("vary", "a field that varies", "none", "Name one by its path.");
  const instanceAt = (values: Readonly<Record<string, number>>) =>
    setPaths(
      base,
      Object.entries(values).map(([path, value]) => `${path}=${value}`),
    );
  // Wrong at the middle of every range: the instance or a path is wrong, not a number.
  parseInstance(instanceAt(Object.fromEntries(parameters.map(({ name, from, to }) => [name, (from + to) / 2]))));
  return {
    parameters,
    instanceAt,
    problemAt(values) {
      try {
        return parseInstance(instanceAt(values));
      } catch (error) {
        if (error instanceof InvalidInputError || error instanceof UnsupportedProblemError) return null;
        throw error;
      }
    },
  };
}

function numberOf(input: number | string): number {
  const [top, bottom = "1"] = String(input).split("/");
  return Number(top) / Number(bottom);
}
