import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certify } from "../../src/analysis/certify.ts";
import type { ExactVector } from "../../src/arithmetic/exact-vector.ts";
import { ratio, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { hashInstance, type RankLevel } from "../../src/certificate/format.ts";
import { type Account, accountsOf, attainedBy } from "../../src/certificate/verify/continuum/attained.ts";
import { continuumBound } from "../../src/certificate/verify/continuum/bound.ts";
import type { Cells, Ratio } from "../../src/certificate/verify/continuum/cells.ts";
import { enclosedCells } from "../../src/certificate/verify/continuum/enclosed-cells.ts";
import { grain, majorant } from "../../src/certificate/verify/continuum/majorant.ts";
import { rankedByCounts, type TradersInCells, tradersOfProof, worthLaw } from "../../src/certificate/verify/continuum/traders.ts";
import { readInstance } from "../../src/certificate/verify/instance.ts";
import { polynomialLaw } from "../../src/certificate/verify/laws/law.ts";
import { readLaw } from "../../src/certificate/verify/laws/stated-law.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { customLaw } from "../../src/distributions/laws/custom.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { anyLaw } from "../distributions/arbitrary-law.ts";
import { tried } from "../support/tried.ts";
import { bracket, floatBracket, instanceOf, uniform } from "./support/brackets.ts";

/** Laws without rational numbers, bounded and unbounded, with atoms and gaps. */
const transcendental: Record<string, [object, object]> = {
  "truncated normal": [{ distribution: "truncated-normal", mean: 0.5, sd: 0.2, min: 0, max: 1 }, uniform],
  "power 1/2 and 5/2": [
    { distribution: "power", min: 0, max: 1, exponent: "1/2" },
    { distribution: "power", min: 0, max: 1, exponent: "5/2" },
  ],
  "reverse power": [
    { distribution: "reverse-power", min: 0, max: 1, exponent: "1/2" },
    { distribution: "reverse-power", min: 0, max: 1, exponent: "3/2" },
  ],
  exponential: [
    { distribution: "exponential", rate: 1, min: 0 },
    { distribution: "exponential", rate: 2, min: 0 },
  ],
  "truncated exponential": [
    { distribution: "truncated-exponential", rate: -3, min: 0, max: 1 },
    { distribution: "truncated-exponential", rate: 2, min: 0, max: 1 },
  ],
  normal: [
    { distribution: "normal", mean: 1, sd: 1 },
    { distribution: "normal", mean: 0, sd: 1 },
  ],
  lognormal: [
    { distribution: "lognormal", mu: 0, sigma: "1/2" },
    { distribution: "lognormal", mu: 0, sigma: 1 },
  ],
  beta: [
    { distribution: "beta", a: "5/2", b: "3/2", min: 0, max: 1 },
    { distribution: "beta", a: "1/2", b: "1/2", min: 0, max: 1 },
  ],
  "capped pareto": [
    { distribution: "pareto", scale: 1, shape: 3, cap: 5 },
    { distribution: "affine", scale: -1, shift: 6, of: { distribution: "pareto", scale: 1, shape: 3, cap: 5 } },
  ],
  "mixture with an atom": [
    {
      distribution: "mixture",
      weights: ["1/2", "1/2"],
      components: [
        { distribution: "normal", mean: 0, sd: 1 },
        { distribution: "point-mass", at: 1 },
      ],
    },
    uniform,
  ],
  "two humps": [
    {
      distribution: "mixture",
      weights: ["1/2", "1/2"],
      components: [
        { distribution: "truncated-normal", mean: "0.3", sd: "0.05", min: 0, max: 1 },
        { distribution: "truncated-normal", mean: "0.7", sd: "0.05", min: 0, max: 1 },
      ],
    },
    uniform,
  ],
};

describe("laws without rational numbers: certificates without assumptions", () => {
  test.each(Object.entries(transcendental))(
    "%s",
    async (_, [buyer, seller]) => {
      const instance = instanceOf(buyer, seller, { width: 1e-3 });
      const { lower, upper, verdict, certificate } = await bracket(instance);
      expect(verdict.assumptions).toEqual([]);
      expect((certificate.proof as { buyer: unknown }).buyer).toMatchObject({ enclosures: null });
      const float = floatBracket(instance, 1e-4);
      expect(lower).toBeLessThanOrEqual(float.upper);
      expect(upper).toBeGreaterThanOrEqual(float.lower);
      expect((upper - lower) / upper).toBeLessThan(1e-3);
    },
    20_000,
  );

  test("a profit beyond every mechanism is infeasible", async () => {
    const exponential = { distribution: "exponential", rate: 1, min: 0 };
    const { verdict } = await bracket(instanceOf(exponential, uniform, { budget: { rule: "ex-ante", requiredProfit: "1/2" } }));
    expect(verdict).toMatchObject({ status: "infeasible", level: "continuum", assumptions: [] });
  });

  test("a law that exists only in code has no certificate", async () => {
    const law = customLaw({ cdf: (x) => Math.min(Math.max(x, 0), 1), quantile: (p) => p, support: { min: 0, max: 1 } });
    const problem = designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) });
    await expect(certify(problem)).rejects.toThrow("custom law");
  });
});

describe("what the verifier says of the revenue curve, against the engine's own laws in floats", () => {
  const knots = fc
    .array(fc.integer({ min: -400, max: 900 }), { minLength: 1, maxLength: 14 })
    .map((list) => list.map((k) => ratio(BigInt(k), 97n)));

  test("the majorant lies above w·W + (κ − w)·R at every quantile, for every law and for its mirror image", () => {
    const kinds: Record<string, number> = {};
    let compared = 0;
    fc.assert(
      fc.property(
        anyLaw,
        knots,
        fc.constantFrom("0", "1", "1/2"),
        fc.constantFrom("0", "1/3", "5"),
        fc.boolean(),
        (own, points, weight, excess, mirrored) => {
          const spec: DistributionSpec = mirrored ? { distribution: "affine", scale: -1, shift: 0, of: own } : own;
          const stated = readLaw(spec, "law");
          if (polynomialLaw(stated)) return;
          compared++;
          const cells = enclosedCells(stated, points);
          for (const kind of cells.revenue) kinds[kind] = (kinds[kind] ?? 0) + 1;
          const [w, kappa] = [rational(weight), rational(weight).add(rational(excess))];
          if (cells.openBelow && cells.openAbove && cells.revenue.length === 1) return;
          const { masses, slopes, massUnit, jump } = majorant(cells, w, kappa);
          const law = distribution(spec);
          const upTo = (q: number) => {
            let height = toNumber(ratio(jump, grain));
            let left = q;
            masses.forEach((mass, k) => {
              const share = Math.min(left, toNumber(ratio(mass, massUnit)));
              height += share * toNumber(ratio(slopes[k] as bigint, grain));
              left -= share;
            });
            return height;
          };
          const [ofValue, ofRevenue] = [toNumber(w), toNumber(kappa.sub(w))];
          const above = Array.from({ length: 63 }, (_, k) => {
            const q = (k + 1) / 64;
            const v = law.upperQuantile(q);
            const value = law.partialMean(v, Number.POSITIVE_INFINITY) + (q - law.survival(v)) * v;
            const height = ofValue * value + ofRevenue * q * v;
            return (upTo(q) - height) / (1 + Math.abs(height));
          });
          expect(Math.min(...above), JSON.stringify(spec)).toBeGreaterThan(-1e-8);
        },
      ),
      { numRuns: 300 },
    );
    console.log(`majorants of ${compared} laws`, kinds);
    expect(compared).toBeGreaterThan(100);
    expect(Math.min(kinds.concave ?? 0, kinds.bounded ?? 0, kinds.unknown ?? 0)).toBeGreaterThan(30);
  });

  test("masses and moments of the cells are the engine's", () => {
    const number = ({ numerators, denominator }: ExactVector, k: number) => toNumber(ratio(numerators[k] as bigint, denominator));
    let compared = 0;
    fc.assert(
      fc.property(anyLaw, knots, (spec, points) => {
        const stated = readLaw(spec, "law");
        if (polynomialLaw(stated)) return;
        const cells = enclosedCells(stated, points);
        const law = distribution(spec);
        const n = cells.revenue.length;
        let total = 0;
        for (let k = 0; k < n; k++) {
          const low = k === 0 && cells.openBelow ? Number.NEGATIVE_INFINITY : number(cells.low, k);
          const high = k === n - 1 && cells.openAbove ? Number.POSITIVE_INFINITY : number(cells.high, k);
          total += number(cells.mass, k);
          if (low === high) continue;
          const atom = law.atoms.find(({ at }) => at === high)?.mass ?? 0;
          expect(number(cells.mass, k)).toBeCloseTo(law.massBetween(low, high) - atom, 9);
          const moment = law.partialMean(low, high) - (atom === 0 ? 0 : atom * high);
          expect(Math.abs(number(cells.moment, k) - moment)).toBeLessThan(1e-9 * (1 + Math.abs(moment)));
          expect(number(cells.size, k)).toBeGreaterThanOrEqual(Math.abs(number(cells.moment, k)) * (1 - 1e-12));
          compared++;
        }
        expect(total).toBeCloseTo(1, 12);
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});

describe("a relative error of the numbers is paid for", () => {
  /** Cells with every number off by up to `size` millionths; draws are in [−1, 1]. */
  function disturbed(cells: Cells, size: number, draws: readonly number[], start: number): Cells {
    let k = start;
    const unit = 1n << 60n;
    const by = () => BigInt(Math.trunc(0.99e-6 * size * 2 ** 60 * (draws[k++ % draws.length] as number)));
    const moved = (own: bigint, share: bigint, of = own) => own * unit + of * share;
    const masses = cells.mass.numerators.map((own) => moved(own, by()));
    // Moments move by shares of sizes, which are over the same denominator.
    const moments = cells.moment.numerators.map((own, i) => moved(own, by(), cells.size.numerators[i]));
    const ratios = (list: readonly (Ratio | null)[]) => list.map((own): Ratio | null => own && [moved(own[0], by()), own[1] * unit]);
    return {
      ...cells,
      mass: { numerators: masses, denominator: cells.mass.denominator * unit },
      moment: { numerators: moments, denominator: cells.moment.denominator * unit },
      size: { numerators: cells.size.numerators.map((own) => own * 1026n), denominator: cells.size.denominator * 1024n },
      distortionLow: ratios(cells.distortionLow),
      distortionHigh: ratios(cells.distortionHigh),
      relativeError: ratio(BigInt(size), 1_000_000n),
    };
  }
  // Independent errors, and errors that pull together; up to 0.9‰, and 0.01‰.
  const draws = fc.oneof(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
    fc.constantFrom([1], [-1], [1, -1]),
  );
  const millionths = fc.constantFrom(900, 10);

  test("numbers off by as much as the stated error leave the truth inside the bracket", async () => {
    const [buyer, seller] = transcendental.exponential as [object, object];
    for (const objective of ["gains-from-trade", "broker-profit"]) {
      // Without a budget, so that nothing but the value is at stake; a bracket much narrower than what the errors can do.
      const instance = instanceOf(buyer, seller, { budget: "none", objective, width: 5e-4 });
      const { certificate } = await bracket(instance);
      const { proof } = certificate;
      if (proof.kind !== "continuum" || proof.mechanism === null) throw new Error("no continuum");
      const { mechanism, kappa } = proof;
      const stated = readInstance(certificate.instance);
      const traders = tradersOfProof(stated, proof);
      const ranks = rankedByCounts(mechanism, traders);
      const truth = floatBracket(instance, 1e-7);
      fc.assert(
        fc.property(draws, millionths, (own, size) => {
          const off = traders.map((group, k) => ({ ...group, cells: disturbed(group.cells, size, own, 7 * k) }));
          expect(toNumber(attainedBy(stated, off, ranks))).toBeLessThanOrEqual(truth.upper * (1 + 1e-6));
          expect(toNumber(continuumBound(stated, off, rational(kappa), true))).toBeGreaterThanOrEqual(truth.lower * (1 - 1e-6));
        }),
        { numRuns: 10 },
      );
    }
  });

  test("and move worth and payments by no more than the errors that are deducted", () => {
    const points = [-2, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 3].map(rational);
    const buyer = enclosedCells(worthLaw(readLaw({ distribution: "normal", mean: 1, sd: 1 }, "buyer"), "buyer"), points);
    const seller = enclosedCells(
      worthLaw(readLaw({ distribution: "exponential", rate: 1, min: 0 }, "seller"), "seller"),
      points.map((x) => x.neg()),
    );
    const steps = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(draws, millionths, steps, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (own, size, raw, m, n) => {
        // Sellers without limit keep their units, idle buyers come last; the rest in any order.
        const left = [buyer.revenue.length - 1, seller.revenue.length - 1] as [number, number];
        const order: RankLevel[] = [[1, 1]];
        for (let k = 0; left[0] + left[1] > 0; k++) {
          const draw = raw[k % 12] as number;
          const g = left[1] === 0 || (left[0] > 0 && draw % 2 === 0) ? 0 : 1;
          const cells = Math.min(left[g], 1 + (draw % 3));
          order.push([g, cells]);
          left[g] -= cells;
        }
        order.push([0, 1]);
        const at = (cells: readonly [Cells, Cells]): TradersInCells[] => [
          { role: "buyer", count: m, cells: cells[0] },
          { role: "seller", count: n, cells: cells[1] },
        ];
        const exact = (cells: Cells): Cells => ({ ...cells, relativeError: zero });
        const ranks = { strict: order, generous: order, mix: "0" };
        const plain = accountsOf(at([exact(buyer), exact(seller)]), ranks);
        const moved = accountsOf(at([disturbed(buyer, size, own, 0), disturbed(seller, size, own, 7)]), ranks);
        moved.forEach(({ pays, worth, payError, worthError }, g) => {
          expect(
            pays
              .sub((plain[g] as Account).pays)
              .abs()
              .lte(payError),
          ).toBe(true);
          expect(
            worth
              .sub((plain[g] as Account).worth)
              .abs()
              .lte(worthError),
          ).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
    expect(zero.equals(buyer.relativeError)).toBe(false);
  });
});

describe("forgeries", () => {
  const forged = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, "forged", `${name}.certificate.json`), "utf8"));

  test.each(["forged-infeasible", "forged-far", "forged-rate", "forged-source"])(
    "%s: numbers of a law are not for a certificate to state",
    (name) => {
      const verdict = verifyCertificate(forged(name));
      expect(verdict).toMatchObject({
        accepted: false,
        reason: expect.stringMatching(/^proof\.(buyer|seller)\.enclosures: expected null/),
      });
      expect((verdict as { reason: string }).reason).not.toContain("\n");
      // Nor do the same claims hold at the forgery's own cuts.
      const document = forged(name);
      for (const side of ["buyer", "seller"]) {
        const { enclosures } = document.proof[side];
        if (enclosures === null) continue;
        const ends = enclosures.low.slice(1).filter((end: string | null) => end !== null);
        document.proof[side] = { knots: ends.length === 0 ? ["1"] : ends, enclosures: null };
      }
      expect(verifyCertificate(document).accepted).toBe(false);
    },
  );

  test("whatever is changed in a certificate of a law without rational numbers, what is accepted contains the truth", async () => {
    const instance = instanceOf(
      { distribution: "exponential", rate: 1, min: 0 },
      { distribution: "truncated-normal", mean: 0, sd: 1, min: 0, max: 1 },
      { width: 0.02 },
    );
    const truth = floatBracket(instance, 1e-6);
    const { certificate } = await bracket(instance);
    // biome-ignore lint/suspicious/noExplicitAny: documents of any shape are the subject here
    type Document = any;
    const shift = (text: string, how: number) => {
      const { s, n, d } = rational(text).add(rational(["1/100", "-1/100", "1/3", "-1", "1/1000000"][how % 5] as string));
      return `${s * n}/${d}`;
    };
    const changes: Record<string, (document: Document, how: number) => void> = {
      lower: ({ claim }, how) => Object.assign(claim, { lower: shift(claim.lower, how) }),
      upper: ({ claim }, how) => Object.assign(claim, { upper: shift(claim.upper, how) }),
      closed: ({ claim }, how) => Object.assign(claim, how % 2 === 0 ? { lower: claim.upper } : { upper: claim.lower }),
      infeasible: (document) => Object.assign(document, { claim: { status: "infeasible" }, proof: { ...document.proof, mechanism: null } }),
      kappa: ({ proof }, how) => Object.assign(proof, { kappa: shift(proof.kappa, how) }),
      mix: ({ proof }, how) => Object.assign(proof.mechanism, { mix: shift(proof.mechanism.mix, how) }),
      count: ({ proof }, how) => {
        const list = how % 2 === 0 ? proof.mechanism.strict : proof.mechanism.generous;
        list[(how >> 3) % list.length] += (how >> 1) % 2 === 0 ? 1 : -1;
      },
      knot: ({ proof }, how) => {
        const { knots } = proof[how % 2 === 0 ? "buyer" : "seller"];
        const k = (how >> 3) % knots.length;
        knots[k] = shift(knots[k], how);
      },
      "no knot": ({ proof }, how) => proof[how % 2 === 0 ? "buyer" : "seller"].knots.splice((how >> 3) % 7, 1),
      enclosures: ({ proof }, how) => Object.assign(proof[how % 2 === 0 ? "buyer" : "seller"], { enclosures: [0, {}, "x", []][how % 4] }),
      law: (document, how) => {
        const { buyer, seller } = document.instance.environment;
        if (how % 2 === 0) buyer.rate = how % 4 === 0 ? 2 : 0.5;
        else seller.mean = how % 4 === 1 ? 5 : -5;
        document.instanceHash = hashInstance(document.instance);
      },
    };
    const names = Object.keys(changes);
    const tally = { accepted: 0, rejected: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (where, how) => {
        const document: Document = JSON.parse(JSON.stringify(certificate));
        const name = names[where % names.length] as string;
        (changes[name] as (typeof changes)[string])(document, how);
        const verdict = verifyCertificate(document);
        tally[verdict.accepted ? "accepted" : "rejected"]++;
        if (["closed", "infeasible", "enclosures", "law"].includes(name)) expect(verdict.accepted, name).toBe(false);
        if (!verdict.accepted) return;
        expect(verdict.status).toBe("optimal");
        if (verdict.status !== "optimal") return;
        expect(toNumber(verdict.lower)).toBeLessThanOrEqual(truth.upper);
        expect(toNumber(verdict.upper)).toBeGreaterThanOrEqual(truth.lower);
      }),
      { numRuns: tried(250, 400) },
    );
    console.log("mutants of enclosed laws", tally);
    expect(tally.rejected).toBeGreaterThan(150);
    expect(tally.accepted).toBeGreaterThan(20);
  });
});
