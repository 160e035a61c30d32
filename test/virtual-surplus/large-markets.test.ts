import { describe, expect, test } from "vitest";
import { designProblem, exponential, multilateralTrade, solve, uniform } from "../../src/index.ts";
import { resultJson } from "../../src/report/result/json.ts";

const unit = uniform({ min: 0, max: 1 });
const market = (buyers: number, sellers: number) =>
  multilateralTrade({ buyers: [{ count: buyers, distribution: unit }], sellers: [{ count: sellers, distribution: unit }] });

/** The n highest of m + n uniform types, less the n types of the sellers: nm/(2(m + n + 1)). */
const firstBestOf = (m: number, n: number) => (n * m) / (2 * (m + n + 1));

describe.each([
  [1_000, 1_000],
  [1_000_000, 1_000_000],
  [1_000_000, 10],
  [300_000, 3],
] as const)("%i × %i uniform traders", (m, n) => {
  test("closed in proof, the first best in closed form inside its bracket, the audit by levels, a small result, a profile on demand", async () => {
    const result = await solve(designProblem({ environment: market(m, n) }));
    expect(result.status).toBe("optimal");
    expect(result.level).toBe("continuum");
    const truth = firstBestOf(m, n);
    expect(result.firstBest.lower).toBeLessThanOrEqual(truth * (1 + 1e-15));
    expect(result.firstBest.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-15));
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(1e-8 * truth);
    // Before the market is large on both sides, little is lost: at most 1/4 of a pair's gains in all.
    expect(result.value.upper).toBeGreaterThanOrEqual(truth - 1);
    expect(result.audit?.passes).toBe(true);
    expect(JSON.stringify(resultJson(result)).length).toBeLessThan(600_000);
    const { mechanism } = result;
    if (!mechanism) throw new Error("an optimum has a mechanism");
    const last = mechanism.agents.map(({ types }) => types.length - 1) as [number, number];
    // The best buyers and all costs but the lowest of one seller: one pair trades.
    const types = new Array<number>(m + n);
    types.fill(0, 0, m).fill(last[1], m);
    types[0] = last[0];
    types[m] = 0;
    const { allocation, payments } = mechanism.at(types);
    const traded = Array.from(allocation).reduce((sum, x) => sum + x, 0);
    expect(allocation[0]).toBe(1);
    expect(allocation[m]).toBe(1);
    expect(traded).toBe(2);
    // Payments add up to the expected profit, up to the rounding of so many.
    const paid = Array.from(payments).reduce((sum, t) => sum + t, 0);
    expect(Math.abs(paid - result.brokerProfit)).toBeLessThanOrEqual(1e-9 * truth);
  });
});

test("the loss falls with the square of the market: m² of it settles", async () => {
  const scaled: { lower: number; upper: number }[] = [];
  for (const m of [25, 50, 100]) {
    const { value, firstBest } = await solve(designProblem({ environment: market(m, m) }));
    scaled.push({ lower: m * m * (1 - value.upper / firstBest.lower), upper: m * m * (1 - value.lower / firstBest.upper) });
  }
  const [first, second, third] = scaled as [(typeof scaled)[number], (typeof scaled)[number], (typeof scaled)[number]];
  const middle = ({ lower, upper }: { lower: number; upper: number }) => (lower + upper) / 2;
  for (const { lower, upper } of scaled) expect(upper - lower).toBeLessThanOrEqual(2e-3);
  // Successive differences halve (the next term is of order 1/m): both are far below the limit itself.
  expect(Math.abs(middle(second) - middle(first))).toBeLessThanOrEqual(0.02);
  expect(Math.abs(middle(third) - middle(second))).toBeLessThanOrEqual(0.6 * Math.abs(middle(second) - middle(first)) + 1e-3);
  expect(middle(third)).toBeGreaterThan(0.2);
});

test("several groups a side, unequal numbers, weights and a required profit: proved brackets of two widths meet", async () => {
  const environment = multilateralTrade({
    buyers: [
      { count: 30, distribution: unit },
      { count: 20, distribution: exponential({ rate: 2, min: 0 }) },
    ],
    sellers: [
      { count: 15, distribution: unit },
      { count: 7, distribution: uniform({ min: "1/4", max: 2 }) },
    ],
  });
  const problem = (width: number) =>
    designProblem({
      environment,
      width,
      budget: { rule: "ex-ante", requiredProfit: 3 },
      objective: { weights: { buyers: 1, sellers: "3/2", broker: 1 } },
    });
  const [wide, narrow] = [await solve(problem(1e-4)), await solve(problem(1e-6))];
  for (const { status, level, audit } of [wide, narrow]) {
    expect(status).toBe("optimal");
    expect(level).toBe("continuum");
    expect(audit?.passes).toBe(true);
  }
  expect(narrow.value.lower).toBeGreaterThanOrEqual(wide.value.lower - 1e-12);
  expect(narrow.value.lower).toBeLessThanOrEqual(wide.value.upper);
  expect(narrow.brokerProfit).toBeGreaterThanOrEqual(3 - 1e-9);
});

test("a time limit holds in a market that a round would overrun", async () => {
  const problem = designProblem({ environment: market(2_000, 2_000), width: 1e-13 });
  const from = performance.now();
  const result = await solve(problem, { timeLimitSeconds: 1 });
  expect(result.status).toBe("limit");
  // A round foreseen too short, and the audit, come on top.
  expect((performance.now() - from) / 1000).toBeLessThan(10);
});
