import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { expectation, type FiniteTrade, finiteEnvironmentOf, finiteTradeOf } from "../support/finite-trade.ts";
import { isRobustTrade } from "../support/problem-cell.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** Two types a side with S₁ < B₁ < S₂ < B₂: the only order of two types in which no posted price is efficient. */
export type Interleaved = FiniteTrade;

/** Trade probabilities x[i][j] and prices t[i][j] (paid on trade) of a balanced mechanism on two types a side. */
interface TwoByTwo {
  readonly x: readonly (readonly Rational[])[];
  readonly price: readonly (readonly Rational[])[];
}

export const entry = <T>(list: readonly T[], k: number): T => list[k] as T;

export function isInterleaved({ B, S }: FiniteTrade): boolean {
  return (
    B.length === 2 &&
    S.length === 2 &&
    entry(S, 0).compare(entry(B, 0)) < 0 &&
    entry(B, 0).compare(entry(S, 1)) < 0 &&
    entry(S, 1).compare(entry(B, 1)) < 0
  );
}

/**
 * The two candidates: price B₁, with the high pair trading at S₂ with a probability that keeps the cheap seller honest; or price S₂,
 * with the low pair trading at B₁ with a probability that keeps the high buyer honest.
 */
function candidates({ B, S }: Interleaved): readonly TwoByTwo[] {
  const [b1, b2, s1, s2] = [entry(B, 0), entry(B, 1), entry(S, 0), entry(S, 1)];
  const one = rational(1);
  const highPair = b1.sub(s1).div(s2.sub(s1));
  const lowPair = b2.sub(s2).div(b2.sub(b1));
  return [
    {
      x: [
        [one, zero],
        [one, highPair],
      ],
      price: [
        [b1, zero],
        [b1, s2],
      ],
    },
    {
      x: [
        [lowPair, zero],
        [one, one],
      ],
      price: [
        [b1, zero],
        [s2, s2],
      ],
    },
  ];
}

export function gainsOf(trade: Interleaved, { x }: TwoByTwo): Rational {
  return expectation(trade, (i, j) =>
    entry(trade.B, i)
      .sub(entry(trade.S, j))
      .mul(entry(entry(x, i), j)),
  );
}

export function better(trade: Interleaved): TwoByTwo {
  const [first, second] = candidates(trade) as [TwoByTwo, TwoByTwo];
  return gainsOf(trade, first).compare(gainsOf(trade, second)) >= 0 ? first : second;
}

export const value = (trade: Interleaved): StatedValue => {
  const exact = gainsOf(trade, better(trade));
  return { value: toNumber(exact), exact, tolerance: 0 };
};

export const problem = (trade: Interleaved) =>
  designProblem({ environment: finiteEnvironmentOf(trade), incentives: "dominant", participation: "ex-post", budget: "balanced" });

/**
 * On a finite grid a robust mechanism may beat every posted price: two types a side in closed form.
 *
 * @see J. Čopič, C. Ponsatí (2006), Theorem 10, which needs an interval of types: on a grid there are fewer misreports.
 */
export const gridAdvantage: Theorem<Interleaved> = {
  id: "copic-ponsati/grid-advantage",
  citation:
    "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, contrast to Theorem 10: why it needs an interval of types",
  statement:
    "With two types a side, S₁ < B₁ < S₂ < B₂, the best dominant-strategy, ex-post individually rational and balanced mechanism trades all efficient pairs for sure except one — (B₂, S₂) with probability (B₁−S₁)/(S₂−S₁), or (B₁, S₁) with probability (B₂−S₂)/(B₂−B₁), whichever loses less — and so beats every posted price.",
  domain:
    "Bilateral trade on two types a side with S₁ < B₁ < S₂ < B₂ and exact data; gains from trade; dominant incentives, ex-post participation, balanced budget without required profit.",
  errata: [],
  parametersOf(asked) {
    const trade = isRobustTrade(asked) ? finiteTradeOf(asked) : null;
    return trade && isInterleaved(trade) ? trade : null;
  },
  problem,
  value,
};
