import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { comparisons, contradicted, verdictOf } from "../../src/analysis/compare.ts";
import { rational } from "../../src/arithmetic/rational.ts";
import { exitCodeOf } from "../../src/cli/exit.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { bilateralTrade, type DesignProblem, designProblem, registerTheorem, resultJson, resultText, solve } from "../../src/index.ts";
import { resultSchema } from "../../src/report/result/result-schema.ts";
import type { Level, Result } from "../../src/result.ts";
import type { StatedValue } from "../../src/theorems/theorem.ts";

const two = (low: number, high: number) => ({ distribution: "discrete", values: [low, high], masses: ["1/2", "1/2"] }) as const;
const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const onGrid = designProblem({ environment: bilateralTrade({ buyer: two(2, 8), seller: two(1, 6) }), name: "mine" });
const onIntervals = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), name: "mine" });

/** Each of them is solved once: what is said of a result does not change it. */
const results = new Map<DesignProblem, Promise<Result>>();
function resultOf(problem: DesignProblem): Promise<Result> {
  const result = results.get(problem) ?? solve(problem);
  results.set(problem, result);
  return result;
}

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

/** Registers a theorem that states a value of every problem called "mine". */
function claim(id: string, stated: StatedValue): void {
  removals.push(
    registerTheorem({
      id,
      citation: "Nobody (2026)",
      statement: "The value is what I say.",
      domain: "Problems called mine.",
      errata: [],
      parametersOf: ({ name }) => (name === "mine" ? name : null),
      value: () => stated,
    }),
  );
}

const lineOf = (text: string, id: string) => text.split("\n").find((line) => line.includes(`${id}:`));
const mentionOf = (result: Result, id: string) => comparisons(result).find((mention) => mention.id === id);

describe("a theorem that the result contradicts", () => {
  test.each([
    ["an equality", onIntervals, { value: 0.15, tolerance: 0 }],
    ["a bound from below", onIntervals, { value: 0.1407, tolerance: 0, relation: ">=" }],
    ["a strict bound from above", onIntervals, { value: 0.1406, tolerance: 0, relation: "<" }],
    ["an exact equality", onGrid, { value: 2, exact: rational(2), tolerance: 0 }],
  ] as const)("%s: status line, JSON and exit code say so", async (_, problem, stated) => {
    claim("nobody/wrong", stated);
    const result = await resultOf(problem);
    const mentions = comparisons(result);
    expect(contradicted(mentions)).toEqual(["nobody/wrong"]);
    expect(resultText(resultJson(result, mentions))).toMatch(/^status +optimal \(virtual-surplus\), CONTRADICTS nobody\/wrong$/m);
    expect(lineOf(resultText(resultJson(result, mentions)), "nobody/wrong")).toMatch(/FAILS by /);
    const json = JSON.parse(JSON.stringify(resultJson(result, mentions)));
    expect(resultSchema.safeParse(json).error?.issues ?? []).toEqual([]);
    expect(json.status).toBe("optimal");
    expect(json.theorems.map(({ id, pass }: { id: string; pass: boolean }) => [id, pass])).toContainEqual(["nobody/wrong", false]);
    expect(exitCodeOf(result.status, contradicted(mentions))).toBe(5);
  });

  test("an infeasible problem contradicts every value, with a finite difference", async () => {
    claim("nobody/wrong", { value: 1, tolerance: 0 });
    const result = await solve(
      designProblem({ environment: onGrid.environment, name: "mine", budget: { rule: "ex-ante", requiredProfit: 100 } }),
    );
    const mentions = comparisons(result);
    expect(result.status).toBe("infeasible");
    expect(contradicted(mentions)).toEqual(["nobody/wrong"]);
    expect(resultSchema.safeParse(JSON.parse(JSON.stringify(resultJson(result, mentions)))).success).toBe(true);
    expect(exitCodeOf(result.status, contradicted(mentions))).toBe(5);
  });

  test("without one the status decides, and an error stays an error", () => {
    expect((["optimal", "infeasible", "unbounded", "limit", "error"] as const).map((status) => exitCodeOf(status))).toEqual([
      0, 3, 3, 4, 1,
    ]);
    expect(exitCodeOf("error", ["nobody/wrong"])).toBe(1);
  });

  test("the value that an instance expects is not a theorem", async () => {
    const result = await solve(designProblem({ environment: onGrid.environment, expected: { value: 3, tolerance: 0 } }));
    expect(comparisons(result).find(({ id }) => id === "expected")?.pass).toBe(false);
    expect(contradicted(comparisons(result))).toEqual([]);
  });
});

describe("an inequality", () => {
  test("between exact numbers is decided exactly: equality breaks a strict one", async () => {
    const result = await resultOf(onGrid);
    const exact = result.value.exact;
    if (!exact) throw new Error("the grid problem must be solved exactly");
    const hair = rational("1/1000000000000000000000000");
    const stated = (relation: "<" | "<=" | ">" | ">=", by = rational(0)) => {
      claim("nobody/claim", { value: Number(exact.add(by).valueOf()), exact: exact.add(by), tolerance: 0, relation });
      const mention = mentionOf(result, "nobody/claim");
      removals.pop()?.();
      if (!mention) throw new Error("the claim must be mentioned");
      return verdictOf(mention, result.value, result.level);
    };
    expect([stated("<"), stated(">"), stated("<="), stated(">=")]).toEqual(["fails", "fails", "holds", "holds"]);
    expect([stated("<", hair), stated("<=", hair), stated(">", hair), stated(">=", hair)]).toEqual(["holds", "holds", "fails", "fails"]);
  });

  test("needs a proved bound, on its side, away from a number that was computed", () => {
    const value = { lower: 1, upper: 2, exact: null };
    const of = (relation: "=" | "<" | "<=" | ">" | ">=", expected: number | string | null, level: Level = "continuum") =>
      verdictOf({ relation, expected, pass: true }, value, level);
    expect([of("<", 2.1), of("<=", "2"), of(">", 0.9), of(">=", "1")]).toEqual(["holds", "holds", "holds", "holds"]);
    expect([of("<", 2), of("<", "2"), of("<", 2.000001), of("<", 1.5), of(">=", 1), of(">", "1")]).toEqual(Array(6).fill("open"));
    expect([of("<", 2.1, "float"), of(">=", "1", "float")]).toEqual(["open", "open"]);
    expect([of("=", 1.5), of("=", 1.5, "float"), of("<", null)]).toEqual(["agrees", "agrees", "applies"]);
    expect(
      verdictOf({ relation: "<", expected: 3, pass: true }, { lower: 1, upper: Number.POSITIVE_INFINITY, exact: null }, "continuum"),
    ).toBe("open");
  });

  test.each([
    ["underflow", { value: 0, tolerance: 0, relation: "<" }],
    ["the smallest doubles", { value: 1e-320, tolerance: 0, relation: "<" }],
    ["a number with few digits", { value: 0.2, tolerance: 1e-3, relation: "<" }],
    ["no number at all", { value: Number.NaN, tolerance: 0, relation: "<" }],
  ] as const)("with %s is mentioned without a verdict", async (_, stated) => {
    claim("nobody/claim", stated);
    const result = await resultOf(onIntervals);
    expect(mentionOf(result, "nobody/claim")).toMatchObject({ expected: null, pass: true });
    expect(resultText(resultJson(result, comparisons(result)))).toMatch(/nobody\/claim applies/);
  });

  test("0 < 0 never holds", () => {
    const zeroed = { lower: 0, upper: 0, exact: null };
    for (const level of ["float", "interval", "exact", "continuum"] as const)
      for (const expected of [0, "0"]) expect(verdictOf({ relation: "<", expected, pass: true }, zeroed, level)).toBe("open");
  });

  test("at level float is not contradicted, and no more", async () => {
    claim("nobody/claim", { value: 1, tolerance: 0, relation: "<" });
    const result = { ...(await resultOf(onIntervals)), level: "float" } as const;
    expect(lineOf(resultText(resultJson(result, comparisons(result))), "nobody/claim")).toMatch(
      /value < 1, not contradicted \(no bound is proved\)$/,
    );
  });
});

/** Laws on [0, 1] of every shape: flat, steep, in a corner, concentrated on 1e-5 of it, and two of them mixed. */
const shape = fc.oneof(
  fc.constant<DistributionSpec>({ ...unit }),
  fc
    .tuple(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: -5, max: 0, noNaN: true }))
    .map(([mean, log]): DistributionSpec => ({ distribution: "truncated-normal", mean, sd: 10 ** log, min: 0, max: 1 })),
  fc
    .tuple(fc.boolean(), fc.double({ min: -1, max: 3, noNaN: true }))
    .map(([up, log]): DistributionSpec => ({ distribution: "truncated-exponential", rate: (up ? -1 : 1) * 10 ** log, min: 0, max: 1 })),
  fc
    .tuple(fc.constantFrom("power", "reverse-power"), fc.double({ min: -2, max: 2, noNaN: true }))
    .map(([distribution, log]): DistributionSpec => ({ distribution, min: 0, max: 1, exponent: 10 ** log })),
);
const law = fc.oneof(
  { weight: 3, arbitrary: shape },
  {
    weight: 1,
    arbitrary: fc
      .tuple(shape, shape)
      .map((components): DistributionSpec => ({ distribution: "mixture", weights: ["1/3", "2/3"], components })),
  },
);
const words = fc.constantFrom(
  {},
  { objective: "broker-profit", budget: "none" } as const,
  { incentives: "dominant" } as const,
  { participation: "ex-ante", budget: "no-deficit" } as const,
  { budget: { rule: "ex-ante", requiredProfit: -1 } } as const,
);

test("no theorem fails on a true result, whatever the laws", async () => {
  await fc.assert(
    fc.asyncProperty(law, law, words, async (buyer, seller, cell) => {
      const result = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }), width: 1e-4, ...cell }));
      expect(comparisons(result).filter(({ pass, difference }) => !pass || Number.isNaN(difference))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

describe("laws that once went wrong", () => {
  // 0.477758218 is the second best, and 0.564188420 the first best, of N(5, 1) cut at 0: independent of how far the support reaches.
  test.each([100, 1e4])("a bell on [0, %d]: no theorem fails, and those about the value find it", async (max) => {
    const law = { distribution: "truncated-normal", mean: 5, sd: 1, min: 0, max } as const;
    const result = await solve(designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) }));
    const mentions = comparisons(result);
    expect(mentions.filter(({ pass }) => !pass)).toEqual([]);
    const expected = (id: string) => mentions.find((mention) => mention.id === id)?.expected as number;
    expect(expected("myerson-satterthwaite/impossibility")).toBeCloseTo(0.56418842, 8);
    expect(expected("myerson-satterthwaite/second-best")).toBeCloseTo(0.477758218, 8);
    expect(expected("qin-liu-ren-wang/half-of-first-best")).toBeCloseTo(0.56418842 / 2, 8);
  });
});
