import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit as auditOf } from "../../src/audit/audit.ts";
import type { FiniteEnvironment } from "../../src/environments/environment.ts";
import { InvalidInputError } from "../../src/errors.ts";
import type { BilateralMechanism } from "../../src/mechanism/mechanism.ts";
import { recoverBilateral, recoverFinite } from "../../src/mechanism/recover/recover.ts";
import { balance } from "../../src/mechanism/rules/balance.ts";
import { tight } from "../../src/mechanism/rules/tight.ts";
import { gainsFromTrade } from "../../src/mechanism/sums.ts";
import { thresholdRules, typeSpace, typeSpaces, uniformGrid } from "./arbitraries.ts";
import { range } from "./definitions.ts";

/** What a solver might return for this mechanism: its matrices and interim transfers, off by up to `noise`. */
function noisyPoint(mechanism: BilateralMechanism, noise: number, signs: readonly number[]) {
  const { buyer, seller, interim } = mechanism;
  let k = 0;
  const off = (y: number): number => y + noise * (signs[k++ % signs.length] as number);
  const n = seller.values.length;
  return {
    buyer,
    seller,
    x: Float64Array.from(range(buyer.values.length * n), (c) => off(mechanism.allocation(Math.floor(c / n), c % n))),
    interim: { buyerTransfer: interim.buyer.transfer.map(off), sellerTransfer: interim.seller.transfer.map(off) },
  };
}

const cases = fc
  .tuple(typeSpaces(), typeSpaces())
  .chain(([buyer, seller]) =>
    thresholdRules(buyer.values.length, seller.values.length).map((rule) => tight(buyer, seller, rule, "separable")),
  );
const signs = fc.array(fc.constantFrom(-1, -0.5, 0, 0.25, 1), { minLength: 5, maxLength: 60 });

describe("recoverBilateral", () => {
  it("removes a solver's noise from probabilities, incentives and participation exactly, and changes nothing else", () => {
    fc.assert(
      fc.property(cases, signs, (truth, list) => {
        const point = noisyPoint(truth, 1e-8, list);
        const restore = { participation: "interim", requiredProfit: -1e9 } as const;
        const mechanism = recoverBilateral({ ...point, transfers: { kind: "separable" }, restore });
        const audit = auditOf({ incentives: "bayesian", participation: "interim", budgetRule: "none", requiredProfit: 0 }, mechanism);
        // Only the rounding of values up to 10 is left.
        expect(audit.incentives.worst).toBeLessThan(1e-13);
        expect(audit.participation.worst).toBeLessThan(1e-13);
        expect(audit.allocation.worst).toBe(0);
        expect(Math.abs(gainsFromTrade(mechanism) - gainsFromTrade(truth))).toBeLessThan(1e-6);
        for (const i of range(truth.buyer.values.length))
          expect(Math.abs((mechanism.interim.buyer.transfer[i] as number) - (truth.interim.buyer.transfer[i] as number))).toBeLessThan(
            1e-5,
          );
      }),
      { numRuns: 300 },
    );
  });

  it("cuts lump sums to meet the required profit, and leaves a real shortfall for the audit", () => {
    const grid = uniformGrid(8);
    const second = tight(grid, grid, { kind: "threshold", mix: 0, ...gapCounts(8, 4) }, "separable");
    const balanced = balance(second);
    const point = noisyPoint(balanced, 1e-9, [1, -1, 0.5]);
    const constraints = { incentives: "bayesian", participation: "interim", budgetRule: "balanced", requiredProfit: 0 } as const;
    const recovered = recoverBilateral({
      ...point,
      transfers: { kind: "separable" },
      restore: { participation: "interim", requiredProfit: 0 },
    });
    expect(auditOf(constraints, recovered)).toMatchObject({ passes: true });
    const poor = recoverBilateral({
      ...point,
      transfers: { kind: "separable" },
      restore: { participation: "interim", requiredProfit: 1 },
    });
    expect(auditOf({ ...constraints, requiredProfit: 1 }, poor)).toMatchObject({ passes: false });
  });

  it("takes the point as it is without `restore`, clipping probabilities only", () => {
    const [buyer, seller] = [typeSpace([1, 2], [1, 1]), typeSpace([0, 1], [1, 1])];
    const x = Float64Array.of(1 + 1e-9, -1e-9, 1, 0.5);
    const interim = { buyerTransfer: Float64Array.of(0.1, 0.2), sellerTransfer: Float64Array.of(0.3, 0.4) };
    const mechanism = recoverBilateral({ buyer, seller, x, interim, transfers: { kind: "interim" } });
    expect([0, 1].map((j) => mechanism.allocation(0, j))).toEqual([1, 0]);
    expect(mechanism.interim.buyer.transfer).toEqual(interim.buyerTransfer);
    expect(x[0]).toBe(1 + 1e-9);
    const matrix = { kind: "matrix", buyer: Float64Array.of(1, 2, 3, 4), seller: Float64Array.of(4, 3, 2, 1) } as const;
    const exPost = recoverBilateral({ buyer, seller, x, interim, transfers: matrix });
    expect([exPost.buyerPays(1, 0), exPost.sellerReceives(0, 1)]).toEqual([3, 3]);
  });

  it("leaves probabilities far outside [0, 1] and large decreases for the audit to report", () => {
    const [buyer, seller] = [typeSpace([1, 2], [1, 1]), typeSpace([0, 1], [1, 1])];
    const interim = { buyerTransfer: new Float64Array(2), sellerTransfer: new Float64Array(2) };
    const restore = { participation: "none", requiredProfit: 0 } as const;
    const constraints = { incentives: "bayesian", participation: "none", budgetRule: "none", requiredProfit: 0 } as const;
    const large = recoverBilateral({
      buyer,
      seller,
      x: Float64Array.of(1.01, 0, 1, 0),
      interim,
      transfers: { kind: "separable" },
      restore,
    });
    const audit = auditOf(constraints, large);
    expect(audit.passes).toBe(false);
    expect(audit.allocation).toEqual({ worst: 1.01 - 1, at: "buyer 1, seller 0" });
    const falling = recoverBilateral({ buyer, seller, x: Float64Array.of(1, 1, 0, 0), interim, transfers: { kind: "separable" }, restore });
    expect(auditOf(constraints, falling).passes).toBe(false);
  });

  it("drops noise on types that never trade when money moves on trade", () => {
    const [buyer, seller] = [typeSpace([1, 2], [1, 1]), typeSpace([0, 3], [1, 1])];
    const interim = { buyerTransfer: Float64Array.of(1e-9, 0.5), sellerTransfer: Float64Array.of(0.5, 0) };
    const mechanism = recoverBilateral({ buyer, seller, x: Float64Array.of(0, 0, 1, 0), interim, transfers: { kind: "on-trade" } });
    expect(mechanism.interim.buyer.transfer).toEqual(Float64Array.of(0, 0.5));
  });

  it("refuses arrays of the wrong length", () => {
    const grid = uniformGrid(2);
    const interim = { buyerTransfer: new Float64Array(2), sellerTransfer: new Float64Array(2) };
    const transfers = { kind: "separable" } as const;
    expect(() => recoverBilateral({ buyer: grid, seller: grid, x: new Float64Array(3), interim, transfers })).toThrow(InvalidInputError);
    const short = { ...interim, sellerTransfer: new Float64Array(1) };
    expect(() => recoverBilateral({ buyer: grid, seller: grid, x: new Float64Array(4), interim: short, transfers })).toThrow(
      InvalidInputError,
    );
  });
});

/** Counts of the rule "trade iff i − j ≥ gap" on equal grids. */
function gapCounts(n: number, gap: number): { strict: Int32Array; generous: Int32Array } {
  const strict = Int32Array.from(range(n), (i) => Math.max(0, i - gap + 1));
  return { strict, generous: strict };
}

describe("recoverFinite", () => {
  const utilities = [Float64Array.of(0, 0, 1, 2), Float64Array.of(0, -1)];
  const environment: FiniteEnvironment = {
    kind: "finite",
    agents: [
      { name: "buyer", side: "buyer", types: ["1", "2"] },
      { name: "seller", side: "seller", types: ["1"] },
    ],
    prior: { kind: "independent", masses: [Float64Array.of(0.5, 0.5), Float64Array.of(1)] },
    outcomes: ["no trade", "trade"],
    utilities,
    outsideOptions: [new Float64Array(2), new Float64Array(1)],
    toFinite: () => environment,
  };

  it("clips and normalises lotteries within tolerance, and leaves worse ones for the audit", () => {
    const payments = [new Float64Array(2), new Float64Array(2)];
    const close = recoverFinite(environment, Float64Array.of(-1e-8, 1, 0.5, 0.5 + 1e-8), payments);
    const lottery = close.states.allocation[0] as Float64Array;
    expect(lottery.slice(0, 2)).toEqual(Float64Array.of(0, 1));
    expect((lottery[2] as number) + (lottery[3] as number)).toBeCloseTo(1, 15);
    const far = recoverFinite(environment, Float64Array.of(0, 0.9, 1, 0), payments);
    const audit = auditOf({ incentives: "bayesian", participation: "none", budgetRule: "none", requiredProfit: 0 }, far);
    expect(audit.allocation.worst).toBeCloseTo(0.1, 12);
    expect(audit.passes).toBe(false);
    expect(() => recoverFinite({ ...environment, outcomes: [] }, new Float64Array(2), payments)).toThrow(InvalidInputError);
    expect(() => recoverFinite(environment, new Float64Array(3), payments)).toThrow(InvalidInputError);
    expect(() => recoverFinite(environment, new Float64Array(4), [new Float64Array(1)])).toThrow(InvalidInputError);
  });
});
