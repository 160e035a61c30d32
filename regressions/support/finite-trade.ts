import { type Rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { RandomSource } from "./random.ts";

/** m buyer and n seller types with integer values in [0, most] and random masses. */
export function randomFiniteTrade(random: RandomSource, m: number, n: number, most: number): FiniteTrade {
  const values = (count: number) => random.increasing(count, 0, most).map((value) => random.rational(value, value, 1));
  return { B: values(m), p: random.masses(m, 5), S: values(n), q: random.masses(n, 5) };
}

/** For tables and messages. */
export function describeTrade({ B, p, S, q }: FiniteTrade): string {
  const law = (values: readonly Rational[], masses: readonly Rational[]) =>
    values.map((value, k) => `${toNumber(value)}:${toNumber(masses[k] as Rational).toFixed(3)}`).join(" ");
  return `buyer ${law(B, p)}, seller ${law(S, q)}`;
}
