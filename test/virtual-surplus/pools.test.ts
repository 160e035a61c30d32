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
