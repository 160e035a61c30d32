import { describe, expect, test } from "vitest";
import { formatRational } from "../../src/arithmetic/rational.ts";
import { isBilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { csvColumns } from "../../src/problem/csv-column.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import type { ParseOptions } from "../../src/problem/law-json.ts";
import { setPath } from "../../src/problem/set-path.ts";
import { refusal } from "../environments/refusal.ts";

const bilateral = {
  format: "secondbest/instance@1",
  environment: {
    kind: "bilateral-trade",
    buyer: { distribution: "uniform", min: 0, max: 1 },
    seller: { distribution: "discrete", values: ["1/4", 1], masses: ["1/2", "1/2"] },
  },
  incentives: "bayesian",
  participation: "interim",
  budget: "ex-ante",
  objective: "gains-from-trade",
  discretization: { rule: "midpoint", points: 4 },
};
const finite = {
  format: "secondbest/instance@1",
  environment: {
    kind: "finite",
    agents: [
      { name: "Ann", types: [0, 1] },
      { name: "Bob", types: ["only"] },
    ],
    prior: { joint: [["1/3"], ["2/3"]] },
    outcomes: ["keep", "sell"],
    utilities: [
      [
        [0, 0],
        [0, 1],
      ],
      [[0], [-0.5]],
    ],
  },
};
const groups = {
  format: "secondbest/instance@1",
  environment: {
    kind: "multilateral-trade",
    buyers: [{ count: 2, distribution: { distribution: "uniform", min: 0, max: 1 } }],
    sellers: [{ count: 1, distribution: { distribution: "point-mass", at: 0 } }],
  },
};

test("the baselines are valid", () => {
  expect(
    [bilateral, finite, groups].map((instance) => {
      const { environment } = parseInstance(instance);
      return "stated" in environment ? environment.stated : environment.kind;
    }),
  ).toEqual(["bilateral-trade", "finite", "multilateral-trade"]);
});

/** What is said of a valid baseline with one field changed. */
function refused(baseline: unknown, path: string, value: unknown) {
  return refusal(() => parseInstance(setPath(baseline, `${path}=${JSON.stringify(value)}`)));
}

/** What is said of a valid baseline with one field left out. */
function without(baseline: unknown, path: string) {
  const changed = structuredClone(baseline) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop() as string;
  const parent = keys.reduce((here, key) => here[key] as Record<string, unknown>, changed);
  delete parent[last];
  return refusal(() => parseInstance(changed));
}

describe("the format", () => {
  test("of another version", () => {
    expect(refused(bilateral, "format", "secondbest/instance@2")).toMatchObject({
      field: "format",
      expected: '"secondbest/instance@1"',
      received: '"secondbest/instance@2"',
      remedy: "This program reads that version of the format.",
    });
  });

  test("not stated", () => {
    expect(without(bilateral, "format")).toMatchObject({
      field: "format",
      received: "nothing",
      remedy: 'Add the field "format".',
    });
  });

  test.each([
    [[], "[]"],
    [null, "null"],
    [3, "3"],
  ])("%j is no instance", (json, received) => {
    expect(refusal(() => parseInstance(json))).toMatchObject({ field: "instance", received });
  });

  test("text that is not JSON, with line and column", () => {
    expect(refusal(() => parseInstance('{\n  "format": secondbest\n}'))).toMatchObject({
      field: "instance",
      expected: "JSON",
      received: '"secondbest" at line 2, column 13',
    });
  });

  test("an unknown field, with what was probably meant", () => {
    expect(refused(bilateral, "incentive", "dominant")).toMatchObject({
      field: "incentive",
      expected:
        "only the fields $schema, format, name, description, environment, incentives, participation, budget, objective, discretization, width, select, symmetric, expected",
      received: 'the unknown field "incentive"',
      remedy: "Remove or rename it.",
    });
    const { incentives, ...rest } = bilateral;
    expect(refusal(() => parseInstance({ ...rest, incentive: incentives })).remedy).toBe('Remove or rename it. Did you mean "incentives"?');
  });

  test("a polluted prototype is an unknown field", () => {
    expect(refusal(() => parseInstance(setPath(bilateral, "__proto__.x=1")))).toMatchObject({ field: "__proto__" });
  });
});

describe("words", () => {
  test.each([
    ["incentives", "baysian", 'one of "bayesian", "dominant"', 'Choose one of these words. Did you mean "bayesian"?'],
    ["participation", "ex-interim", 'one of "none", "ex-ante", "interim", "ex-post"', 'Choose one of these words. Did you mean "interim"?'],
    [
      "budget",
      "balance",
      'one of "none", "ex-ante", "no-deficit", "balanced", or an object such as {"rule": "ex-ante", "requiredProfit": 0}',
      'Choose one of these. Did you mean "balanced"?',
    ],
    [
      "objective",
      "welfare",
      '"gains-from-trade", "broker-profit", or {"weights": {"buyers": 1, "sellers": 1, "broker": 0}}',
      "Choose one of these.",
    ],
    [
      "discretization.rule",
      "midpoints",
      'one of "atoms", "midpoint", "equal-mass", "gauss"',
      'Choose one of these words. Did you mean "midpoint"?',
    ],
  ])("%s: %s", (field, received, expected, remedy) => {
    expect(refused(bilateral, field, received)).toMatchObject({ field, expected, received: JSON.stringify(received), remedy });
  });

  test("an unknown law", () => {
    expect(refused(bilateral, "environment.buyer.distribution", "unifrom")).toMatchObject({
      field: "environment.buyer.distribution",
      expected:
        "the name of a law: uniform, power, reverse-power, beta, truncated-normal, truncated-exponential, point-mass, discrete, " +
        "piecewise-uniform, empirical, exponential, normal, lognormal, pareto, mixture, affine",
      received: '"unifrom"',
      remedy: 'Choose one of these names. Did you mean "uniform"?',
    });
  });

  test("an unknown environment", () => {
    expect(refused(bilateral, "environment.kind", "bilateral")).toMatchObject({
      field: "environment.kind",
      expected: "the name of an environment: bilateral-trade, multilateral-trade, partnership, finite",
      remedy: 'Choose one of these names. Did you mean "bilateral-trade"?',
    });
  });

  test("a law without its name", () => {
    expect(refused(bilateral, "environment.buyer", { distributon: "uniform", min: 0, max: 1 })).toMatchObject({
      field: "environment.buyer.distribution",
      received: "nothing",
      remedy: 'Add the field "distribution". Did you mean it by "distributon"?',
    });
  });

  test("a law that is only a name", () => {
    expect(refused(bilateral, "environment.buyer", "uniform")).toMatchObject({
      field: "environment.buyer",
      expected: 'a law such as {"distribution": "uniform", "min": 0, "max": 1}',
      received: '"uniform"',
    });
  });
});

describe("numbers", () => {
  test.each([
    ["NaN", '"NaN"'],
    ["Infinity", '"Infinity"'],
    ["1/0", '"1/0"'],
    ["1/3/5", '"1/3/5"'],
    ["0x10", '"0x10"'],
    ["", '""'],
    [null, "null"],
    [true, "true"],
    [[1], "[1]"],
  ])("%j", (value, received) => {
    expect(refused(bilateral, "environment.buyer.max", value)).toMatchObject({
      field: "environment.buyer.max",
      expected: "a finite number",
      received,
      remedy: 'Write a decimal such as 0.25, or an exact string such as "1/3".',
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("the double %d", (max) => {
    const instance = { ...bilateral, environment: { ...bilateral.environment, buyer: { ...bilateral.environment.buyer, max } } };
    expect(refusal(() => parseInstance(instance))).toMatchObject({ field: "environment.buyer.max", received: String(max) });
  });

  test("JSON beyond all doubles", () => {
    expect(refusal(() => parseInstance(JSON.stringify(bilateral).replace('"max":1', '"max":1e999')))).toMatchObject({
      field: "environment.buyer.max",
      expected: "a number within the range of doubles (below 1.8e308)",
      received: '"1e999"',
    });
  });

  test("a missing one", () => {
    expect(without(bilateral, "environment.buyer.max")).toMatchObject({
      field: "environment.buyer.max",
      expected: "a finite number",
      received: "nothing",
      remedy: 'Add the field "max".',
    });
  });

  test("a misspelt one is named rather than the one that is missing", () => {
    expect(refused(bilateral, "environment.buyer", { distribution: "uniform", min: 0, maximum: 1 })).toMatchObject({
      field: "environment.buyer.maximum",
      expected: "only the fields distribution, min, max",
      received: 'the unknown field "maximum"',
    });
  });

  test.each([0, 1e-15, 0.2, -1])("width %d", (width) => {
    expect(refused(bilateral, "width", width)).toMatchObject({
      field: "width",
      expected: "a relative width from 1e-14 to 0.1",
      received: String(width),
      remedy: "Leave it out for 1e-8.",
    });
  });

  test.each([0, -3, 2.5])("%d points", (points) => {
    expect(refused(bilateral, "discretization.points", points)).toMatchObject({
      field: "discretization.points",
      expected: "a whole number of points, at least 1",
      received: String(points),
    });
  });

  test("points left out", () => {
    expect(refused(bilateral, "discretization", { rule: "midpoint" })).toMatchObject({
      field: "discretization.points",
      received: "nothing",
    });
  });
});

describe("laws", () => {
  const law = (value: unknown) => refused(bilateral, "environment.buyer", value);

  test("min ≥ max", () => {
    expect(law({ distribution: "uniform", min: 1, max: 1 })).toMatchObject({ field: "environment.buyer.max", received: "1" });
  });

  test.each<[string, unknown, unknown, string]>([
    ["negative masses", [1, 2], ["-1/2", "3/2"], "masses"],
    ["masses that total 0.9", [1, 2], [0.5, 0.4], "masses"],
    ["fewer masses than values", [1, 2], [1], "masses"],
    ["unsorted values", [2, 1], [0.5, 0.5], "values"],
    ["repeated values", [1, 1], [0.5, 0.5], "values"],
    ["no values", [], [], "values"],
  ])("%s", (_, values, masses, where) => {
    const { field, expected, received, remedy } = law({ distribution: "discrete", values, masses });
    expect(field.startsWith(`environment.buyer.${where}`)).toBe(true);
    expect([expected, received, remedy].every((part) => part.length > 0)).toBe(true);
  });

  test("a mixture of no components", () => {
    expect(law({ distribution: "mixture", weights: [], components: [] }).field).toMatch(/^environment\.buyer\.(?:components|weights)$/);
  });

  test("an error deep in a mixture names its place", () => {
    const components = [
      { distribution: "point-mass", at: 0 },
      { distribution: "affine", scale: -1, shift: 1, of: { distribution: "uniform", min: 2, max: 1 } },
    ];
    expect(law({ distribution: "mixture", weights: [0.5, 0.5], components }).field).toBe("environment.buyer.components[1].of.max");
  });

  test("a law with infinite mean", () => {
    expect(law({ distribution: "pareto", scale: 1, shape: 1 })).toMatchObject({ field: "environment.buyer.shape", received: "1" });
  });
});

describe("empirical laws", () => {
  const withLaw = (buyer: object) => ({ ...bilateral, environment: { ...bilateral.environment, buyer } });
  const fromFile = withLaw({ distribution: "empirical", csv: "values.csv", column: "value" });
  const texts: Readonly<Record<string, string>> = { "values.csv": "buyer,value\nA,0.25\nB,1/3\nC,0.25\n" };
  const readCsv: ParseOptions["readCsv"] = (path, columns, dialect) => csvColumns(texts[path] ?? "", columns, dialect);

  test("from a CSV file are read by the given reader, and exactly", () => {
    const { environment } = parseInstance(fromFile, { readCsv });
    const types = isBilateralTrade(environment) ? environment.typeSpaces().buyer : undefined;
    expect(types?.exact?.values.map(formatRational)).toEqual(["1/4", "1/3"]);
    expect(types?.exact?.masses.map(formatRational)).toEqual(["2/3", "1/3"]);
  });

  test("also inside other laws", () => {
    const nested = withLaw({
      distribution: "affine",
      scale: 2,
      shift: 0,
      of: { distribution: "mixture", weights: [1], components: [fromFile.environment.buyer] },
    });
    const { environment } = parseInstance(nested, { readCsv });
    expect(isBilateralTrade(environment) && environment.buyer.mean).toBeCloseTo((2 * (0.25 + 1 / 3 + 0.25)) / 3, 12);
  });

  test("need a reader", () => {
    expect(refusal(() => parseInstance(fromFile))).toMatchObject({
      field: "environment.buyer.csv",
      received: '"values.csv"',
      remedy: 'Replace "csv" and "column" by "samples", or read the instance with secondbest/node, which opens files.',
    });
  });

  test("need a column that exists", () => {
    expect(refusal(() => parseInstance(setPath(fromFile, "environment.buyer.column=values"), { readCsv }))).toMatchObject({
      field: "environment.buyer.column",
      expected: 'one of the file\'s columns "buyer", "value"',
      received: '"values"',
      remedy: 'Name the column as the first line of the file does. Did you mean "value"?',
    });
  });

  test.each([{}, { samples: [1], csv: "values.csv", column: "value" }, { csv: "values.csv" }, { samples: [1], column: "value" }])(
    "need either samples or a file with a column, not %j",
    (fields) => {
      expect(refusal(() => parseInstance(withLaw({ distribution: "empirical", ...fields }), { readCsv }))).toMatchObject({
        field: "environment.buyer",
        expected: 'either "samples", or "csv" and "column"',
        received: JSON.stringify(Object.keys(fields)),
      });
    },
  );

  test("need a sample", () => {
    expect(refusal(() => parseInstance(withLaw({ distribution: "empirical", samples: [] }))).field).toBe("environment.buyer.samples");
  });
});

describe("budget, objective and expected value", () => {
  test("a required profit without a rule that it can bind", () => {
    expect(refused(bilateral, "budget", { rule: "none", requiredProfit: 1 })).toMatchObject({
      field: "budget.requiredProfit",
      expected: 'no required profit with rule "none"',
      received: "1",
    });
  });

  test("a required profit that is not a number", () => {
    expect(refused(bilateral, "budget", { rule: "ex-ante", requiredProfit: "much" })).toMatchObject({
      field: "budget.requiredProfit",
      expected: "a finite number",
      received: '"much"',
    });
  });

  test("a misspelt field of the budget", () => {
    expect(refused(bilateral, "budget", { rule: "ex-ante", required: 1 })).toMatchObject({
      field: "budget.required",
      expected: "only the fields rule, requiredProfit",
      remedy: 'Remove or rename it. Did you mean "requiredProfit"?',
    });
  });

  test("a budget that is neither word nor object", () => {
    expect(refused(bilateral, "budget", 3)).toMatchObject({ field: "budget", received: "3", remedy: "Choose one of these." });
  });

  test("a negative weight", () => {
    expect(refused(bilateral, "objective", { weights: { buyers: 1, sellers: "-1/3", broker: 0 } })).toMatchObject({
      field: "objective.weights.sellers",
      expected: "a weight of at least 0",
      received: '"-1/3"',
    });
  });

  test("weights that are all 0", () => {
    expect(refused(bilateral, "objective", { weights: { buyers: 0, sellers: 0, broker: 0 } })).toMatchObject({
      field: "objective.weights",
      expected: "at least one positive weight",
    });
  });

  test("a weight that is missing", () => {
    expect(refused(bilateral, "objective", { weights: { buyers: 1, sellers: 1 } })).toMatchObject({
      field: "objective.weights.broker",
      received: "nothing",
      remedy: 'Add the field "broker".',
    });
  });

  test("a negative tolerance", () => {
    expect(refused(bilateral, "expected", { value: "9/64", tolerance: -1 })).toMatchObject({ field: "expected.tolerance", received: "-1" });
  });

  test("an expected value without its name", () => {
    expect(refused(bilateral, "expected", "9/64")).toMatchObject({
      field: "expected",
      expected: 'an object such as {"value": "9/64", "tolerance": 0}',
      received: '"9/64"',
    });
  });
});

describe("other environments", () => {
  test("a table of the wrong shape", () => {
    expect(refused(finite, "environment.utilities[0][1]", [0])).toMatchObject({
      field: "environment.utilities[0][1]",
      expected: "a list of 2 (one number per type of agent Ann)",
      received: "a list of 1",
    });
  });

  test("a joint cell that is not a number", () => {
    expect(refused(finite, "environment.prior.joint[1][0]", "x")).toMatchObject({
      field: "environment.prior.joint[1][0]",
      expected: "a finite number",
      received: '"x"',
    });
  });

  test("a misspelt prior", () => {
    expect(refused(finite, "environment.prior", { joined: [1] })).toMatchObject({
      field: "environment.prior.joined",
      expected: "only the fields independent, joint",
    });
  });

  test("two priors", () => {
    expect(refused(finite, "environment.prior.independent", [[0.5, 0.5], [1]])).toMatchObject({
      field: "environment.prior",
      remedy: "Give exactly one of the two.",
    });
  });

  test("a discretization of what is finite", () => {
    expect(refused(finite, "discretization", { rule: "midpoint", points: 4 })).toMatchObject({
      field: "discretization",
      remedy: "Remove it.",
    });
  });

  test.each([0, -1, 1.5])("%d traders", (count) => {
    expect(refused(groups, "environment.buyers[0].count", count)).toMatchObject({
      field: "environment.buyers[0].count",
      received: String(count),
    });
  });

  test("no sellers", () => {
    expect(refused(groups, "environment.sellers", [])).toMatchObject({ field: "environment.sellers", received: "[]" });
  });

  test("a law in a group names its place", () => {
    expect(refused(groups, "environment.buyers[0].distribution.max", -1).field).toBe("environment.buyers[0].distribution.max");
  });
});

describe("a field of another environment", () => {
  test("is an unknown field", () => {
    expect(refused(groups, "environment.curvature", 1)).toMatchObject({
      field: "environment.curvature",
      received: 'the unknown field "curvature"',
    });
  });
});
