import { describe, expect, test } from "vitest";
import { bilateralTrade, designProblem, multilateralTrade, partnership, solve } from "../../src/index.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";
import type { Result } from "../../src/result.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const squared = { distribution: "power", min: 0, max: 1, exponent: 2 } as const;

const market = (buyers: number, sellers: number) =>
  multilateralTrade({ buyers: [{ count: buyers, distribution: unit }], sellers: [{ count: sellers, distribution: unit }] });
const halves = partnership({ partners: [{ share: "1/2", count: 2, distribution: unit }] });
const thirds = partnership({ partners: [{ share: "1/3", count: 3, distribution: unit }] });

type Words = Pick<DesignProblemInput, "incentives" | "participation" | "budget">;

async function bracket(environment: DesignProblemInput["environment"], words: Words, width = 0.1): Promise<Result> {
  const result = await solve(designProblem({ environment, width, ...words }), { timeLimitSeconds: 600 });
  expect(["optimal", "limit"]).toContain(result.status);
  expect(result.audit?.passes).toBe(true);
  expect(result.value.lower).toBeLessThanOrEqual(result.value.upper);
  return result;
}

const contains = ({ value }: Result, truth: number) => {
  expect(value.lower).toBeLessThanOrEqual(truth + 1e-12);
  expect(value.upper).toBeGreaterThanOrEqual(truth - 1e-12);
};

describe("brackets for more than two traders, and for partners", () => {
  // The first best of one buyer and two sellers: E(V − min C)⁺ = ∫ (v − (1 − (1 − v)³)/3) dv = 1/4.
  test.each<readonly [name: string, environment: DesignProblemInput["environment"], words: Words, truth: number]>([
    ["lump sums attain the first best", market(1, 2), { incentives: "dominant", participation: "ex-ante", budget: "ex-ante" }, 1 / 4],
    ["VCG without a budget", market(1, 2), { incentives: "dominant", participation: "ex-post", budget: "none" }, 1 / 4],
    [
      "one buyer, one seller: a posted price",
      market(1, 1),
      { incentives: "dominant", participation: "ex-post", budget: "balanced" },
      1 / 8,
    ],
    ["and the same without deficit", market(1, 1), { incentives: "dominant", participation: "ex-post", budget: "no-deficit" }, 1 / 8],
    [
      "the second best of one pair, with tight prices",
      market(1, 1),
      { incentives: "dominant", participation: "interim", budget: "ex-ante" },
      9 / 64,
    ],
    [
      "Cramton–Gibbons–Klemperer: halves are dissolved",
      halves,
      { incentives: "dominant", participation: "interim", budget: "ex-ante" },
      1 / 6,
    ],
    ["thirds likewise, of E max − 1/2", thirds, { incentives: "bayesian", participation: "ex-post", budget: "ex-ante" }, 1 / 4],
  ])("%s", async (_, environment, words, truth) => {
    const result = await bracket(environment, words);
    contains(result, truth);
    expect(result.level).toBe("continuum");
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(0.1 * truth);
  });

  test("who owns all and who owns nothing are a seller and a buyer", async () => {
    const words = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
    const shares = partnership({
      partners: [
        { share: 0, distribution: squared },
        { share: 1, distribution: unit },
      ],
    });
    const trade = bilateralTrade({ buyer: squared, seller: unit });
    const [partners, pair] = [await bracket(shares, words), await bracket(trade, words)];
    expect(partners.value.lower).toBeLessThanOrEqual(pair.value.upper);
    expect(pair.value.lower).toBeLessThanOrEqual(partners.value.upper);
  });

  test("a group of two is two groups of one", async () => {
    const words = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
    const alone = { count: 1, distribution: unit };
    const apart = multilateralTrade({ buyers: [alone, alone], sellers: [alone] });
    const [together, separate] = [await bracket(market(2, 1), words), await bracket(apart, words)];
    expect(together.value.lower).toBeLessThanOrEqual(separate.value.upper);
    expect(separate.value.lower).toBeLessThanOrEqual(together.value.upper);
  });

  test("dropping a constraint never lowers the bracket", async () => {
    const chain: readonly Words[] = [
      { incentives: "dominant", participation: "ex-post", budget: "balanced" },
      { incentives: "dominant", participation: "ex-post", budget: "no-deficit" },
      { incentives: "dominant", participation: "ex-post", budget: "ex-ante" },
      { incentives: "dominant", participation: "ex-post", budget: "none" },
      { incentives: "dominant", participation: "none", budget: "none" },
    ];
    const found: Result[] = [];
    for (const words of chain) found.push(await bracket(thirds, words));
    found.slice(1).forEach((looser, k) => {
      expect((found[k] as Result).value.lower).toBeLessThanOrEqual(looser.value.upper);
    });
  });

  test("a shift of all types changes nothing, a scale all money", async () => {
    const words = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
    const moved = { distribution: "uniform", min: 10, max: 13 } as const;
    const there = await bracket(partnership({ partners: [{ share: "1/3", count: 3, distribution: moved }] }), words);
    const here = await bracket(thirds, words);
    expect(there.value.lower).toBeLessThanOrEqual(3 * here.value.upper);
    expect(3 * here.value.lower).toBeLessThanOrEqual(there.value.upper);
  });

  test("costs without an upper end, and values that are atoms", async () => {
    const environment = multilateralTrade({
      buyers: [{ count: 2, distribution: { distribution: "discrete", values: [1, 2], masses: ["1/2", "1/2"] } }],
      sellers: [{ count: 1, distribution: { distribution: "exponential", rate: 1, min: 0 } }],
    });
    const result = await bracket(environment, { incentives: "dominant", participation: "ex-post", budget: "none" });
    // E(max V − C)⁺ with P(max V = 2) = 3/4: E(v − C)⁺ = v − 1 + e^−v.
    contains(result, 0.75 * (1 + Math.exp(-2)) + 0.25 * Math.exp(-1));
  });

  test("values close to others, and types that almost nobody has", async () => {
    const few = { distribution: "discrete", values: [0.089, 0.093, 0.32, 0.426], masses: ["7/20", "7/20", "3/20", "3/20"] } as const;
    const rare = {
      distribution: "discrete",
      values: [0.1, 0.3, 0.9],
      masses: ["1/10000001", "3000000/10000001", "7000000/10000001"],
    } as const;
    const bell = { distribution: "truncated-normal", mean: 0.2, sd: 0.01, min: 0, max: 1.6 } as const;
    const words = { incentives: "dominant", participation: "ex-ante", budget: "ex-ante" } as const;
    const sellers = [{ count: 1, distribution: unit }];
    const partners = [
      { share: "1/3", distribution: rare },
      { share: "2/3", distribution: bell },
    ];
    const buyers = [few, rare].map((distribution) => ({ count: 1, distribution }));
    // Its highest cells have masses below 1e-300.
    const steep = { distribution: "beta", a: 1, b: 40, min: 0, max: 0.374 } as const;
    const falling = { distribution: "reverse-power", min: 0, max: 0.798, exponent: 2 } as const;
    const tails = { buyers: [{ count: 2, distribution: steep }], sellers: [{ count: 1, distribution: falling }] };
    for (const environment of [multilateralTrade({ buyers, sellers }), partnership({ partners }), multilateralTrade(tails)]) {
      const { value, firstBest } = await bracket(environment, words);
      // Lump sums attain the first best.
      expect(value.lower).toBeLessThanOrEqual(firstBest.upper);
      expect(value.upper).toBeGreaterThanOrEqual(firstBest.lower);
    }
  });

  test("many traders have a bracket, too", async () => {
    const result = await bracket(market(12, 12), { incentives: "dominant", participation: "ex-post", budget: "no-deficit" });
    expect(result.value.lower).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(result.value.upper)).toBe(true);
  });
});
