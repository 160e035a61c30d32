import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certify } from "../../src/analysis/certify.ts";
import { one, type Rational, ratio, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import type { JsonObject, PartnershipProof, RankLevel } from "../../src/certificate/format.ts";
import { accountsOfPartners, partnershipBound, partnersOfProof } from "../../src/certificate/verify/continuum/partners.ts";
import { readInstance } from "../../src/certificate/verify/instance.ts";
import type { Verdict } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { isPartnership } from "../../src/environments/partnership.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { uniformSecondBestOfPartners } from "../../src/theorems/cramton-gibbons-klemperer/uniform-second-best.ts";
import { bracketDivision } from "../../src/virtual-surplus/pools/bracket-division.ts";
import { uniform } from "./support/brackets.ts";
import { heldInEachProfile } from "./support/held.ts";
import { masses, rationalLaw } from "./support/rational-laws.ts";

type Partner = readonly [share: string, law: object, count?: number];
const partnership = (partners: readonly Partner[], rest: object = {}) =>
  ({
    format: "secondbest/instance@1",
    environment: { kind: "partnership", partners: partners.map(([share, distribution, count = 1]) => ({ share, distribution, count })) },
    ...rest,
  }) as unknown as JsonObject;
const two = (share: string) => [[share, uniform] as const, [one.sub(rational(share)).toFraction(), uniform] as const];

async function certified(instance: object) {
  const { certificate, ...rest } = await certify(parseInstance(instance));
  if (certificate === null) throw new Error((rest as { reason: string }).reason);
  expect(certificate.proof.kind).toBe("continuum-partnership");
  const document = JSON.parse(JSON.stringify(certificate)) as typeof certificate & { readonly proof: PartnershipProof };
  const verdict = verifyCertificate(document) as Verdict & { accepted: true };
  expect(verdict).toMatchObject({ accepted: true, level: "continuum" });
  const [lower, upper] = verdict.status === "optimal" ? [toNumber(verdict.lower), toNumber(verdict.upper)] : [Number.NaN, Number.NaN];
  return { document, verdict, lower, upper };
}

async function expectAround(instance: object, truth: number, width: number): Promise<void> {
  const { lower, upper } = await certified(instance);
  expect(lower).toBeLessThanOrEqual(truth);
  expect(upper).toBeGreaterThanOrEqual(truth);
  expect(upper - lower).toBeLessThanOrEqual(width * upper);
}

describe("certificates of partnerships with continuous values", () => {
  test.each(["19/20", "9/10", "17/20", "4/5"])("two uniform partners, %s: around the closed form", async (share) => {
    const interval = { min: zero, max: one };
    const { value } = (uniformSecondBestOfPartners.value as NonNullable<typeof uniformSecondBestOfPartners.value>)({
      share: rational(share),
      interval,
    });
    await expectAround(partnership(two(share), { width: 1e-4 }), value as number, 1e-4);
  });

  test("single owner: 9/64, 1/24 for the broker; equal shares 1/6; n equal uniform partners (n − 1)/(2(n + 1))", async () => {
    await expectAround(partnership(two("1"), { width: 1e-4, budget: "balanced" }), 9 / 64, 1e-4);
    await expectAround(partnership(two("1"), { width: 1e-4, objective: "broker-profit" }), 1 / 24, 1e-4);
    for (const n of [2, 3, 5])
      await expectAround(partnership([[`1/${n}`, uniform, n]], { width: 1e-4, budget: "balanced" }), (n - 1) / (2 * (n + 1)), 1e-4);
  });

  test("a profit beyond every division is infeasible", async () => {
    const { verdict } = await certified(partnership(two("4/5"), { budget: { rule: "balanced", requiredProfit: "1/2" } }));
    expect(verdict.status).toBe("infeasible");
  });

  test("brackets of random laws, shares and weights overlap those of the engine, computed in floats with its own laws", async () => {
    const far = { distribution: "exponential", rate: 1, min: 0 };
    const normal = { distribution: "normal", mean: 1, sd: 1 };
    const drawn = fc.sample(fc.tuple(rationalLaw, rationalLaw, masses(2), fc.constantFrom("1", "5/4")), { numRuns: 5, seed: 11 });
    let compared = 0;
    for (const [first, second, shares, broker] of [...drawn, [far, normal, ["4/5", "1/5"], "1"] as const]) {
      const objective = { weights: { partners: ["1", "3/4"], broker } };
      const instance = partnership(
        [
          [shares[0] as string, first],
          [shares[1] as string, second],
        ],
        { width: 1e-3, objective },
      );
      const problem = parseInstance(instance);
      if (!isPartnership(problem.environment)) throw new Error("a partnership was stated");
      if (problem.environment.groups.every(({ law }) => law.pieces.length === 0)) continue;
      const float = bracketDivision(problem.environment.groups, { weights: problem.objective, budget: problem.budget }, { width: 1e-4 });
      if (!("found" in float)) throw new Error(float.status);
      const { lower, upper } = await certified(instance);
      expect(lower).toBeLessThanOrEqual(float.value.upper);
      expect(upper).toBeGreaterThanOrEqual(float.value.lower);
      compared++;
    }
    expect(compared).toBeGreaterThan(3);
  });
});

/** Any order of so many cells of each group. */
const anyOrder = (left: readonly number[], draw: () => number): RankLevel[] => {
  const rest = [...left];
  const order: RankLevel[] = [];
  while (rest.some((own) => own > 0)) {
    const open = rest.flatMap((own, g) => (own > 0 ? [g] : []));
    const g = open[draw() % open.length] as number;
    const cells = 1 + (draw() % (rest[g] as number));
    order.push([g, cells]);
    rest[g] = (rest[g] as number) - cells;
  }
  return order;
};

test("payments of any lottery over rankings are Σ p·min{ψ(A − r), φ(A − r)}, holdings counted profile by profile", () => {
  const law = fc.tuple(masses(3), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 4 }));
  fc.assert(
    fc.property(fc.tuple(law, law), masses(2), masses(3), fc.infiniteStream(fc.nat()), (laws, shares, weights, draws) => {
      const draw = () => draws.next().value as number;
      // Three pieces of one width, so that every number has a formula of one line.
      const groups = laws.map(([own, from, width]) => ({ own: own.map((mass) => rational(mass)), from, width }));
      if (groups.some(({ own }) => own.some((mass) => mass.equals(zero)))) return;
      const stated = readInstance(
        partnership(
          groups.map(({ own, from, width }, g) => [
            shares[g] as string,
            {
              distribution: "piecewise-uniform",
              knots: [0, 1, 2, 3].map((k) => from + k * width),
              masses: own.map((mass) => mass.toFraction()),
            },
          ]),
        ),
      );
      const sides = groups.map(() => ({ knots: [], enclosures: null }));
      const traders = partnersOfProof(stated, { kind: "continuum-partnership", groups: sides });
      const sizes = traders.map(({ cells }) => cells.revenue.length);
      const rankings = [
        { weight: weights[0] as string, levels: anyOrder(sizes, draw) },
        { weight: weights[1] as string, levels: anyOrder(sizes, draw) },
        { weight: weights[2] as string, levels: [] },
      ];
      const accounts = accountsOfPartners(traders, { rankings });
      const ranked = traders.map(({ count, cells }) => ({ count, masses: [...cells.mass.numerators].reverse() }));
      const held = rankings.map(({ levels }) => (levels.length === 0 ? null : heldInEachProfile(ranked, levels, 1)));
      groups.forEach((_, g) => {
        const { cells } = traders[g] as (typeof traders)[number];
        const r = rational(shares[g] as string);
        const n = cells.revenue.length;
        const at = (vector: typeof cells.low, k: number) => ratio(vector.numerators[k] as bigint, vector.denominator);
        let [worth, pays, below] = [zero, zero, zero];
        for (let k = 0; k < n; k++) {
          const p = at(cells.mass, k);
          const [low, high] = [at(cells.low, k), at(cells.high, k)];
          const upTo = below.add(p);
          const beyond = held.reduce<Rational>(
            (sum, own, j) =>
              sum.add(rational(weights[j] as string).mul(own === null ? zero : ((own[g] as Rational[])[n - 1 - k] as Rational).sub(r))),
            zero,
          );
          // −Δ[v(1 − F)] and Δ[vF], the next cell beginning where this one ends.
          const bought = low.mul(one.sub(below)).sub(high.mul(one.sub(upTo)));
          const sold = high.mul(upTo).sub(low.mul(below));
          const [first, second] = [bought.mul(beyond), sold.mul(beyond)];
          pays = pays.add(first.lt(second) ? first : second);
          worth = worth.add(p.mul(low.add(high)).div(2).mul(beyond));
          below = upTo;
        }
        expect(accounts[g]?.pays.toFraction()).toBe(pays.toFraction());
        expect(accounts[g]?.worth.toFraction()).toBe(worth.toFraction());
      });
    }),
    { numRuns: 60 },
  );
});

test("every price of the budget and all pool values bound the optimum from above", () => {
  const stated = readInstance(partnership(two("9/10")));
  const knots = Array.from({ length: 31 }, (_, k) => `${k + 1}/32`);
  const groups = partnersOfProof(stated, {
    kind: "continuum-partnership",
    groups: [
      { knots, enclosures: null },
      { knots, enclosures: null },
    ],
  });
  const truth = 0.161756;
  let least = Number.POSITIVE_INFINITY;
  fc.assert(
    fc.property(
      fc.integer({ min: 64, max: 192 }),
      fc.integer({ min: -64, max: 192 }),
      fc.integer({ min: -64, max: 192 }),
      (kappa, first, second) => {
        const bound = toNumber(partnershipBound(stated, groups, { kappa: `${kappa}/64`, pools: [`${first}/64`, `${second}/64`] }, true));
        expect(bound).toBeGreaterThan(truth);
        least = Math.min(least, bound);
      },
    ),
    { numRuns: 150 },
  );
  expect(least).toBeLessThan(2 * truth);
});
