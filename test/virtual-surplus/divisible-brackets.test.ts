import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactDouble, type Rational, rational, sumRationals } from "../../src/arithmetic/rational.ts";
import { u } from "../../src/distributions/enclosure.ts";
import { beta } from "../../src/distributions/laws/beta.ts";
import { pareto } from "../../src/distributions/laws/pareto.ts";
import { divisibleTrade } from "../../src/environments/divisible-trade.ts";
import { solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { expectedSurplus } from "../../src/virtual-surplus/divisible/proved/expected-surplus.ts";
import { interimQuantities } from "../../src/virtual-surplus/divisible/proved/quantities.ts";
import type { Interval } from "../../src/virtual-surplus/kernel/optimum.ts";
import { increasingRoot, integral } from "./support/quadrature.ts";
import type { SmoothLaw } from "./support/smooth-laws.ts";
import * as laws from "./support/smooth-laws.ts";

const [zero, one] = [rational(0), rational(1)];

/** Worths of any size, ties and losses among them. */
const worth = fc.oneof(
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.integer({ min: -8, max: 8 }).map((k) => k / 4),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.constantFrom(1e-300, -1e-300, 1, -1),
);
const band = fc.oneof(fc.double({ min: 1e-3, max: 4, noNaN: true }), fc.constantFrom(1e-12, 1e-9, 1, 1e6));
const cells = (of: fc.Arbitrary<number>) => fc.array(fc.tuple(of, fc.integer({ min: 0, max: 20 })), { minLength: 1, maxLength: 9 });

/** Increasing shares of 1, the last of them 1. */
function quantilesOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let reached = 0;
  return weights.map((weight, k) => {
    reached += weight;
    return k === weights.length - 1 ? 1 : reached / total;
  });
}

const clipped = (x: Rational) => (x.lt(zero) ? zero : x.gt(one) ? one : x);

/** What lies between neighbouring quantiles, exactly. */
const masses = (quantiles: readonly number[]) =>
  quantiles.map((q, k) => exactDouble(q).sub(exactDouble(k === 0 ? 0 : (quantiles[k - 1] as number))));

describe("sums over pairs of cells against rationals", () => {
  test("expected quantities and their squares lie in their balls", () => {
    fc.assert(
      fc.property(cells(worth), cells(worth), band, (own, others, width) => {
        const falling = (list: readonly (readonly [number, number])[]) =>
          Float64Array.from(list, ([w]) => w)
            .sort()
            .reverse();
        const rule = { buyer: falling(own), seller: falling(others), band: width };
        const size = Math.max(...rule.seller.map(Math.abs));
        const quantiles = quantilesOf(others.map(([, weight]) => weight));
        const centre = Float64Array.from(quantiles);
        const found = interimQuantities(rule.buyer, rule.seller, { centre, radius: new Float64Array(centre.length) }, rule.band);
        const probabilities = masses(quantiles);
        rule.buyer.forEach((b, i) => {
          const x = Array.from(rule.seller, (s) => clipped(exactDouble(b).add(exactDouble(s)).div(exactDouble(rule.band))));
          const expected = sumRationals(x.map((own, j) => own.mul(probabilities[j] as Rational)));
          const square = sumRationals(x.map((own, j) => own.mul(own).mul(probabilities[j] as Rational)));
          for (const [truth, { centre: at, radius }] of [
            [expected, found.quantity],
            [square, found.square],
          ] as const) {
            const off = truth.sub(exactDouble(at[i] as number));
            expect((off.lt(zero) ? off.neg() : off).lte(exactDouble(radius[i] as number))).toBe(true);
            expect(radius[i]).toBeLessThan(1e-12 + 16 * u * others.length * (size / width));
          }
        });
      }),
      { numRuns: 80 },
    );
  });

  test("the expected surplus is bounded from above, and closely where the band is no smaller than its worths' rounding", () => {
    fc.assert(
      fc.property(cells(worth), cells(worth), band, (buyers, sellers, width) => {
        const levels = (list: readonly (readonly [number, number])[], sign: 1 | -1) => ({
          level: Float64Array.from(list, ([w]) => sign * w)
            .sort()
            .map((_, k, all) => all[sign === 1 ? all.length - 1 - k : k] as number),
          reached: Float64Array.from(quantilesOf(list.map(([, weight]) => weight))),
        });
        const [buyer, seller] = [levels(buyers, 1), levels(sellers, -1)];
        const [p, q] = [masses([...buyer.reached]), masses([...seller.reached])];
        const wide = exactDouble(width);
        const truth = sumRationals(
          p.flatMap((mass, i) =>
            q.map((other, j) => {
              const d = exactDouble(buyer.level[i] as number).sub(exactDouble(seller.level[j] as number));
              const x = clipped(d.div(wide));
              return mass.mul(other).mul(d.mul(x).sub(wide.mul(x).mul(x).div(2)));
            }),
          ),
        );
        const bound = expectedSurplus(buyer, seller, width);
        expect(exactDouble(bound).gte(truth)).toBe(true);
        const scale = Math.max(...buyer.level.map(Math.abs), ...seller.level.map(Math.abs));
        const rounding = 64 * u * scale * Math.max(1, scale / width) + 1e-14 * bound;
        expect(exactDouble(bound).lte(truth.add(exactDouble(Math.min(rounding, width / 2 + 64 * u * scale) + 1e-290)))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

/** E ψ at weight w of the rents and price κ of payments, the seller's F = s^a: its virtual cost is k·s, whose integrals are powers. */
function dual(buyer: SmoothLaw, a: number, c: number, w: number, kappa: number): number {
  const k = w + (kappa - w) * (1 + 1 / a);
  const width = kappa * c;
  /** ∫∫ P(k·S ≤ z) dz dz. */
  const twice = (z: number) => {
    if (z <= 0) return 0;
    const inside = Math.min(z, k);
    const rest = z - inside;
    return inside ** (a + 2) / (k ** a * (a + 1) * (a + 2)) + (rest > 0 ? (z * z - k * k) / 2 - (k * a * rest) / (a + 1) : 0);
  };
  const virtual = (v: number) => w * v + (kappa - w) * (v - buyer.survival(v) / buyer.pdf(v));
  const ends = [0, width, k, k + width].map((level) => increasingRoot((v) => virtual(v) - level, buyer.from, buyer.to));
  const cuts = [...ends, buyer.to].sort((x, y) => x - y);
  return cuts.slice(1).reduce((sum, to, piece) => {
    const from = cuts[piece] as number;
    return (
      sum +
      integral(
        (v) => {
          const b = virtual(v);
          return (buyer.pdf(v) * (twice(b) - twice(b - width))) / width;
        },
        from,
        to,
      )
    );
  }, 0);
}

/** The least value of a convex function on [0, 4], which is flat there. */
function least(f: (x: number) => number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, 4];
  for (let step = 0; step < 40; step++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(a) < f(b)) high = b;
    else low = a;
  }
  return f((low + high) / 2);
}

function bracket(buyer: SmoothLaw, seller: SmoothLaw, curvature: Rational, rents: Rational) {
  const found = solveBracket({
    groups: divisibleTrade({ buyer: buyer.engine, seller: seller.engine, curvature }).groups,
    frontier: { name: "pair", curvature },
    terms: { weights: { buyers: rents, sellers: rents, broker: one }, budget: { rule: "ex-ante", requiredProfit: zero } },
    options: { width: 1e-6 },
  });
  if (found.status !== "optimal") throw new Error(`unexpected: ${found.status}`);
  expect(found.proved).toBe(true);
  return found;
}

function expectContains({ lower, upper }: Interval, truth: number): void {
  expect(lower).toBeLessThanOrEqual(truth * (1 + 1e-11));
  expect(upper).toBeGreaterThanOrEqual(truth * (1 - 1e-11));
}

test("the quadrature has the closed form of two uniform laws", () => {
  for (const c of [0.3, 2]) {
    const efficient = c <= 1 ? (4 - 6 * c + 4 * c * c - c ** 3) / 24 : 1 / (24 * c);
    expect(dual(laws.power(1), 1, c, 1, 1)).toBeCloseTo(efficient, 13);
    expect(least((lambda) => dual(laws.power(1), 1, c, 1, 1 + lambda))).toBeCloseTo((27 / 32) * efficient, 13);
  }
});

test.each([
  { buyer: laws.power(2), a: 1, c: "1/20" },
  { buyer: laws.reversePower(3), a: 2, c: "7/10" },
  { buyer: laws.truncatedExponential(3), a: 0.5, c: "3" },
  { buyer: laws.exponential(1, 0), a: 2, c: "1/2" },
])("proved brackets contain the quadrature: $buyer.name, F = s^$a, c = $c", ({ buyer, a, c }) => {
  const curvature = rational(c);
  const [top = 1, bottom = 1] = c.split("/").map(Number);
  const gains = bracket(buyer, laws.power(a), curvature, one);
  expectContains(gains.firstBest, dual(buyer, a, top / bottom, 1, 1));
  expectContains(
    gains.value,
    least((lambda) => dual(buyer, a, top / bottom, 1, 1 + lambda)),
  );
  expectContains(bracket(buyer, laws.power(a), curvature, zero).value, dual(buyer, a, top / bottom, 0, 1));
});

test.each(["1/1000", "1/3", "1", "5/2", "1000"])("the closed form of U[0, 1]² lies in the proved bracket as a rational, c = %s", (text) => {
  const c = rational(text);
  const square = c.mul(c);
  const polynomial = rational(4).sub(c.mul(6)).add(square.mul(4)).sub(square.mul(c));
  const efficient = c.lte(one) ? polynomial.div(24) : c.mul(24).inverse();
  const found = bracket(laws.power(1), laws.power(1), c, one);
  for (const [{ lower, upper }, truth] of [
    [found.firstBest, efficient],
    [found.value, efficient.mul(27).div(32)],
  ] as const) {
    expect(exactDouble(lower).lte(truth)).toBe(true);
    expect(exactDouble(upper).gte(truth)).toBe(true);
  }
});

test("a required profit beyond the largest one is proved to be out of reach; one below it is made", () => {
  const curvature = rational("1/2");
  const { groups } = divisibleTrade({ buyer: laws.power(1).engine, seller: laws.power(1).engine, curvature });
  // Worths 2v − 1 and costs 2s meet for a quarter of the pairs, as uniform laws on [0, 1] do: a quarter of the first best.
  const largest = rational("5/256");
  const required = (share: string) =>
    solveBracket({
      ...{ groups, frontier: { name: "pair", curvature } },
      terms: {
        weights: { buyers: one, sellers: one, broker: one },
        budget: { rule: "ex-ante", requiredProfit: rational(share).mul(largest) },
      },
      options: { width: 1e-4 },
    });
  expect(required("0.9999")).toMatchObject({ proved: true });
  const beyond = required("1.0001");
  expect(beyond).toMatchObject({ status: "infeasible", proved: true });
  if (beyond.status === "infeasible") expect(exactDouble(beyond.largestProfit).gte(largest)).toBe(true);
});

test("a buyer whose values have a heavy tail far above the band: the proof ends, and closes", () => {
  const curvature = rational("3/10");
  const buyer = pareto({ scale: 1, shape: 1.5 });
  const { groups } = divisibleTrade({ buyer, seller: beta({ a: 3, b: 1, min: 0, max: 1 }), curvature });
  const found = solveBracket({
    ...{ groups, frontier: { name: "pair", curvature } },
    terms: {
      weights: { buyers: zero, sellers: one, broker: rational(3) },
      budget: { rule: "ex-ante", requiredProfit: zero },
    },
    options: { width: 1e-3 },
  });
  expect(found).toMatchObject({ status: "optimal", proved: true });
});
