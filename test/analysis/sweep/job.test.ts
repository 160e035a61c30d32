import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instanceOf, jobOfText, jobsOf, readJob, type Settings } from "../../../src/analysis/sweep/job.ts";
import { canonicalJson, type Json, type JsonObject } from "../../../src/certificate/format.ts";

const base = { b: { values: [1, 2, 3], law: { kind: "x", max: 1 } }, a: "text", "value 0/0/": [] };

/** Paths, some of which lie inside others, lead to the same place twice, or exist only together. */
const path = fc.constantFrom(
  "a",
  "b",
  "b.law",
  "b.law.max",
  "b.law.kind",
  "b.values",
  "b.values[0]",
  "b.values.0",
  "b.values[2]",
  "c",
  "c.d",
  "c.d.e",
);
const leaf = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("1/3", null, true, "value 1/0/"),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("d", "max", "kind", "__proto__"), leaf),
) as fc.Arbitrary<Json>;
const settings = fc.dictionary(path, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<Settings>;

const outcome = <T>(act: () => T): T | string => {
  try {
    return act();
  } catch (error) {
    return String(error);
  }
};

describe("a job", () => {
  test("is the canonical JSON of the instance with its fields set, and its SHA-256, however it is made", () => {
    fc.assert(
      fc.property(fc.array(settings, { minLength: 1, maxLength: 4 }), (rows) => {
        const options = { solver: "highs" };
        const jobOf = jobsOf(base, options);
        for (const row of rows) {
          const text = outcome(() => canonicalJson({ instance: instanceOf(base, row), options }));
          expect(outcome(() => jobOf(row).text)).toBe(text);
          const key = createHash("sha256").update(text).digest("hex");
          if (outcome(() => jobOf(row).text).startsWith("{")) {
            expect(jobOf(row)).toEqual({ key, text });
            expect(jobOfText(text)).toEqual({ key, text });
            expect(readJob(jobOf(row)).options).toEqual(options);
          }
        }
      }),
    );
  });

  test("sets a field before those inside it, in whatever order they are named", () => {
    const law = { kind: "y", max: 2 };
    const made = { b: { values: [1], law: { kind: "y", max: 5 } } } as JsonObject;
    const start = { b: { values: [1], law: {} } };
    expect(instanceOf(start, { "b.law.max": 5, "b.law": law })).toEqual(made);
    expect(readJob(jobsOf(start, {})({ "b.law.max": 5, "b.law": law })).instance).toEqual(made);
  });
});
