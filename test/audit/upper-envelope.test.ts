import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestDeviation } from "../../src/audit/best-deviation.ts";
import { upperEnvelope } from "../../src/audit/upper-envelope.ts";
import { rangeMaxima } from "../../src/audit/zones.ts";
import { cpuTime } from "../support/cpu-time.ts";

const reals = (n: number) => fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n, maxLength: n });
const lists = fc.integer({ min: 1, max: 40 }).chain((n) => fc.tuple(reals(n), reals(n), reals(n)));

describe("upperEnvelope", () => {
  it("is the largest line at every point, for lines in any order and with equal slopes", () => {
    fc.assert(
      fc.property(lists, fc.boolean(), ([at, slopes, intercepts], coarse) => {
        const points = Float64Array.from(at).sort();
        const round = (x: number): number => (coarse ? Math.round(x / 5) : x);
        const a = Float64Array.from(slopes, round);
        const b = Float64Array.from(intercepts, round);
        const envelope = upperEnvelope(points, a, b);
        points.forEach((w, index) => {
          const values = Array.from(a, (slope, k) => slope * w + (b[k] as number));
          expect(values[envelope.best(index)]).toBeCloseTo(Math.max(...values), 11);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe("bestDeviation", () => {
  it("is the best over all pairs of type and report", () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(1, -1), ([list, x, t], sign) => {
        const types = Float64Array.from(list).sort();
        const gets = (k: number, l: number): number => sign * ((types[k] as number) * (x[l] as number) - (t[l] as number));
        let best = 0;
        for (let k = 0; k < types.length; k++) for (let l = 0; l < types.length; l++) best = Math.max(best, gets(k, l) - gets(k, k));
        const worths = types.map((type) => sign * type);
        const found = bestDeviation(worths, { allocation: Float64Array.from(x), payment: Float64Array.from(t, (paid) => sign * paid) });
        expect(found.gain).toBeCloseTo(best, 10);
        if (found.gain > 0) expect(gets(found.type, found.report) - gets(found.type, found.type)).toBeCloseTo(best, 10);
      }),
      { numRuns: 500 },
    );
  });

  it("serves a million types, in order or not", () => {
    const n = 1_000_000;
    const types = Float64Array.from({ length: n }, (_, k) => k / n);
    const shuffled = (k: number): number => ((k * 7_368_787) % n) / n;
    const tight = Float64Array.from(types, (x) => (x * x) / 2);
    const start = cpuTime();
    // X(v) = v, T(v) = v²/2: types are indifferent to reports next to them, to the second order.
    expect(bestDeviation(types, { allocation: types, payment: tight }).gain).toBeLessThan(1e-15);
    const disorder = types.map((_, k) => shuffled(k));
    const found = bestDeviation(types, { allocation: disorder, payment: new Float64Array(n) });
    const seconds = (cpuTime() - start) / 1000;
    // Everybody wants the report with the largest allocation; the last type that lacks it gains most.
    const best = disorder.reduce((a, b, k) => Math.max(a, (types[k] as number) * ((n - 1) / n - b)), 0);
    expect(found.gain).toBeCloseTo(best, 12);
    expect(seconds).toBeLessThan(10);
  });
});

describe("rangeMaxima", () => {
  it("is the maximum of every window, −1 for an empty one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 10 }),
        (values, pairs) => {
          const end = (x: number): number => Math.min(x, values.length);
          const sort = (list: number[]): Int32Array =>
            Int32Array.from(
              list.sort((a, b) => a - b),
              end,
            );
          const low = sort(pairs.map(([a, b]) => Math.min(a, b)));
          const high = sort(pairs.map(([a, b]) => Math.max(a, b)));
          const best = rangeMaxima({ low, high }, Float64Array.from(values));
          low.forEach((from, r) => {
            const window = values.slice(from, high[r]);
            if (window.length === 0) expect(best[r]).toBe(-1);
            else {
              expect(values[best[r] as number]).toBe(Math.max(...window));
              expect(best[r]).toBeGreaterThanOrEqual(from);
              expect(best[r]).toBeLessThan(high[r] as number);
            }
          });
        },
      ),
    );
  });
});
