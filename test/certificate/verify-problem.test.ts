import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryOf } from "../../src/arithmetic/exact-vector.ts";
import { formatRational, type Rational, rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { JsonObject } from "../../src/certificate/format.ts";
import { NotCovered } from "../../src/certificate/verify/fields.ts";
import { naiveProblem } from "../../src/certificate/verify/finite/naive-problem.ts";
import { readInstance } from "../../src/certificate/verify/instance.ts";
import { exactGrid } from "../../src/certificate/verify/laws/law.ts";
import { readLaw } from "../../src/certificate/verify/laws/stated-law.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import { rationalLaw } from "./support/rational-laws.ts";

const texts = (numbers: readonly Rational[] | undefined) => numbers?.map(formatRational);

describe("the verifier's own grids", () => {
  test("are those of the engine's laws, which were written apart, for every rational law and rule", () => {
    let compared = 0;
    fc.assert(
      fc.property(
        rationalLaw,
        fc.constantFrom("midpoint" as const, "equal-mass" as const),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(undefined, 0.1, 0.03, 1e-6),
        (spec, rule, points, mergeBelow) => {
          const law = distribution(spec);
          const merging = mergeBelow === undefined ? {} : { mergeBelow };
          const theirs =
            law.pieces.length === 0
              ? discretize(law, { rule: "atoms", points: 1, ...merging })
              : discretize(law, { rule, points, ...merging });
          const ours = exactGrid(readLaw(spec, "law"), {
            rule,
            points,
            mergeBelow: mergeBelow === undefined ? null : rational(mergeBelow),
          });
          if (typeof ours === "string") {
            expect(theirs.exact).toBeUndefined();
            return;
          }
          compared++;
          if (theirs.exact === undefined) {
            // Quantiles of such a density are rational by chance; then the engine has the same grid in doubles.
            ours.values.forEach((value, k) => {
              expect(toNumber(value)).toBeCloseTo(theirs.values[k] as number, 9);
              expect(toNumber(ours.masses[k] as Rational)).toBeCloseTo(theirs.masses[k] as number, 9);
            });
            return;
          }
          expect(texts(ours.values)).toEqual(texts(theirs.exact.values));
          expect(texts(ours.masses)).toEqual(texts(theirs.exact.masses));
        },
      ),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(150);
  });

  test("do not exist for irrational laws, for rules that are not rational, and for a continuum", () => {
    const grid = (spec: DistributionSpec, rule: "midpoint" | "equal-mass" | "gauss") =>
      exactGrid(readLaw(spec, "law"), { rule, points: 3, mergeBelow: null });
    expect(grid({ distribution: "power", min: 0, max: 1, exponent: "1/2" }, "midpoint")).toMatch("no rational grid");
    expect(grid({ distribution: "power", min: 0, max: 1, exponent: 2 }, "equal-mass")).toMatch("not rational");
    expect(grid({ distribution: "uniform", min: 0, max: 1 }, "gauss")).toMatch("gauss");
    expect(exactGrid(readLaw({ distribution: "uniform", min: 0, max: 1 }, "law"), null)).toMatch("continuum");
    const uniform = { distribution: "uniform", min: 0, max: 1 };
    const stated = readInstance({
      format: "secondbest/instance@1",
      environment: { kind: "bilateral-trade", buyer: uniform, seller: uniform },
    });
    expect(() => naiveProblem(stated)).toThrow(NotCovered);
  });
});

/** Every exact number of the tables that the environment's own expansion gives. */
function sameTables(instance: JsonObject): void {
  const problem = parseInstance(instance);
  const naive = naiveProblem(readInstance(instance));
  const finite: FiniteEnvironment = problem.environment.toFinite(problem.discretization);
  expect(naive.outcomes.length).toBe(finite.outcomes.length);
  naive.agents.forEach((agent, a) => {
    expect(agent.name).toBe(finite.agents[a]?.name);
    expect(agent.utilities.numerators.map((_, k) => formatRational(entryOf(agent.utilities, k)))).toEqual(
      texts(finite.exact?.utilities[a]),
    );
    expect(agent.outside.numerators.map((_, k) => formatRational(entryOf(agent.outside, k)))).toEqual(
      texts(finite.exact?.outsideOptions[a]),
    );
  });
  const prior = finite.exact?.prior;
  const masses =
    prior?.kind === "joint"
      ? prior.masses
      : prior?.masses.reduce<readonly Rational[]>(
          (all, own) => (all.length === 0 ? own : all.flatMap((x) => own.map((y) => x.mul(y)))),
          [],
        );
  expect(naive.prior.numerators.map((_, p) => formatRational(entryOf(naive.prior, p)))).toEqual(texts(masses));
}

describe("the naive problem has the tables of the environment's own expansion", () => {
  const discrete = { distribution: "discrete", values: [1, "5/2", 4], masses: ["1/2", "1/3", "1/6"] };
  const uniform = { distribution: "uniform", min: 0, max: 4 };

  test("bilateral trade", () => {
    sameTables({
      format: "secondbest/instance@1",
      environment: { kind: "bilateral-trade", buyer: uniform, seller: discrete },
      discretization: { rule: "midpoint", points: 5 },
    });
  });

  test("markets, outcomes in the same order", () => {
    sameTables({
      format: "secondbest/instance@1",
      environment: {
        kind: "multilateral-trade",
        buyers: [
          { count: 2, distribution: discrete },
          { count: 1, distribution: uniform },
        ],
        sellers: [{ count: 2, distribution: discrete }],
      },
      discretization: { rule: "equal-mass", points: 2 },
    });
  });

  test("partnerships, entries unrolled", () => {
    sameTables({
      format: "secondbest/instance@1",
      environment: {
        kind: "partnership",
        partners: [
          { share: 0.25, count: 2, distribution: discrete },
          { share: "1/2", distribution: uniform },
        ],
      },
      discretization: { rule: "midpoint", points: 2 },
    });
  });

  test("partnerships that divide their unit in listed ways: the shares first, each once", () => {
    sameTables({
      format: "secondbest/instance@1",
      environment: {
        kind: "partnership",
        partners: [
          { share: "1/3", distribution: discrete },
          { share: "2/3", distribution: uniform },
        ],
        divisions: [
          [1, 0],
          ["1/4", 0.75],
          ["2/6", "2/3"],
          [1, 0],
        ],
      },
      discretization: { rule: "midpoint", points: 2 },
    });
  });

  test("a finite environment with correlated types and outside options", () => {
    sameTables({
      format: "secondbest/instance@1",
      environment: {
        kind: "finite",
        agents: [
          { name: "Ann", types: ["low", "high"] },
          { name: "Bob", side: "seller", types: ["x", "y", "z"] },
        ],
        prior: {
          joint: [
            ["1/3", "1/12", "1/12"],
            ["1/12", "1/12", "1/3"],
          ],
        },
        outcomes: ["none", "bridge", "road"],
        utilities: [
          [
            [0, 0],
            [1, 2],
            [0.1, "1/7"],
          ],
          [
            [0, 0, 0],
            [-1, 0, 3],
            [2, 2, 2],
          ],
        ],
        outsideOptions: [0, ["1/2", 0, -1]],
      },
    });
  });
});

describe("the verifier reads no partnership that is none", () => {
  const law = { distribution: "point-mass", at: 1 };
  const read = (partners: JsonObject[], rest: JsonObject = {}) =>
    readInstance({ format: "secondbest/instance@1", environment: { kind: "partnership", partners }, ...rest });
  const halves = [{ share: "1/2", count: 2, distribution: law }];

  test.each([
    [
      "a total other than 1",
      [
        { share: "1/2", distribution: law },
        { share: "1/3", distribution: law },
      ],
      "shares of total 1",
    ],
    [
      "a negative share",
      [
        { share: "-1/2", distribution: law },
        { share: "3/2", distribution: law },
      ],
      "a share from 0 to 1",
    ],
    ["one partner", [{ share: 1, distribution: law }], "two partners or more"],
    ["no count", [{ share: 1, count: 0, distribution: law }], "a whole number from 1"],
    ["another field", [{ share: 1, count: 1, name: "Ann", distribution: law }], "no certificate covers"],
  ])("%s", (_, partners, reason) => {
    expect(() => read(partners)).toThrow(reason);
  });

  test.each([
    ["no division", [], "a list that is not empty"],
    ["a division of one", [[1]], "a list of 2"],
    ["more than the unit", [[1, "1/2"]], "with total 1"],
    ["less than nothing", [["3/2", "-1/2"]], "at least 0"],
  ])("%s", (_, divisions, reason) => {
    const pair = ["1/4", "3/4"].map((share) => ({ share, distribution: law }));
    const divided = (partners: JsonObject[], stated: unknown) =>
      readInstance({ format: "secondbest/instance@1", environment: { kind: "partnership", partners, divisions: stated as never } });
    expect(() => divided(pair, divisions)).toThrow(reason);
    expect(() => divided(halves, [[1, 0]])).toThrow("one by one");
    expect(divided(pair, [[1, 0]]).environment).toMatchObject({ kind: "partnership" });
  });

  test.each([
    ["weights of sides", { buyers: 1, sellers: 1, broker: 0 }, "buyers"],
    ["too many weights", { partners: [1, 1], broker: 0 }, "a list of 1"],
    ["a negative weight", { partners: [-1], broker: 1 }, "at least 0"],
    ["nothing that counts", { partners: [0], broker: 0 }, "a positive weight"],
  ])("%s", (_, weights, reason) => {
    expect(() => read(halves, { objective: { weights } })).toThrow(reason);
    expect(() => read(halves, { objective: { weights: { partners: [1], broker: 0 } } })).not.toThrow();
  });
});
