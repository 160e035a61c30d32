import fc from "fast-check";
import { bilateralMechanism } from "../../src/mechanism/bilateral.ts";
import type { AllocationRule, BilateralMechanism, TransferRule } from "../../src/mechanism/mechanism.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";

/** A type space from integers: values in quarters, so that ties between the sides are common; masses may be very unequal. */
export function typeSpaces(maxLength = 6): fc.Arbitrary<TypeSpace> {
  return fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength }).chain((list) =>
    fc
      .array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1e-6)), { minLength: list.length, maxLength: list.length })
      .map((weights) =>
        typeSpace(
          list.sort((a, b) => a - b).map((v) => v / 4),
          weights,
        ),
      ),
  );
}

/** A type space with these values and masses proportional to the weights. */
export function typeSpace(values: readonly number[], weights: readonly number[]): TypeSpace {
  const total = weights.reduce((a, b) => a + b, 0);
  return { values: Float64Array.from(values), masses: Float64Array.from(weights, (w) => w / total) };
}

export function uniformGrid(points: number): TypeSpace {
  return typeSpace(
    Array.from({ length: points }, (_, k) => (k + 0.5) / points),
    Array.from({ length: points }, () => 1),
  );
}

const amounts = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.integer({ min: -40, max: 40 }), { minLength: length, maxLength: length })
    .map((list) => Float64Array.from(list, (t) => t / 8));

const counts = (m: number, n: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: n }), { minLength: m, maxLength: m }).map((list) => list.sort((a, b) => a - b));

export function thresholdRules(m: number, n: number): fc.Arbitrary<AllocationRule> {
  return fc.tuple(counts(m, n), counts(m, n), fc.constantFrom(0, 0.25, 0.5, 1)).map(([a, b, mix]) => ({
    kind: "threshold",
    mix,
    strict: Int32Array.from(a, (count, i) => Math.min(count, b[i] as number)),
    generous: Int32Array.from(a, (count, i) => Math.max(count, b[i] as number)),
  }));
}

export function matrixRules(m: number, n: number): fc.Arbitrary<AllocationRule> {
  return fc
    .array(fc.integer({ min: 0, max: 8 }), { minLength: m * n, maxLength: m * n })
    .map((list) => ({ kind: "matrix", x: Float64Array.from(list, (x) => x / 8) }));
}

function transferRules(m: number, n: number): fc.Arbitrary<TransferRule> {
  return fc.oneof(
    fc.constantFrom<TransferRule>({ kind: "separable" }, { kind: "interim" }, { kind: "on-trade" }, { kind: "tight" }),
    fc.tuple(amounts(n), amounts(m)).map(([buyerCharge, sellerCharge]): TransferRule => ({ kind: "groves", buyerCharge, sellerCharge })),
    fc.tuple(amounts(m * n), amounts(m * n)).map(([buyer, seller]): TransferRule => ({ kind: "matrix", buyer, seller })),
  );
}

/** Mechanisms without any economic property: every kind of allocation with every kind of transfers. */
export function mechanisms(maxLength = 6, allocations: "any" | "threshold" = "any"): fc.Arbitrary<BilateralMechanism> {
  return fc.tuple(typeSpaces(maxLength), typeSpaces(maxLength)).chain(([buyer, seller]) => {
    const m = buyer.values.length;
    const n = seller.values.length;
    const rules = allocations === "any" ? fc.oneof(thresholdRules(m, n), matrixRules(m, n)) : thresholdRules(m, n);
    return fc
      .tuple(rules, transferRules(m, n), amounts(m), amounts(n))
      .map(([allocationRule, transferRule, buyerTransfer, sellerTransfer]) => {
        if (transferRule.kind === "tight" || transferRule.kind === "groves" || transferRule.kind === "matrix")
          return bilateralMechanism({ buyer, seller, allocationRule, transferRule });
        if (transferRule.kind === "on-trade") {
          const probe = bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: "tight" } });
          probe.interim.buyer.allocation.forEach((x, i) => {
            if (x === 0) buyerTransfer[i] = 0;
          });
          probe.interim.seller.allocation.forEach((x, j) => {
            if (x === 0) sellerTransfer[j] = 0;
          });
        }
        return bilateralMechanism({ buyer, seller, allocationRule, transferRule, interim: { buyerTransfer, sellerTransfer } });
      });
  });
}
