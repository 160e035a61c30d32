import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { criteria, type SummedName } from "../../../src/analysis/worst-case/criteria.ts";
import { type FiniteLaw, lawsOf, tradersOf } from "../../../src/analysis/worst-case/exact-pair.ts";
import { families } from "../../../src/analysis/worst-case/families.ts";
import { ratioOfLaws, ratioOn, writtenLaws } from "../../../src/analysis/worst-case/on-problems.ts";
import { one, type Rational, ratio, rational, sumRationals, toNumber, zero } from "../../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, solve, uniform } from "../../../src/index.ts";

const law = (least: number) =>
  fc
    .uniqueArray(fc.integer({ min: least, max: 40 }), { minLength: 1, maxLength: 6 })
    .chain((values) =>
      fc
        .array(fc.integer({ min: 1, max: 9 }), { minLength: values.length, maxLength: values.length })
        .map((weights) => ({ values, weights })),
    )
    .map(({ values, weights }): FiniteLaw => {
      const total = weights.reduce((a, b) => a + b, 0);
      return {
        values: [...values].sort((a, b) => a - b).map((value) => ratio(BigInt(value), 7n)),
        masses: weights.map((weight) => ratio(BigInt(weight), BigInt(total))),
      };
    });
const laws = fc.record({ buyer: law(0), seller: law(0) });

const problemOf = ({ buyer, seller }: { buyer: FiniteLaw; seller: FiniteLaw }) => {
  const written = ({ values, masses }: FiniteLaw) => ({ distribution: "discrete" as const, values, masses });
  return designProblem({ environment: bilateralTrade({ buyer: written(buyer), seller: written(seller) }) });
};

/** Σ over all pairs, by the definition. */
function expectation(
  { buyer, seller }: { buyer: FiniteLaw; seller: FiniteLaw },
  of: (value: Rational, cost: Rational) => Rational,
): Rational {
  return sumRationals(
    buyer.values.flatMap((value, i) =>
      seller.values.map((cost, j) =>
        of(value, cost)
          .mul(buyer.masses[i] as Rational)
          .mul(seller.masses[j] as Rational),
      ),
    ),
  );
}

const both = (pair: { buyer: FiniteLaw; seller: FiniteLaw }, name: SummedName) => {
  const { numerator, denominator } = ratioOfLaws(name, pair);
  return [numerator.exact as Rational, denominator.exact as Rational] as const;
};

describe("exact values of pairs of finite laws", () => {
  test("first best and best posted price are those of enumeration over pairs and over all types as prices", () => {
    fc.assert(
      fc.property(laws, (pair) => {
        const [posted, best] = both(pair, "posted-price");
        expect(best.equals(expectation(pair, (v, c) => (v.gt(c) ? v.sub(c) : zero)))).toBe(true);
        const prices = [...pair.buyer.values, ...pair.seller.values].map((p) =>
          expectation(pair, (v, c) => (v.gte(p) && c.lte(p) ? v.sub(c) : zero)),
        );
        expect(posted.equals(prices.reduce((a, b) => (a.gt(b) ? a : b), zero))).toBe(true);
        const [welfare, most] = both(pair, "posted-price-welfare");
        const kept = expectation(pair, (_, c) => c);
        expect(welfare.equals(posted.add(kept)) && most.equals(best.add(kept))).toBe(true);
        const mean = expectation(pair, (v) => v);
        const below = (p: Rational) => (p.mul(3).gt(mean) ? one.sub(mean.div(p.mul(3))) : zero);
        const drawn = expectation(pair, (v, c) => (v.gt(c) ? v.sub(c).mul(below(v).sub(below(c))) : zero)).add(kept);
        const [byMean, first] = both(pair, "mean-price-welfare");
        expect(byMean.equals(drawn) && first.equals(most)).toBe(true);
        // Cai and Wu (2023): never less than two thirds.
        expect(byMean.mul(3).gte(first.mul(2))).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  test("the random offerer is that of enumeration over all types as offers, equal ones by how often they are taken", () => {
    /** What a trader of one type gains for both when its offer is the best for it; `surplus`: of the two types at hand. */
    const offered = (
      others: FiniteLaw,
      own: (offer: Rational) => Rational,
      takes: (other: Rational, offer: Rational) => boolean,
      surplus: (other: Rational) => Rational,
    ): Rational => {
      const sum = (of: (k: number) => Rational, offer: Rational) =>
        sumRationals(others.values.map((other, k) => (takes(other, offer) ? of(k).mul(others.masses[k] as Rational) : zero)));
      const offers = others.values.map((offer) => ({
        often: sum(() => one, offer),
        gains: sum((k) => surplus(others.values[k] as Rational), offer),
        offer,
      }));
      const profit = (of: (typeof offers)[0]) => own(of.offer).mul(of.often);
      const best = offers.reduce((a, b) => {
        const order = profit(a).compare(profit(b));
        return order > 0 || (order === 0 && a.often.gte(b.often)) ? a : b;
      });
      return profit(best).gt(zero) ? best.gains : zero;
    };
    fc.assert(
      fc.property(laws, (pair) => {
        const { buyer, seller } = pair;
        const asked = seller.values.map((c, j) =>
          offered(
            buyer,
            (p) => p.sub(c),
            (v, p) => v.gte(p),
            (v) => v.sub(c),
          ).mul(seller.masses[j] as Rational),
        );
        const bid = buyer.values.map((v, i) =>
          offered(
            seller,
            (p) => v.sub(p),
            (c, p) => c.lte(p),
            (c) => v.sub(c),
          ).mul(buyer.masses[i] as Rational),
        );
        const [gains] = both(pair, "random-offerer");
        expect(gains.equals(sumRationals([...asked, ...bid]).div(2))).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  test("second best and broker's profit are what the engine proves", async () => {
    await fc.assert(
      fc.asyncProperty(laws, async (pair) => {
        const [second] = both(pair, "second-best");
        const [profit] = both(pair, "broker-profit");
        const asked = problemOf(pair);
        const solved = await solve(asked);
        expect(solved.value.exact?.equals(second)).toBe(true);
        const broker = await solve(designProblem({ environment: asked.environment, objective: "broker-profit" }));
        expect(broker.value.exact?.equals(profit)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("laws are read back from strengths as they were", () => {
    fc.assert(
      fc.property(laws, (pair) => {
        const traders = tradersOf(pair);
        const back = lawsOf(traders);
        const restored = back.buyer.values.map((x) => x.mul(traders.length).add(traders.origin));
        expect(restored.every((x, k) => x.equals(pair.buyer.values[k] as Rational))).toBe(true);
        expect(back.seller.masses.every((m, k) => m.equals(pair.seller.masses[k] as Rational))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("ratios on problems", () => {
  const unit = uniform({ min: 0, max: 1 });
  const continuous = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) });

  test.each([
    ["second-best", 27 / 32],
    ["posted-price", 3 / 4],
    ["broker-profit", 1 / 4],
    ["posted-price-welfare", 15 / 16],
    ["dominant", 8 / 9],
  ] as const)("%s on U[0,1]²: a bracket around %d", async (name, truth) => {
    const { ratio: found } = await ratioOn(name, continuous, solve);
    expect(found.lower).toBeLessThanOrEqual(truth * (1 + 1e-15));
    expect(found.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-15));
    expect(found.upper - found.lower).toBeLessThan(1e-7);
  });

  test("the random offerer is refused on laws, naming a grid", async () => {
    await expect(ratioOn("random-offerer", continuous, solve)).rejects.toThrow(/finitely many types only.*discretization/s);
  });

  test("laws that doubles cannot tell apart are read as they are written", () => {
    const buyer = { distribution: "discrete", values: ["1e-40", 1], masses: ["1/2", "1/2"] };
    const seller = {
      distribution: "discrete",
      values: [0, "9999999999999999999999999/10000000000000000000000000", 1],
      masses: ["1/4", "1/4", "1/2"],
    };
    const read = writtenLaws({ environment: { kind: "bilateral-trade", buyer, seller } });
    expect(read?.seller.values[1]?.compare(one)).toBe(-1);
    const wrong = { ...seller, masses: ["1/4", "1/4", "1/3"] };
    expect(() => writtenLaws({ environment: { kind: "bilateral-trade", buyer, seller: wrong } })).toThrow(
      /environment\.seller.*total exactly 1/s,
    );
    expect(writtenLaws({ environment: { kind: "partnership" } })).toBeNull();
  });
});

describe("families with a name", () => {
  test("constant-virtual-ratio: virtual values below the top are −ratio·x, and half of the first best is nearly reached", () => {
    const parameters = { ratio: 0.0255, range: 300, bend: 2.72 };
    const traders = families["constant-virtual-ratio"].traders(parameters, 450);
    const { buyer } = lawsOf(traders);
    let tail = one;
    for (let k = 0; k + 1 < 20; k++) {
      const [x, next, p] = [buyer.values[k], buyer.values[k + 1], buyer.masses[k]] as [Rational, Rational, Rational];
      tail = tail.sub(p);
      const virtual = x.sub(next.sub(x).mul(tail).div(p));
      expect(toNumber(virtual.div(x))).toBeCloseTo(-0.0255, 9);
    }
    const { numerator, denominator } = criteria["second-best"].measure(traders);
    const found = toNumber(numerator.div(denominator));
    expect(found).toBeGreaterThan(0.5);
    expect(found).toBeLessThan(0.502);
  });

  test("flat-revenue: first best / random offerer comes closer to 2/(β + β^α(1 + β)) with more types over a wider range", () => {
    const alpha = 0.067;
    const beta = alpha / (1 + alpha);
    const limit = 2 / (beta + beta ** alpha * (1 + beta));
    expect(limit).toBeGreaterThan(2.1148);
    const inverse = (types: number, range: number) => {
      const traders = families["flat-revenue"].traders({ exponent: alpha, range, bend: 1, between: 0.5 }, types);
      const { numerator, denominator } = criteria["random-offerer"].measure(traders);
      return toNumber(denominator.div(numerator));
    };
    const found = [inverse(60, 12), inverse(200, 24), inverse(800, 36)];
    const distances = found.map((x) => limit - x);
    expect(distances[0]).toBeGreaterThan(1.3 * (distances[1] as number));
    expect(distances[1]).toBeGreaterThan(1.3 * (distances[2] as number));
    expect(distances[2]).toBeGreaterThan(0);
    expect(found[2]).toBeGreaterThan(2.08);
  });
});

test("a number is exact on types far from 0", () => {
  const pair = {
    buyer: { values: [rational("1000000000000001")], masses: [one] },
    seller: { values: [rational("1000000000000000"), rational("1000000000000002")], masses: [rational("1/3"), rational("2/3")] },
  };
  const [, best] = both(pair, "second-best");
  expect(best.equals(rational("1/3"))).toBe(true);
});
