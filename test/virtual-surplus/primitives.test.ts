import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { zero } from "../../src/arithmetic/rational.ts";
import { discrete } from "../../src/distributions/laws.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import {
  Blocks,
  endOfPath,
  iron,
  ironedIntervals,
  after as justAbove,
  before as justBelow,
  noTrade,
  type PathPoint,
} from "../../src/virtual-surplus/kernel/ironing.ts";
import { findMultiplier, findMultiplierNearCoarser } from "../../src/virtual-surplus/kernel/multiplier.ts";
import { PairLagrangian } from "../../src/virtual-surplus/kernel/pair-lagrangian.ts";
import { interimProbabilities } from "../../src/virtual-surplus/kernel/thresholds.ts";
import { tightPayments } from "../../src/virtual-surplus/kernel/tight-payments.ts";
import { coarser, gridCells, inWorthOrder, type WorthCells } from "../../src/virtual-surplus/kernel/worth-cells.ts";
import { finiteLaw } from "./support/arbitraries.ts";
import { pairOn } from "./support/type-groups.ts";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const worthCells: fc.Arbitrary<WorthCells> = fc
  .array(fc.tuple(number(0.01, 1), fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), { minLength: 1, maxLength: 30 })
  .map((cells) => ({
    mass: Float64Array.from(cells, ([m]) => m),
    objective: Float64Array.from(cells, ([m, o]) => m * o),
    profit: Float64Array.from(cells, ([m, , r]) => m * r),
    shift: 0,
  }));

const typesOf = (law: { values: readonly number[]; masses: readonly string[] }) => discretize(discrete(law));

describe("ironing", () => {
  test("block slopes are the slopes of the convex hull of the running sums", () => {
    fc.assert(
      fc.property(worthCells, number(0, 5), (cells, lambda) => {
        const blocks = new Blocks(cells.mass.length);
        iron(cells, justAbove(lambda), blocks);
        // Greatest convex minorant by definition: at every knot, the least over all chords that span it.
        const x = [0];
        const y = [0];
        cells.mass.forEach((mass, k) => {
          x.push((x[k] as number) + mass);
          y.push((y[k] as number) + (cells.objective[k] as number) + lambda * (cells.profit[k] as number));
        });
        const hull = x.map((at, k) => {
          let least = y[k] as number;
          for (let i = 0; i <= k; i++) {
            for (let j = k; j < x.length; j++) {
              const [xi, xj, yi, yj] = [x[i], x[j], y[i], y[j]] as [number, number, number, number];
              if (xj > xi) least = Math.min(least, yi + ((yj - yi) * (at - xi)) / (xj - xi));
            }
          }
          return least;
        });
        let from = 0;
        for (let b = 0; b < blocks.count; b++) {
          const to = blocks.end[b] as number;
          const slope = blocks.slope[b] as number;
          for (let k = from; k < to; k++) {
            const own = ((hull[k + 1] as number) - (hull[k] as number)) / ((x[k + 1] as number) - (x[k] as number));
            expect(slope).toBeCloseTo(own, 7);
          }
          if (b > 0) expect(slope).toBeGreaterThanOrEqual(blocks.slope[b - 1] as number);
          from = to;
        }
        expect(from).toBe(cells.mass.length);
      }),
    );
  });

  test("intervals are the blocks of more than one cell, in order", () => {
    const cells: WorthCells = {
      mass: Float64Array.of(1, 1, 1, 1, 2),
      objective: Float64Array.of(0, 5, 3, 3.5, 20),
      profit: new Float64Array(5),
      shift: 0,
    };
    expect(ironedIntervals(cells, justAbove(0))).toEqual([{ from: 1, to: 4 }]);
  });

  test("equal slopes are pooled or not by the direction of the path", () => {
    // Slopes 1 and 1 in the objective; above λ the second falls below the first.
    const cells: WorthCells = { mass: Float64Array.of(1, 1), objective: Float64Array.of(1, 1), profit: Float64Array.of(2, 1), shift: 0 };
    expect(ironedIntervals(cells, justAbove(0))).toEqual([{ from: 0, to: 2 }]);
    expect(ironedIntervals(cells, justBelow(0))).toEqual([]);
  });
});

describe("cells of worth", () => {
  test("virtual values B − (B⁺ − B)·P(above)/p, virtual costs S + (S − S⁻)·P(below)/q, mixed by the weights", () => {
    fc.assert(
      fc.property(finiteLaw(1, 8), number(0, 3), number(0, 3), (law, own, broker) => {
        const types = typesOf(law);
        const { values, masses } = types;
        const above = (i: number) => masses.slice(i + 1).reduce((a, b) => a + b, 0);
        const below = (j: number) => masses.slice(0, j).reduce((a, b) => a + b, 0);
        const b = gridCells(types, 1, { own, broker });
        const s = gridCells(types, -1, { own, broker });
        const n = values.length;
        values.forEach((v, k) => {
          const p = masses[k] as number;
          const psi = k + 1 < n ? v - (((values[k + 1] as number) - v) * above(k)) / p : v;
          const phi = k > 0 ? v + ((v - (values[k - 1] as number)) * below(k)) / p : v;
          const near = (x: number, y: number) => expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(y)));
          near((b.profit[k] as number) / p, psi);
          near((b.objective[k] as number) / p, own * v + (broker - own) * psi);
          // Of worths −v, in the reverse order.
          expect(s.mass[n - 1 - k]).toBe(p);
          near((s.profit[n - 1 - k] as number) / p, -phi);
          near((s.objective[n - 1 - k] as number) / p, -(own * v + (broker - own) * phi));
        });
      }),
    );
  });

  test("coarser cells are sums", () => {
    fc.assert(
      fc.property(worthCells, fc.integer({ min: 1, max: 7 }), (cells, stride) => {
        const coarse = coarser({ count: 1, reference: zero, cells, idle: 0 }, stride).cells;
        for (const name of ["mass", "objective", "profit"] as const) {
          expect(coarse[name]).toHaveLength(Math.ceil(cells.mass.length / stride));
          coarse[name].forEach((sum, k) => {
            expect(sum).toBeCloseTo(
              cells[name].slice(k * stride, (k + 1) * stride).reduce((a, b) => a + b, 0),
              10,
            );
          });
        }
      }),
    );
  });
});

describe("the Lagrangian of a pair", () => {
  const lagrangianOf = (buyer: TypeSpace, seller: TypeSpace) =>
    new PairLagrangian(
      pairOn(buyer, seller).groups.map((group, g) => {
        const cells = gridCells(group.types, g === 0 ? 1 : -1, { own: 1, broker: 1 });
        return { count: 1, reference: group.reference, cells, idle: 0 };
      }),
      1,
    );
  const pair = fc.tuple(finiteLaw(1, 7), finiteLaw(1, 7), number(0, 4)).map(([b, s, lambda]) => {
    const [buyer, seller] = [typesOf(b), typesOf(s)];
    return {
      buyer,
      seller,
      lambda,
      lagrangian: lagrangianOf(buyer, seller),
    };
  });

  test("value is the best of all monotone allocations by enumeration of thresholds", () => {
    fc.assert(
      fc.property(pair, ({ buyer, seller, lambda, lagrangian }) => {
        const m = buyer.values.length;
        const n = seller.values.length;
        fc.pre(m * n <= 20);
        const found = lagrangian.evaluate(justAbove(lambda));
        let best = Number.NEGATIVE_INFINITY;
        const counts = new Int32Array(m);
        const visit = (i: number, least: number): void => {
          if (i === m) {
            const { objective, profit } = lagrangian.value(counts);
            best = Math.max(best, objective + lambda * profit);
            return;
          }
          for (let k = least; k <= n; k++) {
            counts[i] = k;
            visit(i + 1, k);
          }
        };
        visit(0, 0);
        expect(found.objective + lambda * found.profit).toBeCloseTo(best, 8);
      }),
    );
  });

  test("profit rises and the objective falls along the path; beyond its end nobody trades", () => {
    fc.assert(
      fc.property(pair, ({ lagrangian }) => {
        const path: PathPoint[] = [0, 0.1, 0.5, 1, 2, 10, 1000].flatMap((lambda) => [justBelow(lambda), justAbove(lambda)]);
        path.push(endOfPath);
        const values = path.map((at) => lagrangian.evaluate(at));
        values.slice(1).forEach((value, k) => {
          const previous = values[k] as (typeof values)[number];
          expect(value.profit).toBeGreaterThanOrEqual(previous.profit - 1e-12);
          expect(value.objective).toBeLessThanOrEqual(previous.objective + 1e-12);
        });
        expect(lagrangian.evaluate(noTrade)).toMatchObject({ objective: 0, profit: 0 });
      }),
    );
  });

  test("interim probabilities and tight transfers against double sums and definitions", () => {
    fc.assert(
      fc.property(pair, number(0, 1), ({ buyer, seller, lambda, lagrangian }, weight) => {
        const m = buyer.values.length;
        const n = seller.values.length;
        const loose = new Int32Array(m);
        const tight = new Int32Array(m);
        lagrangian.evaluate(justAbove(lambda), loose);
        lagrangian.evaluate(endOfPath, tight);
        const thresholds = { kind: "thresholds", weight, loose, tight } as const;
        const [own, best] = interimProbabilities(thresholds, buyer.masses, inWorthOrder(seller.masses, -1));
        const theirs = inWorthOrder(best, -1);
        const x = (i: number, j: number) => weight * (j < (loose[i] as number) ? 1 : 0) + (1 - weight) * (j < (tight[i] as number) ? 1 : 0);
        for (let i = 0; i < m; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += (seller.masses[j] as number) * x(i, j);
          expect(own[i]).toBeCloseTo(sum, 13);
        }
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let i = 0; i < m; i++) sum += (buyer.masses[i] as number) * x(i, j);
          expect(theirs[j]).toBeCloseTo(sum, 13);
        }
        const paid = tightPayments(buyer.values, own, 1, 0.25);
        const received = tightPayments(seller.values, theirs, -1, 0.5).map((payment) => -payment);
        const rent = (i: number, k: number) => (buyer.values[i] as number) * (own[k] as number) - (paid[k] as number);
        const gain = (j: number, l: number) => (received[l] as number) - (seller.values[j] as number) * (theirs[l] as number);
        expect(rent(0, 0)).toBeCloseTo(0.25, 10);
        expect(gain(n - 1, n - 1)).toBeCloseTo(0.5, 10);
        for (let i = 0; i < m; i++) {
          for (let k = 0; k < m; k++) expect(rent(i, k)).toBeLessThanOrEqual(rent(i, i) + 1e-10);
          if (i > 0) expect(rent(i, i - 1)).toBeCloseTo(rent(i, i), 10);
        }
        for (let j = 0; j < n; j++) {
          for (let l = 0; l < n; l++) expect(gain(j, l)).toBeLessThanOrEqual(gain(j, j) + 1e-10);
          if (j + 1 < n) expect(gain(j, j + 1)).toBeCloseTo(gain(j, j), 10);
        }
      }),
    );
  });

  test("a guess at the multiplier, good or bad, changes no answer", () => {
    fc.assert(
      fc.property(pair, number(0, 6), number(1e-9, 3), number(-1, 1), ({ lagrangian }, lambda, within, r) => {
        const plain = findMultiplier(lagrangian, { lowest: 0, requiredProfit: r });
        const guessed = findMultiplier(lagrangian, { lowest: 0, requiredProfit: r, guess: { lambda, within } });
        expect(guessed.kind).toBe(plain.kind);
        if (plain.kind === "infeasible" || guessed.kind === "infeasible") return;
        expect(guessed.value.objective).toBeCloseTo(plain.value.objective, 10);
        if (plain.kind === "binding") expect(guessed.value.profit).toBe(plain.value.profit);
      }),
    );
  });

  test("a large pair is searched near a coarser one, with the same answer and fewer evaluations", () => {
    const n = 30_000;
    const space = (power: number) => {
      const values = Float64Array.from({ length: n }, (_, k) => ((k + 0.5) / n) ** power);
      return { values, masses: new Float64Array(n).fill(1 / n) };
    };
    for (const r of [0, 0.01, -0.02]) {
      const lagrangian = lagrangianOf(space(1.5), space(0.8));
      const plain = findMultiplier(lagrangian, { lowest: 0, requiredProfit: r });
      const large = findMultiplierNearCoarser(lagrangian, { lowest: 0, requiredProfit: r });
      if (plain.kind !== "binding" || large.kind !== "binding") throw new Error("the budget binds here");
      expect(Math.abs(large.value.objective - plain.value.objective)).toBeLessThanOrEqual(1e-13);
      expect(large.evaluations).toBeLessThan(plain.evaluations);
    }
    const loose = lagrangianOf(space(1), space(1));
    expect(findMultiplierNearCoarser(loose, { lowest: 0, requiredProfit: -1 }).kind).toBe("slack");
    expect(findMultiplierNearCoarser(loose, { lowest: 0, requiredProfit: 1 }).kind).toBe("infeasible");
  });
});
