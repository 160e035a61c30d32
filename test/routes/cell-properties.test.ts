import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bilateralTrade, designProblem, solve } from "../../src/index.ts";
import { budgetChoices, incentivesChoices, participationChoices } from "../../src/problem/design-problem.ts";
import type { Result } from "../../src/result.ts";

/** Random problems; `npm run fuzz:cells` tries a hundred. */
const runs = Number(process.env.SECONDBEST_CELLS_RUNS ?? 2);

const parameter = (low: number, high: number) => fc.integer({ min: Math.round(4 * low), max: Math.round(4 * high) }).map((k) => k / 4);
const smooth = fc.oneof(
  parameter(0, 1).map((min) => ({ distribution: "uniform" as const, min, max: min + 1 })),
  fc.tuple(parameter(0, 1), parameter(0.5, 3)).map(([min, exponent]) => ({ distribution: "power" as const, min, max: min + 1, exponent })),
  fc.tuple(parameter(1, 3), parameter(1, 3)).map(([a, b]) => ({ distribution: "beta" as const, a, b, min: 0, max: 1 })),
  parameter(0, 1).map((mean) => ({ distribution: "truncated-normal" as const, mean, sd: 0.25, min: 0, max: 1.5 })),
  parameter(1, 3).map((rate) => ({ distribution: "exponential" as const, rate, min: 0 })),
);
const law = fc.oneof(
  { weight: 3, arbitrary: smooth },
  {
    weight: 1,
    arbitrary: fc.tuple(smooth, parameter(0, 1)).map(([component, at]) => ({
      distribution: "mixture" as const,
      weights: ["3/4", "1/4"],
      components: [component, { distribution: "point-mass" as const, at }],
    })),
  },
);
type Law = typeof law extends fc.Arbitrary<infer T> ? T : never;

interface Words {
  readonly incentives: (typeof incentivesChoices)[number];
  readonly participation: (typeof participationChoices)[number];
  readonly budget: (typeof budgetChoices)[number];
}

const onCells: readonly Words[] = incentivesChoices.flatMap((incentives) =>
  participationChoices.flatMap((participation) =>
    (["no-deficit", "balanced"] as const)
      .filter(() => incentives === "dominant" || participation === "ex-post")
      .map((budget) => ({ incentives, participation, budget })),
  ),
);

/** Few cells: the properties hold of wide brackets as of narrow ones. */
function bracket(buyer: object, seller: object, words: Words): Promise<Result> {
  const environment = bilateralTrade({ buyer: buyer as Law, seller: seller as Law });
  return solve(designProblem({ environment, width: 0.1, ...words }), { maxCells: 6 });
}

const moved = (scale: number, shift: number, of: object) => ({ distribution: "affine" as const, scale, shift, of });

function expectSound(result: Result): void {
  expect(["optimal", "limit"]).toContain(result.status);
  expect(result.level).toBe("continuum");
  expect(result.value.lower).toBeLessThanOrEqual(result.value.upper);
  expect(result.audit?.passes).toBe(true);
  expect(Math.abs(result.gainsFromTrade - result.value.lower)).toBeLessThanOrEqual(1e-7 * (1 + result.firstBest.upper));
}

describe("brackets from programs on cells, on random laws", () => {
  test("are those of the mirrored, the shifted and the scaled problem, and belong to an audited mechanism", {
    timeout: 600_000 * runs,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(law, law, fc.constantFrom(...onCells), async (buyer, seller, words) => {
        const plain = await bracket(buyer, seller, words);
        expectSound(plain);
        const others: readonly (readonly [object, object, number])[] = [
          [moved(-1, 0, seller), moved(-1, 0, buyer), 1],
          [moved(1, 2.5, buyer), moved(1, 2.5, seller), 1],
          [moved(8, 0, buyer), moved(8, 0, seller), 8],
        ];
        for (const [otherBuyer, otherSeller, scale] of others) {
          const other = await bracket(otherBuyer, otherSeller, words);
          expectSound(other);
          expect(other.value.lower).toBeLessThanOrEqual(scale * plain.value.upper * (1 + 1e-12));
          expect(scale * plain.value.lower).toBeLessThanOrEqual(other.value.upper * (1 + 1e-12));
        }
      }),
      { numRuns: runs },
    );
  });

  test("are ordered as the constraints are: what is worth at least so much under more of them is worth no less under fewer", {
    timeout: 600_000 * runs,
  }, async () => {
    const rank = ({ incentives, participation, budget }: Words) =>
      [incentivesChoices.indexOf(incentives), participationChoices.indexOf(participation), budgetChoices.indexOf(budget)] as const;
    await fc.assert(
      fc.asyncProperty(law, law, fc.shuffledSubarray([...onCells], { minLength: 3, maxLength: 3 }), async (buyer, seller, chosen) => {
        const found = [];
        for (const words of chosen) found.push({ words, result: await bracket(buyer, seller, words) });
        for (const tight of found)
          for (const loose of found) {
            const [a, b] = [rank(tight.words), rank(loose.words)];
            if (a.every((place, k) => place >= (b[k] as number)))
              expect(tight.result.value.lower).toBeLessThanOrEqual(loose.result.value.upper);
          }
      }),
      { numRuns: runs },
    );
  });
});

describe("truthful efficiency before types are known", () => {
  const words = { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" } as const;

  test("is inside the bracket where Jagadeesan–Tordjman's condition holds, and above it where it fails", async () => {
    const unit = { distribution: "uniform", min: 0, max: 1 } as const;
    const possible = await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), width: 0.05, ...words }));
    expect(possible.value.lower).toBeLessThanOrEqual(1 / 6);
    expect(possible.value.upper).toBeGreaterThanOrEqual(1 / 6);
    // The buyer is at 1 with probability b, spread with probability c, else at 0; the seller mirrors it. Charges b + c/4 exceed twice the gains b² + bc + c²/6.
    const [b, c] = [0.1, 0.2];
    const mixture = (atZero: number, atOne: number) => ({
      distribution: "mixture" as const,
      weights: [atZero, atOne, c],
      components: [{ distribution: "point-mass" as const, at: 0 }, { distribution: "point-mass" as const, at: 1 }, unit],
    });
    const environment = bilateralTrade({ buyer: mixture(1 - b - c, b), seller: mixture(b, 1 - b - c) });
    const impossible = await solve(designProblem({ environment, width: 0.05, ...words }));
    expect(impossible.value.upper).toBeLessThan(b * b + b * c + (c * c) / 6);
    expect(impossible.level).toBe("continuum");
  });
});
