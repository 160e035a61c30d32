import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import type { LawJson } from "../../src/problem/law-schema.ts";
import { instanceJsonSchema } from "../../src/problem/schema.ts";
import * as arbitrary from "./arbitraries.ts";

const published = readFileSync(new URL("../../data/instance.schema.json", import.meta.url), "utf8");

describe("data/instance.schema.json", () => {
  test("is what scripts/write-schema.mjs writes now", () => {
    expect(published).toBe(`${JSON.stringify(instanceJsonSchema(), null, 2)}\n`);
  });

  test("accepts valid instances", () => {
    // Read back as a schema of its own: it shares only the published file with the schema that wrote it.
    const schema = z.fromJSONSchema(JSON.parse(published));
    fc.assert(
      fc.property(arbitrary.instance, (json) => {
        const result = schema.safeParse(json);
        expect(result.error?.issues ?? []).toEqual([]);
      }),
    );
  });

  const valid = {
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer: { distribution: "point-mass", at: 1 }, seller: { distribution: "point-mass", at: 0 } },
  };
  test.each<[string, object]>([
    ["another version", { format: "secondbest/instance@2" }],
    ["an unknown field", { budgt: "none" }],
    ["an unknown law", { environment: { ...valid.environment, buyer: { distribution: "cauchy" } } }],
    ["an unknown field of a law", { environment: { ...valid.environment, buyer: { distribution: "point-mass", at: 1, mass: 1 } } }],
    ["division by zero", { environment: { ...valid.environment, buyer: { distribution: "point-mass", at: "1/0" } } }],
    ["NaN", { environment: { ...valid.environment, buyer: { distribution: "point-mass", at: "NaN" } } }],
    ["an unknown word", { incentives: "strategyproof" }],
    ["a width beyond its limits", { width: 1 }],
  ])("refuses %s", (_, change) => {
    const schema = z.fromJSONSchema(JSON.parse(published));
    expect(schema.safeParse(valid).success).toBe(true);
    expect(schema.safeParse({ ...valid, ...change }).success).toBe(false);
  });
});

test("the schema and the library know the same laws", () => {
  const laws: Record<LawJson["distribution"], true> & Record<DistributionSpec["distribution"], true> = {
    uniform: true,
    power: true,
    "reverse-power": true,
    beta: true,
    "truncated-normal": true,
    "truncated-exponential": true,
    "point-mass": true,
    discrete: true,
    mixture: true,
    "piecewise-uniform": true,
    empirical: true,
    exponential: true,
    normal: true,
    lognormal: true,
    pareto: true,
    affine: true,
  };
  const published: { oneOf: { properties: { distribution: { const: string } } }[] } = (instanceJsonSchema() as { $defs: { law: never } })
    .$defs.law;
  expect(published.oneOf.map((law) => law.properties.distribution.const).sort()).toEqual(Object.keys(laws).sort());
});
