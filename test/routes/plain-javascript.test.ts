import { describe, expect, test } from "vitest";
import * as core from "../../src/core.ts";
import {
  bilateralTrade,
  certify,
  designProblem,
  discrete,
  efficientDissolution,
  evaluate,
  frontier,
  InvalidInputError,
  resultJson,
  solve,
  uniform,
} from "../../src/index.ts";

const unit = uniform({ min: 0, max: 1 });
const problem = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) });

/** What plain JavaScript may call: no compiler has looked at it. */
type Unchecked = (...args: readonly unknown[]) => unknown;

/** What a call throws, at once or by rejecting. */
async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}

test("evaluate of what is no mechanism", async () => {
  for (const wrong of [undefined, null, 3, {}, []] as never[])
    expect(await refusal(() => evaluate(wrong, problem)), String(wrong)).toMatchObject({ name: "InvalidInputError", field: "mechanism" });
});

describe("without a compiler, wrong arguments are InvalidInputError", () => {
  const wrongProblems: readonly unknown[] = [
    undefined,
    null,
    {},
    [],
    3,
    "{}",
    unit,
    { ...problem, budget: "ex-ante" },
    { ...problem, environment: { kind: "finite" } },
  ];
  const doors: Readonly<Record<string, Unchecked>> = {
    solve: solve as Unchecked,
    "solve of secondbest/core": core.solve as Unchecked,
    certify: certify as Unchecked,
    frontier: frontier as Unchecked,
    efficientDissolution: efficientDissolution as Unchecked,
    evaluate: ((wrong: never) => evaluate("vcg", wrong)) as Unchecked,
  };
  test.each(Object.keys(doors))("%s of what is no problem", async (name) => {
    for (const wrong of wrongProblems)
      expect(await refusal(() => doors[name]?.(wrong)), String(wrong)).toMatchObject({ name: "InvalidInputError", field: "problem" });
  });

  test.each<[string, object, string]>([
    ["an option that there is not", { timeLimit: 3 }, "options.timeLimit"],
    ["no function to call", { onProgress: "console.log" }, "options.onProgress"],
    ["no solver", { solver: {} }, "options.solver"],
    ["no signal", { signal: true }, "options.signal"],
    ["no number of seconds", { timeLimitSeconds: "5 s" }, "options.timeLimitSeconds"],
    ["no number of cells", { maxCells: {} }, "options.maxCells"],
    ["no options for the proof", { proof: true }, "options.proof"],
    ["an option for the proof that there is not", { proof: { digits: 3 } }, "options.proof.digits"],
  ])("solve with %s", async (_, options, field) => {
    expect(await refusal(() => (solve as Unchecked)(problem, options))).toMatchObject({ name: "InvalidInputError", field });
  });

  test("states of a problem that are no objects", async () => {
    for (const wrong of [undefined, null, 3, "bilateral-trade", [], {}, { enviroment: problem.environment }])
      expect(await refusal(() => (designProblem as Unchecked)(wrong)), String(wrong)).toBeInstanceOf(InvalidInputError);
  });

  test("constructors", async () => {
    const calls: readonly (() => unknown)[] = [
      () => (bilateralTrade as Unchecked)(),
      () => (bilateralTrade as Unchecked)({ buyer: unit }),
      () => (bilateralTrade as Unchecked)({ buyer: unit, seller: "uniform" }),
      () => (uniform as Unchecked)(),
      () => (uniform as Unchecked)(0, 1),
      () => (discrete as Unchecked)({ values: 3, masses: 1 }),
      () => (resultJson as Unchecked)({}),
    ];
    for (const call of calls) expect(await refusal(call), String(call)).toBeInstanceOf(InvalidInputError);
  });
});

test("JSON.stringify of a result is its plain data, theorems and all; no field of it is new", async () => {
  const result = await solve(problem);
  expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(resultJson(result))));
  expect(resultJson(result).theorems.length).toBeGreaterThan(0);
  expect(Object.keys(result)).not.toContain("toJSON");
  // 9/64 of 1/6.
  expect(result.efficiency.lower).toBeLessThanOrEqual(27 / 32);
  expect(result.efficiency.upper).toBeGreaterThanOrEqual(27 / 32);
});

describe("a signal", () => {
  test("that has aborted ends a solve before it begins, with its reason", async () => {
    await expect(solve(problem, { signal: AbortSignal.abort(new Error("changed my mind")) })).rejects.toThrow("changed my mind");
    await expect(solve(problem, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect((await solve(problem, { signal: new AbortController().signal })).status).toBe("optimal");
  });
});
