import { describe, expect, test } from "vitest";
import { checkedTheoremById } from "../../regressions/catalogue.ts";
import { checkTheorem, noEngine } from "../../regressions/check-theorem.ts";
import { type EngineAnswer, engineOf } from "../../regressions/engine.ts";
import { uniformSecondBest } from "../../regressions/myerson-satterthwaite/uniform.ts";
import type { CheckedTheorem, Engine } from "../../regressions/regression.ts";
import { againstEngine, compare } from "../../regressions/support/compare.ts";
import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import { designProblem } from "../../src/problem/design-problem.ts";

/** An engine that answers every optimum with the true value of the uniform problem times `factor`. */
function scaledEngine(factor: number): Engine {
  return {
    optimum: async (problem) => {
      const { buyer } = problem.environment as unknown as {
        readonly buyer: { readonly support: { readonly min: number; readonly max: number } };
      };
      const value = (factor * 9 * (buyer.support.max - buyer.support.min)) / 64;
      return { lower: value - 1e-9, upper: value + 1e-9, exact: null, multiplier: 0.5 };
    },
    bilateralMechanism: () => Promise.reject(new Error("no mechanism here")),
  };
}

describe("a check can fail", () => {
  test("a right engine passes, one that is off by 1e-5 does not", async () => {
    const valueChecks: CheckedTheorem = { ...uniformSecondBest, checks: uniformSecondBest.checks.slice(0, 1) } as CheckedTheorem;
    expect((await checkTheorem(valueChecks, scaledEngine(1))).pass).toBe(true);
    for (const factor of [1 + 1e-5, 1 - 1e-5]) {
      const report = await checkTheorem(valueChecks, scaledEngine(factor));
      expect(report.pass).toBe(false);
      expect(report.results.every((result) => !result.pass)).toBe(true);
    }
  });

  test("an error inside a check is its failure, with the message", async () => {
    const report = await checkTheorem(uniformSecondBest, scaledEngine(1));
    const failed = report.results.filter((result) => !result.pass);
    expect(failed.map((result) => result.error)).toEqual(
      report.results.filter((r) => r.check.includes("grid")).map(() => "Error: no mechanism here"),
    );
    expect(failed.length).toBe(uniformSecondBest.samples(1).length);
  });

  test("a check that compares nothing fails", async () => {
    const empty: CheckedTheorem = {
      ...uniformSecondBest,
      checks: [{ name: "nothing", usesEngine: false, run: async () => [] }],
    } as CheckedTheorem;
    expect((await checkTheorem(empty, noEngine)).pass).toBe(false);
  });

  test("checks without the engine do not call it, and can be picked", async () => {
    const theorem = checkedTheoremById("myerson-satterthwaite/uniform");
    const without = await checkTheorem(theorem, noEngine, { which: "without-engine" });
    expect(without.pass).toBe(true);
    const withEngine = await checkTheorem(theorem, noEngine, { which: "with-engine" });
    expect(withEngine.results.every((result) => result.error?.includes("not to use the engine"))).toBe(true);
    expect(without.results.length + withEngine.results.length).toBe(theorem.checks.length * without.samples);
  });
});

describe("comparisons", () => {
  test("NaN passes nothing", () => {
    for (const relation of ["=", "<=", ">=", "<", ">"] as const) expect(compare("x", Number.NaN, relation, 0, 1).pass).toBe(false);
  });

  test("infinities equal themselves", () => {
    expect(compare("x", Number.NEGATIVE_INFINITY, "=", Number.NEGATIVE_INFINITY, 0).pass).toBe(true);
    expect(compare("x", Number.POSITIVE_INFINITY, "=", Number.NEGATIVE_INFINITY, 1).pass).toBe(false);
  });

  test("strict relations ask for a distance", () => {
    expect(compare("x", 1, "<", 1.5, 0.4).pass).toBe(true);
    expect(compare("x", 1, "<", 1.5, 0.6).pass).toBe(false);
    expect(compare("x", 1, "<", 1, 0).pass).toBe(false);
    expect(compare("x", 2, ">", 1, 0.5).pass).toBe(true);
  });

  test("exact optimum against exact value allows no difference", () => {
    const exact = rational("9/64");
    const stated = { value: toNumber(exact), exact, tolerance: 0 };
    const optimum = (text: string) => ({ lower: 0, upper: 1, exact: rational(text), multiplier: null });
    expect(againstEngine("v", optimum("9/64"), stated, 1).every((c) => c.pass)).toBe(true);
    expect(againstEngine("v", optimum("9000000001/64000000000"), stated, 1).every((c) => c.pass)).toBe(false);
  });

  test("a wide bracket does not pass for equality", () => {
    const stated = { value: 0.5, tolerance: 0 };
    expect(againstEngine("v", { lower: 0, upper: 1, exact: null, multiplier: null }, stated, 1e-6).every((c) => c.pass)).toBe(false);
  });

  test("bounds look at the harder end of the bracket", () => {
    const wide = { lower: 0, upper: 1, exact: null, multiplier: null };
    const pass = (relation: "<" | "<=" | ">" | ">=") =>
      againstEngine("v", wide, { value: 0.5, tolerance: 0, relation }, 0).every((comparison) => comparison.pass);
    expect([pass("<"), pass("<="), pass(">"), pass(">=")]).toEqual([false, false, false, false]);
  });
});

describe("engineOf", () => {
  const problem = designProblem({
    environment: uniformSecondBest.problem?.({ min: rational(0), width: rational(1) }).environment as never,
  });
  const answer: EngineAnswer = {
    status: "optimal",
    explanation: "",
    value: { lower: 1, upper: 2, exact: null },
    multiplier: 3,
    mechanism: null,
  };

  test("passes on bracket and multiplier", async () => {
    expect(await engineOf(async () => answer).optimum(problem)).toEqual({ lower: 1, upper: 2, exact: null, multiplier: 3 });
  });

  test("an error of the engine is an error of the check, and a missing mechanism is said to be missing", async () => {
    const broken = engineOf(async () => ({ ...answer, status: "error", explanation: "the solver crashed" }));
    await expect(broken.optimum(problem)).rejects.toThrow("the solver crashed");
    await expect(engineOf(async () => answer).bilateralMechanism(problem)).rejects.toThrow("no mechanism");
  });
});
