import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { uniform } from "../../src/distributions/laws/uniform.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { linearDoubleAuction } from "../../src/mechanism/rules/double-auction.ts";
import { equationSix } from "../../src/mechanism/rules/equation-six.ts";
import { integrate } from "../../src/mechanism/rules/quadrature.ts";

const unit = uniform({ min: 0, max: 1 });

describe("integrate", () => {
  it("integrates polynomials, kinks and jumps to 1e-12", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.double({ min: 0.1, max: 3, noNaN: true }), (degree, b) => {
        expect(integrate((x) => x ** degree, 0, b) / (b ** (degree + 1) / (degree + 1))).toBeCloseTo(1, 12);
      }),
    );
    expect(integrate((x) => Math.max(0, x - 1 / 3), 0, 1)).toBeCloseTo(2 / 9, 12);
    expect(integrate((x) => (x < 1 / 3 ? 0 : 1), 0, 1)).toBeCloseTo(2 / 3, 10);
    expect(integrate((x) => (x < 1 / 3 ? 0 : 1), 0, 1, [1 / 3])).toBeCloseTo(2 / 3, 14);
    expect(integrate(() => 1, 1, 0)).toBe(0);
  });
});

describe("equationSix", () => {
  const gap = (g: number) => ({
    buyer: unit,
    seller: unit,
    buyerAllocation: (v: number) => Math.min(1, Math.max(0, v - g)),
    sellerAllocation: (c: number) => Math.min(1, Math.max(0, 1 - g - c)),
    cuts: [g, 1 - g],
  });

  it("gives the second-best gap ¼ no surplus, the efficient rule the least subsidy −1/6, and larger gaps a profit", () => {
    expect(equationSix(gap(0.25)).surplus).toBeCloseTo(0, 12);
    expect(equationSix(gap(0)).surplus).toBeCloseTo(-1 / 6, 12);
    // ∫∫ over v − c ≥ g of (2v − 1 − 2c) dv dc = (1 − g)²(4g − 1)/6.
    for (const g of [0.1, 0.4, 0.5]) expect(equationSix(gap(g)).surplus).toBeCloseTo(((1 - g) ** 2 * (4 * g - 1)) / 6, 12);
  });

  it("has interim transfers T(v) = v·p(v) − ∫p in closed form, averages of the payment, and no better report on either side", () => {
    const rule = gap(0.25);
    const transfers = equationSix(rule);
    for (const v of [0.1, 0.25, 0.6, 1]) expect(transfers.buyerTransfer(v)).toBeCloseTo(v < 0.25 ? 0 : (v * v - 1 / 16) / 2, 12);
    for (const v of [0.3, 0.9]) expect(integrate((c) => transfers.payment(v, c), 0, 1, [0.75])).toBeCloseTo(transfers.buyerTransfer(v), 11);
    for (const c of [0.2, 0.8])
      expect(integrate((v) => transfers.payment(v, c), 0, 1, [0.25])).toBeCloseTo(transfers.sellerTransfer(c), 11);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (type, report) => {
        const buyer = (r: number): number => type * rule.buyerAllocation(r) - transfers.buyerTransfer(r);
        const seller = (r: number): number => transfers.sellerTransfer(r) - type * rule.sellerAllocation(r);
        expect(buyer(report)).toBeLessThan(buyer(type) + 1e-11);
        expect(seller(report)).toBeLessThan(seller(type) + 1e-11);
        expect(buyer(type)).toBeGreaterThan(-1e-11);
        expect(seller(type)).toBeGreaterThan(-1e-11);
      }),
    );
  });

  it("serves jumps, and supports away from 0: a posted price gives each side its interim price", () => {
    const buyer = uniform({ min: 1, max: 3 });
    const seller = uniform({ min: 0, max: 2 });
    const price = 1.5;
    const transfers = equationSix({
      buyer,
      seller,
      buyerAllocation: (v) => (v >= price ? 0.75 : 0),
      sellerAllocation: (c) => (c <= price ? 0.75 : 0),
      cuts: [price],
    });
    expect(transfers.buyerTransfer(2)).toBeCloseTo(0.75 * price, 12);
    expect(transfers.buyerTransfer(1.2)).toBeCloseTo(0, 12);
    expect(transfers.sellerTransfer(0.5)).toBeCloseTo(0.75 * price, 12);
    expect(transfers.surplus).toBeCloseTo(0, 12);
  });

  it("refuses allocations that are not monotone, are no probabilities, or do not belong together, and unbounded laws", () => {
    const rule = gap(0.25);
    expect(() => equationSix({ ...rule, buyerAllocation: (v) => Math.max(0, 0.75 - v) })).toThrow(InvalidInputError);
    expect(() => equationSix({ ...rule, sellerAllocation: (c) => Math.max(0, c - 0.25) })).toThrow(InvalidInputError);
    expect(() => equationSix({ ...rule, buyerAllocation: (v) => 2 * v })).toThrow(InvalidInputError);
    expect(() => equationSix({ ...rule, sellerAllocation: gap(0.3).sellerAllocation })).toThrow(InvalidInputError);
    const unbounded: Distribution = { ...unit, support: { min: 0, max: Number.POSITIVE_INFINITY } };
    expect(() => equationSix({ ...rule, buyer: unbounded })).toThrow(InvalidInputError);
  });
});

describe("linearDoubleAuction", () => {
  const ks = [0, 0.25, 0.5, 0.8, 1];
  const intervals = [
    { min: 0, max: 1 },
    { min: 2, max: 5 },
  ];

  it("is an equilibrium: no bid and no offer does better, by the payoffs in closed form and by quadrature over the other's strategy", () => {
    for (const k of ks)
      for (const { min, max } of intervals) {
        const auction = linearDoubleAuction({ k, min, max });
        const at = (share: number): number => min + (max - min) * share;
        for (let a = 0; a <= 20; a++) {
          const type = at(a / 20);
          const bought = auction.buyerPayoff(type, auction.bid(type));
          const sold = auction.sellerPayoff(type, auction.offer(type));
          const others = Array.from({ length: 201 }, (_, b) => at(b / 200));
          expect(Math.max(...others.map((bid) => auction.buyerPayoff(type, bid)))).toBeLessThan(bought + 1e-12);
          expect(Math.max(...others.map((offer) => auction.sellerPayoff(type, offer)))).toBeLessThan(sold + 1e-12);
        }
        for (const bid of [0.2, 0.5, 0.7, 0.97].map(at)) {
          const value = at(0.9);
          const gain = (c: number): number => (auction.offer(c) <= bid ? (value - k * bid - (1 - k) * auction.offer(c)) / (max - min) : 0);
          expect(auction.buyerPayoff(value, bid)).toBeCloseTo(integrate(gain, min, max), 8);
          const cost = at(0.1);
          const sale = (v: number): number => (auction.bid(v) >= bid ? (k * auction.bid(v) + (1 - k) * bid - cost) / (max - min) : 0);
          expect(auction.sellerPayoff(cost, bid)).toBeCloseTo(integrate(sale, min, max), 8);
        }
      }
  });

  it("for k = ½ trades iff the gap is at least ¼ and gains 9/64; other weights gain less", () => {
    const gains = (k: number): number => {
      const auction = linearDoubleAuction({ k });
      return integrate(
        (v) => integrate((c) => (v - c) * auction.trade(v, c), 0, 1, [v - 0.25, (2 - k) * (auction.bid(v) - (1 - k) / 2)]),
        0,
        1,
        [0.25, (1 - k) / 2],
      );
    };
    expect(gains(0.5)).toBeCloseTo(9 / 64, 9);
    expect(gains(0)).toBeCloseTo(1 / 8, 9);
    expect(gains(0.25)).toBeLessThan(9 / 64);
    const half = linearDoubleAuction({ k: 0.5 });
    for (const [v, c, trade] of [
      [0.75, 0.5 - 1e-9, 1],
      [0.75, 0.5 + 1e-9, 0],
      [0.2, 0, 0],
    ] as const)
      expect(half.trade(v, c)).toBe(trade);
    expect(half.bid(1)).toBe(0.75);
    expect(half.offer(0)).toBe(0.25);
    expect(half.buyerPays(1, 0)).toBe(0.5);
    expect(half.sellerReceives(1, 0)).toBe(0.5);
    expect(half.buyerPays(0.1, 0.9)).toBe(0);
  });

  it("its direct mechanism has the tight transfers of the gap rule on average (payoff equivalence)", () => {
    const auction = linearDoubleAuction({ k: 0.5 });
    const transfers = equationSix({
      buyer: unit,
      seller: unit,
      buyerAllocation: (v) => Math.max(0, v - 0.25),
      sellerAllocation: (c) => Math.max(0, 0.75 - c),
      cuts: [0.25, 0.75],
    });
    for (const v of [0.3, 0.6, 1])
      expect(integrate((c) => auction.buyerPays(v, c), 0, 1, [v - 0.25])).toBeCloseTo(transfers.buyerTransfer(v), 8);
  });

  it("refuses a weight outside [0, 1] and an empty interval", () => {
    expect(() => linearDoubleAuction({ k: 1.5 })).toThrow(InvalidInputError);
    expect(() => linearDoubleAuction({ k: 0.5, min: 1, max: 1 })).toThrow(InvalidInputError);
  });
});
