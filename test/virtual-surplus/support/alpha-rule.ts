import { increasingRoot, integral } from "./quadrature.ts";
import type { SmoothLaw } from "./smooth-laws.ts";

/**
 * Myerson and Satterthwaite's (1983) solution for regular laws by quadrature, sharing nothing with the engine: trade iff
 * v − α(1−F)/f ≥ c + αG/g, with α such that the profit is r.
 *
 * For each v the seller's types up to c* trade, so that profit and gains are single integrals:
 * ∫ f(v)·G(c*)·(v − (1−F)/f − c*) dv and ∫ f(v)·[(v − c*)·G(c*) + ∫ G up to c*] dv.
 */
export interface AlphaRule {
  readonly alpha: number;
  /** Largest gains from trade at profit ≥ r. */
  readonly gains: number;
  readonly firstBest: number;
  /** The broker's largest profit, of which r must be at most. */
  readonly largestProfit: number;
}

export function alphaRule(buyer: SmoothLaw, seller: SmoothLaw, requiredProfit = 0): AlphaRule {
  const known = new Map<number, Sums>();
  const at = (alpha: number): Sums => {
    const sums = known.get(alpha) ?? evaluate(buyer, seller, alpha);
    known.set(alpha, sums);
    return sums;
  };
  const largestProfit = at(1).profit;
  if (requiredProfit > largestProfit) throw new Error("the required profit is out of reach");
  const alpha = at(0).profit >= requiredProfit ? 0 : increasingRoot((a) => at(a).profit - requiredProfit, 0, 1, 1e-8);
  const { gains, profit } = at(alpha);
  // The Lagrangian is stationary at the optimum: what is left of the error in α is of second order.
  const lambda = alpha === 1 ? 0 : alpha / (1 - alpha);
  return { alpha, gains: alpha === 0 ? gains() : gains() + lambda * (profit - requiredProfit), firstBest: at(0).gains(), largestProfit };
}

/** Gains are integrated when asked for: the search for α needs the profit only. */
interface Sums {
  readonly profit: number;
  gains(): number;
}

function evaluate(buyer: SmoothLaw, seller: SmoothLaw, alpha: number): Sums {
  const virtualValue = (v: number) => (alpha === 0 ? v : v - (alpha * buyer.survival(v)) / buyer.pdf(v));
  const virtualCost = (c: number) => (alpha === 0 ? c : c + (alpha * seller.cdf(c)) / seller.pdf(c));
  const lowest = Math.max(buyer.from, seller.from);
  // Below the first value nobody trades, above the second everybody does: between them the integrand is smooth.
  const start = increasingRoot((v) => virtualValue(v) - seller.from, lastBelow(virtualValue, seller.from, lowest, buyer.to), buyer.to);
  const full = increasingRoot((v) => virtualValue(v) - virtualCost(seller.to), start, buyer.to);
  const gains = (v: number, c: number) => buyer.pdf(v) * ((v - c) * seller.cdf(c) + seller.below(c));
  const profit = (v: number, c: number) => (v * buyer.pdf(v) - buyer.survival(v) - c * buyer.pdf(v)) * seller.cdf(c);
  let sum = 0;
  const later: (() => number)[] = [];
  const add = (from: number, to: number, cutoff: (v: number) => number) => {
    for (const [a, b] of pieces(from, to)) {
      const known = new Map<number, number>();
      const c = (v: number): number => {
        const cut = known.get(v) ?? cutoff(v);
        known.set(v, cut);
        return cut;
      };
      sum += integral((v) => profit(v, c(v)), a, b);
      later.push(() => integral((v) => gains(v, c(v)), a, b));
    }
  };
  add(start, full, (v) => {
    const worth = virtualValue(v);
    return increasingRoot((c) => virtualCost(c) - worth, seller.from, Math.min(seller.to, v), 1e-12);
  });
  add(full, buyer.to, () => seller.to);
  return { profit: sum, gains: () => later.reduce((total, part) => total + part(), 0) };
}

/** Long intervals in parts that grow geometrically, so that what happens near the lower end is seen. */
function pieces(from: number, to: number): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [];
  for (let a = from, length = 2; a < to; length *= 4) {
    const b = Math.min(to, a + length);
    parts.push([a, b]);
    a = b;
  }
  return parts;
}

/** A virtual value may fall before it rises (power laws with exponent < 1): where it is last seen below the level. */
function lastBelow(virtualValue: (v: number) => number, level: number, from: number, to: number): number {
  let at = from;
  const width = Math.min(to - from, 20);
  for (let k = 1; k < 1024; k++) {
    const v = from + width * (k / 1024);
    if (virtualValue(v) < level) at = v;
  }
  return at;
}
