import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { doubles, rationals } from "../../src/arithmetic/numbers.ts";
import { formatRational, type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { definitionOf } from "../../src/certificate/prove/certificate.ts";
import { statedProblem } from "../../src/certificate/prove/stated.ts";
import { demandsOf } from "../../src/duals/conflict/demands.ts";
import { leastRelaxation } from "../../src/duals/conflict/margin.ts";
import { type PartnerInput, type Partnership, partnership } from "../../src/environments/partnership.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import { mostProfitableDivision } from "../../src/virtual-surplus/division/best-ties.ts";
import { divisionBounds } from "../../src/virtual-surplus/division/bounds.ts";
import { exactFirstBest, highestAt, highestDivision } from "../../src/virtual-surplus/division/highest.ts";
import { discreteLaw } from "../certificate/support/instances.ts";
import { masses } from "../certificate/support/rational-laws.ts";

const solver = createHighsSolver();
const unit = { distribution: "uniform", min: 0, max: 1 } as const;

/** Partners with two or three types each from few values, so that they tie often; some twice. */
const somePartners = fc.integer({ min: 1, max: 3 }).chain((entries) =>
  fc
    .tuple(
      fc.array(fc.integer({ min: 2, max: 3 }).chain(discreteLaw), { minLength: entries, maxLength: entries }),
      masses(entries),
      entries === 1 ? fc.constant([2]) : fc.constantFrom([1, 1, 1], [2, 1, 1].slice(0, entries)),
    )
    .map(([laws, parts, counts]) =>
      laws.map((distribution, k) => {
        const count = counts[k] as number;
        return { share: formatRational(rational(parts[k] as string).div(count)), count, distribution } as PartnerInput;
      }),
    ),
);

const onGrids = (environment: Partnership) => {
  const spaces = environment.grids();
  return environment.groups.map((group, g) => ({ ...group, types: spaces[g] as TypeSpace }));
};

test("holdings, gains and what the highest value is worth, against every profile", () => {
  fc.assert(
    fc.property(somePartners, (partners) => {
      const environment = partnership({ partners });
      const groups = onGrids(environment);
      const { firstBest, holdings, best } = highestDivision(groups);
      const members = groups.flatMap((group, g) => Array.from({ length: group.count }, () => ({ ...group, g })));
      const at = highestAt(groups);
      const held = groups.map(({ types }) => types.values.map(() => 0));
      const highest = groups.map(({ types }) => types.values.map(() => 0));
      let gains = zero;
      const visit = (types: readonly number[], mass: Rational): void => {
        if (types.length < members.length) {
          const own = members[types.length] as (typeof members)[number];
          own.types.values.forEach((_, k) => {
            visit([...types, k], mass.mul(own.types.exact?.masses[k] as Rational));
          });
          return;
        }
        const values = members.map(({ types: { exact } }, a) => exact?.values[types[a] as number] as Rational);
        const most = values.reduce((top, value) => (value.gt(top) ? value : top));
        const owned = values.reduce((sum, value, a) => sum.add(value.mul(members[a]?.reference as Rational)), zero);
        gains = gains.add(mass.mul(most.sub(owned)));
        const holds = at(types);
        members.forEach(({ g, count, types: { masses: own } }, a) => {
          const k = types[a] as number;
          const weight = toNumber(mass) / (own[k] as number) / count;
          (held[g] as Float64Array)[k] = (held[g]?.[k] as number) + weight * (holds[a] as number);
          (highest[g] as Float64Array)[k] = (highest[g]?.[k] as number) + weight * toNumber(most);
        });
      };
      visit([], rational(1));
      expect(formatRational(exactFirstBest(groups) as Rational)).toBe(formatRational(gains));
      expect(firstBest).toBeCloseTo(toNumber(gains), 11);
      groups.forEach((_, g) => {
        for (const [k, own] of (held[g] as Float64Array).entries()) expect(holdings[g]?.[k]).toBeCloseTo(own, 11);
        for (const [k, own] of (highest[g] as Float64Array).entries()) expect(best[g]?.[k]).toBeCloseTo(own, 10);
      });
    }),
    { numRuns: 60 },
  );
});

describe("the largest profit of an efficient division", () => {
  const closed = (environment: Partnership) => {
    const partners = onGrids(environment).map(({ count, reference, types: { exact } }) => {
      if (!exact) throw new Error("types are rational here");
      return { count, share: reference, values: exact.values, masses: exact.masses };
    });
    const inDoubles = partners.map(({ count, share, values, masses: own }) => ({
      count,
      share: toNumber(share),
      values: values.map(toNumber),
      masses: own.map(toNumber),
    }));
    const exact = mostProfitableDivision(partners, rationals);
    expect(mostProfitableDivision(inDoubles, doubles)?.profit).toBeCloseTo(toNumber(exact?.profit as Rational), 10);
    return formatRational(exact?.profit as Rational);
  };

  test("is that of the program over efficient outcomes, however ties are broken", async () => {
    await fc.assert(
      fc.asyncProperty(somePartners, async (partners) => {
        const environment = partnership({ partners });
        const naive = definitionOf(statedProblem(designProblem({ environment })));
        if (typeof naive === "string") throw new Error(naive);
        const float = { solver, timeLimitSeconds: 60, tolerance: 1e-9 };
        const lacking = await leastRelaxation(demandsOf(naive, true, "any"), ({ of }) => of.family === "budget", float);
        if (lacking === null || lacking === "never") throw new Error("the program was not solved");
        expect(closed(environment)).toBe(formatRational(lacking.neg()));
      }),
      { numRuns: 15 },
    );
  });

  test("on midpoints of n cells between an owner and a buyer with uniform values is 1/n − 1/6 − 5/(6n²), for the owner keeps what ties", () => {
    for (const n of [2, 5, 10, 24]) {
      const values = Array.from({ length: n }, (_, k) => `${2 * k + 1}/${2 * n}`);
      const distribution = { distribution: "discrete", values, masses: values.map(() => `1/${n}`) } as const;
      const partners = [
        { share: 1, distribution },
        { share: 0, distribution },
      ];
      expect(closed(partnership({ partners }))).toBe(
        formatRational(
          rational(`1/${n}`)
            .sub("1/6")
            .sub(rational(`5/${6 * n * n}`)),
        ),
      );
    }
  });
});

describe("bounds for laws", () => {
  const boundsOf = (partners: readonly PartnerInput[], cells = 512) => {
    const found = divisionBounds(partnership({ partners }).groups, cells);
    if (!found) throw new Error("these laws have enclosures");
    return found;
  };
  const expectInside = ({ lower, upper }: { lower: number; upper: number }, value: number, width: number) => {
    expect(lower).toBeLessThanOrEqual(value + 1e-15 * Math.abs(value));
    expect(upper).toBeGreaterThanOrEqual(value - 1e-15 * Math.abs(value));
    expect(upper - lower).toBeLessThan(width);
  };

  test("uniform values and any shares: (n − 1)/n·[n/(n + 1) − Σ r^(n/(n−1))], worst off r^(1/(n−1)) (Cramton, Gibbons, Klemperer 1987)", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }).chain((n) => masses(n)),
        fc.constantFrom([0, 1], [-3, 4], [1e6, 1e6 + 1]),
        (shares, ends) => {
          const [min, max] = ends as [number, number];
          const n = shares.length;
          const r = shares.map((share) => toNumber(rational(share)));
          const { firstBest, subsidy, worstOff } = boundsOf(
            shares.map((share) => ({ share, distribution: { distribution: "uniform", min, max } })),
          );
          const span = max - min;
          expectInside(firstBest, span * (n / (n + 1) - 1 / 2), 2e-5 * span);
          expectInside(
            subsidy,
            -span * ((n - 1) / n) * (n / (n + 1) - r.reduce((sum, own) => sum + own ** (n / (n - 1)), 0)),
            4e-5 * n * span,
          );
          worstOff.forEach((own, k) => {
            expectInside(own, min + span * (r[k] as number) ** (1 / (n - 1)), 0.01 * span);
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  test("two partners with uniform values: efficient exactly for shares within √3/6 of a half", () => {
    const end = 1 / 2 + Math.sqrt(3) / 6;
    const at = (share: number) =>
      boundsOf(
        [
          { share, distribution: unit },
          { share: formatRational(rational(1).sub(rational(share))), distribution: unit },
        ],
        16_384,
      ).subsidy;
    expect(at(end - 1e-7).upper).toBeLessThan(0);
    expect(at(end + 1e-7).lower).toBeGreaterThan(0);
  });

  test("exponential values, unbounded above: Σ (1 − r)(1 − log(1 − r)) against 3/2", () => {
    const exponential = { distribution: "exponential", rate: 1, min: 0 } as const;
    for (const r of [0.5, 0.75, 0.9]) {
      const own = (share: number) => (1 - share) * (1 - Math.log(1 - share));
      const found = boundsOf(
        [
          { share: r, distribution: exponential },
          { share: formatRational(rational(1).sub(rational(r))), distribution: exponential },
        ],
        2_048,
      );
      expectInside(found.firstBest, 1 / 2, 1e-3);
      expectInside(found.subsidy, 3 / 2 - own(r) - own(1 - r), 2e-3);
    }
  });

  test("normal values, unbounded on both sides: E max of two is 1/√π", () => {
    const found = boundsOf([{ share: "1/2", count: 2, distribution: { distribution: "normal", mean: 7, sd: 1 } }], 2_048);
    expectInside(found.firstBest, 1 / Math.sqrt(Math.PI), 1e-3);
    expectInside(found.worstOff[0] as { lower: number; upper: number }, 7, 0.02);
  });

  test("supports that do not meet, shifted ones, and a point", () => {
    const between = (min: number, max: number) => ({ distribution: "uniform", min, max }) as const;
    // The higher one buys the other out at any price from 1 to 2.
    expectInside(
      boundsOf([
        { share: "1/2", distribution: between(2, 3) },
        { share: "1/2", distribution: unit },
      ]).subsidy,
      -1 / 2,
      1e-5,
    );
    // A value that everybody knows: neither is owed anything beyond its share, and nothing is left.
    expectInside(
      boundsOf([
        { share: "1/2", distribution: { distribution: "point-mass", at: 0.5 } },
        { share: "1/2", distribution: unit },
      ]).subsidy,
      0,
      1e-5,
    );
    // Values on [a, 1 + a] and [0, 1], a = 1/2: E max(v, others) less the own share of v, at the value where the other's distribution is the share.
    const [a, r, rest] = [0.5, 0.9, 0.1];
    const most = a + 1 / 2 + (1 - a) ** 3 / 6;
    const first = r + (1 - r) ** 2 / 2 - r * r;
    const second = a + rest + (1 - rest) ** 2 / 2 - rest * (a + rest);
    expectInside(
      boundsOf([
        { share: "9/10", distribution: between(a, 1 + a) },
        { share: "1/10", distribution: unit },
      ]).subsidy,
      most - first - second,
      1e-4,
    );
  });

  test("a gap in a support leaves it open whether less would do; laws made of functions have no bounds", () => {
    const gap = { distribution: "discrete", values: [0, 1], masses: ["1/2", "1/2"] } as const;
    const { subsidy } = boundsOf([
      { share: 1, distribution: unit },
      { share: 0, distribution: gap },
    ]);
    expect(subsidy.lower).toBe(Number.NEGATIVE_INFINITY);
    expect(Number.isFinite(subsidy.upper)).toBe(true);
  });

  test("a hundred partners with three laws", () => {
    const found = boundsOf(
      [
        { share: "1/50", count: 30, distribution: unit },
        { share: "1/100", count: 20, distribution: { distribution: "power", exponent: 2, min: 0, max: 1 } },
        { share: "1/250", count: 50, distribution: { distribution: "reverse-power", exponent: 2, min: 0, max: 1 } },
      ],
      512,
    );
    // E max = 1 − ∫ v³⁰·v⁴⁰·(1 − (1 − v)²)⁵⁰ dv, by Simpson's rule.
    const below = (v: number) => v ** 70 * (1 - (1 - v) ** 2) ** 50;
    const steps = 20_000;
    let integral = 0;
    for (let k = 0; k <= steps; k++) integral += (below(k / steps) * (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2)) / (3 * steps);
    expectInside(found.firstBest, 1 - integral - (30 / 50) * (1 / 2) - (20 / 100) * (2 / 3) - (50 / 250) * (1 / 3), 1e-4);
  });
});
