import { type Rational, zero } from "../../src/arithmetic/rational.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../../src/theorems/support/finite-trade.ts";

/** Gains and largest profit of a deterministic monotone allocation. */
export interface Staircase {
  readonly gains: Rational;
  readonly profit: Rational;
}

/** How many monotone 0/1 allocations there are: C(m + n, n). */
export function staircaseCount(m: number, n: number): number {
  let count = 1;
  for (let k = 1; k <= Math.min(m, n); k++) count = (count * (Math.max(m, n) + k)) / k;
  return count;
}

/**
 * Every deterministic allocation in which a higher value trades with at least the same, cheapest, costs. Feasible allocations are
 * equivalent to mixtures of these as far as gains and profit go.
 */
export function staircases(trade: FiniteTrade): Staircase[] {
  const { B, p, S, q } = trade;
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  // Row i when the k cheapest costs trade.
  const rows = B.map((value, i) => {
    const sums: Staircase[] = [{ gains: zero, profit: zero }];
    S.forEach((cost, j) => {
      const last = sums[j] as Staircase;
      const mass = (p[i] as Rational).mul(q[j] as Rational);
      sums.push({
        gains: last.gains.add(value.sub(cost).mul(mass)),
        profit: last.profit.add((psi[i] as Rational).sub(phi[j] as Rational).mul(mass)),
      });
    });
    return sums;
  });
  const all: Staircase[] = [];
  const extend = (i: number, from: number, sum: Staircase): void => {
    if (i === B.length) {
      all.push(sum);
      return;
    }
    for (let k = from; k <= S.length; k++) {
      const row = (rows[i] as Staircase[])[k] as Staircase;
      extend(i + 1, k, { gains: sum.gains.add(row.gains), profit: sum.profit.add(row.profit) });
    }
  };
  extend(0, 0, { gains: zero, profit: zero });
  return all;
}

/** Largest gains of a mixture of at most two staircases with expected profit at least r; null when none has it. */
export function bestMixture(trade: FiniteTrade, requiredProfit: Rational): Rational | null {
  const all = staircases(trade);
  const enough = all.filter(({ profit }) => profit.compare(requiredProfit) >= 0);
  if (enough.length === 0) return null;
  const best = (list: readonly Staircase[]) => list.reduce((a, b) => (b.gains.compare(a.gains) > 0 ? b : a));
  let value = best(enough).gains;
  for (const rich of pareto(enough))
    for (const poor of pareto(all.filter(({ profit }) => profit.compare(requiredProfit) < 0))) {
      if (poor.gains.compare(value) <= 0) continue;
      const share = requiredProfit.sub(poor.profit).div(rich.profit.sub(poor.profit));
      const mixed = rich.gains.mul(share).add(poor.gains.mul(share.neg().add(1n)));
      if (mixed.compare(value) > 0) value = mixed;
    }
  return value;
}

/** Those that no other one beats in both gains and profit. */
function pareto(list: readonly Staircase[]): Staircase[] {
  const sorted = [...list].sort((a, b) => b.gains.compare(a.gains) || b.profit.compare(a.profit));
  const kept: Staircase[] = [];
  for (const candidate of sorted) {
    const last = kept.at(-1);
    if (!last || candidate.profit.compare(last.profit) > 0) kept.push(candidate);
  }
  return kept;
}
