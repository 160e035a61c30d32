import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, rational } from "../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, partnership, solve } from "../../src/index.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import type { Result } from "../../src/result.ts";
import type { Cell } from "../certificate/support/instances.ts";
import { masses } from "../certificate/support/rational-laws.ts";

const solver = createHighsSolver();
const grid = (points: number) => law([...Array(points).keys()], new Array(points).fill(1));
const law = (values: readonly number[], parts: readonly number[]) => {
  const total = parts.reduce((sum, part) => sum + part, 0);
  return { distribution: "discrete", values, masses: parts.map((part) => `${part}/${total}`) } as const;
};
type Law = ReturnType<typeof law>;

/** The cells that virtual types serve. */
const served: readonly Cell[] = [
  ...(["none", "ex-ante", "no-deficit", "balanced"] as const).map(
    (budget) => ({ incentives: "bayesian", participation: "interim", budget }) as const,
  ),
  ...(["none", "ex-ante"] as const).map((budget) => ({ incentives: "bayesian", participation: "ex-post", budget }) as const),
  ...(["none", "ex-ante"] as const).map((budget) => ({ incentives: "dominant", participation: "interim", budget }) as const),
];
const interim = served[1] as Cell;

interface Partners {
  readonly laws: readonly Law[];
  readonly shares: readonly string[];
}

const instance = ({ laws, shares }: Partners, { incentives, participation, budget }: Cell, rest: object = {}, requiredProfit = "0") => ({
  format: "secondbest/instance@1",
  environment: { kind: "partnership", partners: laws.map((distribution, k) => ({ share: shares[k], distribution })) },
  incentives,
  participation,
  budget: { rule: budget, requiredProfit },
  ...rest,
});

const exactly = ({ value, status }: Result) => (value.exact ? formatRational(value.exact) : status);

/** By the program written from the definitions. */
async function byProgram(stated: object): Promise<string> {
  const certified = await certify(parseInstance(stated), { solver });
  if (!certified.certificate) return certified.reason.includes("unbounded") ? "unbounded" : certified.reason;
  const { claim } = certified.certificate;
  if (claim.status === "infeasible") return claim.status;
  return claim.lower === claim.upper ? formatRational(rational(claim.lower)) : "a bracket";
}

describe("worked examples, proved in exact arithmetic", () => {
  const two = (points: number, first: string, second: string): Partners => ({
    laws: [grid(points), grid(points)],
    shares: [first, second],
  });

  test.each([
    ["six equally likely values, 9/10 and 1/10", two(6, "9/10", "1/10"), "35/36", "0"],
    ["ten, 19/20 and 1/20", two(10, "19/20", "1/20"), "279/175", "1/7"],
    ["ten, a single owner", two(10, "1", "0"), "189/125", "2/5"],
    ["two laws, 1/3 and 2/3", { laws: [law([0, 2, 5], [1, 2, 1]), law([1, 3, 4], [1, 1, 1])], shares: ["1/3", "2/3"] }, "8/9", "0"],
  ] as const)("%s", async (_, partners, value, multiplier) => {
    for (const cell of served) {
      if (cell.budget === "none") continue;
      const result = await solve(parseInstance(instance(partners, cell)));
      expect([result.route, result.level, exactly(result), result.audit?.passes]).toEqual(["virtual-surplus", "exact", value, true]);
      expect(result.multiplierExact && formatRational(result.multiplierExact)).toBe(multiplier);
    }
  });

  test("the largest profit", async () => {
    const profit = async (partners: Partners) =>
      exactly(await solve(parseInstance(instance(partners, interim, { objective: "broker-profit" }))));
    expect(await profit(two(6, "9/10", "1/10"))).toBe("53/90");
    expect(await profit({ laws: [law([0, 2, 5], [1, 2, 1]), law([1, 3, 4], [1, 1, 1])], shares: ["1/3", "2/3"] })).toBe("31/36");
  });
});

const someLaw = (most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((n) =>
      fc
        .record({ values: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }), parts: masses(n) })
        .map(({ values, parts }): Law => ({ distribution: "discrete", values: values.sort((a, b) => a - b), masses: parts.map(String) })),
    );
const someShares = (n: number) =>
  fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: n, maxLength: n })
    .filter((parts) => parts.some((part) => part > 0))
    .map((parts) => {
      const total = parts.reduce((sum, part) => sum + part, 0);
      return parts.map((part) => `${part}/${total}`);
    });
const somePartners = (n: number, most: number): fc.Arbitrary<Partners> =>
  fc.record({ laws: fc.array(someLaw(most), { minLength: n, maxLength: n }), shares: someShares(n) });

describe("virtual types against programs, in exact arithmetic", () => {
  const runs = Number(process.env.SECONDBEST_POOL_RUNS ?? 15);
  test.each([
    ["two", 2, 4],
    ["three", 3, 2],
  ] as const)("%s partners: random laws, shares, weights, required profits and words", async (_, n, most) => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: n + 1, maxLength: n + 1 })
      .filter((list) => list.some((w) => w > 0));
    await fc.assert(
      fc.asyncProperty(
        somePartners(n, most),
        fc.constantFrom(...served),
        fc.oneof(fc.constant(new Array(n + 1).fill(1)), weights),
        fc.constantFrom("0", "0", "-1/2", "1/3", "2"),
        async (partners, cell, list, required) => {
          const objective = { weights: { partners: list.slice(1), broker: list[0] } };
          const stated = instance(partners, cell, { objective }, cell.budget === "none" ? "0" : required);
          const result = await solve(parseInstance(stated));
          expect(result.route).toBe("virtual-surplus");
          expect(exactly(result)).toBe(await byProgram(stated));
          if (result.mechanism) expect(result.audit?.passes).toBe(true);
        },
      ),
      { seed: 11, numRuns: runs },
    );
  });
});

test("floating point and exact arithmetic agree on values and feasibility", async () => {
  const three = [fc.constant(2), fc.constant(3)] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(...three).chain((n) => somePartners(n, 6)),
      fc.constantFrom("0", "-1/2", "1/3", "2"),
      fc.constantFrom("ex-ante" as const, "balanced" as const),
      async (partners, required, budget) => {
        const stated = parseInstance(instance(partners, { ...interim, budget }, {}, required));
        const exact = await solve(stated);
        const float = await solve(stated, { exactLimit: 0 });
        expect([exact.level, float.level]).toEqual(["exact", "float"]);
        expect(float.status).toBe(exact.status);
        if (exact.status !== "optimal") return;
        expect(float.value.lower).toBeCloseTo(exact.value.lower, 9);
        expect(float.audit?.passes).toBe(true);
      },
    ),
    { seed: 13, numRuns: 25 },
  );
});

test("a partner who owns everything and one who owns nothing are a seller and a buyer, with the same multiplier", async () => {
  await fc.assert(
    fc.asyncProperty(someLaw(5), someLaw(5), async (buyer, seller) => {
      const words = { incentives: "bayesian", participation: "interim" } as const;
      const trade = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }), ...words }));
      const partners = [
        { share: 0, distribution: buyer },
        { share: 1, distribution: seller },
      ];
      const shared = await solve(designProblem({ environment: partnership({ partners }), ...words }));
      expect(exactly(shared)).toBe(exactly(trade));
    }),
    { seed: 12, numRuns: 20 },
  );
});

describe("continuous laws, in brackets that are proved", () => {
  const unit = { distribution: "uniform", min: 0, max: 1 } as const;
  const shared = (first: string, second: string, rest: object = {}) =>
    solve(
      designProblem({
        environment: partnership({
          partners: [
            { share: first, distribution: unit },
            { share: second, distribution: unit },
          ],
        }),
        width: 1e-5,
        ...rest,
      }),
    );
  const expectBracket = (result: Result, value: number, width = 1e-5) => {
    expect([result.route, result.status, result.level, result.audit?.passes]).toEqual(["virtual-surplus", "optimal", "continuum", true]);
    expect(result.value.lower).toBeLessThanOrEqual(value);
    expect(result.value.upper).toBeGreaterThanOrEqual(value);
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(width * Math.abs(value) * (1 + 1e-9));
  };

  /** Two uniform values, the larger share r ≥ ½ + √3/6: gains 1/6 − δ²(2r − 1)/2 + δ³/3, δ the root at which pools [r − δ, r] and [1 − r, 1 − r + δ] pay for themselves. */
  function closedForm(r: number): number {
    const d = widthOfPools(r);
    return 1 / 6 - (d * d * (2 * r - 1)) / 2 + d ** 3 / 3;
  }

  function widthOfPools(r: number): number {
    const deficit = (d: number) =>
      (2 / 3 - r * r - (1 - r) ** 2) / 2 +
      (2 / 3) * (r ** 3 - (r - d) ** 3) -
      (r * r - (r - d) ** 2) / 2 -
      d * (2 * (1 - r) ** 2 - (1 - r));
    let [low, high] = [0, 2 * r - 1];
    for (let step = 0; step < 100; step++) {
      const middle = (low + high) / 2;
      if (deficit(low) * deficit(middle) <= 0) high = middle;
      else low = middle;
    }
    return low;
  }

  test.each([
    ["95/100", "5/100", 0.154409],
    ["9/10", "1/10", 0.161756],
    ["85/100", "15/100", 0.165385],
    ["8/10", "2/10", 0.166629],
  ] as const)("two uniform values, shares %s and %s", async (first, second, published) => {
    const value = closedForm(rational(first).valueOf());
    expect(Math.abs(value - published)).toBeLessThan(6e-7);
    expectBracket(await shared(first, second), value);
  });

  test("where one partner always values more, a single type of each gains least: the end at which it would rather keep its share", async () => {
    const law = (min: number) => ({ distribution: "uniform", min, max: min + 1 }) as const;
    const partners = [
      { share: "1/2", distribution: law(0) },
      { share: "1/2", distribution: law(5) },
    ];
    const { pools } = await solve(designProblem({ environment: partnership({ partners }), width: 1e-4 }));
    // The first holds nothing whatever its type, so that its highest type gives up most; the second everything, and its lowest gains least.
    expect(pools?.map(({ worstOff }) => worstOff)).toEqual([
      { lower: 1, upper: 1 },
      { lower: 5, upper: 5 },
    ]);
  });

  test.each([
    ["95/100", "5/100", 0],
    ["9/10", "1/10", 1000],
  ] as const)("the pools of shares %s and %s are those of the closed form, types shifted by %s", async (first, second, shift) => {
    const law = { distribution: "uniform", min: shift, max: shift + 1 } as const;
    const partners = [
      { share: first, distribution: law },
      { share: second, distribution: law },
    ];
    const { pools, multiplier } = await solve(designProblem({ environment: partnership({ partners }), width: 1e-7 }));
    const [r, d] = [rational(first).valueOf(), widthOfPools(rational(first).valueOf())];
    const lambda = d / (1 - 2 * d);
    expect(multiplier).toBeCloseTo(lambda, 3);
    // The big owner pools [r − δ, r] at the value of β^B there, (1 + λ)v − λ(1 − v); the other one its mirror image.
    const z = (1 + lambda) * r - lambda * (1 - r);
    expect(pools?.[0]?.worstOff.lower).toBeCloseTo(shift + r - d, 3);
    expect(pools?.[0]?.worstOff.upper).toBeCloseTo(shift + r, 3);
    expect(pools?.[1]?.worstOff.lower).toBeCloseTo(shift + 1 - r, 3);
    expect(pools?.[1]?.worstOff.upper).toBeCloseTo(shift + 1 - r + d, 3);
    expect(pools?.[0]?.value).toBeCloseTo(z + (1 + (multiplier as number)) * shift, 3);
    expect(pools?.[1]?.value).toBeCloseTo(1 + lambda - z + (1 + (multiplier as number)) * shift, 3);
  });

  test("as narrow as brackets are by default", async () => {
    expectBracket(await shared("9/10", "1/10", { width: 1e-8 }), closedForm(0.9), 1e-8);
  });

  test("a single owner is Myerson and Satterthwaite's case: 9/64, broker 1/24, subsidy 1/6; equal shares lose nothing", async () => {
    expectBracket(await shared("1", "0"), 9 / 64);
    expectBracket(await shared("1", "0", { objective: "broker-profit" }), 1 / 24);
    expectBracket(await shared("1", "0", { budget: { rule: "ex-ante", requiredProfit: "-1/6" } }), 1 / 6);
    expectBracket(await shared("1/2", "1/2"), 1 / 6);
    expect((await shared("1", "0", { budget: { rule: "ex-ante", requiredProfit: "1/23" } })).status).toBe("infeasible");
  });

  test("shifts and scales change nothing but the unit, disjoint supports trade always, a known value posts a price", async () => {
    const value = async (first: object, second: object) =>
      solve(
        designProblem({
          environment: partnership({
            partners: [
              { share: "9/10", distribution: first },
              { share: "1/10", distribution: second },
            ] as Parameters<typeof partnership>[0]["partners"],
          }),
          width: 1e-5,
        }),
      );
    const moved = { distribution: "uniform", min: 1000, max: 1002 };
    expectBracket(await value(moved, moved), 2 * closedForm(0.9), 1e-5);
    expectBracket(await value(unit, { distribution: "uniform", min: 2, max: 3 }), 1.8, 1e-5);
    // The owner of 9/10 sells at 1/2 to a partner whose value is 1/2, or buys its tenth at 1/2.
    expectBracket(await value(unit, { distribution: "point-mass", at: "1/2" }), 0.9 / 8 + 0.1 / 8, 1e-5);
  });

  test("three uniform values and equal shares: E max − ½ = ¼; a law with no upper end and one with an atom close, too", async () => {
    const solved = (partners: Parameters<typeof partnership>[0]["partners"], width: number) =>
      solve(designProblem({ environment: partnership({ partners }), width }));
    expectBracket(await solved([{ share: "1/3", count: 3, distribution: unit }], 1e-5), 1 / 4, 1e-5);
    const exponential = { distribution: "exponential", rate: 1, min: 0 } as const;
    // Efficient with equal shares: E max − E = ½.
    expectBracket(await solved([{ share: "1/2", count: 2, distribution: exponential }], 1e-3), 1 / 2, 1e-3);
    const mixed = {
      distribution: "mixture",
      components: [unit, { distribution: "point-mass", at: "1/2" }],
      weights: ["1/2", "1/2"],
    } as const;
    // E max of two such values: ∫ (1 − F²), F = y/2 below ½ and ½ + y/2 from it on.
    expectBracket(await solved([{ share: "1/2", count: 2, distribution: mixed }], 1e-4), 1 - 1 / 96 - 37 / 96 - 1 / 2, 1e-4);
  });

  test.each([{ participation: "ex-post" }, { incentives: "dominant" }])(
    "payments that differ from state to state have a bracket on cells, %o",
    async (words) => {
      const onAverage = await shared("9/10", "1/10");
      const found = await shared("9/10", "1/10", { ...words, width: 0.05 });
      expect([found.route, found.level]).toEqual(["cell-program", "continuum"]);
      expect(found.value.lower).toBeGreaterThan(0);
      expect(found.value.lower).toBeLessThanOrEqual(onAverage.value.upper);
      expect(found.value.upper).toBeLessThanOrEqual(onAverage.value.upper * (1 + 1e-4));
    },
  );
});
