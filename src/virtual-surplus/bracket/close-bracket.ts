import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { type LinearEnvironment, signOf } from "../../environments/linear.ts";
import { initialKnots, type Knots, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import { evaluatorOf } from "../kernel/evaluators.ts";
import { after, noTrade } from "../kernel/ironing.ts";
import { findMultiplier, type MultiplierGuess, type MultiplierOptimum } from "../kernel/multiplier.ts";
import type { Interval } from "../kernel/optimum.ts";
import type { PathEvaluator } from "../kernel/path-evaluator.ts";
import { efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import { type CutGroup, type CutMarket, type DualBound, dualBound } from "./dual-bound.ts";
import { chordCells, idleMass } from "./majorant.ts";
import { type ErrorSource, measure } from "./path-error.ts";
import { partsFor } from "./refinement.ts";

export interface BracketOptions {
  /** Requested (upper − lower)/max(|lower|, |upper|), of the second best and of the first best. */
  readonly width: number;
  /** Largest number of cells a group. Default 300,000. */
  readonly maxCells: number;
  /** Wall-clock limit in seconds. Default none. */
  readonly timeLimitSeconds: number;
  /** Cells a group of the first round. Default 32. */
  readonly firstCells: number;
  /** Called after every round with the best bracket so far. */
  readonly onRound: ((round: BracketRound) => void) | undefined;
}

export const defaultBracketOptions: BracketOptions = {
  width: 1e-8,
  maxCells: 300_000,
  timeLimitSeconds: Number.POSITIVE_INFINITY,
  firstCells: 32,
  onRound: undefined,
};

/** The state after one refinement: the best bounds seen so far, which only ever shrink. */
export interface BracketRound {
  /** Number of cells per group. */
  readonly cells: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

/** The cell-constant mechanism behind the lower bound. */
export interface LowerBound {
  readonly groups: readonly CutGroup[];
  readonly lagrangian: PathEvaluator;
  readonly answer: MultiplierOptimum;
  /** Profit beyond r that goes to the party with the largest weight. */
  readonly lumpSum: number;
  /** A proved lower bound on its objective. */
  readonly lower: number;
  /** What `lower` allows for rounding and for errors of the laws. */
  readonly error: number;
}

export type BracketSearch =
  | {
      readonly kind: "bracket";
      /** The requested width was reached. */
      readonly reached: boolean;
      readonly value: Interval;
      readonly firstBest: Interval;
      readonly best: LowerBound;
      readonly rounds: readonly BracketRound[];
    }
  | { readonly kind: "infeasible"; readonly largestProfit: number }
  /** The required profit is so close to the largest one that no bound could decide it within the limits. */
  | { readonly kind: "undecided"; readonly largestProfit: Interval };

/**
 * Encloses the optimum of a market with laws of any kind (continuous, mixed, discrete, unbounded) between a mechanism that is feasible for it (lower)
 * and a dual bound (upper), refining the cells that matter until the relative width is reached.
 *
 * Lower: allocations constant on cells, with gains and profit exact from the curves at the knots. Upper: the Lagrangian dual at one multiplier with a
 * piecewise-linear majorant of every curve. Both include the rounding errors of the laws and of the sums.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; T. Gresik, M. Satterthwaite (1989) for several traders.
 */
export function closeBracket(
  { groups: laws, frontier }: Pick<LinearEnvironment, "groups" | "frontier">,
  terms: Terms<number>,
  options: BracketOptions,
): BracketSearch {
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const started = performance.now();
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, options.firstCells));
  const rounds: BracketRound[] = [];
  let value: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  let firstBest: Interval = value;
  let largestProfit: Interval = value;
  let best: LowerBound | undefined;
  let expected: MultiplierGuess | undefined;
  for (;;) {
    const groups = laws.map((group, g) => ({ ...group, cut: quantileCells(group.law, knots[g] as Knots, signOf(group)) }));
    const market = { groups, frontier };
    const efficient = dualBound(market, terms, 0, "first-best");
    const feasible = efficientCells(market);
    firstBest = tightened(firstBest, feasible.lower, efficient.value);
    const bounds: DualBound[] = [efficient];
    let error = 0;
    const found = bestCells(market, terms, expected);
    if ("largestProfit" in found) {
      // Could any mechanism be as profitable? The largest profit is the same dual with weight on the revenue curves alone.
      const most = dualBound(market, terms, 0, "profit");
      if (most.value < r) return { kind: "infeasible", largestProfit: most.value };
      largestProfit = tightened(largestProfit, found.largestProfit, most.value);
      bounds.push(most);
      if (r <= 0) {
        // Nobody trades: feasible whatever the rounding.
        best ??= idle(market, terms);
        value = tightened(value, best.lower, upperAt(market, terms, terms.lowest).value);
      }
    } else {
      const { lambda } = found.answer;
      // The next round's multiplier is about as far away as this one is from the last.
      expected = { lambda, within: Math.max(Math.abs(lambda - (expected?.lambda ?? 0)), 1e-9 * Math.abs(lambda)) };
      const upper = upperAt(market, terms, lambda);
      value = tightened(value, found.lower, upper.value);
      bounds.push(upper.bound);
      error = found.error + upper.bound.error;
      if (!best || found.lower >= best.lower) best = found;
    }
    const cells = groups.map((group) => group.cut.mass.length);
    const round = { cells, lower: value.lower, upper: value.upper };
    rounds.push(round);
    options.onRound?.(round);
    const gap = Math.max(relativeWidth(value), relativeWidth(firstBest));
    const reached = best !== undefined && gap <= options.width;
    // Finer cells do not help where what remains is mostly rounding.
    const rounding = Math.max(error / magnitude(value), (feasible.error + efficient.error) / magnitude(firstBest));
    const largest = Math.max(...cells);
    // The next round costs about as much as all before it together.
    let over =
      reached ||
      gap <= 2 * rounding ||
      largest >= options.maxCells ||
      ((performance.now() - started) / 1000) * 2 > options.timeLimitSeconds ||
      rounds.length >= 60;
    if (!over) {
      const growth = Number.isFinite(gap) ? Math.min(8, Math.max(2, 1.3 * Math.sqrt(gap / options.width))) : 4;
      const parts = partsFor(groups, bounds, growth, options.maxCells);
      const next = groups.map((group, g) => refineKnots(group.cut, knots[g] as Knots, parts[g] as Float64Array));
      over = next.every((points, g) => points.length === (knots[g] as Knots).length);
      knots = next;
    }
    if (over) return best ? { kind: "bracket", reached, value, firstBest, best, rounds } : { kind: "undecided", largestProfit };
  }
}

/** The dual value at a multiplier, an upper bound on the optimum. */
function upperAt(market: CutMarket, terms: Terms<number>, lambda: number): { readonly value: number; readonly bound: DualBound } {
  const bound = dualBound(market, terms, lambda, "second-best");
  const budgetTerm = lambda * (terms.requiredProfit ?? 0);
  return { value: bound.value - budgetTerm + 4 * unitRoundoff * Math.abs(budgetTerm), bound };
}

/** The best of the bounds known and found; one that is not a number proves nothing. */
function tightened(known: Interval, lower: number, upper: number): Interval {
  return { lower: lower > known.lower ? lower : known.lower, upper: upper < known.upper ? upper : known.upper };
}

function relativeWidth(interval: Interval): number {
  return interval.upper === interval.lower ? 0 : (interval.upper - interval.lower) / magnitude(interval);
}

function magnitude(interval: Interval): number {
  return Math.max(Math.abs(interval.upper), Math.abs(interval.lower));
}

interface ChordMarket {
  readonly lagrangian: PathEvaluator;
  readonly sources: readonly ErrorSource[];
}

/** The market of the lower bound: one cell of worths for each cell of types. */
function chordMarket({ groups, frontier }: CutMarket, terms: Terms<number>): ChordMarket {
  const chords = groups.map((group) => chordCells(group.cut, { own: weightOf(terms, group), broker: terms.broker }));
  const cells = groups.map(({ count, reference, cut }, g) => ({
    count,
    reference,
    cells: (chords[g] as (typeof chords)[number]).cells,
    idle: idleMass(cut),
  }));
  return {
    lagrangian: evaluatorOf(frontier, cells, terms.broker),
    sources: chords.map(({ sizes }, g) => ({ ...sizes, relativeError: (groups[g] as CutGroup).cut.relativeError })),
  };
}

/** The best cell-constant mechanism whose profit is r even after rounding. */
function bestCells(
  market: CutMarket,
  terms: Terms<number>,
  expected: MultiplierGuess | undefined,
): LowerBound | { readonly largestProfit: number } {
  const { broker, lowest, excess, balanced } = terms;
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const { lagrangian, sources } = chordMarket(market, terms);
  let margin = 0;
  let guess = expected;
  for (let attempt = 0; attempt < 4; attempt++) {
    const answer = findMultiplier(lagrangian, { lowest, requiredProfit: r + margin, guess });
    if (answer.kind === "infeasible") return { largestProfit: answer.largestProfit };
    const rules = answer.kind === "slack" ? [answer.rule] : [answer.loose, answer.tight];
    const found = rules.map((at) => measure(lagrangian, sources, broker, at));
    const profitError = Math.max(...found.map((value) => value.profitError));
    const objectiveError = Math.max(...found.map((value) => value.objectiveError));
    const spare = answer.value.profit - r;
    if (spare >= profitError) {
      // A binding optimum has no more to spare than the margin, which stays with the broker.
      const handed = answer.kind === "slack" ? lumpSum(terms, answer.value.profit) : 0;
      const lump = excess * handed - (handed === 0 ? 0 : Math.abs(excess) * profitError);
      // A balanced budget leaves nothing with the broker: what is left is handed out even at a loss.
      const loss = balanced ? Math.max(0, -excess) * (spare - handed + profitError) : 0;
      const lower = answer.value.objective - objectiveError + lump - loss;
      // Profit beyond r costs its shadow price.
      const error = objectiveError + loss + Math.abs(answer.lambda) * (margin + profitError);
      return { groups: market.groups, lagrangian, answer, lumpSum: handed, lower, error };
    }
    margin = 2 * profitError;
    guess = { lambda: answer.lambda, within: 1e-6 * Math.abs(answer.lambda) };
  }
  return { largestProfit: r };
}

/** The mechanism without trade, for r ≤ 0: what may be paid out goes to the party with the largest weight where that is worth it. */
function idle(market: CutMarket, terms: Terms<number>): LowerBound {
  const value = { objective: 0, profit: 0, objectiveError: 0, profitError: 0 };
  const handed = lumpSum(terms, 0);
  return {
    groups: market.groups,
    lagrangian: chordMarket(market, terms).lagrangian,
    answer: { kind: "slack", lambda: terms.lowest, rule: noTrade, value, evaluations: 0 },
    lumpSum: handed,
    lower: terms.excess * handed,
    error: 0,
  };
}

/** A lower bound on the first best: the efficient cell-constant allocation. */
function efficientCells(market: CutMarket): { readonly lower: number; readonly error: number } {
  const { lagrangian, sources } = chordMarket(market, inDoubles(termsOf(efficientTerms)));
  const found = measure(lagrangian, sources, 1, after(0));
  return { lower: found.objective - found.objectiveError, error: found.objectiveError };
}
