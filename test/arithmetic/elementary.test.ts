import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Enclosure, enclose, over, scaled, TooFewBits, times } from "../../src/arithmetic/elementary/enclosure.ts";
import { exponential } from "../../src/arithmetic/elementary/exponential.ts";
import { betaFunctions } from "../../src/arithmetic/elementary/incomplete-beta.ts";
import { logarithm } from "../../src/arithmetic/elementary/logarithm.ts";
import { normalDensity, normalDistribution } from "../../src/arithmetic/elementary/normal.ts";
import { pi } from "../../src/arithmetic/elementary/pi.ts";
import { power } from "../../src/arithmetic/elementary/power.ts";
import { squareRoot } from "../../src/arithmetic/elementary/square-root.ts";
import { type Rational, ratio, rational } from "../../src/arithmetic/rational.ts";

// Values to 60 digits from data/fixtures/elementary/generate.py, which uses other series than the code.
const expected = JSON.parse(readFileSync(new URL("../../data/fixtures/elementary/expected.json", import.meta.url), "utf8"));
const precisions = [40, 64, 176, 190];
/** Half a unit in the 60th digit, and a little more. */
const lastDigit = rational("6e-60");

/** The enclosure holds the true number, known to 60 digits, and is no wider than `units` of 2^−bits, or so much of the number itself. */
function check({ low, high }: Enclosure, digits: string, bits: number, units: bigint): void {
  const truth = rational(digits);
  const slack = truth.abs().mul(lastDigit);
  const unit = 1n << BigInt(bits);
  expect(ratio(low, unit).lte(truth.add(slack))).toBe(true);
  expect(ratio(high, unit).gte(truth.sub(slack))).toBe(true);
  const size = truth.abs().gt(rational(1)) ? truth.abs() : rational(1);
  expect(ratio(high - low, unit).lte(size.mul(ratio(units, unit)))).toBe(true);
}

const functions: Record<string, (args: string[], bits: number) => Enclosure> = {
  exp: ([x], bits) => exponential(enclose(rational(x as string), bits), bits),
  log: ([x], bits) => logarithm(rational(x as string), bits),
  power: ([x, a], bits) => power(rational(x as string), rational(a as string), bits),
  normalDistribution: ([z], bits) => normalDistribution(enclose(rational(z as string), bits), bits),
  normalDensity: ([z], bits) => normalDensity(enclose(rational(z as string), bits), bits),
  betaDistribution: ([t, a, b], bits) =>
    betaFunctions(rational(a as string), rational(b as string), bits).distribution(rational(t as string)),
};

describe("enclosures hold values known to 60 digits, and little else", () => {
  test.each(Object.keys(functions))("%s", (name) => {
    const cases = expected[name] as string[][];
    expect(cases.length).toBeGreaterThan(6);
    for (const entry of cases) {
      for (const bits of precisions)
        check((functions[name] as (typeof functions)[string])(entry.slice(0, -1), bits), entry.at(-1) as string, bits, 64n);
    }
  });

  test("π and square roots", () => {
    for (const bits of precisions) check(pi(bits), expected.pi, bits, 4n);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 80n }), (n) => {
        const { low, high } = squareRoot({ low: n, high: n }, 64);
        expect(low * low <= n << 64n && high * high > n << 64n).toBe(true);
      }),
    );
  });
});

describe("what the definitions demand", () => {
  const unit = 1n << 128n;
  const positive = fc
    .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }))
    .map(([n, d]) => ratio(BigInt(n), BigInt(d)));
  const overlap = (a: Enclosure, b: Enclosure) => expect(a.low <= b.high && b.low <= a.high).toBe(true);

  test("more bits say the same more narrowly", () => {
    fc.assert(
      fc.property(positive, positive, fc.constantFrom(-1, 1), (x, a, sign) => {
        const z = x.mul(sign).div(100);
        const pairs: [(bits: number) => Enclosure][] = [
          [(bits) => exponential(enclose(z, bits), bits)],
          [(bits) => logarithm(x, bits)],
          [(bits) => normalDistribution(enclose(z, bits), bits)],
          [(bits) => power(x.div(10_001), a.div(100), bits)],
        ];
        for (const [f] of pairs) {
          const [coarse, fine] = [f(64), f(320)];
          expect(coarse.low << 256n <= fine.high && coarse.high << 256n >= fine.low).toBe(true);
        }
      }),
    );
  });

  test("log(xy) = log x + log y, e^(x + y) = e^x·e^y", () => {
    fc.assert(
      fc.property(positive, positive, (x, y) => {
        const [a, b] = [logarithm(x, 128), logarithm(y, 128)];
        overlap(logarithm(x.mul(y), 128), { low: a.low + b.low, high: a.high + b.high });
        const [s, t] = [x.div(1000), y.div(-1000)];
        const e = (z: Rational) => exponential(enclose(z, 128), 128);
        overlap(e(s.add(t)), times(e(s), e(t), 128));
      }),
    );
  });

  test("Φ(−z) = 1 − Φ(z); I_t(a, b) = 1 − I_(1−t)(b, a); I_t(a, 1) = t^a", () => {
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 999 }), (x, y, k) => {
        const z = x.div(50);
        const [below, above] = [normalDistribution(enclose(z.neg(), 128), 128), normalDistribution(enclose(z, 128), 128)];
        overlap(below, { low: unit - above.high, high: unit - above.low });
        const [a, b, t] = [x.div(1000).add(ratio(1n, 100n)), y.div(1000).add(ratio(1n, 100n)), ratio(BigInt(k), 1000n)];
        const other = betaFunctions(b, a, 128).distribution(rational(1).sub(t));
        overlap(betaFunctions(a, b, 128).distribution(t), { low: unit - other.high, high: unit - other.low });
        overlap(betaFunctions(a, rational(1), 128).distribution(t), power(t, a, 128));
      }),
      { numRuns: 50 },
    );
  });

  test("wide arguments give what all their points give", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 100 }),
        (from, width, share) => {
          const at = (x: number) => enclose(ratio(BigInt(x), 1000n), 96);
          const wide = { low: at(from).low, high: at(from + width).high };
          const inner = enclose(ratio(BigInt(from * 100 + width * share), 100_000n), 96);
          for (const f of [exponential, normalDistribution, normalDensity]) {
            const [all, one] = [f(wide, 96), f(inner, 96)];
            expect(all.low <= one.low + 64n && all.high + 64n >= one.high).toBe(true);
          }
        },
      ),
    );
  });

  test("powers of 0 and 1, and what is refused", () => {
    expect(power(rational(0), rational(0), 8)).toEqual({ low: 256n, high: 256n });
    expect(power(rational(0), rational("1/2"), 8)).toEqual({ low: 0n, high: 0n });
    expect(power(rational(1), rational("22/7"), 8)).toEqual({ low: 256n, high: 256n });
    expect(() => power(rational(0), rational(-1), 8)).toThrow(RangeError);
    expect(() => logarithm(rational(0), 64)).toThrow(RangeError);
    expect(() => exponential(enclose(rational(20_000), 64), 64)).toThrow(RangeError);
    expect(exponential(enclose(rational(-20_000), 64), 64)).toEqual({ low: 0n, high: 1n });
    expect(() => over(enclose(rational(1), 8), { low: 0n, high: 1n }, 8)).toThrow(TooFewBits);
    expect(() => betaFunctions(rational(5000), rational(1), 64)).toThrow(RangeError);
  });

  test("arithmetic of enclosures rounds outwards", () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer(), fc.integer({ min: 1 }), fc.integer(), fc.integer({ min: 1 })), ([a, b, c, d]) => {
        const [x, y] = [ratio(BigInt(a), BigInt(b)), ratio(BigInt(c), BigInt(d))];
        const holds = ({ low, high }: Enclosure, truth: Rational) =>
          expect(ratio(low, 1n << 40n).lte(truth) && ratio(high, 1n << 40n).gte(truth)).toBe(true);
        const [p, q] = [enclose(x, 40), enclose(y, 40)];
        holds(p, x);
        holds(times(p, q, 40), x.mul(y));
        holds(scaled(p, y), x.mul(y));
        if (q.low > 0n) holds(over(p, q, 40), x.div(y));
      }),
    );
  });
});
