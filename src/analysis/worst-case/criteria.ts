import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Solve } from "../../solve.ts";
import { after, endOfPath } from "../../virtual-surplus/kernel/ironing.ts";
import { type DominantBest, exactDominantBest } from "./dominant-gains.ts";
import type { ExactTraders } from "./exact-pair.ts";
import {
  bestPostedGains,
  exactFirstBest,
  exactSecondBest,
  expectedCost,
  largestProfit,
  meanPriceGains,
  randomOffererGains,
  type SecondBest,
} from "./exact-values.ts";
import type { Pair } from "./pair.ts";
import type { SideColumns, Statement } from "./side-program.ts";
import { bestWelfare, feasibleGains, fixedTrade, meanPrice, postedPrices, randomOffers, virtualGains } from "./statements.ts";

/** Both sides of a ratio, exact; what the mechanisms look like that a criterion goes on with. */
export interface Measured {
  readonly numerator: Rational;
  readonly denominator: Rational;
  readonly secondBest?: SecondBest;
  readonly dominantBest?: DominantBest;
}

/** A published value of the least ratio over all laws, or of one that was reached. */
export interface Mark {
  readonly value: number;
  /** Where the value is a fraction, as a text. */
  readonly exact?: string;
  /** The least ratio is not below it: a ratio below is an error of ours. */
  readonly proved: boolean;
  readonly source: string;
}

/** A ratio of what mechanisms attain, which a law makes small. */
export interface Criterion {
  /** Numerator / denominator in words. */
  readonly ratio: string;
  readonly marks: readonly Mark[];
  /** Welfare counts the types themselves, not only their differences, so that a share of it has a meaning where none is below 0. */
  readonly welfare: boolean;
  /** Exact on finitely many types; null where a program was needed and proved no optimum. */
  measure(traders: ExactTraders, solve: Solve): Measured | Promise<Measured | null>;
  /** The ratio as a function of the law of one side, given what was measured. */
  state(columns: SideColumns, measured: Measured, chosen: keyof Pair): Statement;
  /** {@link state} of both sides are two views of one bilinear ratio, so that both laws can move at once. */
  readonly bilinear: boolean;
  /** Types a side of a search over discrete laws: how many where nobody says, and at most. */
  readonly types: { readonly usual: number; readonly most: number };
}

/** A criterion whose sides are sums over types, without a program. */
export interface SummedCriterion extends Criterion {
  measure(traders: ExactTraders): Measured;
}

/** A law is judged by sums. */
const summed = { usual: 16, most: 5000 } as const;

/** A law is judged by a program over its states, whose optimum is certified. */
const programmed = { usual: 6, most: 32 } as const;

/** The criteria that are sums over types. */
export type SummedName =
  | "second-best"
  | "posted-price"
  | "posted-price-welfare"
  | "mean-price-welfare"
  | "random-offerer"
  | "random-offerer-second-best"
  | "broker-profit";

/** All criteria: those of sums, and one that needs a program. */
export type CriterionName = SummedName | "dominant";

const half = {
  value: 1 / 2,
  exact: "1/2",
  proved: true,
  source: "Y. Qin, Z. Ren, Z. Liu, Z. Wang (2026), Second-Best Bilateral Trade is 1/2 Efficient, arXiv:2606.03849 (tight)",
} as const;

/** What traders get, beside the first best. */
const gainsOf =
  (got: (traders: ExactTraders) => Rational) =>
  (traders: ExactTraders): Measured => ({ numerator: got(traders), denominator: exactFirstBest(traders) });

/** Both with what the seller keeps without trade. */
const welfareOf =
  (got: (traders: ExactTraders) => Rational) =>
  (traders: ExactTraders): Measured => {
    const kept = expectedCost(traders);
    return { numerator: got(traders).add(kept), denominator: exactFirstBest(traders).add(kept) };
  };

/** The criteria by name. */
export const criteria: Readonly<Record<SummedName, SummedCriterion> & { dominant: Criterion }> = {
  "second-best": {
    ratio: "second best / first best, gains from trade",
    marks: [half],
    welfare: false,
    measure: (traders) => {
      const secondBest = exactSecondBest(traders);
      return { numerator: secondBest.gains, denominator: exactFirstBest(traders), secondBest };
    },
    state: (columns, { secondBest }) => {
      const lambda = toNumber((secondBest as SecondBest).lambda);
      return { ...nothing, maxima: virtualGains(columns, after(lambda), 1, 1 + lambda), denominator: columns.firstBest() };
    },
    bilinear: false,
    types: summed,
  },
  "posted-price": {
    ratio: "gains at the best posted price / first best",
    marks: [{ value: 0, exact: "0", proved: true, source: "gains are never negative; the ratio falls like 1/log of the spread of types" }],
    welfare: false,
    measure: gainsOf(bestPostedGains),
    state: (columns, _, chosen) => ({ ...nothing, maxima: postedPrices(columns, chosen), denominator: columns.firstBest() }),
    bilinear: true,
    types: summed,
  },
  "posted-price-welfare": {
    ratio: "welfare at the best posted price / first-best welfare (the good is worth its cost to the seller who keeps it)",
    marks: [
      {
        value: 0.7380243,
        proved: false,
        source: "Z. Liu, Z. Ren, Z. Wang (2023), Improved Approximation Ratios of Fixed-Price Mechanisms in Bilateral Trades, STOC",
      },
    ],
    welfare: true,
    measure: welfareOf(bestPostedGains),
    state: (columns, _, chosen) => {
      const { kept, welfare } = bestWelfare(columns, chosen);
      return { numerator: kept, maxima: postedPrices(columns, chosen), denominator: welfare, rows: [] };
    },
    bilinear: true,
    types: summed,
  },
  "mean-price-welfare": {
    ratio:
      "welfare at a price drawn by the mean μ of the buyer’s value alone, at most p with probability 1 − μ/(3p), p ≥ μ/3 / first-best welfare",
    marks: [
      {
        value: 2 / 3,
        exact: "2/3",
        proved: true,
        source:
          "Y. Cai, J. Wu (2023), On the Optimal Fixed-Price Mechanism in Bilateral Trade, STOC: 2/3 by the mean alone (docs/worst-cases.md: tight)",
      },
    ],
    welfare: true,
    measure: welfareOf(meanPriceGains),
    state: (columns, _, chosen) => {
      const { kept, welfare } = bestWelfare(columns, chosen);
      return { numerator: kept, maxima: [], denominator: welfare, rows: meanPrice(columns, chosen, kept) };
    },
    bilinear: false,
    types: summed,
  },
  "random-offerer": {
    ratio: "gains of the random offerer / first best",
    marks: [
      {
        value: 1 / 2.0749,
        proved: false,
        source: "Y. Cai, V. Gupta, Z. Li, A. Mehta (2026), A New Lower Bound for the Random Offerer Mechanism, arXiv:2603.08679",
      },
      {
        value: 1 / 4,
        exact: "1/4",
        proved: true,
        source: "half of the second best (Brustle, Cai, Wu, Zhao 2017), which is half of the first best",
      },
    ],
    welfare: false,
    measure: gainsOf(randomOffererGains),
    state: (columns) => ({ ...nothing, ...randomOffers(columns), denominator: columns.firstBest() }),
    bilinear: true,
    types: summed,
  },
  "random-offerer-second-best": {
    ratio: "gains of the random offerer / second best",
    marks: [
      {
        value: 1 / 2,
        exact: "1/2",
        proved: true,
        source:
          "J. Brustle, Y. Cai, F. Wu, M. Zhao (2017), Approximating Gains from Trade in Two-sided Markets via Simple Mechanisms, EC: at least ½",
      },
    ],
    welfare: false,
    measure: (traders) => {
      const secondBest = exactSecondBest(traders);
      return { numerator: randomOffererGains(traders), denominator: secondBest.gains, secondBest };
    },
    state: (columns, { secondBest }, chosen) => {
      const { numerator, rows } = randomOffers(columns);
      const { gains, profit } = feasibleGains(columns, secondBest as SecondBest, chosen);
      return { ...nothing, numerator, rows: [...rows, profit], denominator: gains };
    },
    bilinear: false,
    types: summed,
  },
  "broker-profit": {
    ratio: "largest profit of a broker / first best",
    marks: [{ value: 0, exact: "0", proved: true, source: "no trade makes no loss; the ratio falls like 1/log of the spread of types" }],
    welfare: false,
    measure: gainsOf(largestProfit),
    state: (columns) => ({ ...nothing, maxima: virtualGains(columns, endOfPath, 0, 1), denominator: columns.firstBest() }),
    bilinear: false,
    types: summed,
  },
  dominant: {
    ratio: "dominant × ex-post × balanced / bayesian × interim × balanced, gains from trade",
    marks: [{ value: 0, exact: "0", proved: true, source: "gains are never negative" }],
    welfare: false,
    measure: async (traders, solve) => {
      const dominantBest = await exactDominantBest(traders, solve);
      if (!dominantBest) return null;
      const secondBest = exactSecondBest(traders);
      return { numerator: dominantBest.gains, denominator: secondBest.gains, secondBest, dominantBest };
    },
    state: (columns, { secondBest, dominantBest }, chosen) => {
      // What is feasible does not depend on the laws: posted prices, and what was best, attain the numerator or less of it at every law.
      const [prices] = postedPrices(columns, chosen) as [Statement["maxima"][0]];
      const lists = [...prices.lists, fixedTrade(columns, (dominantBest as DominantBest).trade, chosen)];
      const { gains, profit } = feasibleGains(columns, secondBest as SecondBest, chosen);
      return { ...nothing, maxima: [{ weight: 1, lists }], rows: [profit], denominator: gains };
    },
    bilinear: false,
    types: programmed,
  },
};

export const criterionNames = Object.keys(criteria) as readonly CriterionName[];

/** A statement without rows, maxima or terms. */
const nothing = { numerator: new Map<number, number>(), maxima: [], rows: [] };
