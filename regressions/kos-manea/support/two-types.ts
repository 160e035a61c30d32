import { rational } from "../../../src/arithmetic/rational.ts";
import { finiteTrade } from "../../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";

/** Two equally likely types a side unless masses (of the lower types) are given. */
export function twoByTwo(B: readonly [number, number], S: readonly [number, number], p1 = "1/2", q1 = "1/2"): FiniteTrade {
  const rest = (mass: string) => rational(1).sub(rational(mass));
  return finiteTrade(B, [p1, rest(p1)], S, [q1, rest(q1)]);
}
