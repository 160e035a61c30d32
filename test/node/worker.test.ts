import { afterAll, describe, expect, test } from "vitest";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import {
  customLaw,
  designProblem,
  type InstanceJson,
  InvalidInputError,
  parseInstance,
  readResult,
  resultText,
  UnsupportedProblemError,
  uniform,
} from "../../src/index.ts";
import { close, solve } from "../../src/node/worker/index.ts";

const unit = uniform({ min: 0, max: 1 });
const square = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) });
/** A program that takes far longer than these tests. */
const long = designProblem({
  environment: bilateralTrade({ buyer: unit, seller: unit }),
  incentives: "dominant",
  participation: "ex-post",
  budget: "no-deficit",
  discretization: { rule: "midpoint", points: 200 },
});

afterAll(close);

describe("solves in threads", () => {
  test("answer with plain data, which can be posted and read again", async () => {
    const { result, certificate } = await solve(square);
    expect(structuredClone(result)).toEqual(result);
    expect(readResult(JSON.parse(JSON.stringify(result)))).toMatchObject({ status: "optimal", value: result.value });
    expect(result.value.lower).toBeLessThanOrEqual(9 / 64);
    expect(result.value.upper).toBeGreaterThanOrEqual(9 / 64);
    expect(result.theorems.length).toBeGreaterThan(0);
    expect(resultText(result)).toContain("optimal (virtual-surplus)");
    expect(certificate).toBeNull();
  });

  test("take instances, options and several problems at a time, and give the certificate", async () => {
    const two = (low: number, high: number) => ({ distribution: "discrete" as const, values: [low, high], masses: ["1/2", "1/2"] });
    const instance: InstanceJson = {
      format: "secondbest/instance@1",
      environment: { kind: "bilateral-trade", buyer: two(0, 3), seller: two(1, 4) },
    };
    const [first, second, third] = await Promise.all([
      solve(instance, { proof: {} }),
      solve(instance, { solver: "highs" }),
      solve(parseInstance(instance)),
    ]);
    // Value 0 or 3, cost 1 or 4: trade whenever both gain, (3 − 1)/4.
    expect(first.result.value.exact).toBe("1/2");
    expect(JSON.parse(first.certificate ?? "")).toMatchObject({ format: "secondbest/certificate@1" });
    expect(second.result.route).toBe("linear-program");
    expect(second.result.value.lower).toBeCloseTo(1 / 2, 9);
    expect(third.result.value.exact).toBe("1/2");
  });

  test("end when their signal aborts, wherever they are, and the next one is served", async () => {
    const controller = new AbortController();
    const running = solve(long, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 300);
    await expect(running).rejects.toThrow("enough");
    await expect(solve(square, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect((await solve(square)).result.status).toBe("optimal");
  });

  test("fail as solve does, with the same errors", async () => {
    await expect(solve(square, { solver: "none" })).rejects.toBeInstanceOf(InvalidInputError);
    await expect(solve({ format: "secondbest/instance@2" } as never)).rejects.toBeInstanceOf(InvalidInputError);
    await expect(solve(square, { solver: "highs" })).rejects.toMatchObject({
      name: "UnsupportedProblemError",
      alternative: expect.stringContaining("discretization"),
    });
    const own = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)), quantile: (p) => p, support: { min: 0, max: 1 } });
    const made = designProblem({ environment: bilateralTrade({ buyer: own, seller: unit }) });
    await expect(solve(made)).rejects.toBeInstanceOf(UnsupportedProblemError);
  });
});
