import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { javascriptLpSolver } from "../../solvers/javascript-lp-solver.ts";
import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, discrete, parseInstance, type Result, solve } from "../../src/index.ts";
import { boundedness } from "../../src/program/boundedness.ts";
import { demandsOf } from "../../src/program/question.ts";
import { solveTrade } from "../support/exact-trade.ts";

const incentives = ["bayesian", "dominant"] as const;
const participation = ["none", "ex-ante", "interim", "ex-post"] as const;
const rules = ["none", "ex-ante", "no-deficit", "balanced"] as const;
const cells = incentives.flatMap((i) => participation.flatMap((p) => rules.map((rule) => ({ incentives: i, participation: p, rule }))));

function worstShare({ audit }: Result): number {
  if (!audit) return Number.NaN;
  return Math.max(audit.incentives.worst, audit.participation.worst, audit.budget.worst) / audit.scale;
}

describe("bell-shaped grids by a program", () => {
  const beta = (a: number) => ({ distribution: "beta", a, b: a, min: 0, max: 1 });
  const normal = (mean: number, sd: number, max: number) => ({ distribution: "truncated-normal", mean, sd, min: 0, max });
  const grids = [
    ["beta 22", beta(22), beta(22), 10],
    ["beta 200", beta(200), beta(200), 10],
    ["normal", normal(8, 1, 16), normal(7, 1, 16), 8],
    ["far normal", normal(20, 1, 40), normal(19, 1, 40), 10],
  ] as const;
  test.each(cells)("$incentives × $participation × $rule", async ({ rule, ...words }) => {
    for (const [name, buyer, seller, points] of grids) {
      const problem = parseInstance({
        format: "secondbest/instance@1",
        environment: { kind: "bilateral-trade", buyer, seller },
        discretization: { rule: "midpoint", points },
        budget: rule,
        ...words,
      });
      const result = await solve(problem, { solver: highs });
      if (!boundedness(demandsOf(problem)).bounded) {
        expect(result.status).toBe("unbounded");
        continue;
      }
      expect(result.status, `${name}: ${result.explanation}`).toBe("optimal");
      expect(worstShare(result), name).toBeLessThan(1e-7);
      // Where a closed route serves the cell, the two agree.
      const closed = await solve(problem);
      expect(Math.abs(closed.value.lower - result.value.lower), name).toBeLessThan(1e-7 * (result.audit?.scale ?? 0));
    }
  });
});

/** P(rare) = mass on both sides; values and costs so that the rare type's trades are worth about as much as all others together. */
function rareTrade(mass: bigint, cell: (typeof cells)[number]) {
  const rare = ratio(1n, mass);
  const values = [2, 3, `${mass}`] as const;
  const masses = ["1/2", ratio(1n, 2n).sub(rare).toFraction(), rare.toFraction()];
  const law = (types: readonly (number | string)[], weights: readonly string[]) => discrete({ values: [...types], masses: [...weights] });
  const seller = { S: [1, 2.5], q: ["1/2", "1/2"] };
  const { rule, ...words } = cell;
  return {
    problem: designProblem({
      environment: bilateralTrade({ buyer: law(values, masses), seller: law(seller.S, seller.q) }),
      budget: rule,
      ...words,
    }),
    exact: solveTrade({ B: values, p: masses, ...seller, budget: rule, ...words }),
  };
}

describe("a rare type with a value that makes up for it", () => {
  test.each(cells)("$incentives × $participation × $rule: the exact value, down to masses of 1e-10", async (cell) => {
    for (const mass of [10n ** 6n, 10n ** 8n, 10n ** 10n]) {
      const { problem, exact } = rareTrade(mass, cell);
      for (const options of [{}, { solver: highs }]) {
        const { status, value, explanation } = await solve(problem, options);
        expect(status, explanation).toBe(exact.status);
        if (exact.value) expect(value.lower).toBeCloseTo(toNumber(exact.value), 6);
      }
    }
  });
});

describe("inputs that once went wrong", () => {
  const law = (values: readonly (number | string)[], masses: readonly string[]) => ({ distribution: "discrete", values, masses });
  const trade = (buyer: object, seller: object, words: object) =>
    parseInstance({ format: "secondbest/instance@1", environment: { kind: "bilateral-trade", buyer, seller }, ...words });

  test("values of 1e10 at a mass of 1e-10: the auction is not unbounded", async () => {
    const types = [1, 2, 10_000_000_000];
    const masses = ["1/2", "4999999999/10000000000", "1/10000000000"];
    const nothing = [0, 0, 0];
    const problem = parseInstance({
      format: "secondbest/instance@1",
      environment: {
        kind: "finite",
        agents: ["b0", "b1"].map((name) => ({ name, types })),
        prior: { independent: [masses, masses] },
        outcomes: ["unsold", "to0", "to1"],
        utilities: [
          [nothing, types, nothing],
          [nothing, nothing, types],
        ],
      },
      budget: "none",
      objective: "broker-profit",
    });
    const { status, value } = await solve(problem);
    expect(status).toBe("optimal");
    expect(value.lower).toBeCloseTo(1.9999999999, 9);
  });

  test("a value of 1e12 at a mass of 1e-10: 251249999999/2500000000, by the solver that is asked or by the next", async () => {
    const problem = trade(law([2, "1e12"], ["9999999999/10000000000", "1/10000000000"]), law([1, 6], ["1/2", "1/2"]), {});
    for (const solver of [highs, javascriptLpSolver]) {
      const { status, value, solver: by, explanation } = await solve(problem, { solver });
      expect(status).toBe("optimal");
      expect(value.lower).toBeCloseTo(251249999999 / 2500000000, 7);
      // Who answered is named, and why the first one did not.
      if (by.name !== solver.name)
        expect(explanation).toMatch(new RegExp(`^${solver.name} did not solve the program: .*\\. Tried next: .*${by.name}`));
    }
  });

  test("types 5e-6 apart: incentives add up over neighbours", async () => {
    const problem = trade(law([5.0001, 5.00013], ["1/2", "1/2"]), law([4, 5, 5.000105], ["4/5", "1/10", "1/10"]), {
      incentives: "dominant",
      budget: "balanced",
    });
    const exact = solveTrade({
      B: [5.0001, 5.00013],
      p: ["1/2", "1/2"],
      S: [4, 5, 5.000105],
      q: ["4/5", "1/10", "1/10"],
      incentives: "dominant",
      participation: "interim",
      budget: "balanced",
    });
    const result = await solve(problem);
    expect(result.status).toBe("optimal");
    expect(Math.abs(result.value.lower - toNumber(exact.value as NonNullable<typeof exact.value>))).toBeLessThan(1e-10);
  });

  test("a required profit above all that trade creates is infeasible, in trade and among many", async () => {
    const words = { incentives: "dominant", objective: "broker-profit" };
    const seller = law([5, 6, 8, 10, 12], ["1000/2002001", "1000000/2002001", "1000000/2002001", "1000/2002001", "1/2002001"]);
    const profit = trade(law([2, 6], ["1/1001", "1000/1001"]), seller, {
      ...words,
      participation: "ex-ante",
      budget: { rule: "no-deficit", requiredProfit: 20 },
    });
    expect((await solve(profit)).status).toBe("infeasible");
    const market = parseInstance({
      format: "secondbest/instance@1",
      environment: {
        kind: "multilateral-trade",
        buyers: [{ count: 1, distribution: law([3, 5, 8], ["5/11", "3/11", "3/11"]) }],
        sellers: [{ count: 2, distribution: law([2, 4, 6], ["4/11", "5/11", "2/11"]) }],
      },
      ...words,
      budget: { rule: "no-deficit", requiredProfit: "182/121" },
    });
    expect((await solve(market)).status).toBe("infeasible");
  });

  test("groups of one side with different laws have lump sums of their own", async () => {
    const problem = parseInstance({
      format: "secondbest/instance@1",
      environment: {
        kind: "multilateral-trade",
        buyers: [
          { count: 1, distribution: law([1, "8/3"], ["5/9", "4/9"]) },
          { count: 1, distribution: law(["2/3", "23/3"], ["2/5", "3/5"]) },
        ],
        sellers: [{ count: 2, distribution: law(["2/3", 2], ["2/3", "1/3"]) }],
      },
      participation: "ex-ante",
      budget: "none",
    });
    const { status, value } = await solve(problem);
    expect(status).toBe("optimal");
    expect(value.lower).toBeCloseTo(4.891358024691358, 12);
  });

  test("a market without gains is not infeasible: nobody trades", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -9, max: 0 }),
        async (a, b, value) => {
          const problem = parseInstance({
            format: "secondbest/instance@1",
            environment: {
              kind: "multilateral-trade",
              buyers: [{ count: 2, distribution: law([value - 1, value], [`${a}/${a + b}`, `${b}/${a + b}`]) }],
              sellers: [{ count: 1, distribution: law([1, 2, 3], [`${b}/${2 * b + a}`, `${a}/${2 * b + a}`, `${b}/${2 * b + a}`]) }],
            },
          });
          const result = await solve(problem);
          expect(result.status).toBe("optimal");
          expect(Math.abs(result.value.lower)).toBeLessThan(1e-12);
        },
      ),
    );
  });
});
