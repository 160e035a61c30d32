import { describe, expect, it } from "vitest";
import { certifiedResult, reaches } from "../../src/analysis/certified.ts";
import { comparisons } from "../../src/analysis/compare.ts";
import { rational } from "../../src/arithmetic/rational.ts";
import { discrete } from "../../src/distributions/laws/discrete.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { certify, solve } from "../../src/index.ts";
import { designProblem } from "../../src/problem/design-problem.ts";

// Kos–Manea's two types with B=(4,6), S=(5,7), all one half: dominant × ex-post × balanced trades only at (6, 5), worth 1/4 (enumeration of the four states).
const halves = ["1/2", "1/2"];
const problem = designProblem({
  environment: bilateralTrade({
    buyer: discrete({ values: [4, 6], masses: halves }),
    seller: discrete({ values: [5, 7], masses: halves }),
  }),
  incentives: "dominant",
  participation: "ex-post",
  budget: "balanced",
  expected: { value: "1/4" },
});

describe("a result with its certificate", () => {
  it("takes over the proved value", async () => {
    const result = await solve(problem);
    expect(result.level).toBe("float");
    const certified = await certify(problem);
    if (!certified.certificate) throw new Error(certified.reason);
    const proved = certifiedResult(result, certified.verdict);
    expect(proved.level).toBe("exact");
    expect(proved.value.exact?.equals(rational("1/4"))).toBe(true);
    expect(proved.status).toBe("optimal");
  });

  it("is an error when the certificate contradicts it", async () => {
    const result = await solve(problem);
    const verdict = {
      accepted: true,
      status: "optimal",
      level: "exact",
      lower: rational(1),
      upper: rational(1),
      instanceHash: "",
      assumptions: [],
    } as const;
    expect(certifiedResult(result, verdict).status).toBe("error");
    expect(certifiedResult(result, { ...verdict, status: "infeasible" }).status).toBe("error");
    expect(certifiedResult({ ...result, status: "infeasible" }, verdict).status).toBe("error");
  });
});

describe("levels", () => {
  it("are ordered, and a bracket on the continuum is at least an interval", () => {
    expect(reaches("exact", "interval")).toBe(true);
    expect(reaches("interval", "exact")).toBe(false);
    expect(reaches("float", "interval")).toBe(false);
    expect(reaches("continuum", "interval")).toBe(true);
    expect(reaches("continuum", "exact")).toBe(false);
    expect(reaches("exact", "continuum")).toBe(false);
  });
});

describe("comparisons", () => {
  it("hold the result against the value that the instance expects, relatively", async () => {
    const result = await solve(problem);
    const expected = (value: string, tolerance: number) => ({
      ...result,
      problem: { ...problem, expected: { value: rational(value), tolerance } },
    });
    const verdictOf = (value: string, tolerance = 0) => comparisons(expected(value, tolerance)).find(({ id }) => id === "expected")?.pass;
    expect(verdictOf("1/4")).toBe(true);
    expect(verdictOf("0.2501")).toBe(false);
    expect(verdictOf("0.2501", 1e-3)).toBe(true);
  });

  it("say nothing about a result without a value", async () => {
    const result = await solve(problem);
    expect(comparisons({ ...result, value: { lower: Number.NaN, upper: Number.NaN, exact: null } })).toEqual([]);
  });
});
