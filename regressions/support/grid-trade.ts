import { exactDouble, type Rational, sumRationals } from "../../src/arithmetic/rational.ts";
import type { BilateralTrade } from "../../src/environments/bilateral-trade.ts";

import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { Discretization } from "../../src/type-space/discretization.ts";

/** The finite trade on a grid: exact where the laws are, else the doubles' own values with the masses renormalised. */
export function gridTrade(environment: BilateralTrade, discretization: Discretization): FiniteTrade {
  const { buyer, seller } = environment.typeSpaces(discretization);
  const exactly = (grid: typeof buyer): { values: readonly Rational[]; masses: readonly Rational[] } => {
    if (grid.exact) return grid.exact;
    const masses = Array.from(grid.masses, exactDouble);
    const total = sumRationals(masses);
    return { values: Array.from(grid.values, exactDouble), masses: masses.map((mass) => mass.div(total)) };
  };
  const [b, s] = [exactly(buyer), exactly(seller)];
  return { B: b.values, p: b.masses, S: s.values, q: s.masses };
}
