import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { initialKnots, type Knots, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import { after, noTrade } from "../kernel/ironing.ts";
import { marketLagrangian, type SideGroup, type Stakes } from "../kernel/market.ts";
import { findMultiplier, type MultiplierAnswer, type MultiplierGuess, type PathEvaluator } from "../kernel/multiplier.ts";
import { type CellGroup, type DualBound, dualBound, type LawGroup } from "./dual-bound.ts";
import { chordSide, chordSizes, idleMass } from "./majorant.ts";
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

/** Lower ≤ upper. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** The cell-constant mechanism behind the lower bound. */
export interface CellOptimum {
  readonly groups: readonly CellGroup[];
  readonly sides: readonly SideGroup[];
  readonly lagrangian: PathEvaluator;
  readonly answer: Exclude<MultiplierAnswer, { kind: "infeasible" }>;
  /** Profit beyond r that goes to the side with the larger weight. */
  readonly lumpSum: number;
  /** A proved lower bound on its objective. */
  readonly lower: number;
  /** What `lower` allows for rounding and for errors of the laws. */
  readonly error: number;
}

export type Bracket =
  | {
      readonly kind: "bracket";
      /** The requested width was reached. */
      readonly reached: boolean;
      readonly value: Interval;
      readonly firstBest: Interval;
      readonly best: CellOptimum;
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
export function closeBracket(laws: readonly LawGroup[], stakes: Stakes, options: BracketOptions): Bracket {
  const { weights, requiredProfit: r } = stakes;
  const started = performance.now();
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, options.firstCells));
  const rounds: BracketRound[] = [];
  let value: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  let firstBest: Interval = value;
  let largestProfit: Interval = value;
  let best: CellOptimum | undefined;
  let expected: MultiplierGuess | undefined;
  for (;;) {
    const groups = laws.map((group, g) => ({
      ...group,
      cells: quantileCells(group.law, knots[g] as Knots, group.role === "buyer" ? 1 : -1),
    }));
    const efficient = dualBound(groups, weights, 0, "first-best");
    const feasible = efficientCells(groups);
    firstBest = tightened(firstBest, feasible.lower, efficient.value);
    const bounds: DualBound[] = [efficient];
    let error = 0;
    const found = bestCells(groups, stakes, expected);
    if ("largestProfit" in found) {
      // Could any mechanism be as profitable? The largest profit is the same dual with weight on the revenue curves alone.
      const most = dualBound(groups, weights, 0, "profit");
      if (most.value < r) return { kind: "infeasible", largestProfit: most.value };
      largestProfit = tightened(largestProfit, found.largestProfit, most.value);
      bounds.push(most);
      if (r <= 0) {
        // Nobody trades: feasible whatever the rounding.
        best ??= idle(groups, stakes);
        value = tightened(value, best.lower, upperAt(groups, stakes, stakes.lowest).value);
      }
    } else {
      const { lambda } = found.answer;
      // The next round's multiplier is about as far away as this one is from the last.
      expected = { lambda, within: Math.max(Math.abs(lambda - (expected?.lambda ?? 0)), 1e-9 * Math.abs(lambda)) };
      const upper = upperAt(groups, stakes, lambda);
      value = tightened(value, found.lower, upper.value);
      bounds.push(upper.bound);
      error = found.error + upper.bound.error;
      if (!best || found.lower >= best.lower) best = found;
    }
    const cells = groups.map((group) => group.cells.mass.length);
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
      const next = groups.map((group, g) => refineKnots(group.cells, knots[g] as Knots, parts[g] as Float64Array));
      over = next.every((points, g) => points.length === (knots[g] as Knots).length);
      knots = next;
    }
    if (over) return best ? { kind: "bracket", reached, value, firstBest, best, rounds } : { kind: "undecided", largestProfit };
  }
}

/** The dual value at a multiplier, an upper bound on the optimum. */
function upperAt(groups: readonly CellGroup[], stakes: Stakes, lambda: number): { readonly value: number; readonly bound: DualBound } {
  const bound = dualBound(groups, stakes.weights, lambda, "second-best");
  const budgetTerm = lambda === 0 || !Number.isFinite(stakes.requiredProfit) ? 0 : lambda * stakes.requiredProfit;
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
  readonly sides: SideGroup[];
  readonly sources: ErrorSource[];
  readonly lagrangian: PathEvaluator;
}

function chordMarket(groups: readonly CellGroup[], own: (role: "buyer" | "seller") => number, broker: number): ChordMarket {
  const sides = groups.map(({ role, count, cells }) => ({
    role,
    count,
    side: chordSide(cells, role, { own: own(role), broker }),
    idle: idleMass(cells),
  }));
  const sources = groups.map(({ role, cells }) => ({
    ...chordSizes(cells, role, { own: own(role), broker }),
    relativeError: cells.relativeError,
  }));
  return { sides, sources, lagrangian: marketLagrangian(sides, broker) };
}

/** The best cell-constant mechanism whose profit is r even after rounding. */
function bestCells(
  groups: readonly CellGroup[],
  stakes: Stakes,
  expected: MultiplierGuess | undefined,
): CellOptimum | { readonly largestProfit: number } {
  const { weights, lowest, requiredProfit: r, heaviest } = stakes;
  const { sides, sources, lagrangian } = chordMarket(
    groups,
    (role) => (role === "buyer" ? weights.buyers : weights.sellers),
    weights.broker,
  );
  let margin = 0;
  let guess = expected;
  for (let attempt = 0; attempt < 4; attempt++) {
    const answer = findMultiplier(lagrangian, { lowest, requiredProfit: r + margin, guess });
    if (answer.kind === "infeasible") return { largestProfit: answer.largestProfit };
    const rules = answer.kind === "slack" ? [answer.rule] : [answer.loose, answer.tight];
    const found = rules.map((at) => measure(lagrangian, sides, sources, weights.broker, at));
    const profitError = Math.max(...found.map((value) => value.profitError));
    const objectiveError = Math.max(...found.map((value) => value.objectiveError));
    const spare = answer.value.profit - r;
    if (spare >= profitError) {
      const excess = heaviest - weights.broker;
      // A binding optimum has no more to spare than the margin, which stays with the broker.
      const lumpSum = answer.kind === "slack" && stakes.handsOut ? spare : 0;
      const lump = excess * lumpSum - (lumpSum === 0 ? 0 : Math.abs(excess) * profitError);
      // A balanced budget leaves nothing with the broker: what is left is handed out even at a loss.
      const loss = stakes.rule === "balanced" ? Math.max(0, -excess) * (spare - lumpSum + profitError) : 0;
      const lower = answer.value.objective - objectiveError + lump - loss;
      // Profit beyond r costs its shadow price.
      const error = objectiveError + loss + Math.abs(answer.lambda) * (margin + profitError);
      return { groups, sides, lagrangian, answer, lumpSum, lower, error };
    }
    margin = 2 * profitError;
    guess = { lambda: answer.lambda, within: 1e-6 * Math.abs(answer.lambda) };
  }
  return { largestProfit: r };
}

/** The mechanism without trade, for r ≤ 0: what may be paid out goes to the side with the larger weight where that is worth it. */
function idle(groups: readonly CellGroup[], stakes: Stakes): CellOptimum {
  const { weights, requiredProfit: r, heaviest, handsOut, lowest } = stakes;
  const { sides, lagrangian } = chordMarket(groups, (role) => (role === "buyer" ? weights.buyers : weights.sellers), weights.broker);
  const value = { objective: 0, profit: 0, objectiveError: 0, profitError: 0 };
  const lumpSum = handsOut ? -r : 0;
  return {
    groups,
    sides,
    lagrangian,
    answer: { kind: "slack", lambda: lowest, rule: noTrade, value, evaluations: 0 },
    lumpSum,
    lower: (heaviest - weights.broker) * lumpSum,
    error: 0,
  };
}

/** A lower bound on the first best: the efficient cell-constant allocation. */
function efficientCells(groups: readonly CellGroup[]): { readonly lower: number; readonly error: number } {
  const { sides, sources, lagrangian } = chordMarket(groups, () => 1, 1);
  const found = measure(lagrangian, sides, sources, 1, after(0));
  return { lower: found.objective - found.objectiveError, error: found.objectiveError };
}
