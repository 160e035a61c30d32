import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { formatRational } from "../../src/arithmetic/rational.ts";
import type { Law } from "../../src/environments/law.ts";
import { bilateralTrade, designProblem, evaluate, partnership, solve, UnsupportedProblemError } from "../../src/index.ts";
import type { DesignProblemInput } from "../../src/problem/design-problem.ts";

type Words = Omit<DesignProblemInput, "environment">;
type Holdings = readonly (number | string)[];

/** Partners who may keep their shares or divide the unit in one of these ways; at will without a list. */
function divided(shares: Holdings, laws: readonly Law[], divisions: readonly Holdings[] | undefined, words: Words) {
  const partners = laws.map((distribution, k) => ({ share: shares[k] as string, distribution }));
  return designProblem({ environment: partnership({ partners, divisions }), ...words });
}

const whole = (partners: number): Holdings[] =>
  Array.from({ length: partners }, (_, owner) => Array.from({ length: partners }, (__, k) => (k === owner ? 1 : 0)));

const law = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 3 }).map(
  (values): Law => ({
    distribution: "discrete",
    values: values.sort((a, b) => a - b),
    masses: values.map((_, k) => `${1 + k}/${(values.length * (values.length + 1)) / 2}`),
  }),
);

const words: readonly Words[] = [
  { participation: "interim", budget: "balanced" },
  { participation: "ex-post", budget: "ex-ante" },
  { participation: "ex-ante", budget: "no-deficit", objective: "broker-profit" },
  { incentives: "dominant", participation: "ex-post", budget: "balanced" },
  { incentives: "dominant", participation: "interim", budget: "ex-ante" },
];

describe("a partnership with listed divisions", () => {
  test.each(words)(
    "everything to any one is division at will, also beside mixtures; fewer divisions are never worth more: %j",
    async (asked) => {
      const drawn = fc.sample(fc.tuple(law, law, law), { numRuns: 1, seed: 20261128 });
      for (const laws of drawn) {
        const shares = ["1/2", "1/3", "1/6"];
        const value = async (divisions: readonly Holdings[] | undefined) => {
          const result = await solve(divided(shares, laws, divisions, asked));
          expect([result.status, result.audit?.passes]).toEqual(["optimal", true]);
          return result.value.upper;
        };
        const [atWill, one, two] = [await value(undefined), await value(whole(3)), await value([...whole(3), ["1/4", "1/4", "1/2"]])];
        expect(one).toBeCloseTo(atWill, 7);
        expect(two).toBeCloseTo(atWill, 7);
        expect(await value(whole(3).slice(1))).toBeLessThanOrEqual(atWill + 1e-7);
      }
    },
  );

  test("virtual types over a list: the value, exactly where it is small, is that of the program over all states", async () => {
    const served: readonly Words[] = [
      { budget: "balanced" },
      { participation: "ex-post", budget: "ex-ante", objective: "broker-profit" },
      { incentives: "dominant", budget: { rule: "ex-ante", requiredProfit: "1/8" } },
      { budget: "no-deficit", objective: { weights: { partners: [1, 3, 0], broker: 2 } } },
    ];
    const holding = fc.constantFrom<Holdings>([1, 0, 0], [0, 1, 0], [0, 0, 1], ["1/2", "1/2", 0], [0, "1/3", "2/3"], ["1/4", "1/4", "1/2"]);
    const drawn = fc.tuple(
      law,
      law,
      law,
      fc.constantFrom<Holdings>(["1/2", "1/3", "1/6"], [1, 0, 0], ["1/3", "1/3", "1/3"]),
      fc.uniqueArray(holding, { minLength: 1, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(drawn, fc.constantFrom(...served), fc.boolean(), async ([a, b, c, shares, divisions], asked, symmetric) => {
        const problem = divided(shares, [a, b, c], divisions, { ...asked, symmetric });
        const [found, program] = [await solve(problem), await solve(problem, { solver: highs })];
        expect([found.route, found.status, found.level]).toEqual(["virtual-surplus", program.status, "exact"]);
        if (program.status !== "optimal") return;
        expect(found.audit?.passes).toBe(true);
        expect(found.value.upper).toBeCloseTo(program.value.upper, 7);
        expect(found.firstBest.upper).toBeCloseTo(program.firstBest.upper, 9);
      }),
      { numRuns: 12 },
    );
  });

  test("a required profit that is just the largest one can be made: a price of 10 for the half of a partner who values it at 1/2", async () => {
    const laws: Law[] = [
      { distribution: "discrete", values: [3, 10], masses: ["5/9", "4/9"] },
      { distribution: "discrete", values: [1], masses: [1] },
    ];
    const budget = { rule: "ex-ante", requiredProfit: 2 } as const;
    const divisions = [
      ["2/5", "3/5"],
      [1, 0],
    ] as const;
    const found = await solve(divided(["1/2", "1/2"], laws, divisions, { participation: "ex-post", budget, objective: "broker-profit" }));
    expect([found.status, found.value.exact && formatRational(found.value.exact)]).toEqual(["optimal", "2"]);
  });

  test("beyond what is solved in rationals: two partners with 60 types each, a division that sells blocks", async () => {
    const grid = { rule: "midpoint", points: 60 } as const;
    const unit = { distribution: "uniform", min: 0, max: 1 } as const;
    const blocks = [
      ["3/4", "1/4"],
      [0, 1],
    ] as const;
    const problem = divided(["1/4", "3/4"], [unit, unit], blocks, { budget: "balanced", discretization: grid });
    const [found, coarse] = [
      await solve(problem),
      await solve(divided(["1/4", "3/4"], [unit, unit], blocks, { budget: "balanced", discretization: { ...grid, points: 12 } })),
    ];
    expect([found.route, found.status, found.audit?.passes]).toEqual(["virtual-surplus", "optimal", true]);
    // Grids of one law have values near each other.
    expect(Math.abs(found.value.upper - coarse.value.upper)).toBeLessThan(0.01);
  });

  test("a sole owner who may sell everything is a seller", async () => {
    const [buyer, seller]: Law[] = [
      { distribution: "discrete", values: [1, 3, 4], masses: ["1/4", "1/2", "1/4"] },
      { distribution: "discrete", values: [0, 2, 3], masses: ["1/2", "1/4", "1/4"] },
    ];
    for (const asked of words.slice(0, 4)) {
      const partners = await solve(divided([0, 1], [buyer as Law, seller as Law], [[1, 0]], asked));
      const trade = await solve(designProblem({ environment: bilateralTrade({ buyer: buyer as Law, seller: seller as Law }), ...asked }));
      expect(partners.value.upper).toBeCloseTo(trade.value.upper, 8);
    }
  });

  test("who may only buy the other half out trades half a unit: half of Myerson and Satterthwaite's problem on the same types", async () => {
    const unit = { distribution: "uniform", min: 0, max: 1 } as const;
    const asked = { budget: "balanced", discretization: { rule: "midpoint", points: 6 } } as const;
    const half = await solve(divided(["1/2", "1/2"], [unit, unit], [[1, 0]], asked));
    const trade = await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), ...asked }));
    expect(half.value.upper).toBeCloseTo(trade.value.upper / 2, 9);
    // Either may buy the other out: at most what both could gain by themselves, and no less than one of them.
    const either = await solve(divided(["1/2", "1/2"], [unit, unit], whole(2), asked));
    expect(either.value.upper).toBeGreaterThan(half.value.upper);
  });

  test("what an efficient division costs is a rational, from the outcomes that are possible", async () => {
    const bit: Law = { distribution: "discrete", values: [0, 1], masses: ["1/2", "1/2"] };
    const { dissolution } = await solve(divided(["1/2", "1/2"], [bit, bit], [[1, 0]], { budget: "ex-ante" }));
    // Partner 1 buys the other half where it has the value 1 and the other 0: gains 1/8. Interim rents of at least 0 leave the types 1 and 0 no more than nothing.
    expect(dissolution?.possible).toBe(true);
    expect(dissolution?.subsidy.exact && formatRational(dissolution.subsidy.exact)).toBe("-1/8");
  });

  test("laws need a grid, and what is offered instead solves", async () => {
    const unit = { distribution: "uniform", min: 0, max: 1 } as const;
    const refused = await solve(divided(["1/2", "1/2"], [unit, unit], [[1, 0]], {})).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UnsupportedProblemError);
    const [change] = (refused as UnsupportedProblemError).changes;
    expect((await solve(divided(["1/2", "1/2"], [unit, unit], [[1, 0]], change as Words))).status).toBe("optimal");
  });

  test("named rules choose among the listed divisions", async () => {
    const bit: Law = { distribution: "discrete", values: [0, 1], masses: ["1/2", "1/2"] };
    const problem = divided(["1/2", "1/2"], [bit, bit], [[1, 0]], {});
    expect((await evaluate("vcg", problem)).gainsFromTrade).toBeCloseTo(1 / 8, 12);
    expect((await evaluate("posted-price", problem)).gainsFromTrade).toBeCloseTo(1 / 8, 12);
  });
});
