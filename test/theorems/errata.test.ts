import { describe, expect, test } from "vitest";
import { errata, erratumById } from "../../regressions/errata.ts";
import { chargeRoom, meansOfHigher, regionalInfima } from "../../regressions/galavotti/uniform-constants.ts";
import { twoPriceGains } from "../../regressions/myerson-satterthwaite/broker-identity.ts";
import { virtualSurplus } from "../../regressions/myerson-satterthwaite/profit-identity.ts";
import { equationSix, interimPayments, interimTrade } from "../../regressions/myerson-satterthwaite/transfers.ts";
import { profitOfAlphaRule } from "../../regressions/myerson-satterthwaite/uniform.ts";
import { integrateRegion } from "../../regressions/support/quadrature.ts";
import { lawPair } from "../../regressions/support/sample-laws.ts";
import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import { publishedTheorems } from "../../src/theorems/catalogue.ts";
import { mixtureCharges, mixtureGains } from "../../src/theorems/jagadeesan-tordjman/mixture-example.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import { chargeSlack, leastCharges, replicaPrice } from "../../src/theorems/support/participation-charges.ts";
import { integrate, integratePieces } from "../../src/theorems/support/quadrature.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;
const square = lawPair(unit, unit);

describe("the list", () => {
  test("ids are distinct, and every erratum of a theorem is in the list", () => {
    expect(new Set(errata.map(({ id }) => id)).size).toBe(errata.length);
    const cited = publishedTheorems.flatMap((theorem) => theorem.errata);
    expect(cited.filter((id) => !erratumById(id))).toEqual([]);
    expect(erratumById("XX-1")).toBeUndefined();
  });

  test("printed and correct differ, and a formula has a counterexample", () => {
    for (const { printed, correct, kind, counterexample } of errata) {
      expect(printed).not.toBe(correct);
      expect(kind === "textual" || counterexample !== undefined).toBe(true);
    }
  });
});

describe("Galavotti", () => {
  test("GA-1: the infimum in region 2 for small shares", () => {
    const [a, s] = [1 / 2, 1 / 5];
    const [room] = chargeRoom(a, s);
    const points = Array.from({ length: 401 }, (_, k) => k / 400);
    const least = Math.min(...points.map((x) => room(a + x * (1 - a), 1 + 1e-15)));
    expect(least).toBeCloseTo(-(s ** 2) - a * s + a / 2 + 1 / 4, 5);
    expect(least).toBeCloseTo(9 / 25, 5);
    expect(Math.abs(least - (-(s ** 2) + a * s + a / 2 + 1 / 4))).toBeGreaterThan(0.19);
  });

  test("GA-2: the constants cancel where the condition holds", () => {
    const [a, s] = [1 / 2, 1 / 4];
    const infima = [0, 1].map((i) => Math.min(...regionalInfima(a, s).map((pair) => pair[i] as number)));
    expect(infima).toEqual([(a * (a + 2)) / 4, -(a * (a + 2)) / 4]);
    const found = chargeRoom(a, s).map((room) =>
      Math.min(...Array.from({ length: 101 ** 2 }, (_, k) => room((k % 101) / 100, a + Math.floor(k / 101) / 100))),
    );
    expect((found[0] as number) + (found[1] as number)).toBeCloseTo(0, 6);
    expect((2 * (a * (a + 2))) / 4).toBe(5 / 8);
  });

  test("GA-4: the mean of the higher value", () => {
    const mean = integratePieces((v) => Math.max(v, 1 / 2), 0, 1, [1 / 2]);
    expect(mean).toBeCloseTo(5 / 8, 12);
    expect(meansOfHigher(0)[1](1 / 2)).toBe(5 / 8);
    expect(Math.abs(mean - (1 + 1 / 2) / 2)).toBeGreaterThan(0.1);
  });
});

describe("Myerson–Satterthwaite", () => {
  test("MS-1: C₂ takes F₂ at v₂", () => {
    const prices = { ...lawPair({ distribution: "power", min: 0, max: 1, exponent: 3 }, unit), buysAt: 0.4, sellsAt: 0.7 };
    const { buyer, seller } = prices;
    const { broker } = twoPriceGains(prices);
    const correct = virtualSurplus(
      prices,
      [0, 0.4],
      () => 0.7,
      () => 1,
    );
    const printed = integrateRegion(
      (c, v) => (v - (1 - seller.cdf(c)) / buyer.pdf(v) - (c + seller.cdf(c) / seller.pdf(c))) * seller.pdf(c) * buyer.pdf(v),
      0,
      0.4,
      () => 0.7,
      () => 1,
    );
    expect(correct).toBeCloseTo(broker, 10);
    expect(Math.abs(printed - broker)).toBeGreaterThan(0.01);
  });

  test("MS-2: the integrand of G subtracts 2v₁", () => {
    for (const alpha of [0, 1 / 3, 1]) {
      const gap = alpha / (1 + alpha);
      const over = (f: (c: number, v: number) => number) =>
        integrateRegion(
          f,
          0,
          1 - gap,
          (c) => c + gap,
          () => 1,
        );
      expect(over((c, v) => 2 * v - 1 - 2 * c)).toBeCloseTo(profitOfAlphaRule(alpha), 12);
      expect(over((_, v) => 2 * v - 1 - 2 * v)).toBeCloseTo(-((1 - gap) ** 2) / 2, 12);
      expect(Math.abs(-((1 - gap) ** 2) / 2 - profitOfAlphaRule(alpha))).toBeGreaterThan(0.1);
    }
  });

  test("MS-3: gains less profit are the rents", () => {
    const region = (f: (c: number, v: number) => number) =>
      integrateRegion(
        f,
        0,
        1 / 4,
        () => 3 / 4,
        () => 1,
      );
    const gains = region((c, v) => v - c);
    const rents = region((c, v) => 1 / 4 - c + (v - 3 / 4));
    const { broker } = twoPriceGains({ ...square, buysAt: 1 / 4, sellsAt: 3 / 4 });
    expect([gains, broker, rents]).toEqual([3 / 64, 1 / 32, 1 / 64].map((x) => expect.closeTo(x, 12)));
    expect(gains - broker).toBeCloseTo(rents, 12);
    expect(-gains - broker).toBeCloseTo(-5 / 64, 12);
  });

  test("MS-4: the seller gives up v₁, not v₂: ex-post gains average to U₁ only then", () => {
    const rule = { ...square, gap: 1 / 4 };
    const { payment } = equationSix(rule);
    const [interim, probability] = [interimPayments(rule), interimTrade(rule)];
    const cost = 0.3;
    const expected = interim.seller(cost) - cost * probability.seller(cost);
    const sold = (v: number) => (v - cost >= 1 / 4 ? 1 : 0);
    const mean = (f: (v: number) => number) => integratePieces(f, 0, 1, [1 / 4, cost + 1 / 4]);
    expect(mean((v) => payment(cost, v) - cost * sold(v))).toBeCloseTo(expected, 10);
    expect(Math.abs(mean((v) => payment(cost, v) - v * sold(v)) - expected)).toBeGreaterThan(0.1);
    // The counterexample of the list: price 1/2.
    const posted = (gain: (c: number, v: number) => number) =>
      integrateRegion(
        gain,
        0,
        1 / 2,
        () => 1 / 2,
        () => 1,
      );
    expect([posted((c) => 1 / 2 - c), posted((_, v) => 1 / 2 - v)]).toEqual([1 / 16, -1 / 16].map((x) => expect.closeTo(x, 12)));
  });
});

describe("Čopič–Ponsatí", () => {
  const cara = (x: number) => 1 - Math.exp(-x);

  test("CP-1: Example 4 needs half the gain in φ", () => {
    const best = (phi: (s: number, b: number) => number) => {
      let value = 0;
      for (let k = 0; k <= 1000; k++) value = Math.max(value, phi(k / 1000, 1) * cara((k / 1000 + 1) / 2));
      return value;
    };
    const printed = (s: number, b: number) => cara(b - s) / cara(1);
    const correct = (s: number, b: number) => cara((b - s) / 2) / cara(1 / 2);
    expect(printed(0, 1) * cara(1 / 2)).toBeCloseTo(0.39347, 5);
    expect(best(printed)).toBeCloseTo(0.39716, 5);
    expect(best(correct)).toBeCloseTo(correct(0, 1) * cara(1 / 2), 12);
    // The two are the same for powers.
    const root = Math.sqrt;
    expect(root(0.7) / root(1)).toBeCloseTo(root(0.35) / root(1 / 2), 12);
  });

  test("CP-2: the buyer's first-order condition has a minus sign", () => {
    // Uniform lottery, γ = 1: φ = v_b − v_s, π = (v_s + v_b)/2, u_b = v_b − p, at (0, 1).
    const h = 1e-6;
    const phi = (s: number, b: number) => b - s;
    const pi = (s: number, b: number) => (s + b) / 2;
    const slope = (f: (s: number, b: number) => number) => (f(0, 1 + h) - f(0, 1 - h)) / (2 * h);
    const left = slope(phi) * (1 - pi(0, 1));
    const right = phi(0, 1) * -1 * slope(pi);
    expect(left).toBeCloseTo(1 / 2, 9);
    expect(right).toBeCloseTo(-1 / 2, 9);
    expect(left).toBeCloseTo(-right, 9);
  });

  test("CP-3 and CP-9: φ = v_b − v_s solves the equation with a sum of φ's, and falls in v_s", () => {
    const phi = (s: number, b: number) => b - s;
    const [s, b] = [0, 1];
    expect(integrate((t) => phi(s, t) + phi(t, b), s, b)).toBeCloseTo((b - s) * phi(s, b), 12);
    expect(integrate((t) => phi(s, b) * phi(t, b), s, b)).toBeCloseTo(1 / 2, 12);
    expect(phi(0.5, 1)).toBeLessThan(phi(0.2, 1));
    expect(phi(0.2, 0.9)).toBeLessThan(phi(0.2, 1));
  });

  test("CP-4: the seller's utility falls in his cost at rate φ, and F(ω) = φ(0, ω)", () => {
    const rent = (s: number, b: number) => (b - s) ** 2 / 2;
    const phi = (s: number, b: number) => b - s;
    const h = 1e-6;
    const slope = (rent(0.3 + h, 0.8) - rent(0.3 - h, 0.8)) / (2 * h);
    expect(slope).toBeCloseTo(-phi(0.3, 0.8), 9);
    expect(slope).not.toBeCloseTo(phi(0.3, 0.8), 1);
    // Incentive bounds between two costs, with (s′ − s).
    const [s, other] = [0.3, 0.5];
    expect(rent(s, 0.8) - rent(other, 0.8)).toBeLessThanOrEqual(phi(s, 0.8) * (other - s));
    expect(rent(s, 0.8) - rent(other, 0.8)).toBeGreaterThan(phi(s, 0.8) * (s - other));
    // Uniform prices: F(ω) = ω, whatever the value.
    expect([0.2, 0.6].map((omega) => phi(0, omega))).toEqual([0.2, 0.6]);
    expect(phi(0, 0.8)).not.toBe(0.2);
  });

  test("CP-6: Lemma 15 needs u‴ ≥ 0", () => {
    const third = (g: number, x: number) => g * (g - 1) * (g - 2) * x ** (g - 3);
    for (const g of [0.2, 0.5, 0.9]) expect(third(g, 0.4)).toBeGreaterThan(0);
    // The conclusions for μ half at 0, half at 1: p = 1/2 by symmetry and σ = E[u]/u(1/2).
    const conclusions = (u: (x: number) => number, slope: (x: number) => number) => {
      const sigma = (u(0) + u(1)) / 2 / u(1 / 2);
      return sigma * slope(1 / 2) < (slope(0) + slope(1)) / 2;
    };
    expect(
      conclusions(
        (x) => x - x ** 2 / 100 - x ** 5 / 10,
        (x) => 1 - x / 50 - x ** 4 / 2,
      ),
    ).toBe(false);
    expect(
      conclusions(
        (x) => Math.log(1 + x),
        (x) => 1 / (1 + x),
      ),
    ).toBe(true);
  });

  test("CP-7: single crossing is ≥ 0 for both traders", () => {
    const h = 1e-4;
    const mixed = (u: (v: number, p: number) => number, v: number, p: number) =>
      (u(v + h, p + h) - u(v + h, p - h) - u(v - h, p + h) + u(v - h, p - h)) / (4 * h * h);
    expect(mixed((v, p) => Math.sqrt(p - v), 0.2, 0.7)).toBeGreaterThan(0);
    expect(mixed((v, p) => Math.sqrt(v - p), 0.7, 0.2)).toBeGreaterThan(0);
  });

  test("CP-10: the buyer's utility accumulates over his own types", () => {
    // ū = √x, φ = √(v_b − v_s) where v_b > v_s, π the midpoint, at (0, 1).
    const phi = (s: number, b: number) => Math.sqrt(Math.max(b - s, 0));
    const slope = (x: number) => 1 / (2 * Math.sqrt(x));
    const truth = phi(0, 1) * Math.sqrt(1 / 2);
    const correct = integrate((t) => phi(0, t) * slope(t - t / 2), 0, 1);
    const printed = integrate((t) => (phi(t, 0) === 0 ? 0 : phi(t, 0) * slope(t / 2 - t)), 0, 1);
    expect(truth).toBeCloseTo(Math.SQRT1_2, 12);
    expect(correct).toBeCloseTo(truth, 10);
    expect(printed).toBe(0);
  });

  test("CP-12: without ν = (G(v_b) − G(v_s))(v_b − v_s) the problem is unbounded", () => {
    // γ = 1: the integrand is ∂ν/∂v_b + ∂ν/∂v_s.
    const value = (slopes: (s: number, b: number) => number) =>
      integrateRegion(
        slopes,
        0,
        1,
        (s) => s,
        () => 1,
      );
    for (const k of [1, 10, 1000]) {
      // ν = k·b²(b − s).
      expect(value((s, b) => k * (2 * b * (b - s) + b ** 2 - b ** 2))).toBeCloseTo(k / 4, 9 - Math.log10(k));
    }
    // Uniform prices: G = t²/2, ν = (b² − s²)(b − s)/2, and the gains ∫ p(1−p)/2 dp of the lottery.
    const uniform = value((s, b) => b * (b - s) + (b ** 2 - s ** 2) / 2 - s * (b - s) - (b ** 2 - s ** 2) / 2);
    expect(uniform).toBeCloseTo(1 / 12, 12);
    expect(uniform).toBeCloseTo(
      integrate((p) => (p * (1 - p)) / 2, 0, 1),
      12,
    );
  });
});

describe("Jagadeesan–Tordjman", () => {
  test("JT-1: twice the gains are 13/300, and the contradiction stands", () => {
    const example = { eager: rational("1/10"), spread: rational("1/10") };
    expect(mixtureGains(example).equals(rational("13/600"))).toBe(true);
    expect(mixtureGains(example).mul(2n).equals(rational("13/300"))).toBe(true);
    expect(mixtureGains(example).mul(2n).equals(rational("7/300"))).toBe(false);
    expect(mixtureCharges(example).equals(rational("1/8"))).toBe(true);
  });

  test("JT-2: reversed medians, and still efficient", () => {
    const { buyer, seller } = lawPair(unit, { distribution: "power", min: 0, max: 1, exponent: 2 });
    expect(seller.quantile(0.5)).toBeGreaterThan(buyer.quantile(0.5));
    // ∫F_S(1−F_B) = 1/12; p* solves p² + p = 1.
    const price = (Math.sqrt(5) - 1) / 2;
    expect(firstBest(buyer, seller)).toBeCloseTo(1 / 12, 12);
    expect(replicaPrice(buyer, seller)).toBeCloseTo(price, 12);
    expect(leastCharges(buyer, seller)).toBeCloseTo(price ** 3 / 3 + (1 - price) ** 2 / 2, 12);
    const slack = chargeSlack(buyer, seller);
    for (const bound of [slack.lower, slack.upper]) expect(bound).toBeCloseTo(0.0150283, 7);
    expect(toNumber(rational("1/6")) - leastCharges(buyer, seller)).toBeGreaterThan(0);
  });
});
