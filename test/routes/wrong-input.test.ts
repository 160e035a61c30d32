import { describe, expect, test } from "vitest";
import {
  bilateralTrade,
  defaultSolveOptions,
  designProblem,
  exponential,
  finiteEnvironment,
  InvalidInputError,
  multilateralTrade,
  pareto,
  parseInstance,
  type SolveSettings,
  solve,
  UnsupportedProblemError,
  uniform,
} from "../../src/index.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";

const unit = uniform({ min: 0, max: 1 });
const pair = bilateralTrade({ buyer: unit, seller: unit });
const market = multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 2, distribution: unit }] });

async function refusal(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was refused");
}

const incentives = ["bayesian", "dominant"] as const;
const participations = ["none", "ex-ante", "interim", "ex-post"] as const;
const budgets = ["none", "ex-ante", "no-deficit", "balanced"] as const;

/** Theory gives the optimum of the market to any width; the others have programs on cells, which are as wide as their cells are long. */
const byTheory = (i: string, p: string, b: string): boolean => i === "bayesian" && (p !== "ex-post" || b === "none" || b === "ex-ante");

const allCells = (["pair", "market"] as const).flatMap((kind) =>
  incentives.flatMap((i) => participations.flatMap((p) => budgets.map((b) => ({ kind, i, p, b })))),
);

test.each(allCells)("continuous $kind, $i × $p × $b: a proved bracket", async ({ kind, i, p, b }) => {
  const theory = kind === "market" && byTheory(i, p, b);
  const problem = designProblem({
    environment: kind === "pair" ? pair : market,
    incentives: i,
    participation: p,
    budget: b,
    width: kind === "pair" ? 0.05 : theory ? 1e-3 : 0.1,
  });
  const result = await solve(problem);
  // On cells the width may be more than what the fewest seconds bring.
  expect(["optimal", ...(kind === "market" && !theory ? ["limit"] : [])]).toContain(result.status);
  expect(result.value.lower).toBeGreaterThan(0.8 * result.value.upper);
  expect(result.level).toBe("continuum");
  expect(result.audit?.passes).toBe(true);
});

test("a refused cell is served on a grid by the program, as the refusal says", async () => {
  const result = await solve(
    designProblem({
      environment: pair,
      incentives: "dominant",
      participation: "ex-post",
      budget: "no-deficit",
      discretization: { rule: "midpoint", points: 10 },
    }),
  );
  expect(result.status).toBe("optimal");
  expect(result.route).toBe("linear-program");
});

test("a program solver is refused on continuous laws", async () => {
  const error = await refusal(() => solve(designProblem({ environment: pair }), { solver: "highs" }));
  expect(error).toBeInstanceOf(UnsupportedProblemError);
  expect(error.message).toContain("highs");
  expect(error.message).toContain("discretization");
});

test("a correlated prior is no bilateral trade: the program of the finite environment serves it, and says so", async () => {
  const correlated = finiteEnvironment({
    agents: [
      { name: "buyer", side: "buyer", types: ["low", "high"] },
      { name: "seller", side: "seller", types: ["low", "high"] },
    ],
    prior: { joint: ["1/3", "1/6", "1/6", "1/3"] },
    outcomes: ["no trade", "trade"],
    utilities: [
      [
        [0, 0],
        [1, 3],
      ],
      [
        [0, 0],
        [0, -2],
      ],
    ],
  });
  const result = await solve(designProblem({ environment: correlated }));
  expect(result.route).toBe("linear-program");
  // With correlated types the first best costs nothing (Crémer and McLean 1988): (1/3)·1 + (1/6)·3 + (1/3)·1.
  expect(result.value.lower).toBeCloseTo(1 / 3 + 3 / 6 + 1 / 3, 7);
});

test("risk aversion: the assumption that fails, and what to do", async () => {
  const instance = {
    format: "secondbest/instance@1",
    environment: {
      kind: "bilateral-trade",
      buyer: { distribution: "uniform", min: 0, max: 1 },
      seller: { distribution: "uniform", min: 0, max: 1 },
      utility: { power: 0.5 },
    },
    incentives: "bayesian",
    participation: "interim",
    budget: "ex-ante",
    objective: "gains-from-trade",
  };
  const error = await refusal(() => solve(parseInstance(instance)));
  expect([InvalidInputError, UnsupportedProblemError].some((kind) => error instanceof kind)).toBe(true);
  expect(error.message).toContain("utility");
});

test("a law with infinite mean is refused, a capped one served", async () => {
  for (const shape of [1, "1/2", 0.999]) {
    const error = await refusal(() => pareto({ scale: 1, shape }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).field).toBe("shape");
    expect(error.message).toContain("mean is infinite");
    expect(error.message).toContain("cap");
  }
  const capped = pareto({ scale: 1, shape: "1/2", cap: 1000 });
  const result = await solve(designProblem({ environment: bilateralTrade({ buyer: capped, seller: exponential({ rate: 1, min: 0 }) }) }));
  expect(result.status).toBe("optimal");
});

describe("options", () => {
  const ask = (options: SolveSettings, more: Partial<DesignProblemInput> = {}) =>
    solve(designProblem({ environment: pair, ...more }), options);

  test.each([
    ["width", -1],
    ["width", 0.5],
    ["width", 1e-15],
    ["width", Number.NaN],
    ["timeLimitSeconds", 0],
    ["timeLimitSeconds", -1],
    ["timeLimitSeconds", Number.NaN],
    ["maxCells", 0],
    ["maxCells", Number.NaN],
    ["exactLimit", -1],
    ["exactLimit", Number.NaN],
  ])("%s = %d is refused by name", async (name, value) => {
    const error = await refusal(() => ask({ [name]: value }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).field).toBe(`options.${name}`);
  });

  test("an unknown option is refused with the known ones", async () => {
    const error = await refusal(() => ask({ widht: 1e-6 } as SolveSettings));
    expect((error as InvalidInputError).field).toBe("options.widht");
    for (const name of Object.keys(defaultSolveOptions)) expect(error.message).toContain(name);
  });

  test("a limit on time or cells keeps the best bracket, with its mechanism", async () => {
    for (const options of [{ timeLimitSeconds: 1e-9, width: 1e-10 }, { maxCells: 100 }]) {
      const result = await ask(options);
      expect(result.status).toBe("limit");
      expect(result.value.lower).toBeLessThanOrEqual(9 / 64);
      expect(result.value.upper).toBeGreaterThanOrEqual(9 / 64);
      expect(result.mechanism).not.toBeNull();
      expect(result.audit?.passes).toBe(true);
    }
  });

  test("the width asked for is the width delivered; the option overrides the problem", async () => {
    for (const width of [1e-2, 1e-4, 1e-6]) {
      const { value } = await ask({ width });
      expect(value.upper - value.lower).toBeLessThanOrEqual(width * value.upper);
      expect(value.upper - value.lower).toBeGreaterThan(0);
    }
    const own = await solve(designProblem({ environment: pair, width: 1e-3 }));
    expect(own.value.upper - own.value.lower).toBeGreaterThan(1e-6);
  });

  test("progress is reported with the best lower bound so far", async () => {
    const seen: number[] = [];
    await ask({ width: 1e-6, onProgress: ({ objective }) => seen.push(objective ?? Number.NaN) });
    expect(seen.length).toBeGreaterThan(2);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-1)).toBeCloseTo(9 / 64, 6);
  });

  test("without the exact continuation the value is the same and the level says so", async () => {
    const grid = { discretization: { rule: "midpoint", points: 40 } } as const;
    const exact = await ask({}, grid);
    const floats = await ask({ exactLimit: 0 }, grid);
    expect(exact.level).toBe("exact");
    expect(floats.level).toBe("float");
    expect(floats.value.exact).toBeNull();
    expect(floats.value.lower).toBeCloseTo(exact.value.lower, 14);
  });
});
