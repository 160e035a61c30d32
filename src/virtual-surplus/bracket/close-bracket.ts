import { exactDouble, one, type Rational, zero } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { type AgentGroup, type LinearEnvironment, signOf } from "../../environments/linear.ts";
import { encloseCells } from "../../type-space/enclosed-cells.ts";
import { exactShiftOf, initialKnots, type Knots, quantileCells, refineKnots } from "../../type-space/quantile-curve.ts";
import { evaluatorOf } from "../kernel/evaluators.ts";
import { after, noTrade } from "../kernel/ironing.ts";
import { findMultiplier, type MultiplierGuess, type MultiplierOptimum } from "../kernel/multiplier.ts";
import type { Interval } from "../kernel/optimum.ts";
import type { PathEvaluator } from "../kernel/path-evaluator.ts";
import { efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import { type CutGroup, type CutMarket, type DualBound, dualBound } from "./dual-bound.ts";
import { chordCells, idleMass } from "./majorant.ts";
import { type ErrorSource, measure } from "./path-error.ts";
import type { ProvedGroup, Ranks } from "./proved-bounds.ts";
import { pairRanks, rankingRanks } from "./ranks.ts";
import { looseness, partsFor } from "./refinement.ts";
import { type FoundRule, provedFirstBest, provedLargestProfit, provedMechanism, provedUpper, requireOrder } from "./verified.ts";

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
  /** Weight of the loose allocation, where it was changed so that the profit is surely as required. */
  readonly mix?: number;
}

export type BracketSearch =
  | {
      readonly kind: "bracket";
      /** The requested width was reached. */
      readonly reached: boolean;
      readonly value: Interval;
      readonly firstBest: Interval;
      readonly best: LowerBound;
      /** Both bounds are proved; otherwise a law made of functions allows a numerical bracket only. */
      readonly proved: boolean;
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
  exactTerms: Terms<Rational>,
  options: BracketOptions,
): BracketSearch {
  const terms = inDoubles(exactTerms);
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const started = performance.now();
  // Shifts are measured from an owner's: as many goods are sold as bought, so what all of them share changes nothing.
  const reference = exactShiftOf((laws.find((group) => signOf(group) === -1) as AgentGroup).law);
  let knots: Knots[] = laws.map(({ law }) => initialKnots(law, options.firstCells));
  const rounds: BracketRound[] = [];
  let expected: MultiplierGuess | undefined;
  let firstBestBefore = Number.POSITIVE_INFINITY;
  let gapBefore = Number.POSITIVE_INFINITY;
  // Rounds in a row that did not halve the gap.
  let standing = 0;
  let proofs = 0;
  for (;;) {
    const groups = laws.map((group, g) => ({ ...group, cut: quantileCells(group.law, knots[g] as Knots, signOf(group), reference) }));
    const market = { groups, frontier };
    const efficient = dualBound(market, terms, 0, "first-best");
    const feasible = efficientCells(market);
    const firstBest = { lower: feasible.lower, upper: efficient.value };
    const bounds: DualBound[] = [efficient];
    let error = 0;
    let value: Interval = unknown;
    let largestProfit: Interval = unknown;
    const found = bestCells(market, terms, expected);
    let best: LowerBound | undefined;
    if ("largestProfit" in found) {
      // Could any mechanism be as profitable? The largest profit is the same dual with weight on the revenue curves alone.
      const most = dualBound(market, terms, 0, "profit");
      if (most.value < r) {
        const proved = infeasible(market, exactTerms, most.value);
        if (proved !== null) return { kind: "infeasible", largestProfit: proved };
      }
      largestProfit = { lower: found.largestProfit, upper: most.value };
      bounds.push(most);
      if (r <= 0) {
        // Nobody trades: feasible whatever the rounding.
        best = idle(market, terms);
        value = { lower: best.lower, upper: upperAt(market, terms, terms.lowest).value };
      }
    } else {
      const { lambda } = found.answer;
      // The next round's multiplier is about as far away as this one is from the last.
      expected = { lambda, within: Math.max(Math.abs(lambda - (expected?.lambda ?? 0)), 1e-9 * Math.abs(lambda)) };
      const upper = upperAt(market, terms, lambda);
      value = { lower: found.lower, upper: upper.value };
      bounds.push(upper.bound);
      error = found.error + upper.bound.error;
      best = found;
    }
    const cells = groups.map((group) => group.cut.mass.length);
    const stake = firstBest.upper * Math.max(terms.heaviest, terms.broker);
    // What remains is mostly rounding, as far as the search can tell: finer cells do not help it.
    const rounding = Math.max(error / magnitude(value, stake), (feasible.error + efficient.error) / magnitude(firstBest, stake));
    const largest = Math.max(...cells);
    const closed = best !== undefined && width(value, stake) <= options.width;
    const firstBestWidth = width(firstBest, stake);
    // A first best that no longer closes does not hold up a value that is closed.
    const stalled = firstBestWidth > 0.5 * firstBestBefore;
    firstBestBefore = firstBestWidth;
    let gap = Math.max(width(value, stake), closed && stalled ? 0 : firstBestWidth);
    standing = gap > 0.5 * gapBefore ? standing + 1 : 0;
    gapBefore = gap;
    // Where the search makes no headway, however it cuts, the proved bounds may.
    const stuck = standing > patience;
    // The next round costs about as much as all before it together.
    let over =
      stuck ||
      gap <= Math.max(options.width, 2 * rounding) ||
      largest >= options.maxCells ||
      ((performance.now() - started) / 1000) * 2 > options.timeLimitSeconds ||
      rounds.length >= 60;
    let next = knots;
    const refine = (proof?: readonly (readonly Float64Array[])[]) => {
      const growth = Number.isFinite(gap) ? Math.min(8, Math.max(2, 1.3 * Math.sqrt(gap / options.width))) : 4;
      const loose = proof ?? bounds.map((bound) => looseness(groups, bound, standing % 2 === 1));
      const parts = partsFor(loose, growth, options.maxCells);
      next = groups.map((group, g) => refineKnots(group.cut, knots[g] as Knots, parts[g] as Float64Array));
      over = next.every((points, g) => points.length === (knots[g] as Knots).length);
    };
    if (!over) refine();
    const round = { cells, lower: value.lower, upper: value.upper };
    if (!over) {
      rounds.push(round);
      options.onRound?.(round);
      knots = next;
      continue;
    }
    const verified = best ? verify(market, exactTerms, best) : null;
    if (verified && best) {
      const end = { cells, lower: verified.value.lower, upper: verified.value.upper };
      rounds.push(end);
      options.onRound?.(end);
      const left = width(verified.value, stake);
      const reached = left <= options.width;
      gap = Math.max(left, stalled ? 0 : width(verified.firstBest, stake));
      const finer =
        gap > options.width &&
        largest < options.maxCells &&
        // The distance falls with the square of the cells' size: what more cells than allowed would have to close stays open, after a few tries.
        (++proofs < tries || largest * Math.sqrt(gap / options.width) <= options.maxCells) &&
        ((performance.now() - started) / 1000) * 2 <= options.timeLimitSeconds &&
        rounds.length < 60 &&
        gap > 1.2 * (verified.spread / magnitude(verified.value, stake));
      if (finer) refine(verified.gaps);
      if (finer && !over) {
        knots = next;
        continue;
      }
      // Where enclosures are wider than asked, the search's own account of its errors may still be narrow enough, or narrower.
      const numerical = reached || !verified.proved ? null : narrower(verified, { value, firstBest, best }, stake);
      if (!numerical) return { kind: "bracket", reached, ...verified, rounds };
      rounds.push(round);
      options.onRound?.(round);
      return { kind: "bracket", reached: width(value, stake) <= options.width, ...numerical, rounds };
    }
    rounds.push(round);
    options.onRound?.(round);
    // The mechanism is feasible by the search's own account of its errors only.
    if (best && value.lower <= value.upper && r !== Number.NEGATIVE_INFINITY && found === best)
      return { kind: "bracket", reached: closed, value, firstBest, best, proved: false, rounds };
    if (!best) return { kind: "undecided", largestProfit };
    // The mechanism found makes the required profit up to rounding only.
    return { kind: "undecided", largestProfit: { lower: r, upper: r } };
  }
}

/** How often proved bounds are tried on finer cells although they are not expected to close. */
const tries = 2;

/** How many rounds without headway a search goes on, every other of them blind to what its estimate says of rivals. */
const patience = 3;

const unknown: Interval = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** The dual value at a multiplier, an upper bound on the optimum. */
function upperAt(market: CutMarket, terms: Terms<number>, lambda: number): { readonly value: number; readonly bound: DualBound } {
  const bound = dualBound(market, terms, lambda, "second-best");
  const budgetTerm = lambda * (terms.requiredProfit ?? 0);
  return { value: bound.value - budgetTerm + 4 * unitRoundoff * Math.abs(budgetTerm), bound };
}

/**
 * The width of a bracket in relation to the value; where that may be 0, in relation to `stake`, the most that there is to gain.
 */
function width(interval: Interval, stake: number): number {
  return interval.upper === interval.lower ? 0 : (interval.upper - interval.lower) / magnitude(interval, stake);
}

function magnitude({ lower, upper }: Interval, stake: number): number {
  return lower <= 0 && upper >= 0 ? Math.max(stake, lower === upper ? 1 : Number.MIN_VALUE) : Math.max(Math.abs(upper), Math.abs(lower));
}

/** What was recomputed from the laws at the end of a search. */
interface VerifiedRound {
  readonly value: Interval;
  readonly firstBest: Interval;
  readonly best: LowerBound;
  /** false: a law made of functions has no enclosures; the bounds are those of the search. */
  readonly proved: boolean;
  /** What the lower bound is known up to. */
  readonly spread: number;
  /** Where the proved upper bounds are loose, of the value and of the first best; absent without a proof. */
  readonly gaps?: readonly (readonly Float64Array[])[];
}

/**
 * Recomputes both bounds of a mechanism and of the first best from enclosures of the laws. Null when the mechanism cannot be proved to make the required profit.
 *
 * Throws Error when proved bounds contradict each other.
 */
function verify(market: CutMarket, exactTerms: Terms<Rational>, found: LowerBound): VerifiedRound | null {
  const terms = inDoubles(exactTerms);
  const groups = provedGroups(market, exactTerms);
  if (!groups) return unproved(market, terms, found);
  let best = found;
  let mechanism = provedMechanism(groups, exactTerms, ruleOf(best), best.lumpSum > 0);
  for (let attempt = 0, margin = 4 * best.error; !mechanism && attempt < 6; attempt++, margin *= 16) {
    // Feasible only up to rounding: ask for a little more profit.
    const { lambda } = best.answer;
    const more = bestCells(market, terms, { lambda, within: 1e-6 * Math.abs(lambda) }, Math.max(margin, 1e-300));
    if ("largestProfit" in more) break;
    best = more;
    mechanism = provedMechanism(groups, exactTerms, ruleOf(best), best.lumpSum > 0);
  }
  if ((terms.requiredProfit ?? 1) <= 0 && !(mechanism && mechanism.lower > 0)) {
    // Nobody trades: nothing is rounded there.
    const still = idle(market, terms);
    const nothing = provedMechanism(groups, exactTerms, ruleOf(still), true);
    if (nothing && !(mechanism && mechanism.lower > nothing.lower)) {
      mechanism = nothing;
      best = still;
    }
  }
  if (!mechanism) return null;
  const gains = gainsOnly(exactTerms);
  const efficient = efficientCells(market);
  const firstBest = provedFirstBest(groups, efficient.ranks());
  const upper = provedUpper(groups, exactTerms, best.answer.lambda, firstBest.lower);
  // With equal weights the objective is the gains from trade, which the first best bounds as well.
  const value = { lower: mechanism.lower, upper: gains ? Math.min(upper.value, firstBest.upper) : upper.value };
  requireOrder("value", value);
  requireOrder("first best", firstBest);
  if (gains) requireOrder("gains from trade and of the first best", { lower: value.lower, upper: firstBest.upper });
  return {
    value,
    firstBest,
    best: { ...best, mix: mechanism.weight, lumpSum: mechanism.lumpSum, lower: mechanism.lower },
    proved: true,
    spread: mechanism.spread,
    gaps: [upper.gaps, firstBest.gaps],
  };
}

/** The bounds of the search itself, in order; further apart than their own errors they contradict each other. */
function unproved(market: CutMarket, terms: Terms<number>, best: LowerBound): VerifiedRound {
  const upper = upperAt(market, terms, best.answer.lambda).value;
  const efficient = dualBound(market, terms, 0, "first-best");
  const feasible = efficientCells(market);
  const ordered = (lower: number, upper: number, error: number): Interval => {
    if (!(lower <= upper + error)) requireOrder("numerical bracket", { lower, upper });
    return { lower: Math.min(lower, upper), upper: Math.max(lower, upper) };
  };
  const stake = Math.abs(efficient.value) + efficient.error;
  return {
    value: ordered(best.lower, upper, 2 * best.error + 1e-9 * stake),
    firstBest: ordered(feasible.lower, efficient.value, 2 * (feasible.error + efficient.error) + 1e-9 * stake),
    best,
    proved: false,
    spread: best.error,
  };
}

/** The numerical bracket if it is half as wide as the proved one and lies inside it; null otherwise: what proofs contradict does not stand. */
function narrower(proved: VerifiedRound, found: Pick<VerifiedRound, "value" | "firstBest" | "best">, stake: number): VerifiedRound | null {
  const inside = (inner: Interval, outer: Interval) =>
    inner.lower <= inner.upper && inner.lower >= outer.lower && inner.upper <= outer.upper;
  if (!inside(found.value, proved.value) || !(width(found.value, stake) < 0.5 * width(proved.value, stake))) return null;
  // The first best closes by its own accounts.
  const firstBest = inside(found.firstBest, proved.firstBest) ? found.firstBest : proved.firstBest;
  return { ...found, firstBest, proved: false, spread: found.best.error };
}

/** The largest profit proved to be out of reach of what is required; null when it is not. Laws without enclosures are taken at their word. */
function infeasible(market: CutMarket, terms: Terms<Rational>, largestProfit: number): number | null {
  const groups = provedGroups(market, terms);
  if (!groups || terms.requiredProfit === null) return largestProfit;
  const proved = provedLargestProfit(groups);
  return exactDouble(proved).compare(terms.requiredProfit) < 0 ? proved : null;
}

/** The enclosures of all groups; null where a law has none. */
function provedGroups({ groups }: CutMarket, terms: Terms<Rational>): ProvedGroup[] | null {
  const proved: ProvedGroup[] = [];
  for (const group of groups) {
    const cells = encloseCells(group.cut);
    if (!cells) return null;
    proved.push({ buyer: signOf(group) === 1, count: group.count, weight: terms.weights.get(group.party) ?? zero, cells });
  }
  return proved;
}

/** All weights are 1: the objective is the gains from trade. */
function gainsOnly({ weights, broker }: Terms<Rational>): boolean {
  return [...weights.values(), broker].every((weight) => weight.equals(one));
}

/** The allocation of a mechanism as ranks of its cells, best types first. */
function ruleOf({ groups, lagrangian, answer }: LowerBound): FoundRule {
  const { allocation } = lagrangian.allocation(answer);
  const cells = groups.map(({ cut }) => cut.mass.length);
  const ranks: (of: "loose" | "tight") => Ranks =
    allocation.kind === "thresholds"
      ? (of) => pairRanks(allocation[of].slice().reverse(), cells[0] as number, cells[1] as number)
      : (of) =>
          rankingRanks(
            groups.map((group, g) => ({
              buyer: signOf(group) === 1,
              slope: (allocation[of].slope[g] as Float64Array).slice().reverse(),
              tieBreak: (allocation[of].tieBreak[g] as Float64Array).slice().reverse(),
              cells: cells[g] as number,
            })),
          );
  const tight = ranks("tight");
  return { loose: allocation.loose === allocation.tight ? tight : ranks("loose"), tight, weight: allocation.weight };
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
  atLeast = 0,
): LowerBound | { readonly largestProfit: number } {
  const { broker, lowest, excess, balanced } = terms;
  const r = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const { lagrangian, sources } = chordMarket(market, terms);
  let margin = atLeast;
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
    margin = Math.max(atLeast, 2 * profitError);
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
function efficientCells(market: CutMarket): { readonly lower: number; readonly error: number; readonly ranks: () => Ranks } {
  const { lagrangian, sources } = chordMarket(market, inDoubles(termsOf(efficientTerms)));
  const found = measure(lagrangian, sources, 1, after(0));
  const lower = found.objective - found.objectiveError;
  const answer = { kind: "slack", lambda: 0, rule: after(0), value: found, evaluations: 1 } as const;
  const ranks = () => ruleOf({ groups: market.groups, lagrangian, answer, lumpSum: 0, lower, error: 0 }).tight;
  return { lower, error: found.objectiveError, ranks };
}
