import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, one, type Rational, rational, zero } from "../../src/arithmetic/rational.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { type Cell, cells, discreteLaw } from "../certificate/support/instances.ts";
import { partnershipInstance } from "../certificate/support/partnerships.ts";
import { masses } from "../certificate/support/rational-laws.ts";

const solver = createHighsSolver();

interface Law {
  readonly distribution: string;
  readonly values: readonly unknown[];
  readonly masses: readonly unknown[];
}

interface Partner {
  readonly share: string;
  readonly distribution: Law;
}

const instanceIn = (environment: object, { incentives, participation, budget }: Cell, rest: object = {}) => ({
  format: "secondbest/instance@1",
  environment,
  incentives,
  participation,
  budget,
  ...rest,
});

/** The exact value of an instance, or `infeasible`, by a certificate; `unbounded` when it has none for that reason. */
async function exactValue(instance: object): Promise<string> {
  const certified = await certify(parseInstance(instance), { solver });
  if (!certified.certificate) return certified.reason;
  const { claim } = certified.certificate;
  if (claim.status === "infeasible") return claim.status;
  expect(claim.lower).toBe(claim.upper);
  return formatRational(rational(claim.lower));
}

const partnership = (partners: readonly Partner[]) => ({ kind: "partnership", partners });
const valueIn = (partners: readonly Partner[], cell: Cell, rest: object = {}) => exactValue(instanceIn(partnership(partners), cell, rest));
const law = (values: readonly number[], parts: readonly number[]): Law => {
  const total = parts.reduce((sum, part) => sum + part, 0);
  return { distribution: "discrete", values, masses: parts.map((part) => `${part}/${total}`) };
};
const grid = (points: number) => law([...Array(points).keys()], new Array(points).fill(1));

describe("worked examples in exact arithmetic", () => {
  const budgets = ["ex-ante", "no-deficit", "balanced"] as const;
  const cellsOf = (incentives: Cell["incentives"], participation: Cell["participation"]) =>
    budgets.map((budget): Cell => ({ incentives, participation, budget }));
  const expectRow = async (partners: readonly Partner[], row: readonly Cell[], values: readonly string[]) => {
    for (const [k, cell] of row.entries())
      expect(`${JSON.stringify(cell)} ${await valueIn(partners, cell)}`).toBe(`${JSON.stringify(cell)} ${values[k]}`);
  };
  const profitIn = (partners: readonly Partner[], cell: Cell) => valueIn(partners, cell, { objective: "broker-profit" });
  const interim = cellsOf("bayesian", "interim")[0] as Cell;
  const [exPost] = cellsOf("dominant", "ex-post") as [Cell];

  test("six equally likely values, shares 9/10 and 1/10", async () => {
    const partners = [
      { share: "9/10", distribution: grid(6) },
      { share: "1/10", distribution: grid(6) },
    ];
    for (const participation of ["ex-ante", "interim", "ex-post"] as const)
      await expectRow(partners, cellsOf("bayesian", participation), ["35/36", "35/36", "35/36"]);
    await expectRow(partners, cellsOf("dominant", "ex-ante"), ["35/36", "35/36", "5/6"]);
    await expectRow(partners, cellsOf("dominant", "interim"), ["35/36", "9/10", "5/6"]);
    await expectRow(partners, cellsOf("dominant", "ex-post"), ["25/27", "5/6", "5/6"]);
    expect(await profitIn(partners, interim)).toBe("53/90");
    expect(await profitIn(partners, exPost)).toBe("7/18");
  });

  test("two laws, shares 1/3 and 2/3", async () => {
    const partners = [
      { share: "1/3", distribution: law([0, 2, 5], [1, 2, 1]) },
      { share: "2/3", distribution: law([1, 3, 4], [1, 1, 1]) },
    ];
    for (const cell of cells) {
      if (cell.budget === "none" || cell.participation === "none") continue;
      const strict = cell.incentives === "dominant" && cell.participation === "ex-post" && cell.budget !== "ex-ante";
      expect(`${JSON.stringify(cell)} ${await valueIn(partners, cell)}`).toBe(`${JSON.stringify(cell)} ${strict ? "173/216" : "8/9"}`);
    }
    expect(await profitIn(partners, interim)).toBe("31/36");
    expect(await profitIn(partners, exPost)).toBe("4/9");
  });

  test("ten equally likely values, shares 19/20 and 1/20: participation in every state and dominant incentives each cost something", async () => {
    const partners = (first: string, second: string) => [
      { share: first, distribution: grid(10) },
      { share: second, distribution: grid(10) },
    ];
    const some = [
      interim,
      { ...interim, participation: "ex-post", budget: "no-deficit" },
      { ...interim, participation: "ex-post", budget: "balanced" },
      exPost,
    ] as const;
    await expectRow(partners("19/20", "1/20"), some, ["279/175", "22277/14000", "6667/4200", "189/125"]);
    await expectRow(partners("1", "0"), some, ["189/125", "189/125", "189/125", "189/125"]);
  });

  test("balance in every state can cost something beyond no deficit", async () => {
    const partners = [
      { share: "1/4", distribution: law([3, 8], [1, 3]) },
      { share: "3/4", distribution: law([0, 1, 7], [1, 2, 3]) },
    ];
    await expectRow(partners, cellsOf("bayesian", "ex-post").slice(1), ["43/16", "1153/432"]);
  });
});

describe("on random instances, in exact arithmetic", () => {
  const least = fc.integer({ min: 2, max: 3 });
  const someLaw = least.chain(discreteLaw) as fc.Arbitrary<Law>;

  test("a partner who owns everything and one who owns nothing are a seller and a buyer, in every cell", async () => {
    const weights = fc.constantFrom([1, 1, 1], [0, 0, 1], [2, 1, 1], [1, 3, 0]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cells),
        someLaw,
        someLaw,
        weights,
        fc.constantFrom("0", "-1/2", "1/3"),
        async (cell, buyer, seller, own, r) => {
          const [buyers, sellers, broker] = own;
          const budget = { rule: cell.budget, requiredProfit: cell.budget === "none" ? "0" : r };
          const trade = instanceIn({ kind: "bilateral-trade", buyer, seller }, cell, {
            budget,
            objective: { weights: { buyers, sellers, broker } },
          });
          const partners = [
            { share: "0", distribution: buyer },
            { share: "1", distribution: seller },
          ];
          const shared = instanceIn(partnership(partners), cell, {
            budget,
            objective: { weights: { partners: [buyers, sellers], broker } },
          });
          expect(await exactValue(shared)).toBe(await exactValue(trade));
        },
      ),
      { numRuns: 64 },
    );
  });

  /** First best by definition: everything to whoever values it most, less what the owners have. */
  const firstBest = (partners: readonly Partner[]): Rational => {
    const visit = (k: number, most: Rational | null, owned: Rational, mass: Rational): Rational => {
      const own = partners[k];
      if (!own) return mass.mul((most as Rational).sub(owned));
      return own.distribution.values.reduce<Rational>((sum, text, at) => {
        const value = rational(text as string);
        const chance = mass.mul(rational(own.distribution.masses[at] as string));
        return sum.add(visit(k + 1, most?.gt(value) ? most : value, owned.add(value.mul(rational(own.share))), chance));
      }, zero);
    };
    return visit(0, null, zero, one);
  };
  const somePartners = fc
    .integer({ min: 2, max: 3 })
    .chain((n) =>
      fc
        .tuple(fc.array(someLaw, { minLength: n, maxLength: n }), masses(n))
        .map(([laws, shares]) => laws.map((distribution, k): Partner => ({ share: shares[k] as string, distribution }))),
    );

  test("lump sums make the first best attainable before types are known", async () => {
    const efficient: Cell[] = [
      { incentives: "bayesian", participation: "ex-ante", budget: "ex-ante" },
      { incentives: "bayesian", participation: "ex-ante", budget: "no-deficit" },
      { incentives: "bayesian", participation: "ex-ante", budget: "balanced" },
      { incentives: "dominant", participation: "ex-ante", budget: "ex-ante" },
    ];
    await fc.assert(
      fc.asyncProperty(somePartners, fc.constantFrom(...efficient), async (partners, cell) => {
        expect(await valueIn(partners, cell)).toBe(formatRational(firstBest(partners)));
      }),
      { numRuns: 20 },
    );
  });

  test("cells that have one value, and cells that are ordered", async () => {
    let loses = 0;
    await fc.assert(
      fc.asyncProperty(somePartners, async (partners) => {
        const value = async (incentives: Cell["incentives"], participation: Cell["participation"], budget: Cell["budget"]) =>
          rational(await valueIn(partners, { incentives, participation, budget }));
        const interim = await value("bayesian", "interim", "ex-ante");
        const same = [
          await value("bayesian", "interim", "no-deficit"),
          await value("bayesian", "interim", "balanced"),
          await value("bayesian", "ex-post", "ex-ante"),
          await value("dominant", "interim", "ex-ante"),
        ];
        expect(same.map(formatRational)).toEqual(same.map(() => formatRational(interim)));
        const exPost = await value("dominant", "ex-post", "ex-ante");
        expect(exPost.lte(interim)).toBe(true);
        if (exPost.lt(interim)) loses++;
      }),
      { numRuns: 40 },
    );
    expect(loses).toBeGreaterThan(0);
  });

  test("with a budget in every state, dominant incentives and participation before types are known, shares matter by the means that they own only", async () => {
    const cell: Cell = { incentives: "dominant", participation: "ex-ante", budget: "no-deficit" };
    await fc.assert(
      fc.asyncProperty(someLaw, fc.tuple(someLaw, masses(3), masses(3)), async (common, [other, first, second]) => {
        // One law: the means are the same whatever the shares.
        const of = (shares: readonly string[], distribution: Law) => shares.map((share) => ({ share, distribution }));
        expect(await valueIn(of(pairOf(first), common), cell)).toBe(await valueIn(of(pairOf(second), common), cell));
        // Two laws of equal means: likewise.
        const mirrored = mirrorOf(other);
        const mixed = (shares: readonly string[]) => [
          { share: shares[0] as string, distribution: other },
          { share: shares[1] as string, distribution: mirrored },
        ];
        expect(await valueIn(mixed(pairOf(first)), cell)).toBe(await valueIn(mixed(pairOf(second)), cell));
      }),
      { numRuns: 12 },
    );
  });

  /** Two shares of total 1. */
  function pairOf([first]: readonly string[]): [string, string] {
    return [first as string, formatRational(one.sub(rational(first as string)))];
  }

  /** The law of twice the mean less the value: another law of the same mean. */
  function mirrorOf({ values, masses: parts }: Law): Law {
    const twice = values
      .reduce<Rational>((sum, value, k) => sum.add(rational(value as string).mul(rational(parts[k] as string))), zero)
      .mul(rational(2));
    return {
      distribution: "discrete",
      values: values.map((value) => formatRational(twice.sub(rational(value as string)))).reverse(),
      masses: [...parts].reverse(),
    };
  }

  test("any weights and required profits, in every cell: looser words never lower the value", async () => {
    const order = ["none", "ex-ante", "interim", "ex-post"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...cells.filter(({ participation }) => participation !== "ex-post"))
          .chain((cell) => fc.tuple(fc.constant(cell), partnershipInstance(cell, 2, 3))),
        async ([cell, instance]) => {
          const stricter = order[order.indexOf(cell.participation) + 1];
          const [loose, tight] = [await exactValue(instance), await exactValue({ ...instance, participation: stricter })];
          if (loose === "the value is unbounded" || tight === "infeasible") return;
          expect(rational(tight).lte(rational(loose))).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});
