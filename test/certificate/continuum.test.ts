import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
import { canonicalJson, type JsonObject } from "../../src/certificate/format.ts";
import { type Account, accountsOf } from "../../src/certificate/verify/continuum/attained.ts";
import { cellsOf } from "../../src/certificate/verify/continuum/cells.ts";
import { grain, majorant } from "../../src/certificate/verify/continuum/majorant.ts";
import { rankedByCounts } from "../../src/certificate/verify/continuum/traders.ts";
import { polynomialLaw } from "../../src/certificate/verify/laws/law.ts";
import { readLaw } from "../../src/certificate/verify/laws/stated-law.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { isBilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { tried } from "../support/tried.ts";
import { bracket, floatBracket, instanceOf, uniform } from "./support/brackets.ts";
import { rationalLaw } from "./support/rational-laws.ts";

describe("closed forms on the continuum lie in the certified bracket", () => {
  const cases: [string, object, number][] = [
    ["gains from trade 9/64", {}, 9 / 64],
    ["9/64 with a balanced budget", { budget: "balanced" }, 9 / 64],
    ["9/64 under dominant incentives and ex-post participation", { incentives: "dominant", participation: "ex-post" }, 9 / 64],
    ["broker profit 1/24", { objective: "broker-profit" }, 1 / 24],
    ["first best 1/6 with a subsidy of 1/6", { budget: { rule: "ex-ante", requiredProfit: "-1/6" } }, 1 / 6],
    ["first best 1/6 without a budget", { budget: "none" }, 1 / 6],
  ];
  test.each(cases)("uniform: %s", async (_, rest, truth) => {
    const { lower, upper } = await bracket(instanceOf(uniform, uniform, { ...rest, width: 1e-5 }));
    expect(lower).toBeLessThanOrEqual(truth);
    expect(upper).toBeGreaterThanOrEqual(truth);
    expect((upper - lower) / upper).toBeLessThan(1e-5);
  });

  test("one cell a side: the posted price ½ attains 1/8, and the bound is above 9/64", async () => {
    const instance = instanceOf(uniform, uniform);
    const { certificate } = await bracket(instance);
    const proof = {
      kind: "continuum",
      buyer: { knots: ["1/2"], enclosures: null },
      seller: { knots: ["1/2"], enclosures: null },
      mechanism: { strict: [0, 1], generous: [0, 1], mix: "0" },
      kappa: "3/2",
    };
    // Trade among the better halves: ¼·(¾ − ¼) = 1/8.
    const claim = (lower: string, upper: string) =>
      verifyCertificate({ ...certificate, claim: { status: "optimal", lower, upper }, proof } as unknown as object);
    expect(claim("1/8", "1").accepted).toBe(true);
    expect(claim("126/1000", "1").accepted).toBe(false);
    expect(claim("1/8", "9/64").accepted).toBe(false);
  });

  test("more profit than a broker can make is infeasible", async () => {
    const { verdict, certificate } = await bracket(instanceOf(uniform, uniform, { budget: { rule: "ex-ante", requiredProfit: "1/23" } }));
    expect(verdict.status).toBe("infeasible");
    expect(certificate.proof).toMatchObject({ kind: "continuum", mechanism: null });
  });
});

test("brackets of random rational laws overlap those of the engine, computed in floats with its own laws", async () => {
  const laws = fc.sample(fc.tuple(rationalLaw, rationalLaw), { numRuns: 40 });
  let continuous = 0;
  for (const [buyer, seller] of laws) {
    const problem = parseInstance(instanceOf(buyer, seller, { width: 1e-4 }));
    if (!isBilateralTrade(problem.environment)) continue;
    if (problem.environment.buyer.pieces.length + problem.environment.seller.pieces.length === 0) continue;
    continuous++;
    const { lower, upper } = await bracket(instanceOf(buyer, seller, { width: 1e-4 }));
    const float = floatBracket(instanceOf(buyer, seller), 1e-6);
    const slack = 1e-9 * Math.max(1, Math.abs(upper));
    expect(lower, JSON.stringify([buyer, seller])).toBeLessThanOrEqual(float.upper + slack);
    expect(upper, JSON.stringify([buyer, seller])).toBeGreaterThanOrEqual(float.lower - slack);
    expect(upper - lower).toBeLessThan(1e-3 * Math.max(1, Math.abs(upper)));
  }
  expect(continuous).toBeGreaterThan(20);
});

/** Most of the mass in a density that falls steeply below a bulk of better types: the revenue curve is convex there. */
const steep = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 20 })).map(
  ([exponent, at]): DistributionSpec => ({
    distribution: "mixture",
    weights: ["1/3", "2/3"],
    components: [
      { distribution: "reverse-power", min: 0, max: 12, exponent },
      { distribution: "uniform", min: at, max: at + 2 },
    ],
  }),
);

const knots = fc.array(fc.integer({ min: 1, max: 24 * 7 - 1 }), { maxLength: 12 }).map((list) => list.map((k) => ratio(BigInt(k), 7n)));

describe("the two halves of the argument, against the engine's own laws in floats", () => {
  test("the majorant lies above w·W + (κ − w)·R at every quantile", () => {
    const kinds: Record<string, number> = {};
    fc.assert(
      fc.property(
        fc.oneof(rationalLaw, steep),
        knots,
        fc.constantFrom("0", "1", "1/2"),
        fc.constantFrom("0", "1/3", "5"),
        (spec, points, weight, excess) => {
          const exact = polynomialLaw(readLaw(spec, "law"));
          if (exact === null) return;
          const cells = cellsOf(exact, points);
          for (const kind of cells.revenue) kinds[kind] = (kinds[kind] ?? 0) + 1;
          const [w, kappa] = [rational(weight), rational(weight).add(rational(excess))];
          const { masses, slopes, massUnit } = majorant(cells, w, kappa);
          const law = distribution(spec);
          const upTo = (q: number) => {
            let height = 0;
            let left = q;
            masses.forEach((mass, k) => {
              const share = Math.min(left, toNumber(ratio(mass, massUnit)));
              height += share * toNumber(ratio(slopes[k] as bigint, grain));
              left -= share;
            });
            return height;
          };
          const [ofValue, ofRevenue] = [toNumber(w), toNumber(kappa.sub(w))];
          const above = Array.from({ length: 64 }, (_, k) => {
            const q = (k + 1) / 64;
            const v = law.upperQuantile(q);
            // W(q): all above v, and of an atom at v what is needed to make up q.
            const value = law.partialMean(v, Number.POSITIVE_INFINITY) + (q - law.survival(v)) * v;
            const height = ofValue * value + ofRevenue * q * v;
            return (upTo(q) - height) / (1 + Math.abs(height));
          });
          expect(Math.min(...above)).toBeGreaterThan(-1e-9);
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(kinds.concave ?? 0, kinds.convex ?? 0, kinds.unknown ?? 0)).toBeGreaterThan(30);
  });

  test("payments are the allocation's worth less the rents that the envelope gives", () => {
    fc.assert(
      fc.property(rationalLaw, rationalLaw, knots, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (buyer, seller, points, raw) => {
        const worth = [buyer, { distribution: "affine", scale: -1, shift: 0, of: seller }].map((law) => polynomialLaw(readLaw(law, "law")));
        const [left, right] = worth;
        if (!left || !right) return;
        const sides = [
          cellsOf(left, points),
          cellsOf(
            right,
            points.map((knot) => knot.neg()),
          ),
        ] as const;
        const n = sides[1].revenue.length;
        const counts = sides[0].revenue.map((_, i) => (raw[i % raw.length] as number) % (n + 1)).sort((a, b) => a - b);
        const traders = sides.map((cells, k) => ({ role: (["buyer", "seller"] as const)[k as 0 | 1], count: 1, cells }));
        const [bought] = accountsOf(traders, rankedByCounts({ strict: counts, generous: counts, mix: "0" }, traders)) as [Account, Account];
        const number = ({ numerators, denominator }: { numerators: readonly bigint[]; denominator: bigint }, k: number) =>
          toNumber(ratio(numerators[k] as bigint, denominator));
        const law = distribution(buyer);
        const sold = (count: number) =>
          Array.from({ length: count }, (_, j) => number(sides[1].mass, n - 1 - j)).reduce((a, b) => a + b, 0);
        let gained = 0;
        let rents = 0;
        counts.forEach((count, i) => {
          const low = number(sides[0].low, i);
          gained += sold(count) * number(sides[0].moment, i);
          // ∫ P(V > z) dz from the worst type of this cell to that of the next = [z·P(V > z)] + E[V; between].
          const next = i + 1 < counts.length ? number(sides[0].low, i + 1) : law.support.max;
          rents += sold(count) * (next * law.survival(next) - low * law.survival(low) + law.partialMean(low, next));
        });
        expect(toNumber(bought.worth)).toBeCloseTo(gained, 8);
        expect(toNumber(bought.pays)).toBeCloseTo(gained - rents, 8);
      }),
      { numRuns: 200 },
    );
  });
});

describe("negative controls on the continuum", () => {
  test("whatever is changed, what is accepted contains the truth", async () => {
    const { certificate } = await bracket(instanceOf(uniform, uniform, { width: 0.05 }));
    // biome-ignore lint/suspicious/noExplicitAny: documents of any shape are the subject here
    type Document = any;
    const change = (document: Document, where: number, how: number): string | null => {
      const { proof, claim } = document;
      const shift = (text: string) => {
        const by = ["1/100", "-1/100", "1/3", "-1", "1/1000000"][how % 5] as string;
        const { s, n, d } = rational(text).add(rational(by));
        return `${s * n}/${d}`;
      };
      const pick = (list: Document[]) => (how >> 3) % list.length;
      switch (where % 9) {
        case 0:
          claim.lower = shift(claim.lower);
          return "claim.lower";
        case 1:
          claim.upper = shift(claim.upper);
          return "claim.upper";
        case 2:
          proof.kappa = shift(proof.kappa);
          return "kappa";
        case 3:
          proof.mechanism.mix = shift(proof.mechanism.mix);
          return "mix";
        case 4: {
          const list = how % 2 === 0 ? proof.mechanism.strict : proof.mechanism.generous;
          list[pick(list)] += (how >> 1) % 2 === 0 ? 1 : -1;
          return "a count";
        }
        case 5: {
          const list = proof[how % 2 === 0 ? "buyer" : "seller"].knots;
          const k = pick(list);
          list[k] = shift(list[k]);
          return "a knot";
        }
        case 6: {
          const list = proof[how % 2 === 0 ? "buyer" : "seller"].knots;
          list.splice(pick(list), 1);
          return "a knot left out";
        }
        case 7:
          claim.lower = claim.upper;
          return "a closed bracket";
        default: {
          const law = document.instance.environment[how % 2 === 0 ? "buyer" : "seller"];
          law.max = how % 4 < 2 ? 0.9 : 1.1;
          const hash = createHash("sha256").update(canonicalJson(document.instance as JsonObject));
          document.instanceHash = hash.digest("hex");
          return "another law";
        }
      }
    };
    const kinds: Record<string, { tried: number; rejected: number }> = {};
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (where, how) => {
        const document: Document = JSON.parse(JSON.stringify(certificate));
        const kind = change(document, where, how) as string;
        const verdict = verifyCertificate(document);
        kinds[kind] ??= { tried: 0, rejected: 0 };
        kinds[kind].tried++;
        if (!verdict.accepted) kinds[kind].rejected++;
        else if (kind !== "another law" && verdict.status === "optimal") {
          expect(verdict.lower.lte(ratio(9n, 64n))).toBe(true);
          expect(verdict.upper.gte(ratio(9n, 64n))).toBe(true);
        }
        // The second best with [0, 0.9] against [0, 1] is far below, with [0, 1.1] far above the bracket, and likewise for costs.
        if (kind === "another law" || kind === "a closed bracket") expect(verdict.accepted).toBe(false);
      }),
      { numRuns: tried(400, 600) },
    );
    const total = Object.values(kinds).reduce((sum, kind) => ({ tried: sum.tried + kind.tried, rejected: sum.rejected + kind.rejected }));
    console.log(`continuum: ${Object.keys(kinds).length} kinds of mutation, ${JSON.stringify(total)}`, kinds);
    expect(Object.keys(kinds).length).toBe(9);
    expect(total.rejected).toBeGreaterThan(200);
    expect(total.tried - total.rejected).toBeGreaterThan(20);
  });

  test("named ones", async () => {
    const { certificate } = await bracket(instanceOf(uniform, uniform, { width: 0.05 }));
    const changed = (edit: (document: Record<string, Record<string, unknown>>) => void): string => {
      const document = JSON.parse(JSON.stringify(certificate));
      edit(document);
      const verdict = verifyCertificate(document);
      return verdict.accepted ? "accepted" : verdict.reason;
    };
    expect(
      changed((document) => {
        Object.assign(document.instance as object, { discretization: { rule: "midpoint", points: 10 } });
        const hash = createHash("sha256").update(canonicalJson(document.instance as JsonObject));
        Object.assign(document, { instanceHash: hash.digest("hex") });
      }),
    ).toMatch("the instance is a grid, and the proof speaks of the continuum");
    expect(changed(({ proof }) => Object.assign(proof as object, { kappa: "1/2" }))).toMatch("kappa: it is smaller than a side's weight");
    expect(changed(({ proof }) => Object.assign(proof as object, { mechanism: null }))).toMatch("no lower bound is proved");
    expect(
      changed(({ proof }) => {
        const mechanism = proof?.mechanism as { strict: number[]; generous: number[] };
        for (const counts of [mechanism.strict, mechanism.generous]) counts.reverse();
      }),
    ).toMatch(/^incentives: buyers of cell \d+ trade less/);
    expect(
      changed(({ proof }) => {
        const mechanism = proof?.mechanism as { strict: number[]; generous: number[] };
        const n = Math.max(...mechanism.generous);
        for (const counts of [mechanism.strict, mechanism.generous]) counts.fill(n);
      }),
    ).toMatch(/^budget: the expected profit is -/);
  });
});
