import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { criteria, criterionNames } from "../../../src/analysis/worst-case/criteria.ts";
import { exactly } from "../../../src/analysis/worst-case/exact-pair.ts";
import { readInstanceFamily } from "../../../src/analysis/worst-case/instance-family.ts";
import { ratioOfLaws, ratioOn, writtenLaws } from "../../../src/analysis/worst-case/on-problems.ts";
import { excessOf, gapOf, type Pair, type Strengths } from "../../../src/analysis/worst-case/pair.ts";
import { SideColumns } from "../../../src/analysis/worst-case/side-program.ts";
import { type WorstCaseOptions, worstCase } from "../../../src/analysis/worst-case/worst-case.ts";
import { formatRational, parseInstance, rational, solve, solverByName } from "../../../src/index.ts";
import { Draft } from "../../../src/program/draft.ts";
import { ratioText, worstCaseJson, worstCaseText } from "../../../src/report/studies/worst-case.ts";

const engine = { solver: solverByName("highs"), solve };
const search = (family: Parameters<typeof worstCase>[0], criterion: Parameters<typeof worstCase>[1], options: WorstCaseOptions) =>
  worstCase(family, criterion, options, engine);

test("the stored law at which the first best is more than 2.09 times the random offerer", () => {
  const laws = writtenLaws(JSON.parse(readFileSync("data/worst-cases/random-offerer.json", "utf8")));
  if (!laws) throw new Error("an instance with discrete laws was expected");
  const { ratio } = ratioOfLaws("random-offerer", laws);
  expect(1 / ratio.upper).toBeGreaterThan(2.09);
  expect(ratioOfLaws("second-best", laws).ratio.lower).toBeGreaterThan(0.5);
});

test.each(criterionNames)(
  "%s: a short search on five types finds a law whose ratio is that of its instance, and the same one again",
  async (criterion) => {
    const options = { types: 5, evaluations: 100, timeLimitSeconds: 600 };
    const found = await search("discrete", criterion, options);
    const again = writtenLaws(found.instance);
    if (!again) throw new Error("an instance with discrete laws was expected");
    const { ratio } =
      criterion === "dominant" ? await ratioOn(criterion, parseInstance(found.instance), solve) : ratioOfLaws(criterion, again);
    expect(ratio.exact?.equals(found.ratio.exact ?? 0)).toBe(true);
    expect(again.buyer.values.length).toBeLessThanOrEqual(5);
    expect(found.ratio.upper).toBeLessThan(1);
    // Two thirds are attained; the mark is a double.
    expect(found.ratio.lower).toBeGreaterThanOrEqual((criteria[criterion].marks.find(({ proved }) => proved)?.value ?? 0) * (1 - 1e-15));
    const repeated = await search("discrete", criterion, options);
    expect(repeated.ratio.exact && formatRational(repeated.ratio.exact)).toBe(found.ratio.exact && formatRational(found.ratio.exact));
  },
);

test("what a criterion states about either side is its ratio at the law itself", async () => {
  const side = (at: readonly number[], tails: readonly number[]): Strengths => ({
    at: Float64Array.from(at),
    tails: Float64Array.from(tails),
  });
  const pair: Pair = {
    buyer: side([0.1, 0.3, -0.3, 0], [1, 0.7, 0.35, 0.2]),
    seller: side([0.2, -0.45, -0.2, -0.05], [1, 0.8, 0.5, 0.15]),
  };
  for (const [name, { measure, state }] of Object.entries(criteria)) {
    const measured = await measure(exactly(pair), solve);
    if (!measured) throw new Error(`${name}: an optimum was expected`);
    for (const chosen of ["buyer", "seller"] as const) {
      const columns = new SideColumns(new Draft(), pair[chosen], pair[chosen === "buyer" ? "seller" : "buyer"], [0, 2]);
      const { numerator, maxima, denominator } = state(columns, measured, chosen);
      const largest = maxima.reduce(
        (sum, { weight, lists }) => sum + weight * Math.max(0, ...lists.map((terms) => columns.valueOf(terms))),
        0,
      );
      expect(columns.valueOf(denominator), `${name}, ${chosen}: denominator`).toBeCloseTo(measured.denominator.valueOf(), 12);
      expect(columns.valueOf(numerator) + largest, `${name}, ${chosen}: numerator`).toBeCloseTo(measured.numerator.valueOf(), 12);
    }
  }
  expect(excessOf(pair.buyer)[0]).toBeCloseTo(0.7 * 0.2 + 0.35 * 0.4 + 0.2 * 0.3, 15);
  expect([gapOf(1e-30, -2e-31), gapOf(0, 1e-300), gapOf(0.25, 0.5), gapOf(-0.25, -0.5)]).toEqual([8e-31, 1e-300, -0.25, 0.25]);
});

test("a family of instances: the worst power law of a buyer against a uniform cost", async () => {
  const instance = {
    format: "secondbest/instance@1",
    width: 1e-6,
    environment: {
      kind: "bilateral-trade",
      buyer: { distribution: "power", min: 0, max: 1, exponent: 1 },
      seller: { distribution: "uniform", min: 0, max: 1 },
    },
  };
  const vary = { "environment.buyer.exponent": { from: 0.2, to: 5, scale: "log" } };
  const found = await search(readInstanceFamily({ instance, vary }), "second-best", { evaluations: 25, timeLimitSeconds: 600 });
  // No worse than a grid over the range finds.
  const grid = await Promise.all(
    [0.2, 0.5, 1, 2, 5].map(async (exponent) => {
      const one = readInstanceFamily({ instance, vary }).problemAt({ "environment.buyer.exponent": exponent });
      if (!one) throw new Error("a problem was expected");
      const { value, firstBest } = await solve(one);
      return value.upper / firstBest.lower;
    }),
  );
  expect(found.ratio.upper).toBeLessThanOrEqual(Math.min(...grid) + 1e-4);
  expect(found.ratio.lower).toBeLessThan(found.ratio.upper);
});

test("where the ratio found is exactly the least one that is published, the search ends and says so", async () => {
  const found = await search("discrete", "mean-price-welfare", { types: 5, timeLimitSeconds: 600 });
  expect(found.ratio.exact && formatRational(found.ratio.exact)).toBe("2/3");
  expect(found.attained?.source).toContain("Cai");
  expect(worstCaseText(found, "")).toContain("This is the least ratio: it is exact at the law found");
  expect(worstCaseJson(found)).toMatchObject({ bound: "least" });
  const bound = await search("discrete", "second-best", { types: 3, evaluations: 5, timeLimitSeconds: 600 });
  expect(bound.attained).toBeNull();
  expect(worstCaseText(bound, "")).toContain("it was not shown that no law has a smaller one");
});

test.each(["posted-price-welfare", "mean-price-welfare"] as const)("%s is refused where types are below 0", async (criterion) => {
  const instance = (buyer: object, seller: object) => ({
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer, seller },
  });
  const buyer = { distribution: "discrete", values: [-3, 1], masses: ["1/2", "1/2"] };
  const finite = instance(buyer, { distribution: "discrete", values: [0, 2], masses: ["1/2", "1/2"] });
  const laws = writtenLaws(finite);
  expect(() => ratioOfLaws(criterion, laws as NonNullable<typeof laws>)).toThrow(/values and costs are at least 0/);
  const uniforms = instance({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: -1, max: 1 });
  await expect(ratioOn(criterion, parseInstance(uniforms), solve)).rejects.toThrow(/values and costs are at least 0/);
  const vary = { "environment.buyer.values[1]": { from: -2, to: 5 } };
  await expect(search(readInstanceFamily({ instance: finite, vary }), criterion, { evaluations: 3 })).rejects.toThrow(/at least 0/);
});

test("a ratio without gains from trade is not defined", () => {
  const [low, high] = [1, 3].map((value) => ({ values: [rational(value)], masses: [rational(1)] }));
  if (!low || !high) throw new Error("two laws");
  expect(ratioText(ratioOfLaws("second-best", { buyer: low, seller: high }))).toBe(
    "not defined, because no pair of types gains from trade",
  );
  expect(ratioText(ratioOfLaws("posted-price-welfare", { buyer: low, seller: high }))).toBe("1");
});

test("what cannot be searched is refused", async () => {
  await expect(search("flat-revenue", "dominant", {})).rejects.toThrow(/more orders of magnitude than a program can tell apart/);
  await expect(search("discrete", "dominant", { types: 33 })).rejects.toThrow(/types: expected a whole number from 2 to 32/);
  await expect(search("discrete", "second-best", { types: 1 })).rejects.toThrow(/types: expected a whole number from 2 to 5000/);
  await expect(search("nowhere" as "discrete", "second-best", {})).rejects.toThrow(/family: expected one of discrete/);
  const instance = {
    format: "secondbest/instance@1",
    environment: {
      kind: "bilateral-trade",
      buyer: { distribution: "uniform", min: 0, max: 1 },
      seller: { distribution: "uniform", min: 0, max: 1 },
    },
  };
  expect(() => readInstanceFamily({ instance, vary: {} })).toThrow(/a field that varies/);
  expect(() => readInstanceFamily({ instance, vary: { "environment.buyer.max": { from: 2, to: 1 } } })).toThrow(/from < to/);
  expect(() => readInstanceFamily({ instance, vary: { "environment.buyer.maximum": { from: 1, to: 2 } } })).toThrow(/maximum/);
});
