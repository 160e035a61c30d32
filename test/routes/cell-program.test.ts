import { describe, expect, test } from "vitest";
import { bilateralTrade, designProblem, solve } from "../../src/index.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const uniforms = bilateralTrade({ buyer: unit, seller: unit });

/** Words and the optimum on U[0,1]², where it is known. */
const known: readonly (readonly [words: Partial<DesignProblemInput>, truth: number, source: string])[] = [
  [
    { incentives: "bayesian", participation: "ex-post", budget: "no-deficit" },
    9 / 64,
    "the second best is attained with ex-post participation: Chatterjee–Samuelson's equilibrium",
  ],
  [{ incentives: "bayesian", participation: "ex-post", budget: "balanced" }, 9 / 64, "the same double auction balances"],
  [{ incentives: "dominant", participation: "ex-post", budget: "no-deficit" }, 1 / 8, "one posted price is best without deficit, too"],
];

describe("brackets from programs on cells", () => {
  test.each(known)("%o on U[0,1]²: the truth %d is inside (%s)", async (words, truth) => {
    const result = await solve(designProblem({ environment: uniforms, width: 0.02, ...words }));
    expect(result.route).toBe("cell-program");
    expect(result.status).toBe("optimal");
    expect(result.level).toBe("continuum");
    expect(result.value.lower).toBeLessThanOrEqual(truth);
    expect(result.value.upper).toBeGreaterThanOrEqual(truth);
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(0.02 * truth);
    expect(result.audit?.passes).toBe(true);
    expect(result.gainsFromTrade).toBeCloseTo(result.value.lower, 9);
  });

  test("a limit that leaves no time for a mechanism keeps what is known: no trade below, theory above", async () => {
    const environment = bilateralTrade({ buyer: { ...unit, max: 3 }, seller: unit });
    const words = { incentives: "dominant", participation: "ex-post", budget: "no-deficit", objective: "broker-profit" } as const;
    const { status, value, audit, explanation } = await solve(designProblem({ environment, ...words }), { timeLimitSeconds: 1e-6 });
    expect(status).toBe("limit");
    expect(value.lower).toBeGreaterThanOrEqual(0);
    // E[(2v − 3 − 2c)⁺] = 13/36 with Bayesian incentives and an expected budget (Myerson and Satterthwaite 1983).
    expect(value.upper).toBeGreaterThanOrEqual(value.lower);
    expect(value.upper).toBeLessThanOrEqual(1.05 * (13 / 36));
    expect(audit?.passes).toBe(true);
    expect(explanation).not.toMatch(/No mechanism/);
  });

  test.each([
    ["ex-ante", 1e6],
    ["ex-post", 1e9],
  ] as const)("a law without end beside one on a far larger scale: %s participation, costs up to %d", async (participation, most) => {
    const buyer = { distribution: "lognormal", mu: 0, sigma: 0.3 } as const;
    const environment = bilateralTrade({ buyer, seller: { ...unit, max: most } });
    const problem = designProblem({ environment, incentives: "bayesian", participation, budget: "no-deficit", width: 0.1 });
    const { value, firstBest, audit } = await solve(problem, { timeLimitSeconds: 5 });
    // Costs are below a value v with probability v/most, and v²/(2·most) is gained on average: e^(2σ²)/(2·most).
    const efficient = Math.exp(2 * 0.3 ** 2) / (2 * most);
    expect(firstBest.lower).toBeLessThanOrEqual(efficient * (1 + 1e-12));
    expect(firstBest.upper).toBeGreaterThanOrEqual(efficient * (1 - 1e-12));
    expect(value.lower).toBeGreaterThanOrEqual(0);
    expect(value.lower).toBeLessThanOrEqual(value.upper);
    expect(value.upper).toBeLessThanOrEqual(firstBest.upper);
    expect(audit?.passes).toBe(true);
  });

  test("a proved lower bound may be less than what its mechanism attains: enclosures are wide beside small gains", async () => {
    const buyer = { distribution: "piecewise-uniform", knots: [0, 1, 3, 4], masses: ["1/4", 0, "3/4"] } as const;
    const bell = { distribution: "truncated-normal", mean: 0.95, sd: 0.92, min: 0, max: 1 } as const;
    const environment = bilateralTrade({ buyer, seller: { distribution: "affine", scale: 1e6, shift: -3, of: bell } });
    const problem = designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "no-deficit", width: 0.1 });
    const { status, value, audit, level, gainsFromTrade } = await solve(problem);
    expect(status).not.toBe("error");
    expect(level).toBe("continuum");
    expect(audit?.passes).toBe(true);
    expect(gainsFromTrade).toBeGreaterThanOrEqual(value.lower);
    expect(gainsFromTrade).toBeLessThanOrEqual(value.upper);
  });
});

test.each(["no-deficit", "balanced"] as const)(
  "a loss that is allowed in every state is spent: %s on U[0,1]² is worth more than 9/64",
  async (rule) => {
    const result = await solve(
      designProblem({
        environment: uniforms,
        width: 0.02,
        incentives: "bayesian",
        participation: "ex-post",
        budget: { rule, requiredProfit: "-1/20" },
      }),
    );
    expect(result.status).toBe("optimal");
    expect(result.level).toBe("continuum");
    expect(result.value.lower).toBeGreaterThan(9 / 64);
    // The first best, and what is paid of it.
    expect(result.value.upper).toBeLessThan(1 / 6 + 1 / 20);
    expect(result.audit?.passes).toBe(true);
  },
);

test.each([
  ["the buyer's law", false],
  ["the seller's law", true],
] as const)("a gap in %s, in which no budget has to balance, brings 87/560 where prices alone bring 3/20", async (_, mirrored) => {
  const split = {
    distribution: "mixture",
    weights: ["1/2", "1/2"],
    components: [
      { distribution: "uniform", min: 0, max: "2/5" },
      { distribution: "uniform", min: "3/5", max: 1 },
    ],
  } as const;
  for (const participation of ["none", "ex-ante"] as const) {
    const result = await solve(
      designProblem({
        environment: bilateralTrade(mirrored ? { buyer: unit, seller: split } : { buyer: split, seller: unit }),
        incentives: "dominant",
        participation,
        budget: "balanced",
        width: 1e-3,
      }),
    );
    expect(result.status).toBe("optimal");
    expect(result.level).toBe("continuum");
    // 87/560: the naive program on cells of 1/20, budgets asked of types only.
    expect(result.value.lower).toBeLessThanOrEqual(87 / 560);
    expect(result.value.lower).toBeGreaterThan((87 / 560) * (1 - 1e-6));
    expect(result.value.upper).toBeGreaterThanOrEqual(87 / 560);
    expect(result.audit?.passes).toBe(true);
  }
});

test("an atom and the cell after it are one price, also in the mirrored problem", async () => {
  const buyer = { distribution: "truncated-normal", mean: 0.75, sd: 0.25, min: 0, max: 1.5 } as const;
  const seller = {
    distribution: "mixture",
    weights: ["3/4", "1/4"],
    components: [unit, { distribution: "point-mass", at: 0.75 }],
  } as const;
  const mirrored = <T>(of: T) => ({ distribution: "affine" as const, scale: -1, shift: 0, of });
  const words = { incentives: "dominant", participation: "none", budget: "balanced", width: 0.1 } as const;
  const [plain, other] = [
    await solve(designProblem({ environment: bilateralTrade({ buyer, seller }), ...words }), { maxCells: 6 }),
    await solve(designProblem({ environment: bilateralTrade({ buyer: mirrored(seller), seller: mirrored(buyer) }), ...words }), {
      maxCells: 6,
    }),
  ];
  for (const { status, audit } of [plain, other]) expect([status, audit?.passes]).toEqual(["optimal", true]);
  expect(other.value.lower).toBeCloseTo(plain.value.lower, 9);
});
