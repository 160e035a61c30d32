import { describe, expect, test } from "vitest";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { requireConsistent } from "../../src/routes/answer/consistent.ts";

const law = { distribution: "uniform", min: 0, max: 1 } as const;
const environment = bilateralTrade({ buyer: law, seller: law });
const problem = designProblem({ environment });
const between = (lower: number, upper: number) => ({ lower, upper, exact: null });
const good = { value: between(0.14, 0.15), firstBest: between(0.16, 0.17), level: "continuum", problem } as const;

describe("what contradicts itself is an internal error", () => {
  test("ordered bounds below the first best pass", () => {
    expect(() => requireConsistent(good, 1e-6)).not.toThrow();
  });

  test.each([
    ["value", between(0.15, 0.14)],
    ["value", between(Number.NaN, 0.15)],
    ["value", between(0.14, Number.NaN)],
    ["firstBest", between(0.17, 0.16)],
    ["firstBest", between(Number.NaN, 0.16)],
  ] as const)("%s %o", (field, bracket) => {
    expect(() => requireConsistent({ ...good, [field]: bracket }, 1e-6)).toThrow(
      /internal error: the bounds of the (value|first best) contradict/,
    );
  });

  test("gains above the first best, by anything where they are proved, by more than the tolerance where they are audited", () => {
    const above = { ...good, value: between(0.1700001, 0.18) };
    expect(() => requireConsistent(above, 1e-3)).toThrow("contradict a first best");
    expect(() => requireConsistent({ ...above, level: "float" }, 1e-3)).not.toThrow();
    expect(() => requireConsistent({ ...above, level: "float" }, 1e-9)).toThrow("contradict a first best");
  });

  test("other objectives may exceed the first best", () => {
    const doubled = designProblem({ environment, objective: { weights: { buyers: 2, sellers: 2, broker: 2 } } });
    expect(() => requireConsistent({ ...good, problem: doubled, value: between(0.3, 0.31) }, 0)).not.toThrow();
  });

  test("a first best that was not sought is no contradiction", () => {
    expect(() => requireConsistent({ ...good, firstBest: between(Number.NaN, Number.NaN) }, 0)).not.toThrow();
  });
});
