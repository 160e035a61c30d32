import { integratePieces } from "../../src/theorems/support/quadrature.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { randomSource } from "../support/random.ts";
import { lawPair } from "../support/sample-laws.ts";
import { virtualSurplus } from "./profit-identity.ts";

/** Trade iff the value exceeds the cost by at least `gap`. */
export interface GapRule extends LawPair {
  readonly gap: number;
}

/** p̄₁ and p̄₂ of a gap rule. */
export function interimTrade({ buyer, seller, gap }: GapRule): { seller(cost: number): number; buyer(value: number): number } {
  return { seller: (c) => buyer.survival(c + gap), buyer: (v) => seller.cdf(v - gap) };
}

/**
 * The payment x(v₁, v₂) of equation (6), its Stieltjes integrals taken with the densities of p̄₂ and −p̄₁.
 *
 * It is a function of v₂ less a function of v₁; `mean` are the averages of the two, `constant` the last two terms.
 */
export function equationSix(rule: GapRule): {
  readonly payment: (cost: number, value: number) => number;
  readonly ofBuyer: (value: number) => number;
  readonly ofSeller: (cost: number) => number;
  readonly constant: number;
} {
  const { buyer, seller, gap } = rule;
  const { min: a1, max: b1 } = seller.support;
  const { min: a2, max: b2 } = buyer.support;
  const slope1 = (c: number) => buyer.pdf(c + gap);
  const slope2 = (v: number) => seller.pdf(v - gap);
  const knots1 = [a2 - gap, b2 - gap];
  const knots2 = [a1 + gap, b1 + gap];
  const ofBuyer = (v: number) => integratePieces((t) => t * slope2(t), a2, v, knots2);
  const ofSeller = (c: number) => integratePieces((t) => t * slope1(t), a1, c, knots1);
  const constant = a2 * interimTrade(rule).buyer(a2) + integratePieces((t) => t * seller.survival(t) * slope1(t), a1, b1, knots1);
  return { payment: (c, v) => ofBuyer(v) - ofSeller(c) + constant, ofBuyer, ofSeller, constant };
}

/** Interim payments x̄₁, x̄₂ of (6), by integration over the other's type. */
export function interimPayments(rule: GapRule): { seller(cost: number): number; buyer(value: number): number } {
  const { buyer, seller, gap } = rule;
  const { ofBuyer, ofSeller, constant } = equationSix(rule);
  const [s, b] = [seller.support, buyer.support];
  const meanOfBuyer = expectationOver(buyer, ofBuyer, b.min, b.max, [s.min + gap, s.max + gap]);
  const meanOfSeller = expectationOver(seller, ofSeller, s.min, s.max, [b.min - gap, b.max - gap]);
  return { seller: (c) => meanOfBuyer - ofSeller(c) + constant, buyer: (v) => ofBuyer(v) - meanOfSeller + constant };
}

/**
 * The payments (6) implement every monotone rule with nonnegative virtual surplus.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 1, second part.
 */
export const transfers: CheckedTheorem<GapRule> = {
  id: "myerson-satterthwaite/transfers",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 1, equation (6)",
  statement:
    "For an allocation rule with monotone interim probabilities and nonnegative expected virtual surplus, the balanced payments x(v₁,v₂) = ∫_{a₂}^{v₂} t dp̄₂(t) − ∫_{a₁}^{v₁} t d[−p̄₁(t)] + a₂p̄₂(a₂) + ∫ t(1−F₁(t)) d[−p̄₁(t)] are incentive compatible and individually rational, leave the lowest buyer no rent, and the costliest seller the whole virtual surplus.",
  domain: "Independent types with positive densities on bounded intervals; checked on rules `trade iff v − c ≥ gap`.",
  errata: ["MS-4"],
  samples(seed) {
    const random = randomSource(seed);
    const unit = { distribution: "uniform", min: 0, max: 1 } as const;
    return [
      { ...lawPair(unit, unit), gap: 1 / 4 },
      { ...lawPair(unit, unit), gap: random.integer(26, 50) / 100 },
      {
        ...lawPair({ distribution: "power", min: 0, max: 1, exponent: 2 }, { distribution: "power", min: 0, max: 1, exponent: 2 }),
        gap: 0.45,
      },
      {
        ...lawPair(
          { distribution: "uniform", min: 1, max: 2 + random.integer(0, 4) / 4 },
          { distribution: "power", min: 0, max: 1, exponent: 3 },
        ),
        gap: 0.5,
      },
    ];
  },
  checks: [
    {
      name: "all reports on a grid, participation, and the worst types' rents",
      usesEngine: false,
      async run(rule) {
        const { buyer, seller, gap } = rule;
        const trade = interimTrade(rule);
        const pay = interimPayments(rule);
        const grid = ({ min, max }: { min: number; max: number }) => Array.from({ length: 41 }, (_, k) => min + (k / 40) * (max - min));
        let bestLie = 0;
        let lowestRent = Number.POSITIVE_INFINITY;
        const audit = (types: readonly number[], rent: (type: number, report: number) => number) => {
          for (const type of types) {
            const truth = rent(type, type);
            lowestRent = Math.min(lowestRent, truth);
            for (const report of types) bestLie = Math.max(bestLie, rent(type, report) - truth);
          }
        };
        const remember = (f: (x: number) => number) => {
          const known = new Map<number, number>();
          return (x: number): number => {
            const value = known.get(x) ?? f(x);
            known.set(x, value);
            return value;
          };
        };
        const [sellerPay, buyerPay] = [remember(pay.seller), remember(pay.buyer)];
        audit(grid(seller.support), (c, report) => sellerPay(report) - c * trade.seller(report));
        audit(grid(buyer.support), (v, report) => v * trade.buyer(report) - buyerPay(report));
        const [b1, a2] = [seller.support.max, buyer.support.min];
        const surplus = virtualSurplus(
          rule,
          [seller.support.min, Math.min(b1, buyer.support.max - gap)],
          (c) => Math.max(c + gap, a2),
          () => buyer.support.max,
          [a2 - gap],
        );
        return [
          compare("best gain from a misreport", bestLie, "<=", 0, 1e-9),
          compare("lowest rent", lowestRent, ">=", 0, 1e-9),
          compare("rent of the lowest buyer", a2 * trade.buyer(a2) - buyerPay(a2), "=", 0, 1e-9),
          compare("rent of the costliest seller", sellerPay(b1) - b1 * trade.seller(b1), "=", surplus, 1e-9),
        ];
      },
    },
  ],
};
