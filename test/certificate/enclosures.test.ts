import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, type Rational, ratio, rational } from "../../src/arithmetic/rational.ts";
import type { ContinuumProof, Enclosures } from "../../src/certificate/format.ts";
import { enclosuresOf } from "../../src/certificate/prove/enclosures.ts";
import { accountsOf } from "../../src/certificate/verify/continuum.ts";
import { enclosedCells } from "../../src/certificate/verify/enclosures.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { customLaw } from "../../src/distributions/laws/custom.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { bracket, floatBracket, instanceOf, uniform } from "./support/brackets.ts";

/** Laws without rational numbers, bounded and unbounded, with atoms and gaps. */
const transcendental: Record<string, [object, object]> = {
  "truncated normal": [{ distribution: "truncated-normal", mean: 0.5, sd: 0.2, min: 0, max: 1 }, uniform],
  "power 1/2 and 5/2": [
    { distribution: "power", min: 0, max: 1, exponent: "1/2" },
    { distribution: "power", min: 0, max: 1, exponent: "5/2" },
  ],
  exponential: [
    { distribution: "exponential", rate: 1, min: 0 },
    { distribution: "exponential", rate: 2, min: 0 },
  ],
  normal: [
    { distribution: "normal", mean: 1, sd: 1 },
    { distribution: "normal", mean: 0, sd: 1 },
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
};

describe("laws without rational numbers: enclosures, named as an assumption", () => {
  test.each(Object.entries(transcendental))("%s", async (_, [buyer, seller]) => {
    const instance = instanceOf(buyer, seller, { width: 1e-3 });
    const { lower, upper, verdict } = await bracket(instance);
    expect(verdict.assumptions.length).toBeGreaterThan(0);
    expect(verdict.assumptions[0]).toMatch(/^(buyer|seller): the .* law as computed in double precision/);
    const float = floatBracket(instance, 1e-4);
    expect(lower).toBeLessThanOrEqual(float.upper);
    expect(upper).toBeGreaterThanOrEqual(float.lower);
    expect((upper - lower) / upper).toBeLessThan(2e-3);
  });

  /** Enclosures with every number off by up to the stated error; draws are in [−1, 1]. */
  function disturbed(given: Enclosures, size: number, draws: readonly number[], start: number): Enclosures {
    let k = start;
    // Binary fractions, which keep the numbers short.
    const by = () => ratio(BigInt(Math.trunc(0.99e-6 * size * 2 ** 40 * (draws[k++ % draws.length] as number))), 1n << 40n);
    const text = (x: Rational) => formatRational(x);
    const relatively = <T extends string | null>(texts: readonly T[]) =>
      texts.map((own) => (own === null ? own : (text(rational(own).add(rational(own).mul(by()))) as T)));
    return {
      ...given,
      relativeError: formatRational(ratio(BigInt(size), 1_000_000n)),
      mass: relatively(given.mass),
      moment: given.moment.map((own, i) => text(rational(own).add(rational(given.size[i] as string).mul(by())))),
      size: given.size.map((own) => text(rational(own).mul(ratio(1026n, 1024n)))),
      distortionLow: relatively(given.distortionLow),
      distortionHigh: relatively(given.distortionHigh),
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
      const { proof } = certificate as { proof: ContinuumProof };
      const truth = floatBracket(instance, 1e-7);
      const claims = (own: object, lower: number, upper: number) => ({
        ...own,
        claim: { status: "optimal", lower: formatRational(rational(lower)), upper: formatRational(rational(upper)) },
      });
      fc.assert(
        fc.property(draws, millionths, (own, size) => {
          const document = {
            ...certificate,
            proof: {
              ...proof,
              buyer: { knots: [], enclosures: disturbed(proof.buyer.enclosures as Enclosures, size, own, 0) },
              seller: { knots: [], enclosures: disturbed(proof.seller.enclosures as Enclosures, size, own, 7) },
            },
          };
          expect(verifyCertificate(claims(document, 0, 10)).accepted).toBe(true);
          expect(verifyCertificate(claims(document, 0, truth.lower * (1 - 1e-6))).accepted).toBe(false);
          expect(verifyCertificate(claims(document, truth.upper * (1 + 1e-6), 10)).accepted).toBe(false);
        }),
        { numRuns: 10 },
      );
    }
  });

  test("and move worth and payments by no more than the errors that are deducted", () => {
    const law = (spec: object) => distribution(spec as DistributionSpec);
    const knots = [-2, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 3];
    fc.assert(
      fc.property(draws, millionths, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (own, size, raw) => {
        const given = [
          enclosuresOf(law({ distribution: "normal", mean: 1, sd: 1 }), "buyer", knots),
          enclosuresOf(law({ distribution: "exponential", rate: 1, min: 0 }), "seller", knots),
        ] as const;
        const n = given[1].mass.length;
        const counts = given[0].mass.map((_, i) => (i === 0 ? 0 : (raw[i % 12] as number) % n)).sort((a, b) => a - b);
        const mechanism = { strict: counts, generous: counts, mix: "0" };
        const plain = accountsOf(enclosedCells(given[0]), enclosedCells(given[1]), mechanism);
        const moved = accountsOf(
          enclosedCells(disturbed(given[0], size, own, 0)),
          enclosedCells(disturbed(given[1], size, own, 7)),
          mechanism,
        );
        for (const side of ["bought", "sold"] as const) {
          expect(moved[side].pays.sub(plain[side].pays).abs().lte(moved[side].payError)).toBe(true);
          expect(moved[side].worth.sub(plain[side].worth).abs().lte(moved[side].worthError)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a rational law may not be described by enclosures, nor another law by impossible ones", async () => {
    const [buyer, seller] = transcendental["truncated normal"] as [object, object];
    const { certificate } = await bracket(instanceOf(buyer, seller, { width: 0.05 }));
    // biome-ignore lint/suspicious/noExplicitAny: documents of any shape are the subject here
    const changed = (edit: (proof: any) => void) => {
      const document = JSON.parse(JSON.stringify(certificate));
      edit(document.proof);
      const verdict = verifyCertificate(document);
      return verdict.accepted ? "accepted" : verdict.reason;
    };
    expect(
      changed((proof) => {
        proof.seller = proof.buyer;
      }),
    ).toMatch("enclosures: the seller's law is rational");
    expect(
      changed((proof) => {
        proof.buyer.enclosures.mass[3] = "1/3";
      }),
    ).toMatch(/^enclosures: (the masses do not sum to 1|the mean of cell 3 lies outside it)/);
    expect(
      changed((proof) => {
        proof.buyer.enclosures.low.reverse();
      }),
    ).toMatch(/^enclosures: cell 0 is out of order|^enclosures: the mean/);
    expect(
      changed((proof) => {
        proof.buyer.enclosures.moment[2] = "1";
      }),
    ).toMatch("enclosures: the mean of cell 2 lies outside it");
    expect(
      changed((proof) => {
        proof.buyer.enclosures.relativeError = "1/10";
      }),
    ).toMatch("enclosures: the relative error is not small");
    expect(
      changed((proof) => {
        proof.buyer.enclosures = null;
      }),
    ).toMatch("buyer: the law truncated-normal is not rational");
  });

  test("a law that exists only in code has no certificate", async () => {
    const law = customLaw({
      cdf: (x) => Math.min(Math.max(x, 0), 1),
      quantile: (p) => p,
      support: { min: 0, max: 1 },
    });
    const problem = designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) });
    await expect(certify(problem)).rejects.toThrow("custom law");
  });
});
