import type { AllocationRule, BilateralMechanism } from "../../src/mechanism/mechanism.ts";

/** Matrices of a mechanism, written from the definitions of the rules; shares no code with src. */
export interface Matrices {
  readonly x: number[][];
  readonly buyerPays: number[][];
  readonly sellerReceives: number[][];
}

export function matrixOf(rule: AllocationRule, m: number, n: number): number[][] {
  return range(m).map((i) =>
    range(n).map((j) => {
      if (rule.kind === "matrix") return rule.x[i * n + j] as number;
      if (j < (rule.strict[i] as number)) return 1;
      return j < (rule.generous[i] as number) ? rule.mix : 0;
    }),
  );
}

export function matricesOf(mechanism: BilateralMechanism): Matrices {
  const { buyer, seller, transferRule: rule } = mechanism;
  const B = [...buyer.values];
  const S = [...seller.values];
  const p = [...buyer.masses];
  const q = [...seller.masses];
  const x = matrixOf(mechanism.allocationRule, B.length, S.length);
  const X = (i: number, j: number): number => x[i]?.[j] ?? 0;
  const T = [...mechanism.interim.buyer.transfer];
  const R = [...mechanism.interim.seller.transfer];
  const table = (f: (i: number, j: number) => number): number[][] => B.map((_, i) => S.map((_, j) => f(i, j)));
  const t = (i: number): number => T[i] as number;
  const r = (j: number): number => R[j] as number;
  const b = (i: number): number => B[i] as number;
  const s = (j: number): number => S[j] as number;
  switch (rule.kind) {
    case "separable":
      return { x, buyerPays: table((i, j) => t(i) + r(j) - mean(q, R)), sellerReceives: table((i, j) => t(i) + r(j) - mean(p, T)) };
    case "interim":
      return { x, buyerPays: table((i) => t(i)), sellerReceives: table((_, j) => r(j)) };
    case "on-trade": {
      const Xb = B.map((_, i) => sum(q.map((mass, j) => mass * X(i, j))));
      const Xs = S.map((_, j) => sum(p.map((mass, i) => mass * X(i, j))));
      return {
        x,
        buyerPays: table((i, j) => (X(i, j) === 0 ? 0 : (X(i, j) * t(i)) / (Xb[i] as number))),
        sellerReceives: table((i, j) => (X(i, j) === 0 ? 0 : (X(i, j) * r(j)) / (Xs[j] as number))),
      };
    }
    case "tight":
      return {
        x,
        buyerPays: table((i, j) => sum(range(i + 1).map((k) => (X(k, j) - X(k - 1, j)) * b(k)))),
        sellerReceives: table((i, j) => sum(range(S.length - j).map((d) => (X(i, j + d) - X(i, j + d + 1)) * s(j + d)))),
      };
    case "groves":
      return {
        x,
        buyerPays: table((i, j) => X(i, j) * s(j) + (rule.buyerCharge[j] as number)),
        sellerReceives: table((i, j) => X(i, j) * b(i) - (rule.sellerCharge[i] as number)),
      };
    case "matrix":
      return {
        x,
        buyerPays: table((i, j) => rule.buyer[i * S.length + j] as number),
        sellerReceives: table((i, j) => rule.seller[i * S.length + j] as number),
      };
  }
}

export const range = (length: number): number[] => Array.from({ length }, (_, k) => k);
export const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
export const mean = (masses: readonly number[], x: readonly number[]): number => sum(masses.map((mass, k) => mass * (x[k] as number)));
