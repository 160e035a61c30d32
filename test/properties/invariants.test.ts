import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rational, rational } from "../../src/arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../src/distributions/distribution.ts";
import { affine, beta, discrete, distribution, empirical, exponential, normal, uniform } from "../../src/distributions/laws.ts";
import { bilateralTrade, designProblem, multilateralTrade, type Result, solve } from "../../src/index.ts";
import type { BudgetRule, DesignProblemInput } from "../../src/problem/design-problem.ts";
import { tried } from "../support/tried.ts";
import { type FiniteLaw, type FiniteTrade, finiteLaw, finiteTrade, problemOf } from "../virtual-surplus/support/arbitraries.ts";

/** A law in exact values, so that changes of units stay exact. */
function exactLaw({ values, masses }: FiniteLaw, change: (value: Rational) => Rational) {
  return discrete({ values: values.map((value) => change(rational(value))), masses });
}

function changed(trade: FiniteTrade, change: (value: Rational) => Rational, requiredProfit: Rational) {
  const [buyers, sellers, broker] = trade.weights;
  return designProblem({
    environment: bilateralTrade({ buyer: exactLaw(trade.buyer, change), seller: exactLaw(trade.seller, change) }),
    budget: { rule: trade.rule, ...(trade.rule === "none" ? {} : { requiredProfit }) },
    objective: { weights: { buyers, sellers, broker } },
  });
}

function expectSame(a: Result, b: Result, scale: Rational = rational(1)): void {
  expect(b.status).toBe(a.status);
  if (a.status !== "optimal") return;
  if (!a.value.exact || !b.value.exact || !a.firstBest.exact || !b.firstBest.exact) throw new Error("exact values were expected");
  expect(b.value.exact.equals(a.value.exact.mul(scale))).toBe(true);
  expect(b.firstBest.exact.equals(a.firstBest.exact.mul(scale))).toBe(true);
  if (a.multiplierExact && b.multiplierExact) expect(b.multiplierExact.equals(a.multiplierExact)).toBe(true);
}

const factor = fc.constantFrom("7", "1/3", "1000000", "1/1000000000").map((text) => rational(text));
const trades = finiteTrade(1, 8);

describe("grids, in exact arithmetic", () => {
  test("values in other units: the value in the same units, the same multiplier", async () => {
    await fc.assert(
      fc.asyncProperty(trades, factor, async (trade, scale) => {
        const plain = await solve(problemOf(trade));
        const scaled = await solve(changed(trade, (v) => v.mul(scale), rational(trade.requiredProfit).mul(scale)));
        expectSame(plain, scaled, scale);
      }),
    );
  });

  test("both laws shifted: nothing changes", async () => {
    await fc.assert(
      fc.asyncProperty(trades, fc.constantFrom("5", "-100", "1/7", "123456789"), async (trade, shift) => {
        const moved = changed(trade, (v) => v.add(rational(shift)), rational(trade.requiredProfit));
        expectSame(await solve(problemOf(trade)), await solve(moved));
      }),
    );
  });

  test("buyers and sellers trade places in the mirror v → K − c: nothing changes", async () => {
    await fc.assert(
      fc.asyncProperty(trades, async (trade) => {
        const mirror = ({ values, masses }: FiniteLaw): FiniteLaw => ({
          values: values.map((v) => 30 - v).reverse(),
          masses: [...masses].reverse(),
        });
        const [b, s, w0] = trade.weights;
        const swapped = problemOf({ ...trade, buyer: mirror(trade.seller), seller: mirror(trade.buyer), weights: [s, b, w0] });
        expectSame(await solve(problemOf(trade)), await solve(swapped));
      }),
    );
  });

  test("an atom in two halves, a law in two equal parts, or a list of samples: nothing changes", async () => {
    await fc.assert(
      fc.asyncProperty(finiteLaw(1, 6), finiteLaw(1, 6), async (buyer, seller) => {
        const plain = await solve(problemOf({ buyer, seller, weights: [1, 1, 1], rule: "ex-ante", requiredProfit: "0" }));
        const spec = ({ values, masses }: FiniteLaw): DistributionSpec => ({ distribution: "discrete", values, masses });
        const doubled = (law: FiniteLaw) =>
          distribution({ distribution: "mixture", weights: ["1/3", "2/3"], components: [spec(law), spec(law)] });
        const atoms = ({ values, masses }: FiniteLaw) =>
          distribution({
            distribution: "mixture",
            weights: masses.flatMap((mass) => [rational(mass).div(rational(4)), rational(mass).mul(rational("3/4"))]),
            components: values.flatMap((at) => [
              { distribution: "point-mass", at },
              { distribution: "point-mass", at },
            ]),
          });
        // Masses are whole parts of a total: as many samples of each value.
        const samples = ({ values, masses }: FiniteLaw) =>
          empirical({ samples: values.flatMap((value, k) => new Array<number>(Number((masses[k] as string).split("/")[0])).fill(value)) });
        for (const form of [doubled, atoms, samples]) {
          const environment = bilateralTrade({ buyer: form(buyer), seller: form(seller) });
          expectSame(plain, await solve(designProblem({ environment })));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a type of probability 0 that is left out, and a certain type, make no difference to what is asked", async () => {
    await fc.assert(
      fc.asyncProperty(finiteLaw(1, 5), fc.integer({ min: 0, max: 24 }), async (buyer, cost) => {
        // A seller of known cost: the buyer's good sells at a posted price, and the first best is attained at that cost.
        const certain = { values: [cost], masses: ["1/1"] };
        const result = await solve(problemOf({ buyer, seller: certain, weights: [1, 1, 1], rule: "ex-ante", requiredProfit: "0" }));
        expect(result.value.exact?.equals(result.firstBest.exact ?? -1)).toBe(true);
      }),
    );
  });

  test("the value falls with the required profit and is concave in it; the multiplier rises", async () => {
    await fc.assert(
      fc.asyncProperty(
        finiteLaw(2, 7),
        finiteLaw(2, 7),
        fc.constantFrom<FiniteTrade["weights"]>([1, 1, 1], [2, 1, 1], [1, 2, 0], [0, 0, 1]),
        fc.constantFrom<BudgetRule>("ex-ante", "no-deficit", "balanced"),
        fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: 1, max: 20 })),
        async (buyer, seller, weights, rule, [from, step]) => {
          const found = await Promise.all(
            [0, 1, 2].map((k) => {
              const requiredProfit = rational(`${from + k * step}/10`);
              return solve(problemOf({ buyer, seller, weights, rule, requiredProfit: "0" }, { budget: { rule, requiredProfit } }));
            }),
          );
          const values = found.map((result) => result.value.exact ?? null);
          for (let k = 0; k < 2; k++) {
            const [a, b] = [found[k] as Result, found[k + 1] as Result];
            // Infeasible stays infeasible.
            if (a.status === "infeasible") expect(b.status).toBe("infeasible");
            const [va, vb] = [values[k], values[k + 1]];
            if (!va || !vb) continue;
            // With a balanced budget a profit that counts most may be forced up.
            if (rule !== "balanced" || Math.max(weights[0], weights[1]) >= weights[2]) expect(vb.lte(va)).toBe(true);
            expect(b.multiplierExact?.gte(a.multiplierExact ?? rational(0))).toBe(true);
          }
          const [low, middle, high] = values;
          if (low && middle && high) expect(middle.mul(rational(2)).gte(low.add(high))).toBe(true);
        },
      ),
      { numRuns: tried(80, 200) },
    );
  });

  test("second best ≤ first best, and gains are what the parties get", async () => {
    await fc.assert(
      fc.asyncProperty(finiteLaw(1, 8), finiteLaw(1, 8), async (buyer, seller) => {
        const result = await solve(problemOf({ buyer, seller, weights: [1, 1, 1], rule: "ex-ante", requiredProfit: "0" }));
        if (!result.value.exact || !result.firstBest.exact) throw new Error("exact values were expected");
        expect(result.value.exact.lte(result.firstBest.exact)).toBe(true);
        expect(result.gainsFromTrade).toBeCloseTo(result.value.exact.valueOf(), 10);
        expect(result.rents.buyers + result.rents.sellers + result.brokerProfit).toBeCloseTo(result.gainsFromTrade, 10);
      }),
    );
  });
});

describe("constraints", () => {
  const incentives = ["dominant", "bayesian"] as const;
  const participations = ["ex-post", "interim", "ex-ante", "none"] as const;
  const budgets = ["balanced", "no-deficit", "ex-ante", "none"] as const;

  test("dropping or weakening a constraint never lowers the value, in all 32 cells and whatever the route", async () => {
    await fc.assert(
      fc.asyncProperty(
        finiteLaw(1, 3, 10),
        finiteLaw(1, 3, 10),
        fc.constantFrom<FiniteTrade["weights"]>([1, 1, 1], [0, 0, 1], [2, 1, 1], [1, 2, 3]),
        fc.constantFrom("0", "-1/2", "1/4"),
        async (buyer, seller, weights, r) => {
          const value = new Map<string, number>();
          for (const i of incentives)
            for (const p of participations)
              for (const b of budgets) {
                const more: Partial<DesignProblemInput> = {
                  incentives: i,
                  participation: p,
                  budget: b === "none" ? "none" : { rule: b, requiredProfit: r },
                };
                const result = await solve(problemOf({ buyer, seller, weights, rule: "ex-ante", requiredProfit: r }, more));
                expect(["optimal", "infeasible", "unbounded"]).toContain(result.status);
                value.set(`${i} ${p} ${b}`, result.value.lower);
              }
          const at = (i: string, p: string, b: string) => value.get(`${i} ${p} ${b}`) as number;
          const atMost = (tight: number, loose: number) => {
            const slack = Number.isFinite(loose) ? 1e-7 * Math.max(1, Math.abs(loose)) : 0;
            expect(tight).toBeLessThanOrEqual(loose + slack);
          };
          for (const p of participations) for (const b of budgets) atMost(at("dominant", p, b), at("bayesian", p, b));
          for (const i of incentives) {
            participations.slice(1).forEach((p, k) => {
              for (const b of budgets) atMost(at(i, participations[k] as string, b), at(i, p, b));
            });
            budgets.slice(1).forEach((b, k) => {
              for (const p of participations) atMost(at(i, p, budgets[k] as string), at(i, p, b));
            });
          }
        },
      ),
      { numRuns: tried(12, 25) },
    );
  });
});

describe("markets", () => {
  const group = (law: FiniteLaw, count: number) => ({ count, distribution: discrete(law) });
  const value = async (buyers: ReturnType<typeof group>[], sellers: ReturnType<typeof group>[], more: Partial<DesignProblemInput> = {}) =>
    solve(designProblem({ environment: multilateralTrade({ buyers, sellers }), ...more }));

  test("the order of groups, and one group in two, make no difference", async () => {
    await fc.assert(
      fc.asyncProperty(finiteLaw(2, 4), finiteLaw(2, 4), finiteLaw(2, 4), fc.integer({ min: 2, max: 3 }), async (a, b, c, m) => {
        const plain = await value([group(a, m), group(b, 1)], [group(c, 2)]);
        for (const other of [
          await value([group(b, 1), group(a, m)], [group(c, 2)]),
          await value([group(a, 1), group(b, 1), group(a, m - 1)], [group(c, 1), group(c, 1)]),
        ]) {
          expect(other.value.lower).toBeCloseTo(plain.value.lower, 10);
          expect(other.firstBest.lower).toBeCloseTo(plain.firstBest.lower, 10);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("units, a shift of all laws, and a mirrored market", async () => {
    await fc.assert(
      fc.asyncProperty(
        finiteLaw(2, 4),
        finiteLaw(2, 4),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        async (b, s, m, n) => {
          const plain = await value([group(b, m)], [group(s, n)]);
          const moved = (law: FiniteLaw, f: (v: number) => number): FiniteLaw => ({ ...law, values: law.values.map(f) });
          const scaled = await value(
            [
              group(
                moved(b, (v) => 8 * v),
                m,
              ),
            ],
            [
              group(
                moved(s, (v) => 8 * v),
                n,
              ),
            ],
          );
          expect(scaled.value.lower).toBeCloseTo(8 * plain.value.lower, 9);
          const shifted = await value(
            [
              group(
                moved(b, (v) => v + 1000),
                m,
              ),
            ],
            [
              group(
                moved(s, (v) => v + 1000),
                n,
              ),
            ],
          );
          expect(shifted.value.lower).toBeCloseTo(plain.value.lower, 8);
          const mirror = ({ values, masses }: FiniteLaw): FiniteLaw => ({
            values: values.map((v) => 30 - v).reverse(),
            masses: [...masses].reverse(),
          });
          const mirrored = await value([group(mirror(s), n)], [group(mirror(b), m)]);
          expect(mirrored.value.lower).toBeCloseTo(plain.value.lower, 9);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a required profit lowers the value, no budget raises it to the first best", async () => {
    await fc.assert(
      fc.asyncProperty(finiteLaw(2, 4), finiteLaw(2, 4), fc.integer({ min: 1, max: 3 }), async (b, s, m) => {
        const found: Result[] = [];
        for (const requiredProfit of ["-1", "0", "1/10", "1/2"])
          found.push(await value([group(b, m)], [group(s, 2)], { budget: { rule: "ex-ante", requiredProfit } }));
        found.slice(1).forEach((result, k) => {
          expect(result.value.lower).toBeLessThanOrEqual((found[k] as Result).value.lower + 1e-10);
        });
        const free = await value([group(b, m)], [group(s, 2)], { budget: "none" });
        expect(free.value.lower).toBeCloseTo(free.firstBest.lower, 10);
        for (const { value: bracket, firstBest, status } of found)
          if (status === "optimal") expect(bracket.lower).toBeLessThanOrEqual(firstBest.lower + 1e-10);
      }),
      { numRuns: 40 },
    );
  });
});

describe("laws themselves", () => {
  const pairs: readonly (readonly [string, Distribution, Distribution])[] = [
    ["uniform", uniform({ min: 0, max: 1 }), uniform({ min: 0, max: 1 })],
    ["beta", beta({ a: 2, b: 5, min: 0, max: 1 }), beta({ a: 3, b: 2, min: 0, max: 1 })],
    ["unbounded", exponential({ rate: 1, min: 0 }), normal({ mean: 1, sd: 1 })],
  ];
  const bracket = async (buyer: Distribution, seller: Distribution, more: Partial<DesignProblemInput> = {}) => {
    const result = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }), width: 1e-7, ...more }));
    expect(result.status).toBe("optimal");
    return result.value;
  };
  const spec = (law: Distribution): DistributionSpec => {
    if (!law.spec) throw new Error("a law with a specification was expected");
    return law.spec;
  };
  /** Two brackets of the same number. */
  const expectOverlap = (a: { lower: number; upper: number }, b: { lower: number; upper: number }, scale = 1) => {
    const slack = 1e-13 * Math.abs(a.upper);
    expect(b.lower / scale).toBeLessThanOrEqual(a.upper + slack);
    expect(b.upper / scale).toBeGreaterThanOrEqual(a.lower - slack);
  };

  test.each(pairs)("%s: units, shifts, mirrors and mixtures with itself", async (_, buyer, seller) => {
    const plain = await bracket(buyer, seller);
    const both = async (change: (law: Distribution) => Distribution, scale = 1) =>
      expectOverlap(plain, await bracket(change(buyer), change(seller)), scale);
    await both((law) => affine({ scale: 1e6, shift: 0, of: spec(law) }), 1e6);
    await both((law) => affine({ scale: 1e-9, shift: 0, of: spec(law) }), 1e-9);
    await both((law) => affine({ scale: 1, shift: 1e6, of: spec(law) }));
    await both((law) => distribution({ distribution: "mixture", weights: ["1/4", "3/4"], components: [spec(law), spec(law)] }));
    const mirror = (law: Distribution) => affine({ scale: -1, shift: 3, of: spec(law) });
    expectOverlap(plain, await bracket(mirror(seller), mirror(buyer)));
  });

  test.each(pairs)("%s: the value falls with the required profit, and no deficit costs nothing", async (_, buyer, seller) => {
    const found: Awaited<ReturnType<typeof bracket>>[] = [];
    for (const requiredProfit of ["-1/100", "0", "1/1000", "1/500"])
      found.push(await bracket(buyer, seller, { budget: { rule: "ex-ante", requiredProfit } }));
    found.slice(1).forEach((value, k) => {
      expect(value.lower).toBeLessThanOrEqual((found[k] as { upper: number }).upper);
    });
    for (const rule of ["no-deficit", "balanced"] as const)
      expectOverlap(found[1] as { lower: number; upper: number }, await bracket(buyer, seller, { budget: rule }));
  });
});
