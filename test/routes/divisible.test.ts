import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { highs } from "../../solvers/highs.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { customLaw, uniform } from "../../src/distributions/laws.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { divisibleTrade } from "../../src/environments/divisible-trade.ts";
import { UnsupportedProblemError } from "../../src/errors.ts";
import { type BilateralMechanism, isBilateral } from "../../src/mechanism/mechanism.ts";
import { type DesignProblemInput, designProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import type { Result } from "../../src/result.ts";
import type { SolveOptions } from "../../src/routes/options.ts";
import { solveWith } from "../../src/solve.ts";
import { refusal } from "../environments/refusal.ts";

type Words = Omit<DesignProblemInput, "environment">;

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };

function solve(
  buyer: DistributionSpec,
  seller: DistributionSpec,
  curvature: number | string,
  words: Words = {},
  options: Partial<SolveOptions> = {},
) {
  return solveWith(designProblem({ environment: divisibleTrade({ buyer, seller, curvature }), ...words }), undefined, options, clarabel);
}

function tableOf({ mechanism }: Result): BilateralMechanism {
  if (mechanism && isBilateral(mechanism)) return mechanism;
  throw new Error("expected a mechanism with tables");
}

/** Finite laws with types on sixteenths, of any shape: virtual worths are often not monotone. */
const law = (least: number) =>
  fc
    .record({
      values: fc.uniqueArray(fc.integer({ min: least, max: least + 16 }), { minLength: 3, maxLength: 6 }),
      seed: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 6 }),
    })
    .map(({ values, seed }): DistributionSpec => {
      const weights = values.map((_, k) => seed[k] as number);
      const total = weights.reduce((a, b) => a + b, 0);
      return {
        distribution: "discrete",
        values: values.sort((a, b) => a - b).map((v) => `${v}/16`),
        masses: weights.map((w) => `${w}/${total}`),
      };
    });
const trade = fc.record({ buyer: law(4), seller: law(0), curvature: fc.constantFrom("1/8", "1/2", "1", "3") });

/** Closed form on [0, 1]². */
const firstBest = (c: number) => (c <= 1 ? (4 - 6 * c + 4 * c * c - c ** 3) / 24 : 1 / (24 * c));

/** Nondecreasing least-squares fit by the max-min formula: no pooling algorithm. */
function ironed(slopes: readonly number[], masses: ArrayLike<number>): number[] {
  const mean = (from: number, to: number) => {
    let [mass, sum] = [0, 0];
    for (let k = from; k <= to; k++) {
      mass += masses[k] as number;
      sum += (masses[k] as number) * (slopes[k] as number);
    }
    return sum / mass;
  };
  return slopes.map((_, k) =>
    Math.max(
      ...Array.from({ length: k + 1 }, (__, from) =>
        Math.min(...Array.from({ length: slopes.length - k }, (___, add) => mean(from, k + add))),
      ),
    ),
  );
}

describe("on finite types", () => {
  test("first-order conditions hold at every pair of types", async () => {
    await fc.assert(
      fc.asyncProperty(trade, async ({ buyer, seller, curvature }) => {
        const result = await solve(buyer, seller, curvature);
        const mechanism = tableOf(result);
        const lambda = result.multiplier as number;
        const kappa = 1 + lambda;
        const [b, s] = [mechanism.buyer, mechanism.seller];
        let above = 1;
        const psi = Array.from(b.values, (v, i) => {
          above -= b.masses[i] as number;
          return i + 1 < b.values.length ? v - (((b.values[i + 1] as number) - v) * above) / (b.masses[i] as number) : v;
        });
        let below = 0;
        const phi = Array.from(s.values, (c, j) => {
          const virtual = j > 0 ? c + ((c - (s.values[j - 1] as number)) * below) / (s.masses[j] as number) : c;
          below += s.masses[j] as number;
          return virtual;
        });
        const beta = ironed(
          psi.map((own, i) => (b.values[i] as number) + lambda * own),
          b.masses,
        );
        const sigma = ironed(
          phi.map((own, j) => (s.values[j] as number) + lambda * own),
          s.masses,
        );
        for (let i = 0; i < beta.length; i++)
          for (let j = 0; j < sigma.length; j++) {
            const x = mechanism.allocation(i, j);
            const [top, bottom] = curvature.split("/").map(Number) as [number, number | undefined];
            const slope = (beta[i] as number) - (sigma[j] as number) - kappa * (top / (bottom ?? 1)) * x;
            if (x > 1e-9) expect(slope).toBeGreaterThan(-1e-8);
            if (x < 1 - 1e-9) expect(slope).toBeLessThan(1e-8);
          }
        // Either the multiplier or what is left of the profit is 0.
        expect(Math.min(lambda, result.brokerProfit)).toBeLessThan(1e-9);
        expect(result.audit?.passes).toBe(true);
        // Both bounds in exact arithmetic: they meet where the budget does not bind.
        expect(result.level).toBe(lambda === 0 ? "exact" : "interval");
        expect(result.value.upper - result.value.lower).toBeLessThan(1e-12);
        const achieved = result.gainsFromTrade;
        expect(Math.abs(achieved - result.value.lower)).toBeLessThan(1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test("the conic program of another solver has the same value, whatever the objective", async () => {
    const weights = fc.record({
      buyers: fc.integer({ min: 0, max: 3 }),
      sellers: fc.integer({ min: 0, max: 3 }),
      broker: fc.integer({ min: 0, max: 3 }),
    });
    const positive = weights.filter(({ buyers, sellers, broker }) => buyers + sellers + broker > 0);
    await fc.assert(
      fc.asyncProperty(
        trade,
        positive,
        fc.constantFrom("ex-ante", "balanced", "no-deficit"),
        async ({ buyer, seller, curvature }, of, budget) => {
          const words: Words = { objective: { weights: of }, budget };
          const found = await solve(buyer, seller, curvature, words);
          const other = await solve(buyer, seller, curvature, words, { solver: clarabel });
          expect([found.status, other.status]).toEqual(["optimal", "optimal"]);
          expect([found.route, other.route]).toEqual(["virtual-surplus", "quadratic-program"]);
          expect(Math.abs(found.value.lower - other.value.lower)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("with a required profit up to the largest one, and none beyond", async () => {
    const grid = { rule: "midpoint", points: 6 } as const;
    const most = await solve(unit, unit, "1/2", { objective: "broker-profit", discretization: grid });
    for (const share of [0.3, 0.9, 0.999999]) {
      const budget = { rule: "ex-ante", requiredProfit: share * most.value.lower } as const;
      const found = await solve(unit, unit, "1/2", { budget, discretization: grid });
      const other = await solve(unit, unit, "1/2", { budget, discretization: grid }, { solver: clarabel });
      expect(found.brokerProfit).toBeGreaterThanOrEqual(budget.requiredProfit - 1e-12);
      expect(found.value.lower).toBeCloseTo(other.value.lower, 6);
    }
    const beyond = await solve(unit, unit, "1/2", {
      budget: { rule: "ex-ante", requiredProfit: 1.001 * most.value.upper },
      discretization: grid,
    });
    expect(beyond.status).toBe("infeasible");
  });

  test("weaker words are worth no less, and every mechanism passes the audit", async () => {
    const grid = { rule: "midpoint", points: 5 } as const;
    const value = async (
      incentives: "bayesian" | "dominant",
      participation: "none" | "ex-ante" | "interim" | "ex-post",
      budget: "ex-ante" | "no-deficit",
    ) => {
      const result = await solve(unit, unit, "2/3", { incentives, participation, budget, discretization: grid });
      expect([incentives, participation, budget, result.status]).toEqual([incentives, participation, budget, "optimal"]);
      expect(result.audit?.passes).toBe(true);
      return result.value.lower;
    };
    const stages = ["ex-post", "interim", "ex-ante", "none"] as const;
    for (const budget of ["no-deficit", "ex-ante"] as const)
      for (const [k, stage] of stages.entries()) {
        const [dominant, bayesian] = [await value("dominant", stage, budget), await value("bayesian", stage, budget)];
        expect(dominant).toBeLessThanOrEqual(bayesian + 1e-8);
        const weaker = stages[k + 1];
        if (weaker) expect(dominant).toBeLessThanOrEqual((await value("dominant", weaker, budget)) + 1e-8);
        if (budget === "no-deficit") expect(bayesian).toBeLessThanOrEqual((await value("bayesian", stage, "ex-ante")) + 1e-8);
      }
  });

  test("mirrored, shifted and scaled problems have mirrored, equal and scaled answers", async () => {
    await fc.assert(
      fc.asyncProperty(
        trade,
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: 1, max: 50 }),
        async ({ buyer, seller, curvature }, shift, scale) => {
          const { value, multiplier } = await solve(buyer, seller, curvature);
          const moved = (of: DistributionSpec, by: number) => ({ distribution: "affine", scale: by, shift, of }) as const;
          const [top = 1, bottom = 1] = curvature.split("/").map(Number);
          const scaled = await solve(moved(buyer, scale), moved(seller, scale), `${scale * top}/${bottom}`);
          const mirrored = await solve(moved(seller, -1), moved(buyer, -1), curvature);
          const near = (other: number) => expect(Math.abs(other - value.lower)).toBeLessThan(1e-11);
          near(scaled.value.lower / scale);
          near(mirrored.value.lower);
          expect(Math.abs((mirrored.multiplier as number) - (multiplier as number))).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("as the curvature goes to 0 the indivisible good is left", async () => {
    await fc.assert(
      fc.asyncProperty(trade, async ({ buyer, seller }) => {
        const { value } = await solveWith(designProblem({ environment: bilateralTrade({ buyer, seller }) }), highs);
        let before = Number.NEGATIVE_INFINITY;
        for (const curvature of [1, 1e-2, 1e-4, 1e-6]) {
          const found = await solve(buyer, seller, curvature);
          expect(found.value.lower).toBeGreaterThanOrEqual(before - 1e-12);
          expect(found.value.lower).toBeLessThanOrEqual(value.upper + 1e-12);
          before = found.value.lower;
        }
        // The indivisible optimum at a subsidy of c/2 is what c takes away at most, at its shadow price.
        expect(value.lower - before).toBeLessThan(1e-4);
      }),
      { numRuns: 20 },
    );
  });
});

describe("on laws", () => {
  test.each([1e-4, 0.25, 1, 7, 1e5])("brackets of U[0,1]² contain the closed form, c = %j", async (c) => {
    const { value, firstBest: efficient, multiplier, status, level } = await solve(unit, unit, c, { width: 1e-6 });
    expect([status, level]).toEqual(["optimal", "continuum"]);
    expect(value.lower).toBeLessThanOrEqual((27 / 32) * firstBest(c));
    expect(value.upper).toBeGreaterThanOrEqual((27 / 32) * firstBest(c));
    expect(efficient.lower).toBeLessThanOrEqual(firstBest(c));
    expect(efficient.upper).toBeGreaterThanOrEqual(firstBest(c));
    expect(value.upper - value.lower).toBeLessThanOrEqual(1e-6 * value.upper);
    expect(multiplier).toBeCloseTo(0.5, 3);
  });

  test("brackets contain the dual by quadrature, on laws that differ", async () => {
    // F = v² and G = 1 − (1 − s)²: ψ = v − (1 − v²)/(2v), φ = s + (1 − (1 − s)²)/(2(1 − s)), both increasing.
    const [buyer, seller]: DistributionSpec[] = [
      { distribution: "power", min: 0, max: 1, exponent: 2 },
      { distribution: "reverse-power", min: 0, max: 1, exponent: 2 },
    ];
    const c = 0.4;
    const points = 1500;
    const at = Array.from({ length: points }, (_, k) => (k + 0.5) / points);
    const dual = (lambda: number) => {
      // Quantiles, so that every pair has the same probability; the midpoint rule is off by O(1/points²).
      const bend = (1 + lambda) * c;
      const worths = at.map((q) => Math.sqrt(q)).map((v) => v + lambda * (v - (1 - v * v) / (2 * v)));
      const costs = at.map((q) => 1 - Math.sqrt(1 - q)).map((s) => s + lambda * (s + (1 - (1 - s) ** 2) / (2 * (1 - s))));
      let sum = 0;
      for (const b of worths)
        for (const s of costs) {
          const d = b - s;
          if (d > 0) sum += d >= bend ? d - bend / 2 : (d * d) / (2 * bend);
        }
      return sum / points ** 2;
    };
    let [low, high] = [0, 2];
    for (let step = 0; step < 18; step++) {
      const [a, b] = [low + 0.382 * (high - low), low + 0.618 * (high - low)];
      if (dual(a) < dual(b)) high = b;
      else low = a;
    }
    const { value } = await solve(buyer as DistributionSpec, seller as DistributionSpec, c, { width: 1e-7 });
    const least = dual((low + high) / 2);
    expect(value.lower).toBeLessThan(least + 1e-5);
    expect(value.upper).toBeGreaterThan(least - 1e-5);
    expect(value.upper - value.lower).toBeLessThan(1e-7);
  });

  test("laws with atoms, gaps and unbounded tails close, and the mechanism passes the audit", async () => {
    const exponential: DistributionSpec = { distribution: "exponential", rate: 1, min: 0 };
    const gap: DistributionSpec = { distribution: "piecewise-uniform", knots: [0, 1, 2, 3], masses: ["1/2", 0, "1/2"] };
    const mixed: DistributionSpec = {
      distribution: "mixture",
      weights: ["1/2", "1/2"],
      components: [unit, { distribution: "point-mass", at: "1/3" }],
    };
    for (const [buyer, seller] of [
      [exponential, unit],
      [gap, unit],
      [mixed, mixed],
    ] as const) {
      const { status, value, audit, level } = await solve(buyer, seller, 1, { width: 1e-4 });
      expect([status, level]).toEqual(["optimal", "continuum"]);
      expect(value.upper - value.lower).toBeLessThanOrEqual(1e-4 * value.upper);
      expect(audit?.passes).toBe(true);
    }
  });
});

test("a law made of functions has no enclosures: its bracket is numerical, and says so", async () => {
  // The power law of exponent 2, without a formula to enclose.
  const larger = customLaw({ cdf: (v) => Math.min(1, Math.max(0, v)) ** 2, quantile: Math.sqrt, support: { min: 0, max: 1 } });
  const environment = divisibleTrade({ buyer: larger, seller: uniform({ min: 0, max: 1 }), curvature: "1/2" });
  const { level, status, value, explanation } = await solveWith(designProblem({ environment, width: 1e-3 }), undefined);
  const { value: proved } = await solve({ distribution: "power", min: 0, max: 1, exponent: 2 }, unit, "1/2", { width: 1e-3 });
  expect([status, level]).toEqual(["optimal", "float"]);
  expect(explanation).toMatch(/numerical bracket, not a proved one/);
  expect(value.lower).toBeLessThanOrEqual(proved.upper);
  expect(value.upper).toBeGreaterThanOrEqual(proved.lower);
});

describe("at the door", () => {
  const instance = (environment: object) => ({
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer: unit, seller: unit, ...environment },
  });

  test("instances are read and written back with their curvature, and curvature 0 is the indivisible good", () => {
    const problem = parseInstance(instance({ curvature: "1/3" }));
    expect(problem.environment.kind).toBe("divisible-trade");
    expect(serializeInstance(problem).environment).toMatchObject({ curvature: "1/3" });
    expect(parseInstance(serializeInstance(problem))).toMatchObject({ environment: { kind: "divisible-trade" } });
    expect(parseInstance(instance({ curvature: 0 })).environment.kind).toBe("linear");
  });

  test.each([
    [{ curvature: -1 }, "environment.curvature"],
    [{ curvature: 1e300 }, "environment.curvature"],
    [{ curvature: "1/2", utility: { power: "1/2" }, mechanisms: "simple" }, "environment.utility"],
  ])("%j is refused", (environment, field) => {
    expect(refusal(() => parseInstance(instance(environment)))).toMatchObject({ field });
  });

  test("what no route serves names what does", async () => {
    const grid = { rule: "midpoint", points: 4 } as const;
    await expect(solve(unit, unit, 1, { incentives: "dominant", budget: "balanced", discretization: grid })).rejects.toThrow(/no-deficit/);
    await expect(solve(unit, unit, 1, { participation: "ex-post", budget: "no-deficit" })).rejects.toThrow(/discretization/);
    await expect(solve(unit, unit, 1, { discretization: grid }, { solver: highs })).rejects.toThrow(UnsupportedProblemError);
    const { proof } = await solve(unit, unit, 1, { discretization: grid }, { proof: {} });
    expect(proof).toMatchObject({ certificate: null, reason: "no certificate covers divisible goods" });
  });
});

test.each([
  [{ incentives: "bayesian", participation: "ex-post", budget: "no-deficit" }],
  [{ incentives: "dominant", participation: "interim", budget: "ex-ante" }],
  [{ incentives: "bayesian", participation: "ex-post", budget: "no-deficit", objective: "broker-profit" }],
] as const)("where no pair of types gains from trade nobody trades, and the value is 0: %o", async (words) => {
  const buyer = { distribution: "discrete", values: [3, 5], masses: ["1/2", "1/2"] } as const;
  const seller = { distribution: "discrete", values: [8, 13, 18], masses: ["5/12", "6/12", "1/12"] } as const;
  const { status, value, audit, gainsFromTrade } = await solve(buyer, seller, "1/2", words);
  expect(status).toBe("optimal");
  expect(value).toMatchObject({ lower: 0, upper: 0 });
  expect(gainsFromTrade).toBe(0);
  expect(audit?.passes).toBe(true);
});
