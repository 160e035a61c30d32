import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInputError } from "../../src/errors.ts";
import { efficientAllocation } from "../../src/mechanism/allocation-rule.ts";
import { bilateralMechanism } from "../../src/mechanism/bilateral.ts";
import { allocationMatrix, matrixLimit, transferMatrices } from "../../src/mechanism/describe.ts";
import type { BilateralMechanism } from "../../src/mechanism/mechanism.ts";
import { tight } from "../../src/mechanism/rules/tight.ts";
import { vcgPrime } from "../../src/mechanism/rules/vcg-prime.ts";
import { brokerProfit, expectedRents, firstBestGains, gainsFromTrade } from "../../src/mechanism/sums.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { mechanisms, typeSpace, typeSpaces, uniformGrid } from "./arbitraries.ts";
import { matricesOf, mean, range, sum } from "./definitions.ts";

const near = (a: number, b: number, unit = 1): void => {
  expect(Math.abs(a - b)).toBeLessThan(1e-11 * Math.max(unit, Math.abs(a), Math.abs(b)));
};

describe("bilateralMechanism", () => {
  it("has the allocation, transfers, interim vectors and sums that the definitions give, for every kind of rule", () => {
    fc.assert(
      fc.property(mechanisms(), (mechanism) => {
        const { x, buyerPays, sellerReceives } = matricesOf(mechanism);
        const { buyer, seller, interim } = mechanism;
        const [p, q] = [[...buyer.masses], [...seller.masses]];
        for (const i of range(p.length))
          for (const j of range(q.length)) {
            near(mechanism.allocation(i, j), x[i]?.[j] as number);
            near(mechanism.buyerPays(i, j), buyerPays[i]?.[j] as number);
            near(mechanism.sellerReceives(i, j), sellerReceives[i]?.[j] as number);
          }
        const unit = Math.max(1, ...buyerPays.flat().map(Math.abs), ...sellerReceives.flat().map(Math.abs));
        const column = (rows: number[][], j: number): number[] => rows.map((row) => row[j] as number);
        for (const i of range(p.length)) {
          near(interim.buyer.allocation[i] as number, mean(q, x[i] as number[]));
          near(interim.buyer.transfer[i] as number, mean(q, buyerPays[i] as number[]), unit);
          near(
            interim.buyer.rent[i] as number,
            mean(q, x[i] as number[]) * (buyer.values[i] as number) - mean(q, buyerPays[i] as number[]),
            unit,
          );
        }
        for (const j of range(q.length)) {
          near(interim.seller.allocation[j] as number, mean(p, column(x, j)));
          near(interim.seller.transfer[j] as number, mean(p, column(sellerReceives, j)), unit);
        }
        const expectation = (cell: (i: number, j: number) => number): number =>
          sum(p.map((pi, i) => sum(q.map((qj, j) => pi * qj * cell(i, j)))));
        near(
          gainsFromTrade(mechanism),
          expectation((i, j) => ((buyer.values[i] as number) - (seller.values[j] as number)) * (x[i]?.[j] as number)),
        );
        near(
          brokerProfit(mechanism),
          expectation((i, j) => (buyerPays[i]?.[j] as number) - (sellerReceives[i]?.[j] as number)),
          unit,
        );
        const rents = expectedRents(mechanism);
        near(rents.buyer + rents.seller + brokerProfit(mechanism), gainsFromTrade(mechanism), unit);
      }),
      { numRuns: 400 },
    );
  });

  it("lets traders off the grid make a report that no other beats, and the nearest type no better than theirs among equals", () => {
    fc.assert(
      fc.property(mechanisms(), fc.integer({ min: -4, max: 90 }), fc.integer({ min: -4, max: 90 }), (mechanism, v, c) => {
        // Eighths: half of them lie on the grid of quarters.
        const outcome = mechanism.at(v / 8, c / 8);
        const i = bestReport(mechanism, "buyer", v / 8);
        const j = bestReport(mechanism, "seller", c / 8);
        near(outcome.trade, mechanism.allocation(i, j));
        near(outcome.buyerPays, mechanism.buyerPays(i, j));
        near(outcome.sellerReceives, mechanism.sellerReceives(i, j));
      }),
      { numRuns: 1000 },
    );
  });

  it("reports the type below the own value (above the own cost) in a tight mechanism, pooled types included", () => {
    const buyer = typeSpace([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]);
    const seller = typeSpace([0, 1.5, 1.75, 4.5], [1, 1, 1, 1]);
    const mechanism = vcgPrime(buyer, seller);
    // Values 2, 3 and 4 trade with the same sellers: 3.5 reports 3.
    expect(mechanism.at(3.5, 0)).toEqual({ trade: 1, buyerPays: 1, sellerReceives: 1.75 });
    expect(mechanism.at(4.99, 0).sellerReceives).toBe(1.75);
    expect(mechanism.at(5, 1.6)).toEqual({ trade: 1, buyerPays: 2, sellerReceives: 4.5 });
    expect(mechanism.at(100, 4.5).trade).toBe(1);
  });

  it("serves a million types a side without a matrix", () => {
    const grid = uniformGrid(1_000_000);
    const before = cpuTime();
    const mechanism = tight(grid, grid, efficientAllocation(grid, grid));
    expect(cpuTime() - before).toBeLessThan(5000);
    // Σ_i Σ_{j<i} (i − j)/n³ = (n² − 1)/(6n²).
    near(gainsFromTrade(mechanism), (1 - 1e-12) / 6);
    near(firstBestGains(grid, grid), (1 - 1e-12) / 6);
    expect(mechanism.at(0.75, 0.25).trade).toBe(1);
    expect(mechanism.at(0.25, 0.75).trade).toBe(0);
    expect(allocationMatrix(mechanism)).toBeNull();
    expect(transferMatrices(mechanism)).toBeNull();
  });

  it("keeps the digits of small gains far from zero", () => {
    // Gains 1e-12 between types near 1: two totals of size 1 would lose them.
    const buyer = typeSpace([1 + 2 ** -40, 1 + 2 ** -39], [1, 1]);
    const seller = typeSpace([1, 1 + 2 ** -38], [1, 3]);
    expect(firstBestGains(buyer, seller)).toBe((2 ** -40 + 2 ** -39) / 8);
  });

  it("writes matrices up to the limit", () => {
    const mechanism = vcgPrime(typeSpace([1, 3], [1, 1]), typeSpace([0, 2], [1, 1]));
    expect(allocationMatrix(mechanism)).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(transferMatrices(mechanism)).toEqual({
      buyer: [
        [1, 0],
        [1, 3],
      ],
      seller: [
        [0, 0],
        [2, 2],
      ],
    });
    expect(allocationMatrix(vcgPrime(uniformGrid(matrixLimit), uniformGrid(2)))).toHaveLength(matrixLimit);
    expect(allocationMatrix(vcgPrime(uniformGrid(2), uniformGrid(matrixLimit + 1)))).toBeNull();
  });

  const two = typeSpace([1, 3], [1, 1]);
  const matrix = { kind: "matrix", x: Float64Array.of(1, 0, 1, 1) } as const;
  const interim = { buyerTransfer: Float64Array.of(1, 1), sellerTransfer: Float64Array.of(1, 1) };
  const valid = { buyer: two, seller: two, allocationRule: matrix, transferRule: { kind: "interim" }, interim } as const;
  it.each([
    ["allocationRule.x", { ...valid, allocationRule: { kind: "matrix", x: Float64Array.of(1) } }],
    [
      "allocationRule.strict",
      { ...valid, allocationRule: { kind: "threshold", mix: 0, strict: Int32Array.of(1), generous: Int32Array.of(1, 1) } },
    ],
    [
      "allocationRule.generous[1]",
      { ...valid, allocationRule: { kind: "threshold", mix: 0, strict: Int32Array.of(0, 0), generous: Int32Array.of(2, 1) } },
    ],
    [
      "allocationRule.generous[1]",
      { ...valid, allocationRule: { kind: "threshold", mix: 0, strict: Int32Array.of(0, 0), generous: Int32Array.of(2, 3) } },
    ],
    [
      "allocationRule.strict[0]",
      { ...valid, allocationRule: { kind: "threshold", mix: 0, strict: Int32Array.of(1, 1), generous: Int32Array.of(0, 1) } },
    ],
    ["interim.buyerTransfer", { ...valid, interim: { ...interim, buyerTransfer: Float64Array.of(1) } }],
    ["interim.sellerTransfer", { ...valid, interim: { ...interim, sellerTransfer: Float64Array.of(1) } }],
    ["interim", { ...valid, transferRule: { kind: "tight" } }],
    ["interim", { buyer: two, seller: two, allocationRule: matrix, transferRule: { kind: "separable" } }],
    [
      "transferRule.buyer",
      {
        buyer: two,
        seller: two,
        allocationRule: matrix,
        transferRule: { kind: "matrix", buyer: new Float64Array(1), seller: new Float64Array(4) },
      },
    ],
    [
      "transferRule.sellerCharge",
      {
        buyer: two,
        seller: two,
        allocationRule: matrix,
        transferRule: { kind: "groves", buyerCharge: new Float64Array(2), sellerCharge: new Float64Array(3) },
      },
    ],
    [
      "interim.buyerTransfer[0]",
      { ...valid, transferRule: { kind: "on-trade" }, allocationRule: { kind: "matrix", x: Float64Array.of(0, 0, 1, 1) } },
    ],
  ] as const)("refuses a wrong %s", (field, rules) => {
    expect(() => bilateralMechanism(valid)).not.toThrow();
    let thrown: unknown;
    try {
      bilateralMechanism(rules);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidInputError);
    expect((thrown as InvalidInputError).field).toBe(field);
  });

  it("refuses to say what happens at a value that is not finite", () => {
    const mechanism = bilateralMechanism(valid);
    expect(() => mechanism.at(Number.NaN, 1)).toThrow(InvalidInputError);
    expect(() => mechanism.at(1, Number.POSITIVE_INFINITY)).toThrow(InvalidInputError);
  });
});

/** The report by the definition: truth on the grid, else the best ones, among them the nearest below the value (above the cost), else the nearest. */
function bestReport(mechanism: BilateralMechanism, side: "buyer" | "seller", type: number): number {
  const grid = [...mechanism[side].values];
  const { allocation, transfer } = mechanism.interim[side];
  const sign = side === "buyer" ? 1 : -1;
  if (grid.includes(type)) return grid.indexOf(type);
  const gains = grid.map((_, k) => sign * (type * (allocation[k] as number) - (transfer[k] as number)));
  const best = Math.max(...gains);
  const size = Math.max(...grid.map((_, k) => Math.max(Math.abs(type * (allocation[k] as number)), Math.abs(transfer[k] as number))));
  const tied = range(grid.length).filter((k) => (gains[k] as number) >= best - 1e-12 * Math.max(1, size));
  const notBetter = tied.filter((k) => sign * (type - (grid[k] as number)) > 0);
  const distance = (k: number): number => Math.abs(type - (grid[k] as number));
  return (notBetter.length > 0 ? notBetter : tied).reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

describe("efficientAllocation", () => {
  it("trades exactly when the value exceeds the cost, and at ties with the probability asked for", () => {
    fc.assert(
      fc.property(typeSpaces(), typeSpaces(), fc.constantFrom(0, 0.5, 1), (buyer, seller, tie) => {
        const mechanism = vcgPrime(buyer, seller, efficientAllocation(buyer, seller, tie));
        for (const i of range(buyer.values.length))
          for (const j of range(seller.values.length)) {
            const gap = (buyer.values[i] as number) - (seller.values[j] as number);
            expect(mechanism.allocation(i, j)).toBe(gap > 0 ? 1 : gap < 0 ? 0 : tie);
          }
      }),
    );
  });
});
