import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactDouble, one, type Rational, ratio, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { Counts } from "../../src/virtual-surplus/kernel/binomial.ts";
import { TradingOdds } from "../../src/virtual-surplus/kernel/trading-odds.ts";

/** The distribution of the number of successes among independent trials, in rationals: one trial after the other. */
function countLaw(trials: readonly Rational[]): Rational[] {
  let law = [one];
  for (const p of trials) {
    const next = Array.from({ length: law.length + 1 }, () => zero);
    law.forEach((mass, k) => {
      next[k] = (next[k] as Rational).add(mass.mul(one.sub(p)));
      next[k + 1] = (next[k + 1] as Rational).add(mass.mul(p));
    });
    law = next;
  }
  return law;
}

const trialsOf = (count: number, p: Rational) => new Array<Rational>(count).fill(p);

interface Crowd {
  readonly buyer: boolean;
  readonly count: number;
  /** Numerators over 64: doubles hold these probabilities. */
  readonly wants: number;
}

const crowds = (most: number): fc.Arbitrary<readonly Crowd[]> => {
  const crowd = (buyer: boolean) =>
    fc.record({ buyer: fc.constant(buyer), count: fc.integer({ min: 1, max: most }), wants: fc.integer({ min: 0, max: 64 }) });
  const side = (buyer: boolean) => fc.array(crowd(buyer), { minLength: 1, maxLength: 3 });
  return fc.tuple(side(true), side(false)).map(([buyers, sellers]) => [...buyers, ...sellers]);
};

const share = (numerator: number) => rational(numerator).div(rational(64));

function opened(groups: readonly Crowd[]): TradingOdds {
  const odds = new TradingOdds(groups);
  groups.forEach(({ wants }, g) => {
    odds.set(g, wants / 64, 1 - wants / 64);
  });
  return odds;
}

/** Both sides' laws; the group `except` without one member, each of whose fellows has probability `instead`. */
function sideLaws(groups: readonly Crowd[], except = -1, fellows: readonly Rational[] = []) {
  const of = (buyer: boolean) =>
    countLaw(
      groups.flatMap((group, g) => (group.buyer !== buyer ? [] : g === except ? fellows : trialsOf(group.count, share(group.wants)))),
    );
  return { buyers: of(true), sellers: of(false) };
}

const near = (found: { readonly value: number; readonly error: number }, truth: Rational) => {
  const off = Math.abs(toNumber(exactDouble(found.value).sub(truth)));
  expect(off).toBeLessThanOrEqual(found.error);
};

describe("counts", () => {
  test("binomials of up to 300 members against exact rationals, tails included", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 255 }), (n, part) => {
        const counts = new Counts();
        counts.binomial(n, part / 256, 1 - part / 256);
        const [p, q] = [BigInt(part), BigInt(256 - part)];
        const unit = 256n ** BigInt(n);
        const close = (found: number, truth: bigint) => {
          const { n: numerator, d: denominator } = exactDouble(found);
          const off = numerator * unit - truth * denominator;
          const distance = toNumber(ratio(off < 0n ? -off : off, denominator * unit));
          return distance <= counts.error * toNumber(ratio(truth, unit)) + counts.outside;
        };
        let choose = 1n;
        let atMost = 0n;
        for (let c = 0; c <= n; c++) {
          const term = choose * p ** BigInt(c) * q ** BigInt(n - c);
          atMost += term;
          choose = (choose * BigInt(n - c)) / BigInt(c + 1);
          const k = c - counts.from;
          const own = k >= 0 && k < counts.length ? (counts.probability[k] as number) : 0;
          expect(close(own, term)).toBe(true);
          expect(close(counts.below(c), atMost)).toBe(true);
          expect(close(counts.above(c), unit - atMost)).toBe(true);
        }
      }),
      { numRuns: 8 },
    );
  });

  test("a million members: moments of the binomial, and no more counts than some standard deviations", () => {
    const counts = new Counts();
    for (const p of [1e-9, 1e-4, 0.3, 0.5, 0.999]) {
      counts.binomial(1_000_000, p, 1 - p);
      const moment = (f: (c: number) => number) => {
        let sum = 0;
        for (let k = 0; k < counts.length; k++) sum += (counts.probability[k] as number) * f(counts.from + k);
        return sum;
      };
      const mean = 1e6 * p;
      expect(Math.abs(moment(() => 1) - 1)).toBeLessThanOrEqual(counts.error);
      expect(Math.abs(moment((c) => c - mean))).toBeLessThanOrEqual(counts.error * (mean + 10));
      expect(moment((c) => (c - mean) ** 2) / (mean * (1 - p))).toBeCloseTo(1, 9);
      expect(counts.length).toBeLessThanOrEqual(40 + 28 * Math.sqrt(mean * (1 - p)));
    }
  });
});

describe("odds of trade", () => {
  test("expected trades: exact Poisson-binomials, within the stated error", () => {
    fc.assert(
      fc.property(crowds(6), (groups) => {
        const { buyers, sellers } = sideLaws(groups);
        let truth = zero;
        buyers.forEach((b, i) => {
          sellers.forEach((s, j) => {
            truth = truth.add(b.mul(s).mul(rational(Math.min(i, j))));
          });
        });
        const found = opened(groups).expectedTrades();
        near(found, truth);
        expect(found.error).toBeLessThanOrEqual(1e-12 * (1 + found.value));
      }),
      { numRuns: 60 },
    );
  });

  test("a block's trade is the average over how many fellows are in it and over places among equals, exactly", () => {
    fc.assert(
      fc.property(crowds(9), fc.nat(), fc.integer({ min: 1, max: 64 }), (drawn, chosen, width) => {
        const g = chosen % drawn.length;
        const { buyer, count, wants } = drawn[g] as Crowd;
        // A block between `inner` and `outer` (more want to trade beyond it); a buyer's level comes from the inner side, a seller's from the outer.
        const inner = Math.min(wants, 63);
        const outer = Math.min(64, inner + width);
        const groups = drawn.map((group, h) => (h === g ? { ...group, wants: buyer ? inner : outer } : group));
        const after = buyer ? outer : inner;
        const { trade, error } = opened(groups).pass(g, after / 64, 1 - after / 64, (outer - inner) / 64);
        // By lottery one fellow after the other is ahead or not: i of the fellows drawn with the outer probability, the others with the inner one.
        let truth = zero;
        for (let i = 0; i < count; i++) {
          const fellows = [...trialsOf(i, share(outer)), ...trialsOf(count - 1 - i, share(inner))];
          const { buyers, sellers } = sideLaws(groups, g, fellows);
          const [own, other] = buyer ? [buyers, sellers] : [sellers, buyers];
          own.forEach((mass, rivals) => {
            const free = other.slice(rivals + 1).reduce((sum, next) => sum.add(next), zero);
            truth = truth.add(mass.mul(free).div(rational(count)));
          });
        }
        near({ value: trade, error }, truth);
        expect(error).toBeLessThanOrEqual(1e-11);
      }),
      { numRuns: 50 },
    );
  });
});
