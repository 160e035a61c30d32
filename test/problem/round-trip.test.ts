import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRational, rational } from "../../src/arithmetic/rational.ts";
import { canonicalJson, type JsonObject } from "../../src/certificate/format.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { customLaw } from "../../src/distributions/laws/custom.ts";
import { bilateralTrade, isBilateralTrade } from "../../src/environments/bilateral-trade.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import { UnsupportedProblemError } from "../../src/errors.ts";
import { type DesignProblem, designProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import type { InstanceJson } from "../../src/problem/schema.ts";
import * as arbitrary from "./arbitraries.ts";

/** What a problem is, without the functions that compute with it; numbers as exact texts. */
function essence(problem: DesignProblem): unknown {
  const law = (spec: DistributionSpec | undefined) => exactly(spec);
  const finite = ({ kind, agents, outcomes, exact }: FiniteEnvironment) => exactly({ kind, agents, outcomes, exact });
  const { environment, ...rest } = problem;
  const who =
    environment.kind === "finite"
      ? finite(environment)
      : isBilateralTrade(environment)
        ? [law(environment.buyer.spec), law(environment.seller.spec)]
        : environment.groups.map((group) => [group.party, group.count, law(group.law.spec)]);
  return [who, exactly(rest)];
}

/** The same value with every number, however written, as its exact rational in lowest terms. */
function exactly(value: unknown): unknown {
  if (isRational(value)) return `= ${rational(value).toFraction()}`;
  if (Array.isArray(value)) return value.map(exactly);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, entry]) => entry !== undefined)
        .map(([key, entry]) => [key, exactly(entry)]),
    );
  }
  return value;
}

describe("instances", () => {
  test("parse ∘ serialise is the identity on problems", () => {
    fc.assert(
      fc.property(arbitrary.instance, (json) => {
        const problem = parseInstance(json);
        expect(essence(parseInstance(serializeInstance(problem)))).toEqual(essence(problem));
      }),
    );
  });

  test("serialise ∘ parse is idempotent, also through text", () => {
    fc.assert(
      fc.property(arbitrary.instance, (json) => {
        const once = serializeInstance(parseInstance(json));
        expect(serializeInstance(parseInstance(once))).toEqual(once);
        expect(serializeInstance(parseInstance(JSON.stringify(once)))).toEqual(once);
      }),
    );
  });

  test("serialise ∘ parse keeps every exact number and word that was written", () => {
    fc.assert(
      fc.property(arbitrary.instance, (json) => {
        const { environment, expected, budget, objective } = serializeInstance(parseInstance(json));
        if (environment.kind !== "finite") expect(exactly(environment)).toEqual(exactly(json.environment));
        if (json.expected) expect(exactly(expected)).toEqual(exactly({ tolerance: 0, ...json.expected }));
        if (typeof json.objective === "object") expect(exactly(objective)).toEqual(exactly(json.objective));
        if (typeof json.budget === "string") expect(budget).toBe(json.budget);
      }),
    );
  });

  test("a finite environment keeps every cell of its tables", () => {
    fc.assert(
      fc.property(arbitrary.instance, (json) => {
        const before = json.environment;
        const { environment: after } = serializeInstance(parseInstance(json));
        if (before.kind !== "finite" || after.kind !== "finite") return;
        expect(exactly(after.utilities)).toEqual(exactly(before.utilities));
        expect(exactly(after.prior)).toEqual(exactly(before.prior));
        expect(after.agents.map(({ types }) => types)).toEqual(before.agents.map(({ types }) => types.map(String)));
        const perType = before.agents.map(({ types }, a) => {
          const option = before.outsideOptions?.[a] ?? 0;
          return Array.isArray(option) ? option : types.map(() => option);
        });
        expect(exactly(after.outsideOptions ?? perType.map((row) => row.map(() => 0)))).toEqual(exactly(perType));
      }),
      { numRuns: 300 },
    );
  });

  test("fields left out take their defaults", () => {
    const buyer = { distribution: "uniform", min: 0, max: 1 };
    const bare = parseInstance({ format: "secondbest/instance@1", environment: { kind: "bilateral-trade", buyer, seller: buyer } });
    expect(bare).toMatchObject({ name: undefined, incentives: "bayesian", participation: "interim", width: 1e-8, expected: undefined });
    expect(exactly([bare.budget, bare.objective])).toEqual([
      { rule: "ex-ante", requiredProfit: "= 0" },
      { name: "gains-from-trade", buyers: "= 1", sellers: "= 1", broker: "= 1" },
    ]);
  });

  test("an inexact finite environment is written as its doubles", () => {
    const { exact, ...inexact } = parseInstance(finite).environment.toFinite();
    expect(exact).toBeDefined();
    expect(serializeInstance(designProblem({ environment: inexact })).environment).toMatchObject({
      prior: { independent: [[1 / 3, 2 / 3]] },
      utilities: [[[0, 1]]],
    });
  });

  test("a custom law has no instance", () => {
    const environment = bilateralTrade({
      buyer: customLaw({ cdf: (x) => Math.min(Math.max(x, 0), 1), quantile: (p) => p, support: { min: 0, max: 1 } }),
      seller: { distribution: "point-mass", at: 0 },
    });
    expect(() => serializeInstance(designProblem({ environment }))).toThrow(UnsupportedProblemError);
  });
});

const finite: InstanceJson = {
  format: "secondbest/instance@1",
  environment: {
    kind: "finite",
    agents: [{ name: "Ann", types: [1, 2] }],
    prior: { independent: [["1/3", "2/3"]] },
    outcomes: ["all there is"],
    utilities: [[[0, 1]]],
  },
};

describe("what is hashed of an instance", () => {
  const text = (change: object) => canonicalJson(serializeInstance(parseInstance({ ...finite, ...change })) as unknown as JsonObject);

  test("is the instance with sorted keys and no spaces", () => {
    expect(text({ name: "x" })).toBe(
      '{"budget":"ex-ante","environment":{"agents":[{"name":"Ann","side":"buyer","types":["1","2"]}],"kind":"finite",' +
        '"outcomes":["all there is"],"prior":{"independent":[["1/3","2/3"]]},"utilities":[[[0,1]]]},' +
        '"format":"secondbest/instance@1","incentives":"bayesian","name":"x","objective":"gains-from-trade","participation":"interim"}',
    );
  });

  test("does not depend on the order of fields or the way numbers are written", () => {
    const { environment } = finite;
    expect(text({ environment: { ...Object.fromEntries(Object.entries(environment).reverse()), utilities: [[["0/7", "1.0"]]] } })).toBe(
      text({}),
    );
  });

  test.each([{ incentives: "dominant" }, { width: 1e-9 }, { budget: { rule: "ex-ante", requiredProfit: "1/9" } }, { name: "other" }])(
    "tells %j",
    (change) => {
      expect(text(change)).not.toBe(text({}));
    },
  );
});
