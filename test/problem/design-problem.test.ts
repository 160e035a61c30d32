import { describe, expect, test } from "vitest";
import { formatRational, ratio } from "../../src/arithmetic/rational.ts";
import { finiteEnvironment } from "../../src/environments/finite-environment.ts";
import { type DesignProblemInput, defaultWidth, designProblem } from "../../src/problem/design-problem.ts";
import { refusal } from "../environments/refusal.ts";

const environment = finiteEnvironment({
  agents: [{ name: "Ann", types: [1] }],
  prior: { independent: [[1]] },
  outcomes: ["all there is"],
  utilities: [[[1]]],
});

describe("designProblem", () => {
  test("has the defaults of the format", () => {
    const problem = designProblem({ environment });
    expect(problem).toMatchObject({
      environment,
      incentives: "bayesian",
      participation: "interim",
      budget: { rule: "ex-ante" },
      objective: { name: "gains-from-trade" },
      discretization: undefined,
      width: defaultWidth,
      name: undefined,
      description: undefined,
      expected: undefined,
    });
    expect(formatRational(problem.budget.requiredProfit)).toBe("0");
  });

  test.each([
    ["gains-from-trade", ["1", "1", "1"]],
    ["broker-profit", ["0", "0", "1"]],
    [{ weights: { buyers: 0.1, sellers: "1/3", broker: ratio(2n, 7n) } }, ["1/10", "1/3", "2/7"]],
  ] as const)("objective %#", (objective, weights) => {
    const { buyers, sellers, broker } = designProblem({ environment, objective }).objective;
    expect([buyers, sellers, broker].map(formatRational)).toEqual(weights);
  });

  test("keeps numbers exactly", () => {
    const { budget, expected } = designProblem({
      environment,
      budget: { rule: "balanced", requiredProfit: "-1/6" },
      expected: { value: "9/64", tolerance: 1e-8 },
    });
    expect(formatRational(budget.requiredProfit)).toBe("-1/6");
    expect(expected && [formatRational(expected.value), expected.tolerance]).toEqual(["9/64", 1e-8]);
  });
});

describe("designProblem refuses", () => {
  test.each<[string, unknown, object]>([
    ["environment", undefined, { field: "environment", received: "nothing" }],
    ["environment", {}, { field: "environment", received: "{}" }],
    ["incentives", "ic", { field: "incentives", expected: 'one of "bayesian", "dominant"', received: '"ic"' }],
    ["participation", true, { field: "participation", expected: 'one of "none", "ex-ante", "interim", "ex-post"', received: "true" }],
    ["budget", "free", { field: "budget", expected: 'one of "none", "ex-ante", "no-deficit", "balanced"', received: '"free"' }],
    ["budget", null, { field: "budget", received: "null" }],
    ["budget", { rule: "ex-ante", profit: 1 }, { field: "budget.profit", expected: "one of rule, requiredProfit" }],
    ["participations", "interim", { field: "participations", remedy: 'Remove it. Did you mean "participation"?' }],
    ["objective", { weights: { buyer: 1, sellers: 1, broker: 1 } }, { field: "objective.weights.buyer", received: '"buyer"' }],
    ["discretization", { rule: "midpoint", point: 3 }, { field: "discretization.point", received: '"point"' }],
    ["expected", { value: 1, tol: 0 }, { field: "expected.tol", received: '"tol"' }],
    [
      "budget",
      { rule: "ex-ante", requiredProfit: Number.NaN },
      { field: "budget.requiredProfit", expected: "a finite number", received: "NaN" },
    ],
    ["budget", { rule: "none", requiredProfit: -1 }, { field: "budget.requiredProfit", received: "-1" }],
    ["objective", "rents", { field: "objective", expected: 'one of "gains-from-trade", "broker-profit"', received: '"rents"' }],
    ["objective", {}, { field: "objective.weights.buyers", received: "nothing" }],
    [
      "objective",
      { weights: { buyers: ratio(-1n, 3n), sellers: 1, broker: 1 } },
      { field: "objective.weights.buyers", expected: "a weight of at least 0", received: "-1/3" },
    ],
    [
      "objective",
      { weights: { buyers: 0, sellers: 0, broker: 0 } },
      { field: "objective.weights", expected: "at least one positive weight" },
    ],
    ["discretization", { rule: "midpoint", points: 2 }, { field: "discretization", remedy: "Remove it." }],
    ["discretization", { rule: "middle", points: 2 }, { field: "discretization.rule", received: '"middle"' }],
    ["discretization", { rule: "midpoint" }, { field: "discretization.points", received: "nothing" }],
    ["discretization", { rule: "midpoint", points: 1e300 }, { field: "discretization.points", received: "1e+300" }],
    ["width", 0, { field: "width", expected: "a relative width from 1e-14 to 0.1", received: "0" }],
    ["width", Number.NaN, { field: "width", received: "NaN" }],
    ["width", "1e-8", { field: "width", received: '"1e-8"' }],
    ["name", 3, { field: "name", expected: "a text", received: "3" }],
    ["expected", { value: "a lot" }, { field: "expected.value", expected: "a finite number", received: '"a lot"' }],
    ["expected", { value: 1, tolerance: Number.POSITIVE_INFINITY }, { field: "expected.tolerance", received: "Infinity" }],
  ])("%s (%#)", (field, value, wanted) => {
    expect(refusal(() => designProblem({ environment, [field]: value } as DesignProblemInput))).toMatchObject(wanted);
  });
});
