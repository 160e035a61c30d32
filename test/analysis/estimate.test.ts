import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataFrontier as withSolve } from "../../src/analysis/estimate/data-frontier.ts";
import { type DrawExecutor, drawsInProcess } from "../../src/analysis/estimate/draws.ts";
import { bilateralTrade, dataFrontier, designProblem, evaluate, solve } from "../../src/index.ts";
import { estimators, lawFromOffers } from "../../src/problem/estimators.ts";
import { secondbest } from "../cli/command.ts";
import { withFiles } from "../repository/run.ts";

const samples = fc.array(
  fc.integer({ min: 0, max: 60 }).map((k) => k / 8),
  { minLength: 3, maxLength: 25 },
);
const masses = (law: unknown) =>
  (law as { masses: (string | number)[] }).masses.map((mass) => {
    const [top, bottom = "1"] = String(mass).split("/");
    return Number(top) / Number(bottom);
  });
const knots = (law: unknown) => (law as { knots: number[] }).knots;

describe("laws from samples", () => {
  test("a decreasing density is the likeliest of all nonincreasing ones with the same knots, and touches the samples' distribution from above", () => {
    fc.assert(
      fc.property(samples, (list) => {
        fc.pre(new Set(list).size > 1);
        const law = estimators.decreasing.of(list, { min: 0, max: 8 });
        const [at, own] = [knots(law), masses(law)];
        const density = own.map((mass, k) => mass / ((at[k + 1] as number) - (at[k] as number)));
        for (let k = 1; k < density.length; k++) expect(density[k]).toBeLessThan((density[k - 1] as number) + 1e-12);
        const cdf = (x: number) =>
          own.reduce(
            (sum, mass, k) => sum + mass * Math.min(1, Math.max(0, (x - (at[k] as number)) / ((at[k + 1] as number) - (at[k] as number)))),
            0,
          );
        const empirical = (x: number) => list.filter((s) => s <= x).length / list.length;
        for (const x of list) if (x > 0) expect(cdf(x)).toBeGreaterThan(empirical(x) - 1e-12);
        // A majorant that is least leaves the samples' distribution only between two points where it meets it.
        for (const x of at.slice(1)) expect(cdf(x)).toBeCloseTo(empirical(x), 12);
      }),
      { numRuns: 100 },
    );
  });

  test("an increasing density is the mirror image of a decreasing one", () => {
    fc.assert(
      fc.property(samples, (list) => {
        fc.pre(new Set(list).size > 1);
        const law = estimators.increasing.of(list, undefined);
        const mirrored = estimators.decreasing.of(
          list.map((x) => -x),
          undefined,
        );
        expect(knots(law)).toEqual(
          knots(mirrored)
            .map((x) => 0 - x)
            .reverse(),
        );
        expect(masses(law)).toEqual([...masses(mirrored)].reverse());
      }),
      { numRuns: 50 },
    );
  });

  test("a kernel estimate has total mass 1 inside the support, and the samples' mean where the support is wide", () => {
    const list = [1, 2, 2.5, 4, 7];
    const law = estimators.kernel.of(list, { min: -20, max: 30 });
    const [at, own] = [knots(law), masses(law)];
    expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const mean = own.reduce((sum, mass, k) => sum + (mass * ((at[k] as number) + (at[k + 1] as number))) / 2, 0);
    expect(mean).toBeCloseTo(3.3, 2);
    const bounded = estimators.kernel.of(list, { min: 1, max: 7 });
    expect([knots(bounded)[0], knots(bounded).at(-1)]).toEqual([1, 7]);
    expect(masses(bounded).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  test("offers: shares that accept are pooled where they are out of order, and spread between prices", () => {
    const answers = (price: number, yes: number, no: number) => [
      ...Array.from({ length: yes }, () => ({ price, accepted: true })),
      ...Array.from({ length: no }, () => ({ price, accepted: false })),
    ];
    // Below 2: 1/4; at 4 and 6 the shares below are 3/4 and 1/2, pooled to 5/8.
    const offers = [...answers(2, 3, 1), ...answers(4, 1, 3), ...answers(6, 2, 2)];
    expect(lawFromOffers(offers, "buyer", { min: 0, max: 10 })).toEqual({
      distribution: "piecewise-uniform",
      knots: [0, 2, 4, 6, 10],
      masses: [0.25, 0.375, 0, 0.375],
    });
    const mirrored = offers.map(({ price, accepted }) => ({ price, accepted: !accepted }));
    expect(lawFromOffers(mirrored, "seller", { min: 0, max: 10 })).toEqual(lawFromOffers(offers, "buyer", { min: 0, max: 10 }));
    expect(() => lawFromOffers(offers, "buyer", { min: 3, max: 10 })).toThrow(/support/);
  });
});

describe("a frontier from data", () => {
  const values = [0.2, 0.4, 0.4, 0.7, 0.9, 1];
  const costs = [0, 0.1, 0.3, 0.5, 0.8];

  test("of samples is that of their empirical laws, which the engine solves by itself", async () => {
    const found = await dataFrontier({ samples: values }, { samples: costs }, { draws: 0, price: 0.4, points: 3 });
    const environment = bilateralTrade({
      buyer: { distribution: "empirical", samples: values },
      seller: { distribution: "empirical", samples: costs },
    });
    const second = await solve(designProblem({ environment }));
    const broker = await solve(designProblem({ environment, objective: "broker-profit" }));
    expect(found.secondBest).toEqual({ value: expect.closeTo(second.value.lower, 12), band: null });
    expect(found.firstBest.value).toBeCloseTo(second.firstBest.lower, 12);
    expect(found.largestProfit.value).toBeCloseTo(broker.value.lower, 12);
    const requiredProfit = broker.value.lower / 2;
    const half = await solve(designProblem({ environment, budget: { rule: "ex-ante", requiredProfit } }));
    expect(found.frontier[1]?.gains.value).toBeCloseTo(half.value.lower, 10);
    const { gainsFromTrade } = await evaluate("posted-price:p=0.4", designProblem({ environment }));
    expect(found.observed?.gains.value).toBeCloseTo(gainsFromTrade, 12);
    expect(found.observed?.lost.value).toBeCloseTo(1 - gainsFromTrade / second.value.lower, 12);
  });

  test("bands come from the seed, hold most draws, and narrow with more samples", async () => {
    const many = (list: readonly number[]) => Array.from({ length: 8 }, () => list).flat();
    const options = { draws: 60, points: 2, seed: 3 };
    const once = await dataFrontier({ samples: values }, { samples: costs }, options);
    expect(await dataFrontier({ samples: values }, { samples: costs }, options)).toEqual(once);
    const more = await dataFrontier({ samples: many(values) }, { samples: many(costs) }, options);
    const widthOf = ({ band }: { band: { lower: number; upper: number } | null }) => (band ? band.upper - band.lower : Number.NaN);
    expect(widthOf(once.secondBest)).toBeGreaterThan(1.5 * widthOf(more.secondBest));
    expect(once.secondBest.band?.lower).toBeLessThan(once.secondBest.value);
    expect(once.secondBest.band?.upper).toBeGreaterThan(once.secondBest.value);
  });

  test("bands are the same whoever makes the draws, in whatever order they end", async () => {
    const options = { draws: 41, points: 2, seed: 3, price: 0.4 };
    const own = drawsInProcess(solve);
    const ranges: (readonly number[])[] = [];
    const executor: DrawExecutor = {
      width: 3,
      async run(sample, from, to) {
        ranges.push([from, to]);
        // Those that begin first end last.
        for (let turn = 0; turn < 41 - from; turn++) await Promise.resolve();
        return own.run(structuredClone(sample), from, to);
      },
      close: own.close,
    };
    const progress: number[] = [];
    const onProgress = (done: number) => progress.push(done);
    const spread = await dataFrontier({ samples: values }, { samples: costs }, { ...options, executor, onProgress });
    expect(spread).toEqual(await dataFrontier({ samples: values }, { samples: costs }, options));
    expect(ranges.length).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(41);
  });

  test.each(["kernel", "decreasing"] as const)("%s laws are continuous, and solved as brackets", async (estimator) => {
    const found = await withSolve(
      { samples: values },
      { samples: costs },
      { estimator, draws: 0, points: 2, support: { min: 0, max: 1 } },
      solve,
    );
    const environment = bilateralTrade({ buyer: found.buyer, seller: found.seller });
    const { value } = await solve(designProblem({ environment, width: 1e-6 }));
    expect(found.secondBest.value).toBeGreaterThan(value.lower * (1 - 1e-4));
    expect(found.secondBest.value).toBeLessThan(value.upper * (1 + 1e-4));
  });

  test("what cannot be estimated is refused", async () => {
    const one = { samples: [1] };
    await expect(dataFrontier(one, one, { estimator: "decreasing" })).rejects.toThrow(/at least two different numbers/);
    await expect(dataFrontier({ offers: [{ price: 1, accepted: true }] }, one, {})).rejects.toThrow(/support/);
    await expect(dataFrontier(one, one, { estimator: "magic" as "kernel" })).rejects.toThrow(/one of empirical, kernel/);
    await expect(dataFrontier(one, one, { level: 1 })).rejects.toThrow(/between 0 and 1/);
    await expect(dataFrontier(one, one, { support: { min: 2, max: 3 }, estimator: "kernel" })).rejects.toThrow(/support/);
  });
});

test("secondbest estimate reads columns, writes an instance, and refuses what it cannot read", async () => {
  await withFiles({}, async (folder) => {
    writeFileSync(join(folder, "d.csv"), "value,cost,price,accepted\n1,0,0.5,1\n2,1,1.5,0\n3,1,2,1\n4,3,3,0\n");
    const run = (...args: string[]) => secondbest(["estimate", ...args], { cwd: folder });
    const page = await run("--values", "d.csv:value", "--costs", "d.csv:cost", "--draws", "5", "--price", "2", "--instance", "laws.json");
    expect(page.stderr).toBe("");
    expect(page.stdout).toContain("4 of the buyer, 4 of the seller");
    expect(page.stdout).toMatch(/second best {2,}1\.\d+ \(/);
    const solved = await secondbest(["solve", "laws.json", "--json"], { cwd: folder });
    expect(JSON.parse(solved.stdout)).toMatchObject({ status: "optimal" });
    const offers = await run(
      "--buyer-offers",
      "d.csv:price,accepted",
      "--costs",
      "d.csv:cost",
      "--support",
      "0,5",
      "--draws",
      "0",
      "--json",
    );
    expect(JSON.parse(offers.stdout)).toMatchObject({ format: "secondbest/data-frontier@1", buyer: { distribution: "piecewise-uniform" } });
    for (const [args, message] of [
      [["--costs", "d.csv:cost"], "either --values or --buyer-offers"],
      [["--values", "d.csv", "--costs", "d.csv:cost"], "FILE:COLUMN"],
      [["--values", "d.csv:value", "--costs", "none.csv:cost"], "--costs"],
      [["--buyer-offers", "d.csv:price,value", "--costs", "d.csv:cost", "--support", "0,5"], "1 for an offer that was accepted"],
    ] as const) {
      const refused = await run(...args);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(message);
    }
  });
});
