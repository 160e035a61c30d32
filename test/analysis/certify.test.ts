import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reaches } from "../../src/analysis/certify.ts";
import { comparisons } from "../../src/analysis/compare.ts";
import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { Certificate, ContinuumProof, FiniteProof } from "../../src/certificate/format.ts";
import { discrete } from "../../src/distributions/laws/discrete.ts";
import { uniform } from "../../src/distributions/laws/uniform.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { isBilateral, type Result, solve } from "../../src/index.ts";
import { type DesignProblem, designProblem } from "../../src/problem/design-problem.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { cells, tradeInstance } from "../certificate/support/instances.ts";

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

/** The certificate of a result; the test fails without one. */
function certificateOf({ proof }: Result): Certificate {
  if (!proof?.certificate) throw new Error(proof?.reason ?? "no proof was asked for");
  return proof.certificate;
}

/** Probability of trade and payments (buyer's, then minus the seller's receipt) of a bilateral certificate at state (i, j), by the format's definitions. */
function statedAt(certificate: Certificate, p: readonly number[], q: readonly number[], i: number, j: number): [number, number, number] {
  const number = (text: string) => toNumber(rational(text));
  const { mechanism } = certificate.proof as FiniteProof;
  if (!mechanism) throw new Error("the certificate has no mechanism");
  const entry = mechanism.lottery[i * q.length + j];
  const trade = typeof entry === "number" ? entry : (entry ?? []).reduce((sum, [o, chance]) => (o === 1 ? sum + number(chance) : sum), 0);
  const { rule, values } = mechanism.payments;
  const [buyer, seller] = values.map((own) => own.map(number)) as [number[], number[]];
  if (rule === "table") return [trade, buyer[i * q.length + j] as number, seller[i * q.length + j] as number];
  const mean = (own: number[], masses: readonly number[]) => own.reduce((sum, t, k) => sum + t * (masses[k] as number), 0);
  const [own, other] = [buyer[i] as number, seller[j] as number];
  return rule === "interim" ? [trade, own, other] : [trade, own - other + mean(seller, q), other - own + mean(buyer, p)];
}

async function expectTheSameMechanism(asked: DesignProblem): Promise<void> {
  const result = await solve(asked, { proof: {} });
  if (result.status !== "optimal") return;
  const certificate = certificateOf(result);
  const { mechanism } = result;
  if (!mechanism || !isBilateral(mechanism)) throw new Error("bilateral trade has a bilateral mechanism");
  const { buyer, seller } = mechanism;
  for (let i = 0; i < buyer.values.length; i++) {
    for (let j = 0; j < seller.values.length; j++) {
      const [trade, pays, receives] = statedAt(certificate, [...buyer.masses], [...seller.masses], i, j);
      expect(mechanism.allocation(i, j)).toBeCloseTo(trade, 12);
      expect(mechanism.buyerPays(i, j)).toBeCloseTo(pays, 11);
      expect(mechanism.sellerReceives(i, j)).toBeCloseTo(-receives, 11);
    }
  }
}

describe("a result with its certificate", () => {
  it("takes over the proved value", async () => {
    expect((await solve(problem)).level).toBe("float");
    const result = await solve(problem, { proof: {} });
    expect(result.level).toBe("exact");
    expect(result.value.exact?.equals(rational("1/4"))).toBe(true);
    expect(result.status).toBe("optimal");
    expect(certificateOf(result).claim).toEqual({ status: "optimal", lower: "1/4", upper: "1/4" });
  });

  it("says in words why there is none", async () => {
    const { proof, level } = await solve(problem, { proof: { columnLimit: 3 } });
    expect(proof).toEqual({ certificate: null, reason: "its program has 16 columns, more than the limit of 3" });
    expect(level).toBe("float");
  });

  // The uniform midpoint grid on which two programs, solved apart, once gave mechanisms a whole unit of allocation apart.
  it("reports the mechanism that is certified", async () => {
    const environment = bilateralTrade({ buyer: uniform({ min: 0, max: 1 }), seller: uniform({ min: 0, max: 1 }) });
    await expectTheSameMechanism(
      designProblem({
        environment,
        incentives: "dominant",
        participation: "ex-post",
        budget: "no-deficit",
        discretization: { rule: "midpoint", points: 6 },
      }),
    );
  });

  it.each(cells)("reports the mechanism that is certified: $incentives × $participation × $budget", async (cell) => {
    for (const instance of fc.sample(tradeInstance(cell, 2, 4), { numRuns: 4, seed: 11 }))
      await expectTheSameMechanism(parseInstance(instance));
  });

  it("reports the cells that are certified on continuous types", async () => {
    const environment = bilateralTrade({ buyer: uniform({ min: 0, max: 1 }), seller: uniform({ min: 0, max: 1 }) });
    const result = await solve(designProblem({ environment, width: 1e-5 }), { proof: {} });
    const { mechanism } = certificateOf(result).proof as ContinuumProof;
    const reported = result.mechanism;
    if (!reported || !isBilateral(reported) || reported.allocationRule.kind !== "threshold") throw new Error("thresholds on cells");
    expect([...reported.allocationRule.strict]).toEqual(mechanism?.strict);
    expect([...reported.allocationRule.generous]).toEqual(mechanism?.generous);
    expect(result.gainsFromTrade).toBeLessThanOrEqual(9 / 64);
    expect(result.gainsFromTrade).toBeGreaterThan(9 / 64 - 1e-4);
    expect(result.audit?.passes).toBe(true);
  });

  it("proves infeasibility, and says so with the constraints that contradict each other", async () => {
    const result = await solve({ ...problem, budget: { rule: "balanced", requiredProfit: rational(1) } }, { proof: {} });
    expect(result.status).toBe("infeasible");
    expect(result.level).toBe("exact");
    expect(result.explanation).toMatch(/contradict each other: .*budget.*Proved/);
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
